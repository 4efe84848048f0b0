"""How commands speak and fail. Imported by a command when it runs: `serve` starts sooner without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nplv_dash.domain.errors import NplvError, SeveralErrors, TableError
from nplv_dash.present.explain import explain, said
from nplv_dash.present.text import Text

out = Console()
err = Console(stderr=True)


def print_failures(errors: Iterable[NplvError], t: Text, console: Console) -> None:
    """What is wrong with tables, each file, column and check in a row; nothing where no error is about a table."""
    single = (e for error in errors for e in (error.errors if isinstance(error, SeveralErrors) else (error,)))
    rows = [row for error in single if isinstance(error, TableError) for row in error.rows]
    if not rows:
        return
    table = Table()
    for key in ("file", "column", "fault", "count", "example"):
        table.add_column(t(f"cli.column.{key}"), justify="right" if key == "count" else "left", overflow="fold")
    for row in rows:
        known = f"cli.fault.{row.key}" in t
        fault = t(f"cli.fault.{row.key}" if known else f"errors.{row.key}.what", **said(row.values, t))
        # A name in square brackets is not a style.
        table.add_row(*map(escape, (row.where, row.column, fault, str(row.count), row.example)))
    console.print(table)


@contextmanager
def explained(t: Text) -> Iterator[None]:
    """Turn an error of the project into sentences on standard error, and end with exit code 1."""
    try:
        yield
    except NplvError as error:
        for explanation in explain(error, t):
            err.print(f"[bold red]✗[/] {escape(explanation.what)}", highlight=False)
            err.print(f"  {explanation.where}", highlight=False, markup=False, soft_wrap=True)
            err.print(f"  → {explanation.remedy}", highlight=False, markup=False)
        print_failures((error,), t, err)
        raise typer.Exit(code=1) from None
