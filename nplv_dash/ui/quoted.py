"""The scenario that an address asks for, with the edition it names: computed now, or as it was frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from nplv_dash import ROOT
from nplv_dash.domain.editions import EDITION_NAME, Edition, Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.own_area import OWN_NAME
from nplv_dash.domain.parameters import MODELS, shown
from nplv_dash.domain.scenario import SEED_NAME, VERSION_NAME, Changes, Scenario
from nplv_dash.present.text import Text
from nplv_dash.services import freeze
from nplv_dash.services.allowance import Allowance
from nplv_dash.services.archive import Archive, folder_of
from nplv_dash.services.goalseek import YEARS
from nplv_dash.services.links import PAGES, scenario_of
from nplv_dash.ui import editions, frame, funding, goals, model
from nplv_dash.ui.data import workspace

#: Scenarios of which the tables are kept; those of one take a megabyte.
_KEPT: Final = 16
#: Of the time that freezing takes, what it takes to ask what goals of every year need.
_ASKING: Final = 0.4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for.

    Attributes:
        passport: of the figures it is about.
        current: whether they can be computed now; else only the archive can have them.
        scenario: the same levers in the terms of now.
    """

    passport: Passport
    current: bool
    scenario: Changes


def archive() -> Archive:
    """The archive of this server."""
    return Archive(folder_of(ROOT))


@st.cache_resource(show_spinner=False)
def allowance() -> Allowance:
    """How often may be frozen on this server."""
    return Allowance()


def today() -> dt.date:
    """The day on which something is frozen or looked at."""
    return dt.datetime.now(dt.UTC).date()


def names(page: str) -> set[str]:
    """What an address of a scenario may say: levers, seed, version, edition, and the choices of its page."""
    parameters = model.parameters(PAGES[page].MODEL)
    choices = next(one.choices for one in frame.PAGES if one.id == page)
    return {VERSION_NAME, EDITION_NAME, SEED_NAME, OWN_NAME, *choices, *(lever.id for lever in parameters.levers)}


def wanted(page: str, query: Mapping[str, str]) -> Wanted:
    """The scenario of a query as the page has it.

    Raises:
        NplvError: `link_refused`, for a value that does not fit; `api_gone`, where it names an edition that is not
            known, or is of the other model.
    """
    kept = editions.kept()
    parameters = {each: model.parameters(each) for each in MODELS}
    scenario, edition = scenario_of(f"{page}?{urlencode(query)}", parameters, kept)
    now = editions.current(scenario.MODEL)
    if edition in {None, now.id}:
        return Wanted(Passport(scenario, now), current=True, scenario=scenario)
    then = next((one for one in kept if one.id == edition and one.model == scenario.MODEL), None)
    if then is None:
        raise NplvError("api_gone", EDITION_NAME, edition=shown(edition), now=now.id)
    return Wanted(Passport(_as_then(scenario, then), then), current=False, scenario=scenario)


def now_of(scenario: Changes) -> Wanted:
    """What a page shows."""
    return Wanted(editions.passport(scenario), current=True, scenario=scenario)


def _as_then(scenario: Changes, then: Edition) -> Changes:
    """A scenario in the terms of an earlier edition: what differed from the defaults of then, as it was frozen."""
    levers = model.parameters(scenario.MODEL).defaults("lever") | dict(scenario.changes)
    changes = tuple(
        (lever, value)
        for lever, value in sorted(levers.items())
        if lever in then.levers and value is not None and value != then.levers[lever].default
    )
    return replace(scenario, changes=changes, version=then.version)


def tables(asked: Wanted) -> Mapping[str, bytes]:
    """The files that `run` writes for what is asked.

    Raises:
        NplvError: `api_gone`, where the edition is another than that of now and nobody froze it.
    """
    passport = asked.passport
    if asked.current:
        return _tables(passport.id, passport.scenario)
    if not archive().has(passport.id):
        raise gone(asked)
    frozen = archive().find(passport.id)
    return {name: archive().read(frozen, name) for name in frozen.files if name.endswith((".csv", ".json"))}


def gone(asked: Wanted) -> NplvError:
    """The error of figures that cannot be computed any more, and that nobody froze."""
    edition = asked.passport.edition
    return NplvError("api_gone", EDITION_NAME, edition=edition.id, now=editions.current(edition.model).id)


def frozen_files(
    scenario: Changes, tell: Callable[[float], None] = lambda _share: None
) -> tuple[Passport, dict[str, bytes]]:
    """All that is frozen of a scenario, made now; `tell` is told how far it is, 0 to 1."""
    passport, day = editions.passport(scenario), today()
    if isinstance(scenario, Scenario):
        curves = {}
        for i, year in enumerate(YEARS, 1):
            curves[year] = goals.curve(workspace().bundle.fingerprint, scenario, year)
            tell(_ASKING * i / len(YEARS))
        files = freeze.redistribution(
            workspace(), model.country(), model.parameters(), model.full(scenario), curves, passport.edition, day,
            lambda share: tell(_ASKING + (1 - _ASKING) * share),
        )  # fmt: skip
    elif isinstance(scenario, FutureScenario):
        files = freeze.funding(
            workspace(), funding.parameters(), funding.result(scenario), funding.deviation(), passport.edition, day,
            tell,
        )  # fmt: skip
    else:
        raise TypeError(f"no such kind of scenario: {type(scenario).__name__}")
    return passport, files


# By its passport, which Streamlit can take for a key; whoever asks for the same meanwhile waits for it.
@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _tables(passport_id: str, _scenario: Changes) -> Mapping[str, bytes]:  # noqa: ARG001
    edition = editions.current(_scenario.MODEL)
    if isinstance(_scenario, Scenario):
        return freeze.redistribution_tables(
            workspace(), model.country(), model.parameters(), model.full(_scenario), edition
        )
    if isinstance(_scenario, FutureScenario):
        return freeze.funding_tables(funding.parameters(), funding.result(_scenario), edition)
    raise TypeError(f"no such kind of scenario: {type(_scenario).__name__}")


def now(asked: Wanted, t: Text) -> tuple[Passport, Changes, str]:
    """What is shown of an asked scenario: the passport of now, the scenario, and what to say where it asked another."""
    passport = editions.passport(asked.scenario)
    if asked.current:
        return passport, passport.scenario, ""
    then = asked.passport
    key = "frozen" if archive().has(then.id) else "changed"
    notice = t(f"share.embed.{key}", then=then.edition.id, now=passport.edition.id, passport=then.id)
    return passport, passport.scenario, notice
