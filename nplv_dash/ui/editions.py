"""The one door for passports: with what the figures on a page were computed, and what changed since a link was made."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from nplv_dash import ROOT
from nplv_dash.domain.editions import Difference, Edition, Passport, Range, differences
from nplv_dash.domain.parameters import Model, Parameters, Value
from nplv_dash.domain.scenario import Changes
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.passports import passport_line
from nplv_dash.present.text import Text
from nplv_dash.services import editions
from nplv_dash.ui.data import workspace
from nplv_dash.ui.state import literal


@st.cache_resource(show_spinner=False)
def current(model: Model) -> Edition:
    """The edition that the app computes with. Raises DataError when a file is damaged."""
    return editions.current(workspace().bundle, model)


@st.cache_resource(show_spinner=False)
def kept() -> tuple[Edition, ...]:
    """Every edition that ever was. Raises DataError when the file is damaged."""
    return editions.kept(ROOT)


def older(model: Model) -> Mapping[str, Mapping[str, Value | None]]:
    """The earlier versions of a model, to read their links and files."""
    return editions.older(kept(), model)


def passport(scenario: Changes) -> Passport:
    """Of what is computed now."""
    return Passport(scenario, current(scenario.MODEL))


def draw(scenario: Changes, t: Text, n: Numbers) -> None:
    """The line with the passport, under figures of a model."""
    st.caption(line(passport(scenario), t, n), help=t("passport.help"))


def line(passport: Passport, t: Text, n: Numbers) -> str:
    """A passport in words, for a page and for files."""
    return passport_line(passport, t, n)


def changed(edition_id: str, model: Model, parameters: Parameters, t: Text, n: Numbers) -> str | None:
    """What is not as it was when a link of an edition was made, as Markdown; None where nothing is."""
    now = current(model)
    if edition_id == now.id:
        return None
    then = next((one for one in kept() if one.id == edition_id), None)
    if then is None:
        return t("passport.changed.unknown", id=literal(edition_id))
    if then.model != model:
        return t("passport.changed.nothing", id=then.id)
    lines = [_said(one, parameters, t, n) for one in differences(then, now)]
    title = t("passport.changed.title", id=then.id, date=n.date(then.date), now=now.id)
    return "\n".join((title, "", *(f"- {one}" for one in lines)))


def _said(one: Difference, parameters: Parameters, t: Text, n: Numbers) -> str:
    if one.what == "version":
        return t("passport.changed.version", now=one.name)
    if one.what == "data":
        return t(f"passport.changed.data.{one.name}")
    name = t(f"{parameters[one.name].label}.label") if one.name in parameters else one.name
    before = _range(one.before, t, n) if one.before else t("passport.changed.added")
    now = _range(one.now, t, n) if one.now else t("passport.changed.removed")
    return t(f"passport.changed.{one.what}", name=name, before=before, now=now)


def _range(found: Range, t: Text, n: Numbers) -> str:
    value = t("passport.changed.drawn") if found.default is None else _value(found.default, n)
    if found.low is None or found.high is None:
        return value
    return t("passport.changed.range", value=value, low=_value(found.low, n), high=_value(found.high, n))


def _value(value: Value, n: Numbers) -> str:
    return n.decimal(value, 3) if isinstance(value, float) else str(value)
