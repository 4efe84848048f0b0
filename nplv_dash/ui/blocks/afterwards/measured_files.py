"""Every line of what was measured of the krachtwijken, as a file with its provenance."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from nplv_dash.domain.backtest import Backtest
from nplv_dash.present.export import Export
from nplv_dash.present.figures import Figures
from nplv_dash.services import backtest
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks import evidence

#: The data sets that the comparison is made of.
SOURCES = ("cbs_kwb", "lbm3", "lbm2", "krachtwijken")
_INTEGERS = ("reference", "wijken", "controls", "gemeenten")

_Row = dict[str, str | float | None]


def export(workspace: Workspace, kept: Backtest, figures: Figures) -> Export:
    """Every comparison, what chance does, every municipality left out and the scores themselves, a row per year."""
    t = figures.t
    rows = pd.DataFrame(
        [*_comparisons(kept, figures), *_chance(kept, figures), *_cities(kept), *_courses(kept, figures)]
    )
    rows["kind"] = [t(f"backtest.kind.{kind}") for kind in rows["kind"]]
    rows["unit"] = [t(f"backtest.unit.{unit}") for unit in rows["unit"]]
    sources, stamp = evidence.cited(workspace, SOURCES, t)
    notes = (
        (t("export.figure"), t("backtest.title.page")),
        (t("export.definition"), t("backtest.variant.base.what")),
        (t("export.caveat"), " ".join(backtest.finding(kept, t, figures.n).cautions)),
        *sources,
        (t("export.processing"), t("backtest.file.made", command=f"python -m nplv_dash {backtest.COMMAND}")),
        (t("export.missing"), t("backtest.file.missing")),
        (t("export.version"), evidence.version(workspace)),
    )
    labels = {column: t(f"backtest.file.{column}") for column in rows}
    labels |= {column: t(f"export.{column}") for column in stamp}
    return Export(rows.astype(dict.fromkeys(_INTEGERS, "Int64")), labels, notes, stamp)


def _row(kind: str, one: str, label: str, unit: str, year: int, value: float, **more: float | None) -> _Row:
    """A row; what a kind of line does not have stays empty."""
    columns = ("reference", "se", "bunched", "low", "high", "p", "wijken", "controls", "gemeenten")
    found: _Row = {"kind": kind, "id": one, "label": label, "unit": unit, "year": year, "value": value}
    return found | {column: more.get(column) for column in columns}


def _comparisons(kept: Backtest, figures: Figures) -> Iterator[_Row]:
    for kind, variants in (("variant", kept.variants), ("second", kept.second)):
        for one in variants:
            unit = "points" if kind == "variant" else "class" if one.outcome == "lbm2_class" else "second"
            for at in one.years:
                yield _row(
                    kind, one.id, figures.t(f"backtest.variant.{one.id}.label"), unit, at.year, at.gap,
                    reference=one.reference, se=at.se, low=at.low, high=at.high, p=at.p, wijken=one.treated,
                    controls=one.controls, gemeenten=one.gemeenten,
                )  # fmt: skip


def _chance(kept: Backtest, figures: Figures) -> Iterator[_Row]:
    for one in kept.placebo.years:
        yield _row(
            "placebo", "placebo", figures.t("backtest.mark.placebo"), "points", one.year, one.mean,
            reference=kept.base.reference, se=one.sd, bunched=one.bunched, low=one.low, high=one.high, p=one.p,
            wijken=kept.base.treated,
        )  # fmt: skip


def _cities(kept: Backtest) -> Iterator[_Row]:
    for city in kept.cities:
        for year, gap in zip(kept.years, city.gap, strict=True):
            yield _row(
                "city", city.gemeente, city.name, "points", year, gap,
                reference=kept.base.reference, wijken=kept.base.treated - city.wijken,
            )  # fmt: skip


def _courses(kept: Backtest, figures: Figures) -> Iterator[_Row]:
    for course in kept.courses:
        for year, score in zip(kept.years, course.score, strict=True):
            label = figures.t(f"backtest.course.{course.id}")
            yield _row("course", course.id, label, "score", year, score, wijken=course.wijken)
