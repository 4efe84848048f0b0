"""`calibrate`: what the data say about the model's parameters, kept in `data/calibration.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from nplv_dash import ROOT
from nplv_dash.cli.options import LangOption, RootOption
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    from rich.table import Table

    from nplv_dash.domain.calibration import Calibration, Slope


def calibrate(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; prove that what is kept still holds.")] = False,  # noqa: FBT002
    root: RootOption = ROOT,
    lang: LangOption = "nl",
) -> None:
    """Estimate the model's parameters from data/, and keep them in data/calibration.yaml."""
    # Here and not above: the statistics take seconds to load, and other commands do not need them.
    from nplv_dash.cli.console import err, explained, out
    from nplv_dash.services import calibration
    from nplv_dash.services.workspace import open_workspace

    t = Text(lang)
    with explained(t):
        with err.status(t("cli.calibrating")):
            fresh = calibration.estimate(open_workspace(root))
        if check:
            calibration.check(root, fresh)
        else:
            calibration.keep(root, fresh)
    for table in _tables(fresh, t, Numbers(lang)):
        out.print(table)
    out.print(t("cli.calibration_holds" if check else "cli.calibrated"))


def _tables(found: Calibration, t: Text, n: Numbers) -> Iterator[Table]:
    deviation = next(d for d in found.deviations if d.outcome == found.slopes[0].outcome)
    unit = t("calibration.about.unit", deviation=n.decimal(deviation.value, 4), year=deviation.year)
    slopes = _table("slopes", ("comparison", "slope", "se", "wijken", "gemeenten", "r2"), t, unit)
    for slope in found.slopes:
        slopes.add_row(*_row(slope, t, n))
    yield slopes
    panels = _table("panels", ("comparison", "slope", "se", "wijken", "gemeenten", "r2"), t)
    for panel in found.panels:
        panels.add_row(*_row(panel.change, t, n))
        panels.add_row(*_row(panel.level, t, n))
        ratio = t(f"calibration.ratio.{panel.id}")
        panels.add_row(ratio, n.decimal(panel.ratio, 2), n.decimal(panel.ratio_se, 2), end_section=True)
    yield panels
    noise = _table("noise", ("units", "outcome", "count", "noise", "se", "detectable"), t)
    for row in found.noise:
        units = t(f"calibration.units.{row.units}", smallest=n.integer(row.smallest), largest=n.integer(row.largest))
        figures = (n.decimal(value, 3) for value in (row.value, row.se, row.detectable))
        noise.add_row(units, t(f"indicator.{row.outcome}.short"), n.integer(row.count), *figures)
    yield noise
    rule = found.landing
    landing = _table("landing", ("wijk", "observed", "se", "by_homes", "by_vulnerable"), t)
    for wijk in rule.wijken:
        shares = (wijk.observed, wijk.observed_se, wijk.by_homes, wijk.by_vulnerable)
        landing.add_row(wijk.name, *(n.percent(100 * share, 1) for share in shares))
    errors = (n.decimal(100 * error, 1) for error in (rule.error_by_homes, rule.error_by_vulnerable))
    landing.add_row(t("calibration.error"), "", "", *errors)
    yield landing


def _table(name: str, columns: tuple[str, ...], t: Text, more: str = "") -> Table:
    from rich.table import Table

    caption = f"{t(f'calibration.about.{name}')} {more}".strip()
    table = Table(title=t(f"calibration.title.{name}"), caption=caption, caption_justify="left")
    for position, column in enumerate(columns):
        table.add_column(t(f"calibration.column.{column}"), justify="right" if position else "left", overflow="fold")
    return table


def _row(slope: Slope, t: Text, n: Numbers) -> tuple[str, ...]:
    figures = (n.decimal(slope.value, 3), n.decimal(slope.se, 3), n.integer(slope.units), n.integer(slope.clusters))
    return t(f"calibration.slope.{slope.id}"), *figures, n.decimal(slope.r2, 2)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(calibrate)
