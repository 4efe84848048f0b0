"""`areas`: the twenty areas with their residents and the five themes, from the same code as the pages."""

from __future__ import annotations

import csv
import json
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from nplv_dash.cli.options import ACTIVE, LangOption, OwnOption, RootOption
from nplv_dash.domain.records import NplvArea
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text


class Format(StrEnum):
    """How the areas are written."""

    table = "table"
    json = "json"
    csv = "csv"


def areas(
    fmt: Annotated[Format, typer.Option("--format", help="table, json or csv.")] = Format.table,
    own: OwnOption = None,
    root: RootOption = ACTIVE,
    lang: LangOption = "nl",
) -> None:
    """The twenty areas, and after them your own: residents and the five themes.

    CSV and JSON write numbers with a decimal point.
    """
    from nplv_dash.cli.console import explained, out
    from nplv_dash.services.own_areas import with_said
    from nplv_dash.services.profile import headlines
    from nplv_dash.services.workspace import open_workspace

    t = Text(lang)
    with explained(t):
        workspace = with_said(open_workspace(root), own, t)
    shown = (workspace.bundle.indicators["inhabitants"], *headlines(workspace))
    # The same year for all areas: the newest that any of them has.
    years = {i.id: workspace.years("gebied", i.id)[-1] for i in shown}
    rows: list[dict[str, Any]] = []
    for area in workspace.choosable:
        # Whoever made an area knows what it is.
        certainty = area.certainty if isinstance(area, NplvArea) else "own"
        row: dict[str, Any] = {"id": area.id, "name": area.name, "gemeente": area.gemeente, "certainty": certainty}
        for indicator in shown:
            figure = workspace.figure("gebied", area.id, indicator.id, years[indicator.id])
            row[indicator.id] = round(figure.value, indicator.decimals) if figure else None
            row[f"{indicator.id}_year"] = years[indicator.id]
        rows.append(row)
    if fmt is Format.json:
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    elif fmt is Format.csv:
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        from rich.table import Table

        numbers = Numbers(lang)
        from rich.markup import escape

        table = Table(
            title=t("cli.areas_title_own" if workspace.own else "cli.areas_title"), caption=t("cli.areas_note")
        )
        # Cut off, a name or a heading would say nothing.
        table.add_column(t("cli.column.area"), overflow="fold")
        for indicator in shown:
            heading = f"{t(f'{indicator.label}.short')}\n{years[indicator.id]}"
            table.add_column(heading, justify="right", overflow="fold")
        for row in rows:
            # A name in square brackets is not a style.
            table.add_row(escape(row["name"]), *(numbers.decimal(row[i.id], i.decimals) for i in shown))
        out.print(table)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(areas)
