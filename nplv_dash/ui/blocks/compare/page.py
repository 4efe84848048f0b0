"""The page, piece by piece: who stands side by side, their outcomes, the differences, the maps, the files."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.compare import LETTERS
from nplv_dash.services.compare_choice import Entry
from nplv_dash.services.redistribution import Result
from nplv_dash.ui import address, model, own_areas, state
from nplv_dash.ui.blocks import downloads, share
from nplv_dash.ui.blocks.bar import bar
from nplv_dash.ui.blocks.compare import choose, entries, files, maps, tables
from nplv_dash.ui.blocks.compare.view import View


def draw(t: Text, n: Numbers) -> None:
    """Draw the page in one language."""
    entries.read()
    notices = st.container()
    found = choose.draw(t)
    with notices:
        entries.notice(t, n)
    view = _view(found, t, n)
    first = view.results[0]
    st.caption(t("vergelijken.settled", count=n.integer(first.count), seed=first.scenario.seed))
    st.header(t("vergelijken.levers.title"))
    tables.levers(view)
    st.header(t("vergelijken.outcomes.title"))
    tables.outcomes(view)
    st.header(t("vergelijken.differences.title", first=LETTERS[0]))
    st.markdown(t("vergelijken.differences.lead", first=LETTERS[0]))
    tables.differences(view)
    st.header(t("vergelijken.map.title"))
    maps.draw(view)
    st.header(t("vergelijken.areas.title"))
    maps.areas(view)
    st.header(t("vergelijken.passport.title"))
    st.markdown(t("vergelijken.passport.lead"))
    downloads.draw(lambda: files.offer(view, address.here(entries.said_of(found))), t, key="vergelijking_download")
    st.html(files.passports(view))
    share.draw(lambda: files.shared(view, entries.said_of(found)), t, n)
    with notices:
        state.notice(t)


def _view(found: tuple[Entry, ...], t: Text, n: Numbers) -> View:
    results = _results([entry.scenario for entry in found], t)
    names = tuple(choose.title(entry, t) for entry in found)
    return View(own_areas.workspace(t), model.country(), model.parameters(), results, names, t, n)


def _results(scenarios: list[Scenario], t: Text) -> tuple[Result, ...]:
    """The answers that stand to all of them; says how far it is while some are computed."""
    if all(map(model.at_hand, scenarios)):
        return tuple(map(model.full, scenarios))
    results = []
    # No turn of those who make files: a page has turns of its own, which go before.
    with bar(t("vergelijken.working", count=len(scenarios)), turn=False) as tell:
        for position, scenario in enumerate(scenarios, 1):
            results.append(model.full(scenario))
            tell(position / len(scenarios))
    return tuple(results)
