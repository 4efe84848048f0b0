"""Scenarios side by side: the same draws, differences draw by draw, and which scenarios can stand there at all."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash import ROOT
from nplv_dash.domain.editions import Edition
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import Model, Parameters
from nplv_dash.domain.scenario import DEFAULT_SEED, Example, Scenario
from nplv_dash.present.compare import Compared
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services import editions
from nplv_dash.services.compare import (
    OUTCOMES,
    SMALLEST,
    Difference,
    _difference,
    by_area,
    cautions,
    compare,
    differing,
    not_comparable,
)
from nplv_dash.services.compare_choice import (
    LEAST,
    LONGEST_NAME,
    MOST,
    Entry,
    Known,
    example_of,
    filled,
    free_example,
    is_ours,
    name_of,
    of_query,
    of_text,
    settled,
    text_of,
)
from nplv_dash.services.country import country_of
from nplv_dash.services.redistribution import QUICK, Band, Result, run
from nplv_dash.services.report import headlines
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import examples

PARAMETERS: dict[Model, Parameters] = {name: load_parameters(ROOT, name) for name in editions.MODELS}
REDISTRIBUTION = PARAMETERS["redistribution"]
EXAMPLES: tuple[Example, ...] = examples(ROOT, REDISTRIBUTION)
KEPT = editions.kept(ROOT)
KNOWN = Known(EXAMPLES, PARAMETERS, KEPT)
VERDICTS = ("same", "lower", "higher", "perhaps_lower", "perhaps_higher", "mostly_same", "unclear")


def named(key: str) -> Scenario:
    return next(one.scenario for one in EXAMPLES if one.scenario.name == key)


def scenario_of(**changes: object) -> Scenario:
    return Scenario.of(REDISTRIBUTION, changes)


@pytest.fixture(scope="module")
def results(real: Workspace) -> dict[str, Result]:
    country = country_of(real)
    found = {str(one.scenario.name): run(country, REDISTRIBUTION, one.scenario, QUICK) for one in EXAMPLES}
    other_seed = replace(named("plea_2024"), seed=7)
    return found | {"other_seed": run(country, REDISTRIBUTION, other_seed, QUICK)}


@pytest.fixture(scope="module")
def edition(real: Workspace) -> Edition:
    return editions.current(real.bundle, "redistribution")


class TestDifferences:
    """Draw by draw."""

    def test_every_headline_with_a_band_has_its_draws(self, results: dict[str, Result]) -> None:
        for result in results.values():
            for one in headlines(result):
                if one.band is not None:
                    again = Band.of(result.draws[one.name].astype(float)).values
                    np.testing.assert_allclose(again, one.band.values, rtol=2e-6, atol=1e-6, err_msg=one.name)

    def test_of_the_areas_too(self, results: dict[str, Result]) -> None:
        result = results["plea_2024"]
        again = Band.of(result.by_area_draws.astype(float)).values
        np.testing.assert_allclose(again, result.by_area_change.values, rtol=2e-6, atol=1e-6)

    def test_draws_take_little_room(self, results: dict[str, Result]) -> None:
        result = results["plea_2024"]
        size = result.by_area_draws.nbytes + sum(draws.nbytes for draws in result.draws.values())
        assert size <= QUICK * 4 * 50
        assert all(draws.base is None for draws in (result.by_area_draws, *result.draws.values()))

    @pytest.mark.parametrize("key", ["plea_2024", "stress", "nationwide_by_stock"])
    def test_a_scenario_does_not_differ_from_itself(self, results: dict[str, Result], key: str) -> None:
        found = compare(results[key], results[key])
        assert set(found) == set(OUTCOMES)
        assert {one.verdict for one in found.values()} == {"same"}

    def test_the_other_way_round_is_the_same_with_another_sign(self, results: dict[str, Result]) -> None:
        there = compare(results["plea_2024"], results["stress"])
        back = compare(results["stress"], results["plea_2024"])
        for name, one in there.items():
            np.testing.assert_allclose(one.band.values, -back[name].band.values[::-1], atol=1e-9)
            assert (one.lower, one.same, one.higher) == (back[name].higher, back[name].same, back[name].lower)

    def test_the_difference_from_nothing_is_the_outcome_itself(self, results: dict[str, Result]) -> None:
        plea = {one.name: one for one in headlines(results["plea_2024"])}
        # As now has no priority and asks nothing: what changes, changes from there.
        for name in ("areas_change", "areas_effect", "wanted", "placed", "workers", "national_effect"):
            band = plea[name].band
            assert band is not None
            found = compare(results["as_now"], results["plea_2024"])[name].band.values
            np.testing.assert_allclose(found, band.values, rtol=1e-5, atol=1e-6)

    def test_the_same_draws_say_more_than_two_bands(self, results: dict[str, Result]) -> None:
        first, other = results["plea_2024"], results["fair_share_gemeente"]
        found = compare(first, other)["areas_change"]
        low, high = (float(x) for x in found.band.between(80))
        # The bands of both overlap, and yet every draw says that the second lowers the share less.
        outer = [tuple(float(x) for x in side.areas.change.at(-1).between(80)) for side in (first, other)]
        assert outer[0][1] > outer[1][0]
        assert found.verdict == "higher"
        assert 0 < low < high

    def test_other_draws_are_refused(self, results: dict[str, Result], real: Workspace) -> None:
        few = run(country_of(real), REDISTRIBUTION, named("plea_2024"), 10)
        for other in (results["other_seed"], few):
            with pytest.raises(ValueError, match="same draws"):
                compare(results["plea_2024"], other)

    def test_what_measures_something_else_is_not_compared(self, results: dict[str, Result]) -> None:
        plea, town, nobody = results["plea_2024"], results["fair_share_gemeente"], results["as_now"]
        assert set(not_comparable(plea, town)) == {"dissimilarity_after", "above_limit_after"}
        assert set(not_comparable(plea, nobody)) == set()
        assert "region" in cautions((plea, town))
        assert "region" not in cautions((plea, nobody))

    def test_where_nobody_receives_receivers_are_not_compared(self, results: dict[str, Result]) -> None:
        plea = results["plea_2024"]
        alone = replace(plea, receivers=replace(plea.receivers, wijken=0))
        assert set(OUTCOMES) - set(compare(plea, alone)) == {name for name in OUTCOMES if name.startswith("receivers")}

    def test_other_years_are_said(self, real: Workspace, results: dict[str, Result]) -> None:
        soon = run(country_of(real), REDISTRIBUTION, scenario_of(horizon=5, start_year=2028), QUICK)
        assert {"horizon", "start"} <= set(cautions((results["plea_2024"], soon)))
        assert cautions((results["plea_2024"], results["plea_2024"])) == ()

    def test_areas_differ_as_their_draws_do(self, results: dict[str, Result]) -> None:
        band = by_area(results["plea_2024"], results["fair_share_gemeente"])
        assert band.values.shape == (7, 20)
        draws = results["fair_share_gemeente"].by_area_draws - results["plea_2024"].by_area_draws
        np.testing.assert_allclose(band.median, np.median(draws, axis=0), atol=1e-5)

    def test_only_levers_that_differ(self, results: dict[str, Result]) -> None:
        found = differing(REDISTRIBUTION, [results["plea_2024"], results["fair_share_gemeente"]])
        assert found == {"reach": ("provincie", "gemeente"), "workers": (0.5, 0.0)}


class TestVerdict:
    """What may be said of a difference."""

    def one(self, values: list[float], unit: str = "pp") -> Difference:
        return _difference("areas_change", unit, np.array(values, dtype=np.float32))

    @pytest.mark.parametrize(
        ("values", "verdict"),
        [
            ([0.0] * 100, "same"),
            ([0.04] * 100, "same"),
            ([1.0] * 95 + [-1.0] * 5, "higher"),
            ([-1.0] * 95 + [1.0] * 5, "lower"),
            ([1.0] * 70 + [0.0] * 30, "perhaps_higher"),
            ([-1.0] * 70 + [0.0] * 30, "perhaps_lower"),
            ([1.0] * 40 + [0.0] * 60, "mostly_same"),
            ([1.0] * 60 + [-1.0] * 40, "unclear"),
        ],
    )
    def test_is_no_surer_than_the_draws(self, values: list[float], verdict: str) -> None:
        assert self.one(values).verdict == verdict

    @given(st.lists(st.floats(-5, 5, width=32), min_size=10, max_size=60), st.sampled_from(sorted(SMALLEST)))
    def test_shares_are_all_and_certainty_holds_no_zero(self, values: list[float], unit: str) -> None:
        found = self.one(values, unit)
        assert found.lower + found.same + found.higher == pytest.approx(1)
        low, high = (float(x) for x in found.band.between(80))
        if low <= 0 <= high:
            assert found.verdict not in {"lower", "higher"}


class TestWords:
    """The sentences, in both languages."""

    @pytest.mark.parametrize(("lang", "verdict"), [*product(LANGUAGES, VERDICTS)])
    def test_every_sentence_can_be_said(self, lang: str, verdict: str) -> None:
        words = Compared(Text(lang), Numbers(lang))  # type: ignore[arg-type]
        for name in OUTCOMES:
            unit = "pp" if name.endswith("change") else "households_per_year"
            found = words.sentence(name, unit, (-1.9, -1.2, -0.8), verdict, words.draws(0.97, 0.01, 0.02), ("B", "A"))
            assert "B" in found
            assert not any(sign in found for sign in "{}")

    def test_a_certain_difference_says_its_direction_once(self) -> None:
        words = Compared(Text("nl"), Numbers("nl"))
        found = words.sentence(
            "areas_change", "pp", (-1.9, -1.2, -0.8), "lower", words.draws(0.97, 0, 0.03), ("B", "A")
        )
        assert found == (
            "Het aandeel kwetsbare huishoudens in de gebieden is in B **1,2 procentpunt lager** dan in A "
            "(0,8 tot 1,9). Van elke 100 berekeningen: 97 lager, 3 hoger."
        )

    @given(st.integers(0, 1000), st.integers(0, 1000))
    def test_of_a_hundred_draws_there_are_a_hundred(self, lower: int, same: int) -> None:
        same = min(same, 1000 - lower)
        words = Compared(Text("nl"), Numbers("nl"))
        parts = words.draws(lower / 1000, same / 1000, (1000 - lower - same) / 1000).split(", ")
        counts = [part.rsplit(" ", 1)[0] for part in parts]
        if not any("dan" in count for count in counts):
            assert sum(map(int, counts)) == 100

    def test_almost_all_is_not_all(self) -> None:
        words = Compared(Text("nl"), Numbers("nl"))
        assert words.draws(0.999, 0, 0.001) == "meer dan 99 lager, minder dan 1 hoger"
        assert words.draws(1, 0, 0) == "100 lager"


class TestChoice:
    """What a link says, and which scenarios fit together."""

    def of(self, text: str) -> Entry:
        return of_text(text, "s1", KNOWN)

    def test_an_example_is_found_by_its_key_and_written_out_with_its_edition(self, edition: Edition) -> None:
        for example in EXAMPLES:
            entry = self.of(str(example.scenario.name))
            assert (entry.scenario, entry.edition) == (example.scenario, None)
            text = text_of(entry, edition)
            assert edition.id in text
            assert str(example.scenario.name) not in text
            assert self.of(text) == Entry(example.scenario, edition=edition.id)

    def test_a_link_of_an_earlier_version_opens_with_the_defaults_of_its_time(self, edition: Edition) -> None:
        levers = {**edition.levers, "workers": edition.levers["workers"].model_copy(update={"default": 0.3})}
        then = edition.model_copy(update={"version": "0", "levers": levers})
        known = Known(EXAMPLES, PARAMETERS, (then, edition))
        query = {"s1": f"v=0&uitgave={then.id}&share_redirected=0.5", "s2": f"v=0&uitgave={then.id}", "n2": "niets"}
        (one, other), refused = of_query(query, known)
        assert refused == ()
        assert dict(one.scenario.changes) == {"share_redirected": 0.5, "workers": 0.3}
        assert dict(other.scenario.changes) == {"workers": 0.3}
        assert (one.edition, other.edition, other.name) == (then.id, then.id, "niets")

    @given(st.data())
    def test_any_scenario_comes_back(self, data: st.DataObject) -> None:
        share = data.draw(st.integers(0, 20)) / 20
        reach = data.draw(st.sampled_from(["gemeente", "provincie", "land"]))
        one = Scenario.of(
            REDISTRIBUTION,
            {"share_redirected": share, "reach": reach, "stigma": data.draw(st.booleans())},
            data.draw(st.integers(1, 9999)),
        )
        edition = next(kept for kept in KEPT if kept.model == "redistribution")
        text = text_of(Entry(one), edition)
        assert self.of(text) == Entry(one, edition=edition.id)
        assert self.of(f"https://example.org/app/herverdeling?{text}").scenario == one

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("nergens", "compare_example"),
            ("", "compare_example"),
            ("<script>", "compare_example"),
            ("v=1&share_redirected=9", "link_refused"),
            ("v=0&share_redirected=0.2", "link_refused"),
            ("https://example.org/", "link_unreadable"),
            ("kaart?jaar=2020", "link_unreadable"),
            ("na_de_financiering?", "compare_funding"),
        ],
    )
    def test_what_is_no_scenario_says_so(self, text: str, key: str) -> None:
        with pytest.raises(NplvError) as caught:
            self.of(text)
        assert caught.value.key == key
        assert caught.value.where.startswith("s1=")
        assert f"errors.{key}.what" in Text("nl")

    def test_what_cannot_be_used_takes_nothing_from_the_others(self) -> None:
        found, refused = of_query({"s10": "stress", "s2": "nergens", "s1": "plea_2024", "n2": "x", "s": "y"}, KNOWN)
        assert [one.scenario for one in found] == [named("plea_2024"), named("stress")]
        assert [(error.key, error.where[:3]) for error in refused] == [("compare_example", "s2=")]

    @given(st.text(max_size=90))
    def test_a_name_is_one_line_and_stays_as_it_is(self, text: str) -> None:
        name = name_of(text)
        assert name == name_of(name)
        assert len(name) <= LONGEST_NAME
        assert name.splitlines() in ([], [name])

    def test_names_of_an_address_that_are_ours(self) -> None:
        assert [name for name in ("s1", "n4", "s12", "s", "n0", "seed", "s1x", "zoom") if is_ours(name)] == [
            "s1",
            "n4",
            "s12",
        ]

    def test_one_seed_for_all(self) -> None:
        entries = [Entry(replace(named("plea_2024"), seed=7)), Entry(named("stress"))]
        found, remarks = settled(entries)
        assert [one.scenario.seed for one in found] == [7, 7]
        assert [one.key for one in remarks] == ["seed"]
        assert example_of(found[0], EXAMPLES) is not None

    def test_the_same_stands_once_and_the_first_keeps_its_name(self) -> None:
        entries = [Entry(named("plea_2024"), "ons plan"), Entry(named("stress")), Entry(named("plea_2024"), "weer")]
        found, remarks = settled(entries)
        assert [one.name for one in found] == ["ons plan", ""]
        assert [one.key for one in remarks] == ["double"]

    def test_no_more_than_four(self) -> None:
        found, remarks = settled([Entry(example.scenario) for example in EXAMPLES])
        assert len(found) == MOST
        assert [(one.key, one.values["given"]) for one in remarks] == [("many", len(EXAMPLES))]

    def test_too_few_are_filled_with_examples_on_their_seed(self) -> None:
        assert [one.scenario.name for one in filled((), EXAMPLES)] == ["plea_2024", "fair_share_gemeente"]
        found = filled((Entry(replace(named("plea_2024"), seed=7)),), EXAMPLES)
        assert len(found) == LEAST
        assert {one.scenario.seed for one in found} == {7}
        assert found[1].scenario.changes == named("fair_share_gemeente").changes

    def test_a_free_example_is_not_there_yet(self) -> None:
        entries = [Entry(example.scenario) for example in EXAMPLES]
        free = free_example(entries[1:], EXAMPLES)
        assert free is not None
        assert (free.scenario.name, free.scenario.seed) == (EXAMPLES[0].scenario.name, DEFAULT_SEED)
        assert free_example(entries, EXAMPLES) is None
