"""The country of the model is the country of the data: nobody lost, nobody twice, in any order."""

from __future__ import annotations

from dataclasses import fields, replace
from types import MappingProxyType

import numpy as np
import pytest

from nplv_dash.domain.errors import DataError
from nplv_dash.model.places import Places
from nplv_dash.services.country import BASE_YEAR, Country, country_of
from nplv_dash.services.workspace import Workspace, workspace_of
from tests.broken.sentences import assert_said_in_full


@pytest.fixture(scope="module")
def country(real: Workspace) -> Country:
    return country_of(real)


def shuffled(workspace: Workspace, seed: int) -> Workspace:
    """The same data with the wijken in another order."""
    bundle = workspace.bundle
    order = np.random.default_rng(seed).permutation(len(bundle.units["wijk"]))
    units = {**bundle.units, "wijk": bundle.units["wijk"].iloc[order].reset_index(drop=True)}
    figures = {key: values[order] if key[0] == "wijk" else values for key, values in bundle.figures.items()}
    return workspace_of(replace(bundle, units=MappingProxyType(units), figures=MappingProxyType(figures)))


def without(workspace: Workspace, *keys: tuple[str, int]) -> Workspace:
    """The same data without some figures of wijken."""
    gone = {("wijk", *key) for key in keys}
    figures = {key: values for key, values in workspace.bundle.figures.items() if key not in gone}
    return workspace_of(replace(workspace.bundle, figures=MappingProxyType(figures)))


def test_every_wijk_of_an_area_takes_part_in_that_area(real: Workspace, country: Country) -> None:
    for area in real.bundle.areas:
        members = {code for code, member in zip(country.codes, country.members(area.id), strict=True) if member}
        assert set(area.wijken) <= members
        # Of a wijk of which the area is a part only, at least half of the residents live there.
        partly = {f"WK{code[2:8]}" for code in area.buurten}
        assert members <= {*area.wijken, *partly}
        assert (len(members) > 0, len(area.wijken) > 0 or bool(partly)) == (True, True)
    assert country.areas == tuple(area.id for area in real.bundle.areas)
    assert country.places.areas == len(real.bundle.areas) == 20


def test_a_wijk_belongs_to_an_area_when_half_of_its_residents_do(real: Workspace, country: Country) -> None:
    # Groningen-Noord is the Oosterparkwijk and nine buurten: all of Oud-Noord, 99.9 % of Noordwest, 55 % of
    # Nieuw-West; see the residents in test_spot_figures.
    shares = real.aggregates.areas.by_share[country.areas.index("groningen-noord")]
    wijken = real.codes["wijk"]
    found = {wijken[row]: shares[row] for row in np.flatnonzero(shares[: len(wijken)] > 0)}
    assert found["WK001409"] == pytest.approx((6_000 + 4_805) / 19_570)
    members = {country.codes[i] for i in np.flatnonzero(country.members("groningen-noord"))}
    assert members == {code for code, share in found.items() if share >= 0.5}


def test_every_wijk_is_in_or_left_out_or_empty(real: Workspace, country: Country) -> None:
    codes = set(real.codes["wijk"])
    assert len(set(country.codes)) == len(country.codes)
    assert set(country.codes) | set(country.left_out) <= codes
    assert set(country.codes) & set(country.left_out) == set()
    rest = codes - set(country.codes) - set(country.left_out)
    for year in real.years("wijk", "households"):
        values = dict(zip(real.codes["wijk"], real.values("wijk", "households", year), strict=True))
        assert [code for code in rest if values[code] > 0] == []


def test_what_is_left_out_is_said(real: Workspace, country: Country) -> None:
    # Almere and municipalities that merged: their wijken of 2024 have no figures of 2020.
    households = dict(zip(real.codes["wijk"], real.values("wijk", "households", 2024), strict=True))
    left = sum(np.nan_to_num(households[code]) for code in country.left_out)
    assert country.households_left_out == pytest.approx(left / (left + country.places.households.sum()), abs=0.002)
    assert 0.03 < country.households_left_out < 0.08
    assert any(code.startswith("WK0034") for code in country.left_out)
    areas = {code for area in real.bundle.areas for code in area.wijken}
    assert areas & set(country.left_out) == set()


def test_there_are_as_many_corporation_homes_as_cbs_counts(country: Country) -> None:
    places = country.places
    assert (places.homes <= places.households).all()
    assert (places.poor <= places.households).all()
    # CBS: about 2.3 million dwellings of corporations in 2020 (StatLine 82900NED), of 7.9 million. Ours are shares of
    # 2020 of the households of 2024, without the wijken that are left out.
    assert places.homes.sum() == pytest.approx(2.3e6, rel=0.05)
    assert 0.27 < places.homes.sum() / places.households.sum() < 0.31


def test_a_wijk_without_its_own_shares_has_those_of_its_municipality(real: Workspace, country: Country) -> None:
    # De Hei in Heerlen-Noord, 45 households: CBS keeps its income secret.
    assert country.imputed == ("WK091723",)
    i = country.index["WK091723"]
    town = real.figure("gemeente", "GM0917", "social_min", BASE_YEAR)
    assert town is not None
    assert np.isnan(real.values("wijk", "social_min", BASE_YEAR)[country.rows[i]])
    assert country.places.poor[i] == pytest.approx(town.value / 100 * country.places.households[i])
    assert country.members("heerlen-noord")[i]


def test_nothing_else_is_made_up(real: Workspace, country: Country) -> None:
    for name, counts in (("corp_share", country.places.homes), ("social_min", country.places.poor)):
        given = real.values("wijk", name, BASE_YEAR)[country.rows] / 100 * country.places.households
        own = np.array([code not in country.imputed for code in country.codes])
        np.testing.assert_allclose(counts[own], given[own])


def test_rows_codes_and_names_belong_together(real: Workspace, country: Country) -> None:
    units = real.bundle.units["wijk"].iloc[country.rows]
    assert (tuple(units["code"]), tuple(units["name"])) == (country.codes, country.names)
    assert tuple(units["gm_name"]) == country.gemeenten
    # One index per municipality, and one municipality per index.
    pairs = set(zip(units["gm_code"], country.places.gemeente.tolist(), strict=True))
    assert len(pairs) == len({town for town, _ in pairs}) == len({index for _, index in pairs})
    assert len(np.unique(country.places.provincie)) == 12


def test_cities_are_the_municipalities_with_an_area(real: Workspace, country: Country) -> None:
    towns = {area.gemeente_code for area in real.bundle.areas}
    holder = real.bundle.units["wijk"]["gm_code"].to_numpy(dtype=str)[country.rows]
    assert set(holder[country.places.city]) == towns
    assert set(holder[~country.places.city]) & towns == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_the_data_says_nothing(real: Workspace, country: Country, seed: int) -> None:
    other = country_of(shuffled(real, seed))
    assert other.codes != country.codes
    order = np.array([other.index[code] for code in country.codes])
    for field in fields(Places):
        np.testing.assert_allclose(getattr(other.places, field.name)[order], getattr(country.places, field.name))
    assert other.areas == country.areas
    assert set(other.left_out) == set(country.left_out)
    assert other.imputed == country.imputed
    assert other.households_left_out == pytest.approx(country.households_left_out)


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ([("corp_share", 2020)], "corp_share 2020"),
        ([("lbm_onv", 2014), ("lbm_onv", 2022)], "lbm_onv 2014, lbm_onv 2022"),
        ([("households", 2020), ("households", 2024)], "households"),
    ],
)
def test_figures_that_are_not_there_are_named(real: Workspace, gone: list[tuple[str, int]], named: str) -> None:
    with pytest.raises(DataError, match="country_lacks") as caught:
        country_of(without(real, *gone))
    assert caught.value.values == {"what": named}
    assert_said_in_full(caught.value)


def test_half_a_country_is_refused(real: Workspace) -> None:
    half = workspace_of(replace(real.bundle, whole=real.bundle.whole - {"wijk"}))
    with pytest.raises(DataError, match=r"country_lacks.*wijken_elders"):
        country_of(half)
