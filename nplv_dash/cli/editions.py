"""`editions`: with what the figures are computed now, and what changed since earlier links were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nplv_dash import ROOT
from nplv_dash.cli.options import LangOption, RootOption
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    from nplv_dash.domain.editions import Edition


def editions(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; prove that these are kept.")] = False,  # noqa: FBT002
    root: RootOption = ROOT,
    lang: LangOption = "nl",
) -> None:
    """Keep the current editions of the figures in data/editions.yaml, so that links of today stay explained."""
    from nplv_dash.cli.console import explained, out
    from nplv_dash.domain.errors import DataError
    from nplv_dash.services import editions as service
    from nplv_dash.sources.bundle import load_bundle

    t = Text(lang)
    with explained(t):
        bundle = load_bundle(root)
        if check:
            missing = service.missing(bundle)
            if missing:
                raise DataError("edition_missing", root / "data" / "editions.yaml", editions=_named(missing))
            out.print(t("cli.editions_hold"))
            return
        new = service.keep(bundle)
        out.print(t("cli.editions_kept", editions=_named(new)) if new else t("cli.editions_hold"))


def _named(editions: tuple[Edition, ...]) -> str:
    return ", ".join(f"{one.model} {one.id}" for one in editions)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(editions)
