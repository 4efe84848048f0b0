"""`backtest krachtwijken`: what was measured of an earlier programme and of the areas, kept in `data/`."""

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

    from nplv_dash.domain.backtest import Backtest, Estimate, YearGap
    from nplv_dash.domain.progress import Progress
    from nplv_dash.services.workspace import Workspace

commands = typer.Typer(no_args_is_help=True, help="Hold the data against what is known of earlier programmes.")


@commands.callback()
def main() -> None:
    """Hold the data against what is known of earlier programmes."""


@commands.command()
def krachtwijken(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; prove that what is kept still holds.")] = False,  # noqa: FBT002
    root: RootOption = ROOT,
    lang: LangOption = "nl",
) -> None:
    """Compare the 40 krachtwijken of 2008-2012, and the NPLV areas, with look-alikes; keep that in data/."""
    # Here and not above: the statistics take a second to load, and other commands do not need them.
    from nplv_dash.cli.console import err, explained, out
    from nplv_dash.services import backtest, progress
    from nplv_dash.services import krachtwijken as study
    from nplv_dash.services.workspace import open_workspace

    t, n = Text(lang), Numbers(lang)
    with explained(t):
        with err.status(t("cli.backtesting")):
            workspace = open_workspace(root)
            found, areas = study.estimate(workspace), progress.estimate(workspace)
        if check:
            backtest.check(root, found)
            progress.check(root, areas)
        else:
            backtest.keep(root, found)
            progress.keep(root, areas)
    for table in _tables(found, t, n):
        out.print(table)
    out.print(_progress(workspace, areas, t, n))
    said = backtest.finding(found, t, n)
    for sentence in (said.sentence, *said.cautions):
        out.print(sentence, highlight=False)
    out.print(t("cli.backtest_holds" if check else "cli.backtested"))


def _tables(found: Backtest, t: Text, n: Numbers) -> Iterator[Table]:
    from nplv_dash.services import backtest

    years = tuple(str(year) for year in backtest.TARGET_YEARS)
    variants = _table("variants", ("variant", "treated", "controls", "gemeenten"), t, more=years)
    for one in found.variants:
        counts = (n.integer(count) for count in (one.treated, one.controls, one.gemeenten))
        gaps = (_gap(one.at(year), n) for year in backtest.TARGET_YEARS)
        variants.add_row(t(f"backtest.variant.{one.id}.label"), *counts, *gaps)
    yield variants
    second = _table("second", ("variant", "treated", "controls", "reference", "gap"), t)
    for one in found.second:
        last = one.years[-1]
        gap = f"{last.year}: {_gap(last, n)}"
        counts = (n.integer(count) for count in (one.treated, one.controls))
        second.add_row(t(f"backtest.variant.{one.id}.label"), *counts, str(one.reference), gap)
    yield second
    before = _table("before", ("variant", "years", "change", "band", "p"), t)
    for past in backtest.before(found):
        band = " – ".join(n.decimal(bound, 3, signed=True) for bound in (past.low, past.high))
        change = n.decimal(past.change, 3, signed=True)
        label = t(f"backtest.variant.{past.id}.label")
        before.add_row(label, f"{past.start}-{past.end}", change, band, n.decimal(past.p, 2))
    yield before
    placebo = _table("placebo", ("year", "gap", "se", "mean", "sd", "bunched", "p"), t)
    for year in found.placebo.years:
        real = found.base.at(year.year)
        figures = (n.decimal(v, 3) for v in (real.gap, real.se, year.mean, year.sd, year.bunched, year.p))
        placebo.add_row(str(year.year), *figures)
    yield placebo
    every = tuple(map(str, found.years))
    cities = _table("cities", ("city", "wijken"), t, more=every)
    for city in found.cities:
        cities.add_row(city.name, n.integer(city.wijken), *(n.decimal(v, 3, signed=True) for v in city.gap))
    yield cities
    courses = _table("courses", ("group", "wijken"), t, more=every)
    for course in found.courses:
        name = t(f"backtest.course.{course.id}")
        courses.add_row(name, n.integer(course.wijken), *(n.decimal(v, 3) for v in course.score))
    yield courses
    seam = _table("seam", ("years", "lbm3", "lbm2", "difference", "agreement"), t)
    for step in found.seam.steps:
        changes = (_estimate(one, n) for one in (step.lbm3, step.lbm2, step.difference))
        seam.add_row(f"{step.start}-{step.end}", *changes, n.decimal(step.agreement, 2))
    yield seam


def _progress(workspace: Workspace, areas: Progress, t: Text, n: Numbers) -> Table:
    from rich.table import Table

    table = Table(title=t("progress.title"), caption=t("progress.rule"), caption_justify="left")
    for position, column in enumerate(("area", "years", "change", "gemeente", "netherlands", "controls", "verdict")):
        table.add_column(t(f"progress.column.{column}"), justify="left" if position in {0, 6} else "right")
    for one in areas.areas:
        for period in one.periods:
            total = period.changes[0]
            changes = (total.area, total.gemeente, total.netherlands, total.controls)
            table.add_row(
                workspace.bundle.area(one.id).name,
                f"{period.start}-{period.end}",
                *(n.decimal(value, 3, signed=True) for value in changes),
                t(f"progress.verdict.{total.verdict}"),
            )
    return table


def _table(name: str, columns: tuple[str, ...], t: Text, more: tuple[str, ...] = ()) -> Table:
    from rich.table import Table

    table = Table(title=t(f"backtest.title.{name}"), caption=t(f"backtest.about.{name}"), caption_justify="left")
    for position, head in enumerate((*(t(f"backtest.column.{column}") for column in columns), *more)):
        table.add_column(head, justify="right" if position else "left", overflow="fold")
    return table


def _gap(one: YearGap, n: Numbers) -> str:
    return f"{n.decimal(one.gap, 3, signed=True)} ({n.decimal(one.se, 3)})"


def _estimate(one: Estimate, n: Numbers) -> str:
    return f"{n.decimal(one.value, 2, signed=True)} ({n.decimal(one.se, 2)})"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(commands, name="backtest")
