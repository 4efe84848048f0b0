"""Figures of the twenty areas, worked out by hand from the publishers' tables.

The inputs are copied here from CBS 84799NED (2020) and 85984NED (2024), Leefbaarometer 3.0 (scores per wijk) and
politie 47022NED, so that a change in reading, recoding, joining or weighting shows.
"""

from __future__ import annotations

import numpy as np
import pytest

from nplv_dash.domain.records import PLEA_THEMES
from nplv_dash.services.profile import headlines
from nplv_dash.services.workspace import NETHERLANDS, Figure, Workspace


def figure(real: Workspace, area: str, indicator: str, year: int) -> Figure:
    found = real.figure("gebied", area, indicator, year)
    assert found is not None
    return found


def test_an_area_of_one_wijk_has_the_figures_of_that_wijk(real: Workspace) -> None:
    overvecht = "utrecht-overvecht"
    assert figure(real, overvecht, "lbm", 2022).value == pytest.approx(3.841077, abs=1e-6)
    # 2,820 people with welfare of 34,295 residents.
    assert figure(real, overvecht, "welfare", 2020).value == pytest.approx(1000 * 2820 / 34_295, abs=0.05)
    # Ten buurten with together 2,044 crimes; 35,255 residents on 1 January 2024: 57.98 per 1,000.
    crime = figure(real, overvecht, "crime", 2024)
    assert crime.value == pytest.approx(1000 * 2044 / 35_255, abs=1e-4)
    assert crime.coverage == 1


def test_a_score_is_weighted_with_residents(real: Workspace) -> None:
    # Den Haag Zuidwest: score and residents in 2022 of Bouwlust, Morgenstond and Moerwijk.
    bouwlust, morgenstond, moerwijk = (3.859501, 28_985), (3.911960, 20_465), (3.880133, 20_755)
    # 111,867.64 + 80,058.26 + 80,532.16 = 272,458.06; divided by 70,205 residents: 3.8809.
    by_hand = sum(score * residents for score, residents in (bouwlust, morgenstond, moerwijk)) / 70_205
    assert by_hand == pytest.approx(3.8809, abs=5e-5)
    assert figure(real, "den-haag-zuidwest", "lbm", 2022).value == pytest.approx(by_hand, abs=1e-6)
    # The plain mean is another number: 3.8839.
    assert abs(by_hand - np.mean([3.859501, 3.911960, 3.880133])) > 0.002


def test_welfare_is_weighted_with_the_residents_of_its_year(real: Workspace) -> None:
    # Zaandam-Oost, 2020: per 1,000 and residents of Zuid, Poelenburg, Pelders- en Hoornseveld, Rosmolenwijk, Kogerveld.
    wijken = [(35.2, 13_365), (53.1, 8_845), (45.3, 11_265), (40.2, 7_960), (49.0, 4_695)]
    # 470,448 + 469,669.5 + 510,304.5 + 319,992 + 230,055 = 2,000,469; divided by 46,130: 43.37.
    by_hand = sum(rate * residents for rate, residents in wijken) / 46_130
    assert by_hand == pytest.approx(43.366, abs=5e-4)
    assert figure(real, "zaandam-oost", "welfare", 2020).value == pytest.approx(by_hand, abs=1e-4)


class TestAnAreaThatIsAPartOfItsWijken:
    """Groningen-Noord: the Oosterparkwijk, and nine buurten of three other wijken."""

    #: Residents 2024 and crimes 2024; of De Hoogte the crimes are not known.
    BUURTEN = (
        ("Oosterparkwijk", 12_970, 798),
        ("De Hoogte", 4_140, None),
        ("Indische buurt", 8_440, 472),
        ("Professorenbuurt", 6_540, 389),
        ("Vinkhuizen-Noord", 6_000, 197),
        ("Vinkhuizen-Zuid", 4_805, 284),
        ("Selwerd", 6_580, 355),
        ("Paddepoel-Zuid", 5_335, 219),
        ("Paddepoel-Noord", 6_100, 261),
        ("Tuinwijk", 1_570, 45),
    )

    def test_what_is_known_per_buurt_is_made_of_buurten(self, real: Workspace) -> None:
        residents = figure(real, "groningen-noord", "inhabitants", 2024)
        assert residents.value == sum(people for _, people, _ in self.BUURTEN) == 62_480
        # 3,020 crimes among the 58,340 residents of the buurten whose crimes are known: 51.77 per 1,000.
        known = [(people, crimes) for _, people, crimes in self.BUURTEN if crimes is not None]
        by_hand = 1000 * sum(crimes for _, crimes in known) / sum(people for people, _ in known)
        crime = figure(real, "groningen-noord", "crime", 2024)
        assert by_hand == pytest.approx(51.7655, abs=5e-5)
        assert crime.value == pytest.approx(by_hand, abs=1e-6)
        assert crime.coverage == pytest.approx(58_340 / 62_480)

    def test_what_is_known_per_wijk_counts_for_the_share_of_its_residents(self, real: Workspace) -> None:
        # Per wijk: welfare per 1,000 and residents in 2020, and the share of the residents of 2024 in our buurten.
        oosterpark = (87.0, 12_295, 1.0)
        oud_noord = (90.6, 18_545, 1.0)  # De Hoogte, Indische buurt and Professorenbuurt are the whole wijk
        nieuw_west = (50.4, 17_265, (6_000 + 4_805) / 19_570)  # the others live in Reitdiep, De Held and around
        noordwest = (77.6, 18_560, (6_580 + 5_335 + 6_100 + 1_570) / 19_600)
        wijken = (oosterpark, oud_noord, nieuw_west, noordwest)
        people = sum(residents * share for _, residents, share in wijken)
        by_hand = sum(rate * residents * share for rate, residents, share in wijken) / people
        welfare = figure(real, "groningen-noord", "welfare", 2020)
        assert by_hand == pytest.approx(79.25, abs=0.005)
        assert welfare.value == pytest.approx(by_hand, abs=1e-6)


#: Leefbaarometer 2014, 2018 and 2022: an earlier calculation of our own, weighted with the residents of 2016.
EARLIER = {
    "amsterdam-zuidoost": (3.829, 3.794, 3.842),
    "amsterdam-nieuw-west": (3.913, 3.905, 3.959),
    "arnhem-oost": (3.850, 3.896, 3.922),
    "breda-noord": (3.882, 3.889, 3.932),
    "delft-west": (3.834, 3.843, 3.875),
    "den-haag-zuidwest": (3.813, 3.850, 3.880),
    "dordrecht-west": (3.849, 3.885, 3.939),
    "groningen-noord": (4.016, 4.038, 4.050),
    "heerlen-noord": (3.877, 3.935, 3.973),
    "nieuwegein-centrale-as": (4.044, 4.043, 4.050),
    "roosendaal-ring": (3.914, 3.916, 3.922),
    "rotterdam-zuid": (3.876, 3.889, 3.923),
    "schiedam-nieuwland-oost": (3.858, 3.877, 3.926),
    "utrecht-overvecht": (3.801, 3.760, 3.841),
    "vlaardingen-west": (3.829, 3.829, 3.803),
    "zaandam-oost": (3.879, 3.889, 3.922),
}
#: The same for areas whose codes had changed since 2016: plain means of their wijken.
EARLIER_PLAIN = {
    "eindhoven-woensel-zuid": (3.970, 4.000, 4.031),
    "leeuwarden-oost": (3.949, 3.975, 3.976),
    "lelystad-oost": (4.038, 3.987, 4.017),
    "tilburg-noordwest": (3.875, 3.904, 3.959),
}
#: In these two, wijken with high scores grew between 2016 and 2022, and we weigh with 2022; see the test below.
GREW = {"amsterdam-zuidoost": 0.017, "amsterdam-nieuw-west": 0.0075}


def test_every_area_was_compared() -> None:
    assert len(EARLIER) + len(EARLIER_PLAIN) == 20
    assert not set(EARLIER) & set(EARLIER_PLAIN)


@pytest.mark.parametrize("area", EARLIER)
def test_scores_agree_with_an_earlier_calculation(real: Workspace, area: str) -> None:
    ours = [figure(real, area, "lbm", year).value for year in (2014, 2018, 2022)]
    assert ours == pytest.approx(EARLIER[area], abs=GREW.get(area, 0.006))


def test_growth_explains_the_difference_in_amsterdam_zuidoost(real: Workspace) -> None:
    # Score in 2014, residents in 2016 and in 2022. New homes came to Amstel III/Bullewijk, which scored high.
    wijken = {
        "Amstel III/Bullewijk": (4.448970, 430, 2_600),
        "Bijlmer Centrum": (3.798426, 23_910, 24_430),
        "Bijlmer Oost": (3.835537, 27_190, 29_890),
        "Nellestein": (3.919242, 3_010, 2_950),
        "Holendrecht/Reigersbos": (3.822548, 18_280, 17_930),
        "Gein": (3.816712, 11_545, 11_205),
        "Driemond": (4.033357, 1_475, 1_645),
    }
    scores, before, after = np.array(list(wijken.values())).T
    assert np.average(scores, weights=before) == pytest.approx(EARLIER["amsterdam-zuidoost"][0], abs=0.0005)
    ours = figure(real, "amsterdam-zuidoost", "lbm", 2014).value
    # The wijken that were split are weighted with the residents of 2024, hence not to the last digit.
    assert np.average(scores, weights=after) == pytest.approx(ours, abs=0.001)


@pytest.mark.parametrize("area", EARLIER_PLAIN)
def test_scores_of_wijken_agree_with_an_earlier_calculation(real: Workspace, area: str) -> None:
    # Ours are weighted, which in Leeuwarden and Tilburg makes 0.03; so the wijken are compared, by their plain mean.
    wijken = real.bundle.area(area).wijken
    scores = [[real.figure("wijk", code, "lbm", year) for code in wijken] for year in (2014, 2018, 2022)]
    plain = [np.mean([score.value for score in year if score]) for year in scores]
    assert plain == pytest.approx(EARLIER_PLAIN[area], abs=0.001)


def test_every_theme_of_the_plea_has_a_figure_for_all_twenty_areas(real: Workspace) -> None:
    shown = headlines(real)
    assert [indicator.theme for indicator in shown] == list(PLEA_THEMES)
    lacking = [
        (area.id, indicator.id)
        for area in real.bundle.areas
        for indicator in shown
        if real.figure("gebied", area.id, indicator.id) is None
    ]
    assert (len(real.bundle.areas), lacking) == (20, [])
    assert all(real.figure("land", NETHERLANDS, indicator.id) for indicator in shown)


def test_the_areas_are_worse_off_than_the_country(real: Workspace) -> None:
    # Not a figure but a direction: a sign or a column that was swapped would show here.
    for indicator in headlines(real):
        year = real.years("gebied", indicator.id)[-1]
        netherlands = real.figure("land", NETHERLANDS, indicator.id, year)
        assert netherlands is not None
        worse = real.values("gebied", indicator.id, year) > netherlands.value
        assert worse.sum() >= 17, f"{indicator.id}: {worse.sum()} of 20"


def test_the_country_is_as_large_as_it_is(real: Workspace) -> None:
    # CBS, StatLine 37296ned, residents on 1 January; ours are sums of rounded wijken, of which a few are not known.
    for year, published, covered in ((2022, 17_590_672, 0.999), (2024, 17_942_942, 0.989)):
        found = real.figure("land", NETHERLANDS, "inhabitants", year)
        assert found is not None
        assert found.coverage == pytest.approx(covered, abs=0.001)
        # What is missing is what the coverage says.
        assert found.value == pytest.approx(published * found.coverage, rel=0.002)


def test_the_country_lacks_one_in_fifteen_in_2020_and_says_so(real: Workspace) -> None:
    # Almere has new wijk codes, and municipalities merged: 7 % of the residents live in wijken unknown in 2020.
    # CBS, StatLine 37296ned: 17,407,585 residents on 1 January 2020; the wijken that we know sum to 16,316,845.
    assert real.figure("land", NETHERLANDS, "inhabitants", 2020) is None
    known = np.nansum(real.values("wijk", "inhabitants", 2020))
    assert known == pytest.approx(16_316_845, abs=1)
    for indicator in ("welfare", "social_min", "edu_low", "corp_share"):
        found = real.figure("land", NETHERLANDS, indicator, 2020)
        assert found is not None
        # A little under 16.3 / 17.4 = 0.937, since the new wijken have grown.
        assert 0.93 <= found.coverage <= 0.937
    # Almere has none of the figures of 2020 itself.
    assert real.figure("gemeente", "GM0034", "welfare", 2020) is None
