"""The options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, cast

import typer

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Lang, Text

LangOption = Annotated[Lang, typer.Option("--lang", help="Language of the output: nl or en.")]


def _root(given: Path | None) -> Path:
    if given is not None:
        return given
    # Here and not above: other commands start sooner without.
    from nplv_dash.services.versions import data_root

    try:
        return data_root()
    except NplvError as error:
        for one in explain(error, Text()):
            typer.echo(str(one), err=True)
        raise typer.Exit(code=1) from None


OwnOption = Annotated[
    str | None,
    typer.Option("--own", help="Areas of your own, as a link has them ('Name~WK1001.05'), or the link itself."),
]
RootOption = Annotated[Path, typer.Option("--root", callback=_root, help="Folder with data/ and static/.")]
#: The default of what reads: the version that holds, which is looked for when the command runs. What writes into
#: `data/` has the project for a default: a version is never changed.
ACTIVE: Final = cast("Path", None)
