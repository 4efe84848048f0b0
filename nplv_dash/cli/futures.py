"""`futures`: what may happen when the programme's money ends, as files, with the same figures as the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nplv_dash.cli.options import ACTIVE, LangOption, RootOption
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Lang, Text

if TYPE_CHECKING:
    from rich.table import Table

    from nplv_dash.domain.futures import FutureScenario
    from nplv_dash.services.futures_figures import Result

#: Each thousand takes 0.1 GB of memory.
_MOST_DRAWS = 10_000


def futures(
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files: new, empty, or of an earlier run.")],
    scenario: Annotated[Path | None, typer.Argument(help="A YAML file; without one the levers as they start.")] = None,
    draws: Annotated[int, typer.Option(min=1, max=_MOST_DRAWS, help="How often chance is drawn.")] = 2000,
    root: RootOption = ACTIVE,
    lang: LangOption = "nl",
) -> None:
    """Compute every future of the money; the same scenario on the same data gives the same files, byte for byte."""
    from nplv_dash.cli.console import explained
    from nplv_dash.domain.futures import FutureScenario
    from nplv_dash.sources.parameters import load_parameters
    from nplv_dash.sources.scenarios import read_changes

    with explained(Text(lang)):
        parameters = load_parameters(root, "funding")
        chosen = read_changes(scenario, parameters, FutureScenario) if scenario else FutureScenario()
    write(chosen, folder, draws, root, lang)


def write(scenario: FutureScenario, folder: Path, draws: int, root: Path, lang: Lang) -> None:
    """Compute a scenario, write its files, and say what they come to."""
    from nplv_dash.cli.console import explained, out
    from nplv_dash.services import backtest, calibration, editions
    from nplv_dash.services.futures import run
    from nplv_dash.services.futures_belief import evidence_of
    from nplv_dash.services.futures_report import FOLDER, report_of
    from nplv_dash.sources.parameters import load_parameters

    t = Text(lang)
    with explained(t):
        FOLDER.check(folder)
        parameters = load_parameters(root, "funding")
        evidence = evidence_of(parameters, calibration.kept(root), backtest.kept(root))
        result = run(parameters, scenario, evidence, draws)
        FOLDER.save(report_of(parameters, result, editions.funding(root)), folder)
    out.print(_outcomes(result, t, Numbers(lang)))
    out.print(t("cli.run_written", count=len(FOLDER.files), folder=folder), markup=False, soft_wrap=True)


def _outcomes(result: Result, t: Text, n: Numbers) -> Table:
    """A row per outcome: a generation of money less what was decided, and what is left five years after a stop."""
    from rich.table import Table

    from nplv_dash.domain.futures import CONTINUED, REFERENCE
    from nplv_dash.services.futures import AFTER

    table = Table(
        title=t("future.command.title", year=result.years[-1]),
        caption=t("future.command.note", draws=n.integer(result.count)),
        caption_justify="left",
    )
    table.add_column(t("cli.column.outcome"), overflow="fold")
    for key in ("difference", "between", "measurable", "left"):
        table.add_column(t(f"future.command.column.{key}", years=AFTER[1]), justify="right")
    for outcome, outlook in result.outlooks.items():
        compared = outlook.compared[CONTINUED]
        last = compared.band.at(-1)
        low, high = (n.decimal(float(bound), 3, signed=True) for bound in last.between(80))
        left = result.fading[outcome][REFERENCE].kept.at(1).median if outcome in result.fading else None
        table.add_row(
            t(f"future.outcome.{outcome}.name"),
            n.decimal(float(last.median), 3, signed=True),
            t("cli.run_between", low=low, high=high),
            n.percent(100 * compared.better, 0),
            "" if left is None else n.percent(100 * float(left), 0),
        )
    return table


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(futures)
