"""A link, the page that it opens, the file that the page gives, and the link again: the same, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import streamlit
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.editions import EDITION_NAME
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.scenario import Changes, Scenario
from nplv_dash.services.compare_choice import LEAST, MOST, Entry, name_of, to_query
from nplv_dash.services.links import is_cut, link_of, query_of
from nplv_dash.sources.scenarios import LONGEST_NAME, read_own, write_own
from nplv_dash.ui import editions, levers, model
from nplv_dash.ui.blocks.compare import entries
from tests.properties.boxes import scenarios

KINDS = pytest.mark.parametrize("kind", [Scenario, FutureScenario])
COMPARISONS = st.lists(
    st.tuples(scenarios(model.parameters(), Scenario), st.text(max_size=60).map(name_of)),
    min_size=LEAST, max_size=MOST, unique_by=lambda one: one[0].changes,
)  # fmt: skip


@contextmanager
def visit(query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A visit with this in the address; what comes is its session."""
    session: dict[str, Any] = {}
    with patch.object(streamlit, "session_state", session), patch.object(streamlit, "query_params", dict(query)):
        yield session


def opened(kind: type[Changes[Any]], query: Mapping[str, str]) -> Changes[Any]:
    """The scenario that the page has of an address; it writes the same to the address."""
    parameters = model.parameters(kind.MODEL)
    with visit(query):
        levers.read(parameters, kind)
        found = levers.current(parameters, kind)
        assert streamlit.query_params == query
    return found


@KINDS
@settings(max_examples=200)
@given(data=st.data())
def test_a_scenario_goes_round(kind: type[Changes[Any]], data: st.DataObject) -> None:
    parameters = model.parameters(kind.MODEL)
    scenario = data.draw(scenarios(parameters, kind))
    name = data.draw(st.text(max_size=LONGEST_NAME))
    link = link_of(editions.passport(scenario))
    on_page = opened(kind, query_of(link))
    assert on_page == scenario
    own = read_own(write_own(editions.passport(on_page), name), "own.yaml", parameters, kind, {})
    assert own.name == " ".join(name.split())
    assert own.edition == editions.current(kind.MODEL).id
    with visit({}):
        levers.read(parameters, kind)
        levers.put(parameters, own.scenario)
        again = levers.current(parameters, kind)
        assert streamlit.query_params == query_of(link)
    assert link_of(editions.passport(again)) == link


def _widgets(page: str) -> None:
    from nplv_dash.domain.futures import FutureScenario
    from nplv_dash.domain.scenario import Scenario
    from nplv_dash.present.numbers import Numbers
    from nplv_dash.present.text import Text
    from nplv_dash.ui import levers, model

    kind = Scenario if page == "redistribution" else FutureScenario
    parameters = model.parameters(kind.MODEL)
    levers.read(parameters, kind)
    levers.draw(parameters, [lever.id for lever in parameters.levers], Text(), Numbers("nl"))
    levers.current(parameters, kind)


@KINDS
@settings(max_examples=8, phases=[Phase.generate])
@given(data=st.data())
def test_the_widgets_take_every_scenario_as_it_is(kind: type[Changes[Any]], data: st.DataObject) -> None:
    _stays(data.draw(scenarios(model.parameters(kind.MODEL), kind)))


def test_a_value_that_is_written_as_its_neighbour_stays_what_it_is() -> None:
    _stays(Scenario.of(model.parameters(), {"receiver_min_lbm": 4.297413}))


def _stays(scenario: Changes[Any]) -> None:
    link = link_of(editions.passport(scenario))
    app = AppTest.from_function(_widgets, default_timeout=60, args=(scenario.MODEL,))
    for key, value in query_of(link).items():
        app.query_params[key] = value
    # And once more, as after any click.
    app.run().run()
    assert not app.exception
    assert dict(app.query_params) == query_of(link)


@settings(max_examples=200)
@given(COMPARISONS)
def test_a_comparison_goes_round(chosen: list[tuple[Scenario, str]]) -> None:
    # All are on the draws of the first.
    laid = [Entry(replace(scenario, seed=chosen[0][0].seed), name) for scenario, name in chosen]
    query = query_of(f"?{urlencode(to_query(laid, editions.current('redistribution')))}")
    with visit(query) as session:
        entries.read()
        found = entries.now()
        assert streamlit.query_params == query
        assert session[entries._SAID] == (found, ())
    assert [(one.scenario, one.name) for one in found] == [(one.scenario, one.name) for one in laid]


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from(["s1", "s2", "s3", "s7", "n1", "n2", "n9", "v", "workers"]), st.text(max_size=80))
)
def test_no_link_breaks_a_comparison(query: Mapping[str, str]) -> None:
    with visit(query):
        entries.read()
        found = entries.now()
        kept = {name: value for name, value in streamlit.query_params.items() if name[0] in "sn"}
    assert LEAST <= len(found) <= MOST
    with visit(kept):
        entries.read()
        assert [(one.scenario, one.name) for one in entries.now()] == [(one.scenario, one.name) for one in found]


@KINDS
@settings(max_examples=60)
@given(data=st.data())
def test_half_a_file_and_a_changed_one_are_refused(kind: type[Changes[Any]], data: st.DataObject) -> None:
    parameters = model.parameters(kind.MODEL)
    scenario = data.draw(scenarios(parameters, kind))
    content = write_own(editions.passport(scenario), data.draw(st.sampled_from(["", "Ons plan"])))
    # An empty file is told apart from a damaged one, and the last line may lack its end.
    cut = data.draw(st.integers(1, len(content.rstrip()) - 1))
    with suppress(NplvError):
        # Of `0.0` the last sign may be lost without harm.
        assert read_own(content[:cut], "own.yaml", parameters, kind, {}).scenario == scenario
    other = data.draw(scenarios(parameters, kind).filter(lambda one: one != scenario))
    swapped = write_own(editions.passport(other), "").replace(
        editions.passport(other).id.encode(), editions.passport(scenario).id.encode()
    )
    # An id of digits only is no text any more.
    with pytest.raises(NplvError, match=r"own_passport|own_words"):
        read_own(swapped, "own.yaml", parameters, kind, {})


@KINDS
@settings(max_examples=60)
@given(data=st.data())
def test_half_a_link_opens_a_page(kind: type[Changes[Any]], data: st.DataObject) -> None:
    link = link_of(editions.passport(data.draw(scenarios(model.parameters(kind.MODEL), kind))))
    parameters = model.parameters(kind.MODEL)
    half = query_of(link[: data.draw(st.integers(0, len(link) - 1))])
    with visit(half):
        levers.read(parameters, kind)
        found = levers.current(parameters, kind)
    assert set(dict(found.changes)) <= {lever.id for lever in parameters.levers}
    # What is left says nothing, or one can see that a part is lost.
    known = {one.id for one in (*editions.kept(), editions.current(kind.MODEL))}
    assert not half or is_cut(half) or half[EDITION_NAME] not in known
