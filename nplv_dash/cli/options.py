"""The options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nplv_dash.present.text import Lang

LangOption = Annotated[Lang, typer.Option("--lang", help="Language of the output: nl or en.")]
RootOption = Annotated[Path, typer.Option("--root", help="Folder with data/ and static/.")]
