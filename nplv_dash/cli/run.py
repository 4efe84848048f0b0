"""`run`: a scenario of redistribution as files, with the same figures as the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nplv_dash import ROOT
from nplv_dash.cli.options import LangOption, RootOption
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    from rich.table import Table

    from nplv_dash.services.redistribution import Result

#: Each thousand takes 0.2 GB of memory and three seconds.
_MOST_DRAWS = 10_000


def run(
    scenario: Annotated[str, typer.Argument(help="A YAML file, or the name of an example, such as plea_2024.")],
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files: new, empty, or of an earlier run.")],
    draws: Annotated[int, typer.Option(min=1, max=_MOST_DRAWS, help="How often chance is drawn.")] = 1000,
    root: RootOption = ROOT,
    lang: LangOption = "nl",
) -> None:
    """Compute a scenario; two runs of the same scenario on the same data give the same files, byte for byte."""
    from nplv_dash.cli.console import err, explained, out
    from nplv_dash.services import redistribution, report
    from nplv_dash.services.country import country_of
    from nplv_dash.services.workspace import open_workspace
    from nplv_dash.sources.parameters import load_parameters
    from nplv_dash.sources.scenarios import find_scenario

    t = Text(lang)
    with explained(t):
        parameters = load_parameters(root)
        chosen = find_scenario(scenario, root, parameters)
        report.check_out(folder)
        with err.status(t("cli.running")):
            workspace = open_workspace(root)
            country = country_of(workspace)
            result = redistribution.run(country, parameters, chosen, draws)
            made = report.report_of(workspace.bundle, country, parameters, result)
            report.save(made, folder)
    out.print(_headlines(result, t, Numbers(lang)))
    out.print(t("cli.run_written", count=len(report.FILES), folder=folder), markup=False, soft_wrap=True)


def _headlines(result: Result, t: Text, n: Numbers) -> Table:
    """The figures that say most, as a person reads them; the files have more decimals."""
    from rich.markup import escape
    from rich.table import Table

    from nplv_dash.services.report import HARM, headlines

    write = {
        "pct": lambda value: n.percent(value, 1),
        "pp": lambda value: n.decimal(value, 2, signed=True),
        "sd": lambda value: n.decimal(value, 3, signed=True),
        "index": lambda value: n.decimal(value, 3),
        "households_per_year": n.integer,
    }
    table = Table(
        title=escape(t("cli.run_title", scenario=result.scenario.name or result.scenario.id)),
        caption=t("cli.run_note", draws=n.integer(result.count), first=result.years[0], last=result.years[-1]),
        caption_justify="left",
    )
    table.add_column(t("cli.column.outcome"), overflow="fold")
    table.add_column(t("cli.column.median"), justify="right")
    table.add_column(t("cli.column.between"), justify="right")
    words = {"limit": n.percent(result.fairness.limit, 0), "harm": n.decimal(HARM, 2)}
    for found in headlines(result):
        shown = write[found.unit]
        bounds = [shown(float(bound)) for bound in found.band.between(80)] if found.band else []
        between = t("cli.run_between", low=bounds[0], high=bounds[1]) if bounds else ""
        table.add_row(t(f"cli.run_figure.{found.name}", **words), shown(found.value), between)
    return table


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(run)
