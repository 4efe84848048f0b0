"""What the data say about the model's parameters: which wijken, years and comparisons; the statistics are the model's.

`estimate` computes everything anew; `data/calibration.yaml` keeps it, so that a page need not.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.calibration import (
    Calibration,
    Deviation,
    Landing,
    LandingRule,
    Noise,
    Panel,
    Question,
    Slope,
    Units,
)
from nplv_dash.domain.errors import DataError
from nplv_dash.model import calibrate
from nplv_dash.model.places import vulnerable_homes
from nplv_dash.services.aggregate import Array
from nplv_dash.services.kept import differences
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.yamlfiles import read_record

Mask = NDArray[np.bool_]
#: A question about changes, and the same about levels.
Pair = tuple[Question, Question]

#: What is kept: a ten-thousandth of a standard deviation is far below every standard error.
DECIMALS = 4
#: Nuisance and insecurity. The total score may in part be made of who lives in a place: its slope would be circular.
OUTCOME, TOTAL = "lbm_onv", "lbm"
#: The year whose spread over wijken is the unit of all slopes.
UNIT_YEAR = 2022
#: The model's definition of a vulnerable household, as far as public figures go.
VULNERABLE = "social_min"

#: By how much the residents of a settled wijk may differ between 2020 and 2022.
_SETTLED = (0.8, 1.25)
#: Households of an area-sized unit, and how many of those the areas would be compared with.
_AREA_SIZE, _CONTROLS = (12_000, 100_000), 60
#: The dimensions were not published for 2016.
_WAVES = {OUTCOME: (2014, 2018, 2020, 2022), TOTAL: (2014, 2016, 2018, 2020, 2022)}
_UNITS: tuple[Units, ...] = ("areas", "gemeenten", "wijken")
_ODDS = 3.0

#: Status-holder homes of 2022 in Utrecht: 223 in all, and the share that was in each of four wijken.
_SEEN = {"WK034403": 0.29, "WK034410": 0.02, "WK034406": 0.03, "WK034405": 0.05}
_SEEN_IN, _SEEN_YEAR, _SEEN_CASES = "GM0344", 2022, 223
_SEEN_SOURCE = "AD Utrecht 2022"
_SEEN_URL = (
    "https://www.gelderlander.nl/utrecht/de-meeste-statushouders-die-met-voorrang-een-sociale-huurwoningen-kregen-"
    "zijn-in-overvecht-komen-wonen~a41a6553/"
)


def _ask(question_id: str, **more: Any) -> Question:
    """The question that the model asks, but for what is named."""
    usual = {"indicator": VULNERABLE, "years": (2020,), "outcome": OUTCOME, "outcome_years": (2022,)}
    return Question.model_validate({"id": question_id, **usual, **more})


#: The first two are what it is about; the others say how much it matters how one asks.
QUESTIONS = (
    _ask("within"),
    _ask("national", within=False),
    # What is known of tenure and of how urban a place is. House prices are left out: liveability is part of a price.
    _ask("within_corporation", controls=("corp_share",)),
    _ask("within_urban", controls=("corp_share", "lbm_vrz", "household_size")),
    _ask("within_owners", controls=("owner_share",)),
    _ask("below_8", high=8),
    _ask("from_8_to_15", low=8, high=15),
    _ask("from_15", low=15),
    _ask("areas_only", areas_only=True),
    _ask("same_year", outcome_years=(2020,)),
    _ask("total", outcome=TOTAL),
    _ask("unweighted", weighted=False),
    _ask("every_code", settled=False),
    *(_ask(f"from_{smallest}_households", smallest=smallest) for smallest in (0, 200, 1000, 2000)),
    _ask("low40_national", indicator="low40", within=False),
    _ask("low40", indicator="low40"),
    _ask("welfare", indicator="welfare"),
)


def _pair(panel_id: str, indicator: str, years: tuple[int, int], waves: tuple[int, int], **more: Any) -> Pair:
    """Changes, and the level at the end of them."""
    # These figures come for places that kept their code and name, so those that grew may take part.
    usual = {"indicator": indicator, "settled": False} | more
    return (
        _ask(f"{panel_id}_change", years=years, outcome_years=waves, **usual),
        _ask(f"{panel_id}_level", years=years[1:], outcome_years=waves[1:], **usual),
    )


#: There is no measurement of 2019; 2020 is the nearest.
_SES: Any = ("ses_woa", (2014, 2019), (2014, 2020))
_PERSONS: Any = ("persons_low40", (2020, 2022), (2020, 2022))
PANELS: Mapping[str, Pair] = {
    "ses": _pair("ses", *_SES),
    "ses_settled": _pair("ses_settled", *_SES, settled=True),
    "ses_national": _pair("ses_national", *_SES, within=False),
    "persons": _pair("persons", *_PERSONS),
    "persons_settled": _pair("persons_settled", *_PERSONS, settled=True),
}


def estimate(workspace: Workspace) -> Calibration:
    """Estimate everything from the data of a workspace.

    Raises:
        DataError: a figure or a wijk is not there.
    """
    data = _Data(workspace)
    noise = tuple(_noise(data, outcome, units) for outcome in _WAVES for units in _UNITS)
    return Calibration(
        schema_version=1,
        deviations=tuple(data.deviation(outcome) for outcome in _WAVES),
        slopes=tuple(_slope(data, question) for question in QUESTIONS),
        panels=tuple(_panel(data, panel_id, *pair) for panel_id, pair in PANELS.items()),
        noise=noise,
        landing=_landing(data),
    )


def kept(root: Path) -> Calibration:
    """What `data/calibration.yaml` below `root` holds. Raises DataError when it cannot be read."""
    return read_record(path_below(root), Calibration)


def path_below(root: Path) -> Path:
    """Where the estimates are kept."""
    return root / "data" / "calibration.yaml"


def keep(root: Path, calibration: Calibration) -> None:
    """Write the estimates; the same estimates give the same bytes."""
    # Here and not above: a page that reads the estimates does not need the libraries of the build.
    from nplv_dash.sources.build import plain, to_yaml

    text = "# Written by python -m nplv_dash calibrate; see nplv_dash/domain/calibration.py for the keys.\n"
    path_below(root).write_text(text + to_yaml(plain(calibration)), encoding="utf-8")


def check(root: Path, fresh: Calibration) -> None:
    """Raise DataError when what is kept is not what the data give, but for the last decimal."""
    differing = list(differences(kept(root).model_dump(), fresh.model_dump(), DECIMALS))
    if differing:
        examples = ", ".join(differing[:5])
        raise DataError("calibration_differs", path_below(root), count=len(differing), examples=examples)


class _Data:
    """The figures of all wijken, with what every question asks of them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.units = workspace.bundle.units["wijk"]
        #: Index of the municipality.
        self.gemeente = np.unique(self.units["gm_code"].to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
        newest = self.figures("households", 2024)
        #: Households of 2024, or of 2020 where a new code has none.
        self.households = np.where(np.isfinite(newest), newest, self.figures("households", 2020))
        before, after = self.figures("inhabitants", 2020), self.figures("inhabitants", 2022)
        growth = np.divide(after, before, out=np.full_like(after, np.nan), where=before > 0)
        #: Wijken whose residents changed by less than a quarter.
        self.settled: Mask = (growth >= _SETTLED[0]) & (growth <= _SETTLED[1])
        with_area = {area.gemeente_code for area in workspace.bundle.areas}
        #: Wijken of municipalities with an area.
        self.near: Mask = self.units["gm_code"].isin(with_area).to_numpy()

    def figures(self, indicator: str, year: int, level: str = "wijk") -> Array:
        """Figures in the order of the units; DataError where the data have none."""
        try:
            return self.workspace.values(level, indicator, year)
        except KeyError:
            where = self.workspace.bundle.root / "data" / "indicators"
            raise DataError("calibration_lacks", where, what=f"{indicator} {year}") from None

    def deviation(self, outcome: str) -> Deviation:
        """The unit in which the outcome is told."""
        values = self.figures(outcome, UNIT_YEAR)
        return Deviation(
            outcome=outcome,
            year=UNIT_YEAR,
            value=_rounded(calibrate.weighted_sd(values, self.households)),
            units=int((np.isfinite(values) & (self.households > 0)).sum()),
        )

    def scaled(self, outcome: str, year: int, level: str = "wijk") -> Array:
        """The outcome in standard deviations of wijken."""
        unit = calibrate.weighted_sd(self.figures(outcome, UNIT_YEAR), self.households)
        return self.figures(outcome, year, level) / unit

    def control(self, name: str, year: int) -> Array:
        """What is held constant."""
        if name != "household_size":
            return self.figures(name, year)
        homes = self.figures("households", year)
        return np.divide(self.figures("inhabitants", year), homes, out=np.full_like(homes, np.nan), where=homes > 0)

    def answer_of(self, question: Question) -> Array:
        """The outcome per wijk, shape (n,): a level, or a change."""
        return _change([self.scaled(question.outcome, year) for year in question.outcome_years])

    def regressors_of(self, question: Question) -> Array:
        """The figure that is asked about and the controls, shape (n, k)."""
        first = _change([self.figures(question.indicator, year) for year in question.years])
        return np.column_stack([first, *(self.control(name, question.years[0]) for name in question.controls)])

    def rows_of(self, question: Question) -> Mask:
        """The wijken that the question is about and of which everything is known."""
        regressors = self.regressors_of(question)
        known = np.isfinite(self.answer_of(question)) & np.isfinite(regressors).all(axis=1)
        rows = known & (self.households > 0) & (self.households >= question.smallest)
        if question.low is not None:
            rows &= regressors[:, 0] >= question.low
        if question.high is not None:
            rows &= regressors[:, 0] < question.high
        if question.settled:
            rows &= self.settled
        return rows & self.near if question.areas_only else rows

    def sample(self, question: Question, rows: Mask) -> calibrate.Sample:
        """The regression that answers a question, of the wijken in `rows`."""
        return calibrate.Sample(
            outcome=self.answer_of(question)[rows],
            regressors=self.regressors_of(question)[rows],
            weights=self.households[rows] if question.weighted else np.ones(int(rows.sum())),
            cluster=self.gemeente[rows],
            within=question.within,
        )


def _change(of_years: list[Array]) -> Array:
    """One year as it is, two as their difference."""
    return of_years[0] if len(of_years) == 1 else of_years[-1] - of_years[0]


def _rounded(value: float) -> float:
    return round(value, DECIMALS)


def _slope(data: _Data, question: Question, rows: Mask | None = None) -> Slope:
    found = calibrate.slope(data.sample(question, data.rows_of(question) if rows is None else rows))
    return Slope(
        **question.model_dump(),
        value=_rounded(found.value),
        se=_rounded(found.se),
        units=found.units,
        clusters=found.clusters,
        r2=_rounded(found.r2),
    )


def _panel(data: _Data, panel_id: str, change: Question, level: Question) -> Panel:
    # The same wijken for both, so that only the comparison differs.
    rows = data.rows_of(change) & data.rows_of(level)
    ratio = calibrate.slope_ratio(data.sample(change, rows), data.sample(level, rows))
    return Panel(
        id=panel_id,
        change=_slope(data, change, rows),
        level=_slope(data, level, rows),
        ratio=_rounded(ratio.value),
        ratio_se=_rounded(ratio.se),
    )


def _noise(data: _Data, outcome: str, units: Units) -> Noise:
    years = _WAVES[outcome]
    level, rows, bounds = _comparable(data, units)
    levels = np.column_stack([data.scaled(outcome, year, level) for year in years])[rows]
    found = calibrate.area_noise(levels, np.array(years, dtype=np.float64))
    return Noise(
        outcome=outcome,
        years=years,
        units=units,
        count=int(np.isfinite(levels).all(axis=1).sum()),
        smallest=bounds[0] if bounds else None,
        largest=bounds[1] if bounds else None,
        value=_rounded(found.value),
        se=_rounded(found.se),
        controls=_CONTROLS,
        detectable=_rounded(calibrate.detectable(found.value, len(data.workspace.bundle.areas), _CONTROLS)),
    )


def _comparable(data: _Data, units: Units) -> tuple[str, Mask, tuple[int, int] | None]:
    """The level of area-sized units, which of its units they are, and between which sizes."""
    small, large = _AREA_SIZE
    if units == "areas":
        return "gebied", np.ones(len(data.workspace.bundle.areas), dtype=bool), None
    if units == "gemeenten":
        members = np.nan_to_num(data.households)
        size = np.bincount(data.gemeente, members)
        names = np.unique(data.units["gm_code"].to_numpy(dtype=str))
        apart = ~np.isin(names, data.units.loc[data.near, "gm_code"].to_numpy(dtype=str))
        chosen = names[apart & (size >= small) & (size <= large)]
        return "gemeente", np.isin(data.workspace.codes["gemeente"], chosen), _AREA_SIZE
    inside = (data.workspace.aggregates.areas.by_share[:, : len(data.units)] > 0).any(axis=0)
    return "wijk", ~inside & (data.households >= small) & (data.households <= large), _AREA_SIZE


def _landing(data: _Data) -> LandingRule:
    town = (data.units["gm_code"] == _SEEN_IN).to_numpy()
    codes = data.units.loc[town, "code"].tolist()
    lost = [code for code in _SEEN if code not in codes]
    if lost:
        raise DataError("calibration_lacks", data.workspace.bundle.root / "data" / "boundaries", what=", ".join(lost))
    households = data.households[town]
    homes = data.figures("corp_share", 2020)[town] / 100 * households
    poor = data.figures(VULNERABLE, 2020)[town] / 100 * households
    one = np.zeros(len(codes), dtype=np.int64)
    by_homes = calibrate.landing_shares(homes, one)
    by_vulnerable = calibrate.landing_shares(vulnerable_homes(households, homes, poor, _ODDS), one)
    rows = [codes.index(code) for code in _SEEN]
    seen = np.array(list(_SEEN.values()))
    wijken = tuple(
        Landing(
            code=code,
            name=data.workspace.name("wijk", code),
            observed=share,
            observed_se=_rounded(float(calibrate.share_se(share, _SEEN_CASES))),
            by_homes=_rounded(float(by_homes[row])),
            by_vulnerable=_rounded(float(by_vulnerable[row])),
        )
        for (code, share), row in zip(_SEEN.items(), rows, strict=True)
    )
    return LandingRule(
        gemeente=_SEEN_IN,
        year=_SEEN_YEAR,
        cases=_SEEN_CASES,
        source=_SEEN_SOURCE,
        url=_SEEN_URL,
        odds=_ODDS,
        wijken=wijken,
        error_by_homes=_rounded(float(np.abs(by_homes[rows] - seen).mean())),
        error_by_vulnerable=_rounded(float(np.abs(by_vulnerable[rows] - seen).mean())),
    )
