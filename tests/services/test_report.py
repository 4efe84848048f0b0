"""The tables say what the result says: nothing lost, nothing ranked, nothing that does not add up."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model.draws import draw
from nplv_dash.model.redistribute import Outcome, simulate
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services import editions
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.redistribution import QUANTILES, Result, odds_of, run, shape_of, spreads_of, summarise
from nplv_dash.services.report import DECIMALS, FOLDER, HEADLINES, TABLES, UNITS, headlines, report_of
from nplv_dash.services.report_folder import STATISTICS, Report
from nplv_dash.services.workspace import Workspace, workspace_of
from nplv_dash.sources.bundle import load_bundle
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import find_scenario
from tests.golden import for_the_model

PARAMETERS = load_parameters(ROOT)
EDITION = editions.redistribution(load_bundle(ROOT))
#: Room binds within a municipality, and workers come: every post of the ledger has something in it.
BUSY = Scenario.of(PARAMETERS, {"share_redirected": 0.8, "reach": "gemeente", "workers": 0.3})
DRAWS = 60


@pytest.fixture(scope="module")
def country(real: Workspace) -> Country:
    return country_of(real)


@pytest.fixture(scope="module")
def outcome(country: Country) -> Outcome:
    """Every draw, of which the result is the summary."""
    drawn = draw(spreads_of(PARAMETERS), BUSY.seed, DRAWS)
    levers, shape, odds = BUSY.levers(PARAMETERS), shape_of(PARAMETERS), odds_of(PARAMETERS)
    return simulate(country.places, levers, drawn, shape, odds=odds)


@pytest.fixture(scope="module")
def result(country: Country, outcome: Outcome) -> Result:
    return summarise(country, PARAMETERS, BUSY, outcome)


@pytest.fixture(scope="module")
def report(real: Workspace, country: Country, result: Result) -> Report:
    return report_of(real.bundle, country, PARAMETERS, result, EDITION)


def statistics(table: pd.DataFrame, stem: str) -> pd.DataFrame:
    """The band of a figure, from low to high."""
    return table[[f"{stem}_{statistic}" for statistic in STATISTICS]]


class TestTheLedger:
    """Every redirected household is somewhere."""

    def test_adds_up_in_every_draw(self, outcome: Outcome) -> None:
        wanted, carried, moved = (outcome.total(name) for name in ("wanted", "carried_out", "moved"))
        assert (wanted >= carried - 1e-3).all()
        assert (carried >= moved - 1e-3).all()
        # What the areas send is what the receivers get, in every year.
        np.testing.assert_allclose(moved, outcome.total("received"), rtol=1e-5, atol=1e-3)
        areas, receivers = slice(0, -2), -2
        np.testing.assert_allclose(
            outcome.total("moved", areas), outcome.total("received", receivers), rtol=1e-5, atol=1e-3
        )
        # And what they send is a part of what would have come: the rest comes after all.
        assert (outcome.total("moved", areas) <= outcome.total("inflow_base", areas) * 1.05).all()
        assert (outcome.total("received", receivers) <= outcome.total("room", receivers) * (1 + 1e-5) + 1e-3).all()

    def test_means_add_up_in_the_table(self, report: Report) -> None:
        mean = report.tables["ledger"].set_index("post")["households_per_year_mean"]
        assert mean["wanted"] == pytest.approx(mean["not_carried_out"] + mean["no_room"] + mean["placed"], abs=0.16)
        assert all(mean[post] > 0 for post in ("not_carried_out", "no_room", "placed", "workers", "longer"))

    def test_areas_send_what_the_ledger_places(self, outcome: Outcome, result: Result, country: Country) -> None:
        placed = outcome.sums[:, :, : country.places.areas].mean(axis=1, dtype=float)
        moved, received = (outcome.column(name, placed).sum(axis=1) for name in ("moved", "received"))
        assert result.ledger.means["placed"] == pytest.approx(moved.mean())
        assert (received == 0).all()
        # A band of each area: in the middle of the draws they come near the sum, which only the mean equals.
        assert result.by_area_placed.median.sum() == pytest.approx(result.ledger.means["placed"], rel=0.1)

    def test_wijken_receive_what_areas_send_in_the_last_year(self, outcome: Outcome) -> None:
        received = outcome.place("received").sum(axis=1, dtype=float)
        np.testing.assert_allclose(received, outcome.total("moved")[:, -1], rtol=1e-4, atol=1e-2)

    def test_one_draw_is_in_both_tables(self, real: Workspace, country: Country) -> None:
        # With one draw every statistic is that draw, so that sums of medians are medians of sums.
        one = report_of(real.bundle, country, PARAMETERS, run(country, PARAMETERS, BUSY, 1), EDITION).tables
        ledger = one["ledger"].set_index("post")["households_per_year_median"]
        areas = one["areas"]["placed_households_per_year_median"].sum()
        assert areas == pytest.approx(ledger["placed"], abs=0.05 * 21)
        assert ledger["wanted"] == pytest.approx(
            ledger["not_carried_out"] + ledger["no_room"] + ledger["placed"], abs=0.16
        )
        homes = one["areas"]["corporation_homes"]
        mean = (one["areas"]["change_pp_median"] * homes).sum() / homes.sum()
        last = one["years"][one["years"]["side"] == "areas"].iloc[-1]
        assert mean == pytest.approx(last["change_vulnerable_pp_median"], abs=0.002)


class TestAreas:
    """The twenty stand as in the official list."""

    def test_official_order_and_no_rank(self, real: Workspace, report: Report) -> None:
        table = report.tables["areas"]
        assert table["number"].tolist() == list(range(1, 21))
        assert table["id"].tolist() == [a.id for a in sorted(real.bundle.areas, key=lambda area: area.number)]
        assert [c for c in table if "rank" in c] == []
        assert not table["change_pp_median"].is_monotonic_increasing
        assert not table["change_pp_median"].is_monotonic_decreasing

    def test_the_order_does_not_depend_on_the_outcome(self, real: Workspace, country: Country, report: Report) -> None:
        other = run(country, PARAMETERS, find_scenario("everything", ROOT, PARAMETERS), 10)
        found = report_of(real.bundle, country, PARAMETERS, other, EDITION).tables
        assert found["areas"]["id"].tolist() == report.tables["areas"]["id"].tolist()
        assert found["wijken"]["code"].is_monotonic_increasing

    def test_figures_stand_at_their_own_area(self, report: Report, country: Country, result: Result) -> None:
        table = report.tables["areas"].set_index("id")
        for position, area in enumerate(country.areas):
            members = country.members(area)
            assert table.loc[area, "wijken"] == members.sum()
            assert table.loc[area, "corporation_homes"] == pytest.approx(country.places.homes[members].sum(), abs=0.051)
            assert table.loc[area, "start_pct"] == pytest.approx(result.by_area_start[position], abs=5.1e-4)
            np.testing.assert_allclose(
                statistics(table.loc[[area]], "change_pp").iloc[0],
                result.by_area_change.values[:, position],
                atol=5.1e-4,
            )

    def test_areas_in_another_order_keep_their_figures(
        self, real: Workspace, country: Country, result: Result, report: Report
    ) -> None:
        turned = replace(real.bundle, areas=real.bundle.areas[::-1])
        found = report_of(turned, country, PARAMETERS, result, EDITION).tables["areas"]
        pd.testing.assert_frame_equal(found, report.tables["areas"])


class TestWijken:
    """Everybody for whom something can change."""

    def test_both_sides_are_whole(self, report: Report, country: Country, result: Result) -> None:
        table = report.tables["wijken"]
        roles = table["role"].value_counts()
        assert (roles["area"], roles["receiver"]) == (country.places.focus.sum(), result.eligible.sum())
        assert table["code"].is_unique
        assert table["code"].is_monotonic_increasing
        assert ((table["area"] != "") == (table["role"] == "area")).all()
        assert table.loc[table["imputed"] == "yes", "code"].tolist() == list(country.imputed)

    def test_only_receivers_receive_and_have_room(self, report: Report) -> None:
        table = report.tables["wijken"].set_index("role")
        areas, receivers = table.loc["area"], table.loc["receiver"]
        assert areas["room_used_last_year_pct"].isna().all()
        assert receivers["room_used_last_year_pct"].between(0, 100).all()
        with_homes = areas[areas["corporation_homes"] > 0]
        assert (with_homes["received_last_year_households_per_year_95_high"] == 0).all()
        assert (receivers["received_last_year_households_per_year_median"] > 0).any()

    def test_shares_are_shares(self, report: Report) -> None:
        table = report.tables["wijken"].dropna(subset=["before_pct"])
        assert table[["before_pct", "after_pct"]].stack().between(0, 100).all()
        # An area loses, a receiver gains; never the other way round in the middle of the draws.
        change = table.set_index("role")["change_pp_median"]
        assert (change["receiver"] >= 0).all()
        assert (change["area"] <= 0).mean() > 0.95

    def test_the_result_is_in_it(self, report: Report, country: Country, result: Result) -> None:
        table = report.tables["wijken"]
        rows = [country.index[code] for code in table["code"]]
        np.testing.assert_allclose(table["before_pct"], result.places.before[rows], atol=5.1e-4)
        np.testing.assert_allclose(statistics(table, "effect_sd").T, result.places.effect.values[:, rows], atol=5.1e-5)


def test_years_run_from_the_start_to_the_horizon(report: Report, result: Result) -> None:
    table = report.tables["years"]
    assert table["year"].tolist() == [year for year in range(2027, 2037) for _ in range(2)]
    assert table["side"].tolist() == ["areas", "receivers"] * 10
    for name, side in (("areas", result.areas), ("receivers", result.receivers)):
        rows = table[table["side"] == name]
        np.testing.assert_allclose(statistics(rows, "change_vulnerable_pp").T, side.change.values, atol=5.1e-4)
        np.testing.assert_allclose(
            statistics(rows, "change_low_income_pp").T, side.change_low_income.values, atol=5.1e-4
        )
        np.testing.assert_allclose(statistics(rows, "effect_sd").T, side.effect.values, atol=5.1e-5)


def test_bands_rise_from_low_to_high(report: Report) -> None:
    assert len(STATISTICS) == len(QUANTILES)
    checked = 0
    for table in report.tables.values():
        stems = [c.removesuffix("_95_low") for c in table if c.endswith("_95_low") and c != "95_low"]
        for stem in stems:
            steps = np.diff(statistics(table, stem).dropna().to_numpy(), axis=1)
            assert (steps >= 0).all(), stem
            checked += 1
    assert checked == 12


def test_fairness_and_its_curves(report: Report, result: Result) -> None:
    fairness, curves = report.tables["fairness"].set_index("moment"), report.tables["lorenz"]
    assert fairness.index.tolist() == ["before", "after"]
    assert fairness.loc["before", "dissimilarity_index_median"] == pytest.approx(
        float(result.fairness.dissimilarity[0].median), abs=5.1e-5
    )
    assert (fairness["limit_pct"] == 15.0).all()
    for moment, points in curves.groupby("moment"):
        x, y = points["homes_pct"].to_numpy(), points["vulnerable_pct"].to_numpy()
        assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 100, 100)
        assert (np.diff(x) >= 0).all()
        assert (y <= x + 0.002).all()
        # Twice the area between the diagonal and the curve.
        area = 1 - ((x[1:] - x[:-1]) * (y[1:] + y[:-1])).sum() / 1e4
        assert area == pytest.approx(fairness.loc[moment, "gini_index"], abs=5e-4)


def test_headlines_have_words_units_and_decimals(result: Result, report: Report) -> None:
    found = headlines(result)
    assert tuple(headline.name for headline in found) == HEADLINES
    assert {headline.unit for headline in found} <= set(UNITS) == set(DECIMALS)
    for lang in LANGUAGES:
        assert [name for name in HEADLINES if f"cli.run_figure.{name}" not in Text(lang)] == []
    table = report.tables["headline"].set_index("figure")
    for headline in found:
        row = table.loc[headline.name]
        assert row["value"] == pytest.approx(headline.value, abs=0.51 * 10.0 ** -DECIMALS[headline.unit])
        assert pd.isna(row["80_low"]) == (headline.band is None)


def test_every_figure_has_the_decimals_of_its_unit(report: Report) -> None:
    for name in set(TABLES) - {"headline"}:
        table = report.tables[name]
        for column in table.select_dtypes("float"):
            # As in change_pp_80_low and homes_pct.
            found = re.fullmatch(rf"(?:.*_)?({'|'.join(UNITS)})(?:_mean|_{'|_'.join(STATISTICS)})?", column)
            assert found, column
            digits = DECIMALS[found[1]]
            values = table[column].dropna()
            assert (values == values.round(digits)).all(), column
            # Never a zero with a sign.
            assert not (np.signbit(values) & (values == 0)).any(), column


def test_files_are_csv_for_programs(report: Report) -> None:
    files = report.files()
    assert tuple(files) == FOLDER.files
    assert tuple(report.tables) == TABLES
    provenance = json.loads(files["provenance.json"])
    for name, table in report.tables.items():
        content = files[f"{name}.csv"]
        assert not content.startswith(b"\xef\xbb\xbf")
        read = pd.read_csv(io.BytesIO(content), keep_default_na=False, na_values=[""])
        assert (list(read), len(read)) == (list(table), len(table))
        entry = provenance["files"][f"{name}.csv"]
        assert entry == {"rows": len(table), "sha256": hashlib.sha256(content).hexdigest()}
        for text in {"name", "gemeente", "code", "post"} & set(table):
            assert read[text].tolist() == table[text].tolist()


def test_provenance_is_enough_to_do_it_again(real: Workspace, country: Country, result: Result, report: Report) -> None:
    found = json.loads(report.files()["provenance.json"])
    again = {key: value for key, value in found["scenario"].items() if key not in {"name", "id"}}
    scenario = Scenario.from_plain(PARAMETERS, again)
    assert (scenario, scenario.id) == (BUSY, found["scenario"]["id"])
    assert found["levers"]["reach"] == "gemeente"
    assert found["levers"]["compliance"] is None
    assert set(found["levers"]) == {lever.id for lever in PARAMETERS.levers}
    assert (found["draws"], found["seed"]) == (DRAWS, BUSY.seed)
    assert (found["data"], found["parameters"]) == (real.bundle.fingerprint, PARAMETERS.fingerprint)
    assert found["wijken"]["left_out"] == len(country.left_out)
    assert found["wijken"]["imputed"] == list(country.imputed)
    assert (found["first_year"], found["last_year"]) == (result.years[0], result.years[-1])
    assert dict(found["bands"]) == dict(zip(STATISTICS, QUANTILES, strict=True))


def test_problems_of_the_data_are_named_without_where_they_lie(
    real: Workspace, country: Country, result: Result, tmp_path: Path
) -> None:
    damaged = replace(real.bundle, problems=(DataError("file_missing", real.bundle.root / "data" / "a.csv"),))
    report = report_of(damaged, country, PARAMETERS, result, EDITION)
    assert report.provenance["data_problems"] == ["file_missing in data/a.csv"]
    FOLDER.save(report, tmp_path / "out")
    assert str(ROOT) not in (tmp_path / "out" / "provenance.json").read_text(encoding="utf-8")


def test_an_area_outside_the_model_has_empty_cells(toy: Workspace) -> None:
    # Of Bos nobody knows how many corporation homes it has.
    ground = for_the_model(toy)
    figures = dict(ground.bundle.figures)
    bos = ground.codes["wijk"].index("WK100203")
    for key in (("wijk", "corp_share", 2020), ("wijk", "social_min", 2020)):
        figures[key] = np.where(np.arange(len(figures[key])) == bos, np.nan, figures[key])
    # Of its municipality neither.
    duin = ground.codes["wijk"].index("WK100201")
    figures[("wijk", "corp_share", 2020)][duin] = np.nan
    workspace = workspace_of(replace(ground.bundle, figures=figures))
    country = country_of(workspace)
    assert country.places.areas == 2
    table = report_of(workspace.bundle, country, PARAMETERS, run(country, PARAMETERS, BUSY, 5), EDITION).tables["areas"]
    assert table["id"].tolist() == ["noord", "veen", "duin", "bos"]
    assert table["wijken"].tolist() == [2, 1, 0, 0]
    assert table["change_pp_median"].notna().tolist() == [True, True, False, False]
