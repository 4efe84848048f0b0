"""An area of one's own works as an NPLV area does, and leaves those as they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.own_area import Definition, OwnArea, defined
from nplv_dash.domain.records import Area
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import own_area_map, own_areas, pictures
from nplv_dash.services.mapview import Selection, bounds_of, layer_around, map_view, members_on, table
from nplv_dash.services.profile import all_figures, compare, headlines, wijken_of
from nplv_dash.services.workspace import Workspace

T, N = Text("nl"), Numbers("nl")
FIGURES = Figures(T, N)


def with_own(workspace: Workspace, *definitions: Definition) -> tuple[Workspace, tuple[OwnArea, ...]]:
    own = tuple(own_areas.known(workspace, one, T) for one in definitions)
    return workspace.with_own(own), own


def copy_of(workspace: Workspace, area: Area) -> tuple[Workspace, OwnArea]:
    """An own area with the ground of an NPLV area."""
    found, (own,) = with_own(workspace, defined("Kopie", (*area.wijken, *area.buurten)))
    return found, own


def keys(workspace: Workspace) -> Iterator[tuple[str, int]]:
    for indicator in workspace.bundle.indicators:
        for year in workspace.years("gebied", indicator):
            yield indicator, year


def same(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and bool(np.isclose(one, other, rtol=1e-12, atol=0)))


@pytest.mark.parametrize("town", ["toy", "real"])
def test_the_ground_of_an_nplv_area_gives_its_figures(town: str, request: pytest.FixtureRequest) -> None:
    workspace: Workspace = request.getfixturevalue(town)
    for area in workspace.bundle.areas:
        found, own = copy_of(workspace, area)
        assert (own.gemeente, own.gemeente_code) == (area.gemeente, area.gemeente_code)
        for indicator, year in keys(workspace):
            theirs = workspace.figure("gebied", area.id, indicator, year)
            ours = found.figure("gebied", own.id, indicator, year)
            assert (ours is None) == (theirs is None)
            if ours and theirs:
                assert ours.year == theirs.year
                assert same(ours.value, theirs.value), (area.id, indicator, year)
                assert same(ours.coverage, theirs.coverage)
        np.testing.assert_array_equal(found.share(own), workspace.share(area))
        assert found.figure("gebied", own.id, "inhabitants") is not None or not own.wijken


def test_the_profile_of_a_copy_is_that_of_the_area(real: Workspace) -> None:
    area = real.bundle.area("rotterdam-zuid")
    found, own = copy_of(real, area)
    theirs, ours = all_figures(real, area), all_figures(found, own)
    assert theirs.round(9).equals(ours.round(9))
    shown = headlines(real)
    assert wijken_of(real, area, shown).equals(wijken_of(found, own, shown))


def test_nothing_of_the_twenty_changes(toy: Workspace) -> None:
    before = {key: toy.aggregates[key].values.copy() for key in toy.aggregates}
    found, (own,) = with_own(toy, defined("Eigen", ["WK100101", "WK100300", "BU10010200"]))
    for indicator, year in keys(toy):
        found.figure("gebied", own.id, indicator, year)
    assert found.bundle is toy.bundle
    assert found.codes is toy.codes
    assert found.aggregates is toy.aggregates
    assert toy.own == ()
    for key, values in before.items():
        np.testing.assert_array_equal(toy.aggregates[key].values, values)
    assert [area.id for area in found.choosable] == [*(area.id for area in toy.bundle.areas), own.id]
    with pytest.raises(KeyError):
        toy.area(own.id)
    with pytest.raises(KeyError):
        toy.own_places(own)


def test_figures_of_an_own_area_by_hand(toy: Workspace) -> None:
    # A wijk of Veenstad and one of Elders: residents of the first 1,000, of the second 10,000.
    found, (own,) = with_own(toy, defined("Eigen", ["WK100101", "WK100300"]))
    assert own.gemeente == "Veenstad, Elders"
    assert own.gemeenten == ("GM1001", "GM1003")
    welfare = found.figure("gebied", own.id, "welfare", 2020)
    assert welfare is not None
    assert welfare.value == pytest.approx((1000 * 40 + 10_000 * 30) / 11_000)
    # Its municipalities together, made as one municipality is.
    around = found.figure("gemeente", own.gemeente_code, "welfare", 2020)
    assert around is not None
    assert around.value == pytest.approx((1000 * 40 + 3000 * 80 + 2000 * 60 + 1000 * 20 + 10_000 * 30) / 17_000)
    comparison = compare(found, own, toy.bundle.indicators["welfare"], 2020)
    assert comparison is not None
    assert comparison.gemeente == around


def test_what_too_few_know_is_no_figure(toy: Workspace) -> None:
    # Of Strand welfare is not known, and nobody counted anything in Nieuwland.
    found, (strand, empty) = with_own(toy, defined("Strand", ["WK100202"]), defined("Leeg", ["WK100105"]))
    assert found.figure("gebied", strand.id, "welfare", 2020) is None
    assert found.figure("gebied", strand.id, "inhabitants", 2024) is not None
    assert found.figure("gebied", empty.id, "welfare", 2020) is None
    assert found.figure("gebied", empty.id, "inhabitants", 2024) is None


def test_codes_that_do_not_exist(toy: Workspace) -> None:
    with pytest.raises(NplvError) as refused:
        own_areas.of_link(toy, "Eigen~WK1001.01.77~BU1009.0000", T)
    assert refused.value.key == "own_area_unknown"
    assert refused.value.values["count"] == 2


def test_the_name_says_that_it_is_ones_own(toy: Workspace) -> None:
    link = "Noord~WK1001.01"
    (nl,), (en,) = (own_areas.of_link(toy, link, Text(lang)) for lang in ("nl", "en"))
    assert (nl.name, en.name) == ("Noord (eigen gebied)", "Noord (own area)")
    assert nl.id == en.id
    assert own_areas.counted(nl, FIGURES) == "1 wijk"


def test_many_municipalities_are_counted(real: Workspace) -> None:
    units = real.bundle.units["wijk"].drop_duplicates("gm_code")
    _, (three, five) = with_own(real, defined("Drie", units["code"].iloc[:3]), defined("Vijf", units["code"].iloc[:5]))
    assert three.gemeente.count(",") == 2
    assert five.gemeente.endswith(" en nog 3 gemeenten")
    assert len(five.gemeenten) == 5


def test_which_nplv_areas_are_in_it(toy: Workspace) -> None:
    def touched(*codes: str) -> dict[str, bool]:
        _, (own,) = with_own(toy, defined("Eigen", codes))
        return {one.area.id: one.whole for one in own_areas.shared(toy, own)}

    assert touched("WK100300") == {}
    assert touched("WK100101") == {"noord": False}
    assert touched("WK100101", "WK100102", "WK100103") == {"noord": True, "veen": False}
    assert touched("BU10010100") == {"noord": False}
    assert touched("WK100104", "BU10010300", "BU10010301") == {"veen": True}


def test_a_click_never_leaves_a_buurt_beside_its_wijk(toy: Workspace) -> None:
    codes = own_areas.toggled(toy, (), "BU10010100")
    codes = own_areas.toggled(toy, codes, "BU10010200")
    assert codes == ("BU10010100", "BU10010200")
    codes = own_areas.toggled(toy, codes, "WK100101")
    assert codes == ("BU10010200", "WK100101")
    codes = own_areas.toggled(toy, codes, "BU10010103")
    assert codes == ("BU10010100", "BU10010101", "BU10010102", "BU10010200")
    assert own_areas.toggled(toy, codes, "BU10010200") == codes[:3]


def test_pasted_codes() -> None:
    assert own_areas.split("wk100101, WK100102;\tBU10010300\n(x)") == ["WK100101", "WK100102", "BU10010300", "X"]


def test_the_map_to_choose_on(toy: Workspace) -> None:
    found = own_area_map.choice_map(toy, "GM1001", "wijk", ("WK100101", "BU10010300", "WK100300"))
    assert found.layer == "wijken"
    assert found.counts == (3, 1, 1)
    near = own_area_map.choice_map(toy, "GM1001", "buurt", ("WK100101", "BU10010300"))
    assert near.counts == (15, 0, 5)
    far = own_area_map.choice_map(toy, "GM1003", "wijk", ())
    assert (far.layer, far.counts) == ("wijken_nl", (1, 0, 0))
    # What is chosen elsewhere stays in sight.
    assert own_area_map.choice_map(toy, "GM1003", "wijk", ("WK100101",)).classes.count("2") == 1
    assert own_area_map.offered(toy, "GM1001", "wijk")["WK100103"] == "Haven"
    assert list(own_area_map.gemeenten(toy)) == ["GM1002", "GM1003", "GM1001"]


def test_on_the_map(toy: Workspace) -> None:
    found, (own,) = with_own(toy, defined("Eigen", ["WK100101", "WK100102", "BU10010300"]))
    assert layer_around(found, "gebieden", own.id) == "wijken"
    assert layer_around(found, "buurten", own.id) == "buurten"
    assert layer_around(found, "gebieden", "noord") == "gebieden"
    assert members_on(found, "wijken", own) == ("WK100101", "WK100102", "WK100103")
    assert len(members_on(found, "buurten", own)) == 4 + 4 + 1
    alone = Selection("wijken", "welfare", 2020, own.id, only_area=True)
    assert set(table(found, alone, map_view(found, alone))["code"]) == {"WK100101", "WK100102", "WK100103"}
    around = Selection("wijken", "welfare", 2020, own.id)
    assert map_view(found, around).drawn.sum() == 5
    assert bounds_of(found, around) == bounds_of(toy, dataclasses.replace(around, area="noord"))
    south, west, north, east = bounds_of(found, alone) or (0.0, 0.0, 0.0, 0.0)
    assert 51 < south < north < 53
    assert 5 < west < east < 6
    assert own.name in pictures.selection_map(found, alone, T, N).svg().decode()


def test_elsewhere_the_map_is_that_of_the_country(toy: Workspace) -> None:
    found, (own,) = with_own(toy, defined("Eigen", ["WK100201", "WK100300"]))
    assert layer_around(found, "wijken", own.id) == "wijken_nl"
    selection = Selection("wijken_nl", "welfare", 2020, own.id)
    assert map_view(found, selection).drawn.sum() == 4


def test_the_outline_is_around_all_of_it(toy: Workspace) -> None:
    # Two wijken side by side, of 800 metres each: the border between them is gone.
    found, (own,) = with_own(toy, defined("Eigen", ["WK100101", "WK100102"]))
    rings = found.own_places(own).outline
    assert len(rings.starts) == 1
    np.testing.assert_array_equal(np.ptp(rings.points, axis=0), [1600, 800])


def test_figures_of_few_visitors_are_kept(toy: Workspace) -> None:
    found, (own,) = with_own(toy, defined("Eigen", ["WK100101"]))
    assert found.own_places(own) is found.own_places(own)
    for number in range(200):
        other, (one,) = with_own(toy, defined(f"Gebied {number}", ["WK100101"]))
        other.own_places(one)
    assert found.figure("gebied", own.id, "welfare") is not None
