"""What is kept of the krachtwijken is what the data give, and the words say no more than it does."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.errors import DataError
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services.backtest import (
    CAUTIONS,
    TARGET_YEARS,
    before,
    check,
    finding,
    keep,
    kept,
    likelihood_correlation,
    likelihood_target,
    line,
    lines,
    matched,
    placebo_line,
    verdict,
    ways,
)
from nplv_dash.services.kept import differences
from nplv_dash.services.krachtwijken import DESIGNS, SECOND_DESIGNS, estimate, krachtwijken
from nplv_dash.services.workspace import Workspace


@pytest.fixture(scope="module")
def fresh(real: Workspace) -> Backtest:
    return estimate(real)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with what is kept."""
    (tmp_path / "data").mkdir()
    shutil.copy2(ROOT / "data" / "backtest.yaml", tmp_path / "data")
    return tmp_path


def test_what_is_kept_is_what_the_data_give(fresh: Backtest, copy: Path) -> None:
    check(ROOT, fresh)
    written = (copy / "data" / "backtest.yaml").read_bytes()
    keep(copy, kept(copy))
    assert (copy / "data" / "backtest.yaml").read_bytes() == written


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("deviation: 0.1155", "deviation: 0.1158", "deviation"),
        ("draws: 1000", "draws: 999", "placebo.draws"),
        ("treated: 38", "treated: 37", "variants.base.treated"),
        ("- id: province", "- id: elsewhere", "variants.elsewhere.id"),
    ],
)
def test_what_no_longer_holds_is_named(fresh: Backtest, copy: Path, old: str, new: str, named: str) -> None:
    path = copy / "data" / "backtest.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        check(copy, fresh)
    assert caught.value.key == "backtest_differs"
    assert caught.value.values == {"count": 1, "examples": named}


def test_a_last_decimal_may_differ_and_a_figure_may_not_be_missing() -> None:
    assert list(differences({"a": (1.0, 2.0)}, {"a": (1.0001, 2.0)}, 4)) == []
    assert list(differences({"a": (1.0, 2.0)}, {"a": (1.0, 2.0002)}, 4)) == ["a.1"]
    assert list(differences({"a": 1.0}, {"a": 1.0, "b": 2.0}, 4)) == ["b"]
    assert list(differences({"a": (1.0,)}, {"a": (1.0, 2.0)}, 4)) == ["a"]


def test_data_without_these_figures_are_an_error(toy: Workspace) -> None:
    with pytest.raises(DataError, match="backtest_lacks"):
        estimate(toy)


def test_the_forty_areas_are_those_of_the_list(real: Workspace) -> None:
    areas = krachtwijken(ROOT)
    assert len(areas) == 40
    known = set(real.codes["wijk"])
    assert all(set(area.wijken) <= known for area in areas)
    gemeenten = dict(real.bundle.units["gemeente"][["code", "name"]].itertuples(index=False))
    assert all(gemeenten[area.gemeente_code] == area.gemeente for area in areas)
    # As in the decree: exactly five times the most that may be paid in a year, together 250 million euros.
    assert sum(area.investment_mln_eur for area in areas) == pytest.approx(250, abs=1)
    assert all((area.note_nl is None) == (area.note_en is None) for area in areas)


def test_a_wijk_counts_once_and_a_split_one_too(fresh: Backtest) -> None:
    assert fresh.areas == {"exact": 13, "good": 9, "approx": 2, "contains": 16}
    # 59 codes of 2022 in 40 areas, three of them in two; Venserpolder and Bijlmer-Oost are seven wijken since 2024.
    assert fresh.wijken == {"exact": 16, "good": 22, "approx": 6, "contains": 15}
    assert fresh.base.treated == 38
    assert fresh.variant("every_match").treated == 59


def test_every_variant_has_an_id_and_words(fresh: Backtest) -> None:
    ids = [design.id for design in (*DESIGNS, *SECOND_DESIGNS)]
    assert [one.id for one in (*fresh.variants, *fresh.second)] == ids
    assert len(set(ids)) == len(ids)
    for lang in LANGUAGES:
        t = Text(lang)
        words = [f"variant.{i}.{part}" for i in ids for part in ("label", "what")]
        words += [*(f"course.{one.id}" for one in fresh.courses), *(f"quality.{quality}" for quality in fresh.areas)]
        assert [key for key in words if f"backtest.{key}" not in t] == []
    with pytest.raises(KeyError):
        fresh.variant("nowhere")


def test_the_gap_is_nothing_in_its_year_of_reference_and_lies_in_its_band(fresh: Backtest) -> None:
    for one in (*fresh.variants, *fresh.second):
        reference = one.at(one.reference)
        assert (reference.gap, reference.se) == (0, 0)
        assert all(year.low <= year.gap <= year.high for year in one.years)
        assert all(year.level - year.gap == pytest.approx(reference.level, abs=2e-4) for year in one.years)


def test_look_alikes_stood_where_the_krachtwijken_stood(fresh: Backtest) -> None:
    for one in matched(fresh):
        assert all(abs(one.at(year).level) < 0.25 * fresh.deviation for year in one.match_years)
    assert fresh.variant("social_all").at(2008).level < -fresh.deviation
    courses = {one.id: one.score for one in fresh.courses}
    start = fresh.years.index(2008)
    assert courses["treated"][start] == pytest.approx(courses["controls"][start], abs=0.02)
    assert courses["treated"][start] < courses["social"][start] < courses["country"][start]


def test_both_groups_changed_alike_before_the_programme(fresh: Backtest) -> None:
    found = {one.id: one for one in before(fresh)}
    assert set(found) == {"level_2008", "social_all", "country_all"}
    assert all(one.low < 0 < one.high and one.p > 0.2 for one in found.values())
    assert all((one.start, one.end) == (2002, 2008) for one in found.values())


def test_the_first_looks_are_reproduced(fresh: Backtest) -> None:
    """Figures of an earlier, quick look, whose gaps were levels; its standard errors were too small."""
    base, later = fresh.base, fresh.variant("level_2012")
    assert [base.at(y).level for y in TARGET_YEARS] == pytest.approx([0.01, -0.035, -0.02], abs=0.005)
    assert [later.at(y).level for y in (2018, 2022)] == pytest.approx([-0.025, -0.007], abs=0.005)
    country = fresh.variant("country_matched")
    assert -0.08 <= country.at(2018).level <= -0.06
    assert country.at(2012).level < -0.02
    assert all(base.at(y).se > quick for y, quick in zip(TARGET_YEARS, (0.008, 0.015, 0.014), strict=True))


def test_chance_alone_could_do_it_after_the_programme_and_at_its_end_the_ways_disagree(fresh: Backtest) -> None:
    assert [verdict(fresh, year) for year in TARGET_YEARS] == ["split", "chance", "chance"]
    assert all(fresh.base.at(year).p > 0.1 for year in TARGET_YEARS)
    assert [fresh.placebo.at(year).p < 0.05 for year in TARGET_YEARS] == [True, False, False]
    end, sets = fresh.base.at(2012), fresh.placebo.at(2012)
    # Bunched in cities too: that the sets are scattered does not explain it.
    assert sets.high < end.gap
    assert end.gap > 2.5 * sets.bunched > 2.5 * sets.sd
    # The words say that bunching adds little, and that the sets are not wholly like the krachtwijken.
    assert all(one.bunched <= 1.15 * one.sd for one in fresh.placebo.years)
    assert fresh.placebo.at(2002).p < 0.05


def test_every_way_to_compare_points_the_same_way(fresh: Backtest) -> None:
    assert {one.id for one in matched(fresh)} - {one.id for one in ways(fresh, 2012)} == {"level_2012", "without_nplv"}
    assert {one.id for one in matched(fresh)} - {one.id for one in ways(fresh, 2022)} == {"without_nplv"}
    gaps = [one.at(2012).gap for one in ways(fresh, 2012)]
    assert 0.01 < min(gaps) <= max(gaps) < 0.04
    left_out = np.array([city.gap for city in fresh.cities])
    assert len(left_out) == fresh.base.gemeenten
    ends = left_out[:, fresh.years.index(2012)]
    assert 0 < ends.min() < fresh.base.at(2012).gap < ends.max()


def test_the_second_instrument_is_not_independent(fresh: Backtest) -> None:
    over, after, whole = fresh.seam.steps
    assert (over.start, over.end, after.end, whole.start, whole.end) == (2012, 2014, 2016, 2012, 2016)
    assert whole.agreement > 0.9 > over.agreement > after.agreement
    assert whole.lbm3.value < 0
    assert whole.lbm2.value < 0
    assert all(abs(step.difference.value) < 2 * step.difference.se for step in fresh.seam.steps)
    for step in fresh.seam.steps:
        assert step.lbm3.value - step.lbm2.value == pytest.approx(step.difference.value, abs=2e-4)


def test_the_target_is_in_deviations_with_the_most_careful_error(fresh: Backtest) -> None:
    targets = likelihood_target(fresh)
    assert tuple(one.year for one in targets) == TARGET_YEARS
    for one in targets:
        gap, chance = fresh.base.at(one.year), fresh.placebo.at(one.year)
        # What this way of matching does by itself is no effect.
        assert one.estimate_sd == pytest.approx((gap.gap - chance.mean) / 0.1155)
        assert one.se_sd == pytest.approx(max(gap.se, chance.sd, chance.bunched) / 0.1155)
    correlation = likelihood_correlation(fresh)
    assert correlation.shape == (3, 3)
    assert correlation == pytest.approx(correlation.T)
    assert (np.linalg.eigvalsh(correlation) > 0).all()
    # What one method got wrong says nothing of the other.
    assert not correlation[0, 1:].any()
    assert correlation[1, 2] > 0.5


def test_a_line_is_the_variant_it_draws(fresh: Backtest) -> None:
    points = line(fresh, "base")
    assert points.years == fresh.years
    assert points.gap == tuple(one.gap for one in fresh.base.years)
    assert [one.id for one in lines(fresh)] == [one.id for one in fresh.variants]
    chance = placebo_line(fresh)
    assert chance.years == fresh.years
    assert all(low <= mean <= high for low, mean, high in zip(chance.low, chance.gap, chance.high, strict=True))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_finding_says_what_was_found(fresh: Backtest, lang: Lang) -> None:
    t, n = Text(lang), Numbers(lang)
    said = finding(fresh, t, n)
    for year in TARGET_YEARS:
        one = fresh.base.at(year)
        assert all(n.decimal(value, 3, signed=True) in said.sentence for value in (one.gap, one.low, one.high))
    assert (
        t("backtest.verdict.split", year=2012, cities=n.decimal(0.20, 2), groups=n.decimal(0.002, 3)) in said.sentence
    )
    assert t("backtest.verdict.chance", years=f"2018 {t('backtest.and')} 2022") in said.sentence
    assert said.short == t("backtest.short.split", years="2012")
    assert len(said.cautions) == len(CAUTIONS)
    # Student's t with 13 degrees of freedom: 2.160 for the band and 0.870 for a power of 80 per cent.
    assert fresh.base.gemeenten == 14
    assert n.decimal((2.160 + 0.870) * fresh.base.at(2012).se, 3) in said.cautions[0]
    of_chance = said.cautions[CAUTIONS.index("chance")]
    assert all(n.decimal(fresh.placebo.at(year).mean, 3, signed=True) in of_chance for year in TARGET_YEARS)


def _with(fresh: Backtest, band: tuple[float, float], **sets: float) -> Backtest:
    """The same with another band, and other random sets, in 2018."""
    low, high = band
    years = [one.model_copy(update={"low": low, "high": high} if one.year == 2018 else {}) for one in fresh.base.years]
    base = fresh.base.model_copy(update={"years": tuple(years)})
    others = [one.model_copy(update=sets if one.year == 2018 else {}) for one in fresh.placebo.years]
    placebo = fresh.placebo.model_copy(update={"years": tuple(others)})
    return fresh.model_copy(update={"variants": (base, *fresh.variants[1:]), "placebo": placebo})


def test_a_gap_beyond_chance_would_be_said(fresh: Backtest) -> None:
    outside, around, t = (-0.05, -0.01), (-0.05, 0.01), Text("nl")
    apart = _with(fresh, outside, p=0.01, sd=0.005, bunched=0.005)
    said = finding(apart, t, Numbers("nl"))
    assert verdict(apart, 2018) == "apart"
    assert t("backtest.verdict.apart", years="2018") in said.sentence
    assert t("backtest.verdict.chance", years="2022") in said.sentence
    assert said.short == t("backtest.short.apart", years="2018")
    # One way that leaves room for chance is enough to disagree, and one kind of sets that does so for the sets to.
    assert verdict(_with(fresh, outside), 2018) == "split"
    assert verdict(_with(fresh, around, p=0.01, sd=0.005, bunched=0.005), 2018) == "split"
    assert verdict(_with(fresh, around, p=0.01, sd=0.005, bunched=0.05), 2018) == "chance"
