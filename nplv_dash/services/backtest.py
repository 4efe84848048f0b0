"""What was measured of the forty krachtwijken, as pages and commands need it; `services/krachtwijken.py` computes it.

`data/backtest.yaml` keeps the results.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from nplv_dash.domain.backtest import SEAM, Backtest, Variant, YearGap
from nplv_dash.domain.errors import DataError
from nplv_dash.model import eventstudy
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.aggregate import Array
from nplv_dash.services.kept import differences, write
from nplv_dash.sources.yamlfiles import read_record

#: In which gaps are told: points of the Leefbaarometer, or standard deviations of wijken.
Unit = Literal["points", "sd"]
#: Whether chance may have made a gap: hardly, it may, or the ways to reckon chance disagree.
Verdict = Literal["apart", "chance", "split"]
#: What computes and keeps it.
COMMAND = "backtest krachtwijken"
#: What is kept: far below every standard error.
DECIMALS = 4
#: The years for which the model of funding is held against the gap: the end of the programme, and what came after.
TARGET_YEARS = (2012, 2018, 2022)
#: From this p-value on, and within this many deviations of a normal spread, chance may have made a gap.
_LEVEL, _NORMAL = 0.05, 1.96
#: A gap as large as what is called detectable would be found with this chance.
_POWER = 0.8
#: Decimals of a gap in points and in standard deviations: the second is a ninth of the first.
DIGITS: dict[Unit, int] = {"points": 3, "sd": 2}
#: What may explain the outcome other than the programme; texts `backtest.caution.<id>`.
CAUTIONS = ("power", "chance", "others", "selection", "rebound", "austerity", "method", "dilution")


class Target(NamedTuple):
    """What the model of funding is held against in a year, in standard deviations of wijken."""

    estimate_sd: float
    se_sd: float
    year: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its band of 95 per cent, ready to draw: every tuple has one value per year."""

    id: str
    years: tuple[int, ...]
    gap: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """How both groups changed before the programme, in points, by a variant that does not make them alike then."""

    id: str
    start: int
    end: int
    change: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What the study says in words: in short, the sentence with its figures, and what else could explain it."""

    short: str
    sentence: str
    cautions: tuple[str, ...]


def likelihood_target(kept: Backtest) -> tuple[Target, ...]:
    """What the design `base` found at the end of the programme and after it, one `Target` for each of `TARGET_YEARS`.

    The estimate is the gap less the mean of the placebo sets: what this way of matching does by itself, without any
    programme (0.10 and 0.11 standard deviations in 2018 and 2022, -0.03 in 2012). The unit is the standard deviation of
    wijken in `Backtest.deviation` (Leefbaarometer 3.0, all dimensions together).

    The standard error is the largest of three: the one clustered by municipality, the spread of the placebo sets, and
    that of sets bunched in cities as these are. It holds chance only: not what else set both kinds of wijken apart
    (other programmes among the look-alikes, selection, back-cast years). `likelihood_correlation` says how the years
    hang together; to multiply three independent likelihoods would count the same wijken thrice.
    """
    return tuple(
        Target(
            estimate_sd=(kept.base.at(year).gap - kept.placebo.at(year).mean) / kept.deviation,
            se_sd=max(kept.base.at(year).se, kept.placebo.at(year).widest) / kept.deviation,
            year=year,
        )
        for year in TARGET_YEARS
    )


def likelihood_correlation(kept: Backtest) -> Array:
    """How the errors of `likelihood_target` go together, shape (3, 3): the correlation over the placebo sets.

    Not over the change of method between 2012 and 2014: what that does to a score is unknown, and a correlation over it
    would let the later years say that the one before was measured too low.
    """
    rows = [[one.year for one in kept.placebo.years].index(year) for year in TARGET_YEARS]
    later = np.array(TARGET_YEARS) >= SEAM[1]
    return np.where(later == later[:, None], np.array(kept.placebo.correlation)[np.ix_(rows, rows)], 0.0)


def line(kept: Backtest, variant_id: str) -> Line:
    """A variant to draw, in points of the Leefbaarometer 3.0; one of 2.0 in the unit of its own.

    Raises:
        KeyError: there is no such variant.
    """
    variant = kept.variant(variant_id)
    return Line(
        id=variant.id,
        years=tuple(one.year for one in variant.years),
        gap=tuple(one.gap for one in variant.years),
        low=tuple(one.low for one in variant.years),
        high=tuple(one.high for one in variant.years),
    )


def lines(kept: Backtest) -> tuple[Line, ...]:
    """Every variant of the Leefbaarometer 3.0, the design `base` first."""
    return tuple(line(kept, variant.id) for variant in kept.variants)


def placebo_line(kept: Backtest) -> Line:
    """The mean of the placebo sets, and between what 95 per cent of them lie."""
    years = kept.placebo.years
    return Line(
        id="placebo",
        years=tuple(one.year for one in years),
        gap=tuple(one.mean for one in years),
        low=tuple(one.low for one in years),
        high=tuple(one.high for one in years),
    )


def before(kept: Backtest) -> tuple[Before, ...]:
    """Whether treated wijken and the others moved apart before the programme: variants without that year in the match.

    A gap may only be read as an effect where this one is nothing.
    """
    start = kept.years[0]
    return tuple(
        Before(one.id, start, one.reference, -gap.gap, -gap.high, -gap.low, gap.p)
        for one in kept.variants
        if start not in one.match_years
        for gap in [one.at(start)]
    )


def matched(kept: Backtest) -> tuple[Variant, ...]:
    """The variants that compare with look-alikes that have as much corporation rent: those that answer the question."""
    return tuple(one for one in kept.variants if one.pool == "social" and one.match_years)


def ways(kept: Backtest, year: int) -> tuple[Variant, ...]:
    """Those of `matched` that say something about a year.

    Not those that made the wijken alike in that year, nor the one that selects on how it went.
    """
    return tuple(one for one in matched(kept) if year not in one.match_years and not one.without_nplv)


def verdict(kept: Backtest, year: int) -> Verdict:
    """Whether chance may have made the gap of a year, by two ways to reckon chance.

    The one is the band that lets wijken of a municipality move together. The other holds the gap against random sets of
    wijken: by its rank among them, and by their spread where that is larger for sets bunched in cities. Sets of one
    kind that leave room for chance are enough for "may".
    """
    one, sets = kept.base.at(year), kept.placebo.at(year)
    cities = not one.low <= 0 <= one.high
    groups = sets.p < _LEVEL and abs(one.gap - sets.mean) > _NORMAL * sets.widest
    return "split" if cities != groups else "apart" if cities else "chance"


def finding(kept: Backtest, t: Text, n: Numbers) -> Finding:
    """The finding in words, with the figures that were kept."""
    values = _values(kept, n)
    verdicts = {year: verdict(kept, year) for year in TARGET_YEARS}
    by: dict[Verdict, list[int]] = {
        kind: [year for year in TARGET_YEARS if verdicts[year] == kind] for kind in ("apart", "split", "chance")
    }
    said = {kind: f" {t('backtest.and')} ".join(map(str, years)) for kind, years in by.items() if years}
    sentences = [t("backtest.verdict.apart", years=said["apart"])] if by["apart"] else []
    sentences += [_split(kept, year, t, n) for year in by["split"]]
    sentences += [t("backtest.verdict.chance", years=said["chance"])] if by["chance"] else []
    strongest: Verdict = "apart" if by["apart"] else "split" if by["split"] else "chance"
    return Finding(
        short=t(f"backtest.short.{strongest}", years=said[strongest]),
        sentence=t("backtest.finding", verdict=" ".join([*sentences, t("backtest.verdict.neither")]), **values),
        cautions=tuple(t(f"backtest.caution.{caution}", **values) for caution in CAUTIONS),
    )


def _split(kept: Backtest, year: int, t: Text, n: Numbers) -> str:
    cities, groups = n.decimal(kept.base.at(year).p, 2), n.decimal(kept.placebo.at(year).p, 3)
    return t("backtest.verdict.split", year=year, cities=cities, groups=groups)


def _values(kept: Backtest, n: Numbers) -> dict[str, str]:
    """Everything that the sentences name, as it is written."""

    def points(value: float, *, signed: bool = True) -> str:
        return n.decimal(value, DIGITS["points"], signed=signed)

    def band(name: str, one: YearGap) -> dict[str, str]:
        deviations = n.decimal(one.gap / kept.deviation, DIGITS["sd"], signed=True)
        others = [other.at(one.year).gap for other in ways(kept, one.year)]
        return {
            name: str(one.year),
            f"{name}_gap": points(one.gap),
            f"{name}_low": points(one.low),
            f"{name}_high": points(one.high),
            f"{name}_sd": deviations,
            f"{name}_least": points(min(others)),
            f"{name}_most": points(max(others)),
            f"{name}_ways": n.integer(len(others)),
            f"{name}_mean": points(kept.placebo.at(one.year).mean),
        }

    end, middle, last = (kept.base.at(year) for year in TARGET_YEARS)
    rows = [kept.years.index(year) for year in (kept.begin, last.year)]
    rises = {one.id: one.score[rows[1]] - one.score[rows[0]] for one in kept.courses}
    whole = kept.seam.steps[-1]
    start, chance = kept.placebo.at(kept.years[0]), kept.placebo.at(end.year)
    freedom = kept.base.gemeenten - 1
    # To either side for the band, and to one side for the chance of lying beyond it.
    reach = (eventstudy.student(freedom) + eventstudy.student(freedom, 2 * _POWER - 1)) * end.se
    return {
        **band("end", end),
        **band("middle", middle),
        **band("last", last),
        "begin": str(kept.begin),
        "wijken": n.integer(kept.base.treated),
        "gemeenten": n.integer(kept.base.gemeenten),
        "controls": n.integer(kept.base.controls),
        "detectable": points(reach, signed=False),
        "detectable_sd": n.decimal(reach / kept.deviation, DIGITS["sd"]),
        "end_spread": points(chance.sd, signed=False),
        "end_bunched": points(chance.bunched, signed=False),
        "start": str(start.year),
        "start_p": n.decimal(start.p, 3),
        **{f"{group}_rise": points(rises[group], signed=False) for group in ("treated", "controls", "social")},
        "corporation": n.percent(kept.corporation, 0),
        "agreement": n.decimal(whole.agreement, 2),
        "step_start": str(whole.start),
        "step_end": str(whole.end),
        "step_lbm3": n.decimal(whole.lbm3.value, DIGITS["sd"], signed=True),
        "step_lbm2": n.decimal(whole.lbm2.value, DIGITS["sd"], signed=True),
        "every_end": points(kept.variant("every_match").at(end.year).gap),
        "later_last": points(kept.variant("without_nplv").at(last.year).gap),
    }


def kept(root: Path) -> Backtest:
    """What `data/backtest.yaml` below `root` holds. Raises DataError when it cannot be read."""
    return read_record(path_below(root), Backtest)


def path_below(root: Path) -> Path:
    """Where the results are kept."""
    return root / "data" / "backtest.yaml"


def keep(root: Path, backtest: Backtest) -> None:
    """Write the results; the same results give the same bytes."""
    write(path_below(root), backtest, COMMAND, "nplv_dash/domain/backtest.py")


def check(root: Path, fresh: Backtest) -> None:
    """Raise DataError when what is kept is not what the data give, but for the last decimal."""
    differing = list(differences(kept(root).model_dump(), fresh.model_dump(), DECIMALS))
    if differing:
        examples = ", ".join(differing[:5])
        raise DataError("backtest_differs", path_below(root), count=len(differing), examples=examples)
