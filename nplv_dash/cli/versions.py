"""`data versions` and `data use`: which versions of the data there are, and which one holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nplv_dash.cli import data
from nplv_dash.cli.options import LangOption
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    from nplv_dash.sources.versions import Store


def versions(lang: LangOption = "nl") -> None:
    """List the versions of the data, and which one holds."""
    from rich.table import Table

    from nplv_dash.cli.console import explained, out
    from nplv_dash.services.versions import store

    t, n = Text(lang), Numbers(lang)
    table = Table(title=t("vernieuwen.versions_title"))
    # A name is there to be copied: whole, however narrow the screen.
    table.add_column(t("vernieuwen.column.version"), no_wrap=True, min_width=len("2026-11-30-0123456789ab"))
    for column in ("made", "indeling", "based_on", "state"):
        table.add_column(t(f"vernieuwen.column.{column}"), overflow="fold")
    with explained(t):
        found = store()
        for name in found.names():
            table.add_row(*_row(found, name, t, n))
        out.print(table)
        # After the table, which helps to choose another: the one that holds may be missing or damaged.
        found.root()


def _row(found: Store, name: str, t: Text, n: Numbers) -> tuple[str, ...]:
    from nplv_dash.domain.errors import DataError

    state = t("vernieuwen.state.holds") if name == _chosen(found) else ""
    try:
        found.root(name)
        record, indeling = found.record(name), found.indeling(name)
    except DataError:
        return (name, "", "", "", t("vernieuwen.state.damaged"))
    made = n.date(record.made.date()) if record else t("vernieuwen.with_the_code")
    return (name, made, str(indeling), record.based_on if record else "", state)


def _chosen(found: Store) -> str | None:
    """The name of the one that holds; None where the pointer cannot be read, which is said at the end."""
    from nplv_dash.domain.errors import DataError

    try:
        return found.chosen()
    except DataError:
        return None


def use(
    version: Annotated[str, typer.Argument(help="Name of a version, as `data versions` lists them; or shipped.")],
    lang: LangOption = "nl",
) -> None:
    """Let a version of the data hold, from the next start of the app and of commands."""
    from nplv_dash.cli.console import explained, out
    from nplv_dash.services.versions import store

    t = Text(lang)
    with explained(t):
        store().use(version)
    out.print(t("vernieuwen.used", version=version), highlight=False)


def register(_app: typer.Typer) -> None:
    """Add the commands to those of `data`."""
    data.commands.command()(versions)
    data.commands.command()(use)
