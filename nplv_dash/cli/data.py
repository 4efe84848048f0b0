"""`data build` and `data check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nplv_dash import ROOT
from nplv_dash.cli.options import ACTIVE, LangOption, RootOption
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Text

commands = typer.Typer(no_args_is_help=True, help="Build and check the data.")

#: Keys of the steps of the build, in order; their names are in the locale files under `cli.step`.
STEPS = ("sources", "boundaries", "codes", "indicators", "join", "areas", "write", "replace")


@commands.command()
def build(
    sources: Annotated[Path, typer.Option(help="Folder with the publishers' files.")],
    root: RootOption = ROOT,
    lang: LangOption = "nl",
) -> None:
    """Make data/ and static/geo/ from the publishers' files; two builds are byte-identical."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from nplv_dash.cli.console import err, explained, out
    from nplv_dash.sources.build import build as build_data

    t = Text(lang)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with explained(t), Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("", total=len(STEPS))

        def begin(step: str) -> None:
            progress.update(task, description=t(f"cli.step.{step}"), completed=STEPS.index(step))

        catalog = build_data(sources, root, begin)
    size = sum(f.bytes for f in catalog.files) / 1e6
    out.print(t("cli.built", files=len(catalog.files), size=f"{size:.1f}", layers=len(catalog.web)))


@commands.command()
def check(root: RootOption = ACTIVE, lang: LangOption = "nl") -> None:
    """Prove what lies in data/; exit code 1 when anything is off."""
    from rich.markup import escape
    from rich.table import Table

    from nplv_dash.cli.console import err, out, print_failures
    from nplv_dash.services.check import check_data

    t = Text(lang)
    with err.status(t("cli.checking")):
        findings = check_data(root)
    table = Table(t("cli.column.check"), t("cli.column.subject"), t("cli.column.found"), "", title=t("cli.check_title"))
    for finding in findings:
        explanations = explain(finding.error, t) if finding.error else ()
        detail = finding.detail or " ".join(f"{e.what} {e.remedy}" for e in explanations)
        mark = "[green]✓[/]" if finding.ok else "[bold red]✗[/]"
        # A name in square brackets is not a style.
        table.add_row(t(f"check.{finding.key}"), escape(finding.subject), escape(detail), mark)
    out.print(table)
    print_failures([finding.error for finding in findings if finding.error], t, out)
    failed = sum(not finding.ok for finding in findings)
    out.print(t("cli.check_failed" if failed else "cli.check_passed", failed=failed, total=len(findings)))
    if failed:
        raise typer.Exit(code=1)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(commands, name="data")
