"""What all commands share: where the project is, in which language they speak, how they fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Lang, Text

out = Console()
err = Console(stderr=True)

LangOption = Annotated[Lang, typer.Option("--lang", help="Language of the output: nl or en.")]
RootOption = Annotated[Path, typer.Option("--root", help="Folder with data/ and static/.")]


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
        raise typer.Exit(code=1) from None
