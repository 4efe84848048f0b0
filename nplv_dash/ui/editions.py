"""The one door for passports: with what the figures on a page were computed, and what changed since a link was made."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from nplv_dash.domain.editions import Difference, Edition, Passport, Range, differences
from nplv_dash.domain.parameters import Model, Parameter, Parameters, Value
from nplv_dash.domain.scenario import Changes
from nplv_dash.present.levers import written
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.passports import passport_line
from nplv_dash.present.text import Text
from nplv_dash.services import editions
from nplv_dash.services.versions import data_root
from nplv_dash.ui.data import workspace
from nplv_dash.ui.state import literal


@st.cache_resource(show_spinner=False)
def current(model: Model) -> Edition:
    """The edition that the app computes with. Raises DataError when a file is damaged."""
    return editions.current(workspace().bundle, model)


@st.cache_resource(show_spinner=False)
def kept() -> tuple[Edition, ...]:
    """Every edition that ever was. Raises DataError when the file is damaged."""
    return editions.kept(data_root())


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
    row = parameters.get(one.name)
    name = t(f"{row.label}.label") if row else one.name
    before = _range(row, one.before, t, n) if one.before else t("passport.changed.added")
    now = _range(row, one.now, t, n) if one.now else t("passport.changed.removed")
    return t(f"passport.changed.{one.what}", name=name, before=before, now=now)


def _range(row: Parameter | None, found: Range, t: Text, n: Numbers) -> str:
    value = _value(row, found.default, t, n)
    if found.low is None or found.high is None:
        return value
    low, high = (_value(row, bound, t, n) for bound in (found.low, found.high))
    return t("passport.changed.range", value=value, low=low, high=high)


def _value(row: Parameter | None, value: Value | None, t: Text, n: Numbers) -> str:
    """A value of a parameter; of one that is gone, or a choice that is, as it stands in the file."""
    if value is None and not (row and row.drawn_from):
        return t("passport.changed.drawn")
    if isinstance(value, float) and not (row and row.kind == "share"):
        # As precise as what is set: an assumption may be smaller than a lever's step.
        return n.decimal(value, 3)
    gone = isinstance(value, str) and not (row and value in row.choices)
    return str(value) if row is None or gone else written(row, value, t, n)
