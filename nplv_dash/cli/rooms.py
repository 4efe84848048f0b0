"""`rooms`: what an administrator does with the rooms of workshops."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nplv_dash.cli.options import LangOption
from nplv_dash.present.text import Text

commands = typer.Typer(no_args_is_help=True, help="Rooms of workshops: list, purge, backup, restore.")
ReplaceOption = Annotated[bool, typer.Option("--replace", help="What is there already gives way.")]


@commands.command("list")
def list_rooms(lang: LangOption = "nl") -> None:
    """The rooms that are open or can still be read; their secrets nobody can show."""
    from rich.markup import escape
    from rich.table import Table

    from nplv_dash.cli.console import explained, out
    from nplv_dash.domain.rooms import spoken
    from nplv_dash.present.numbers import Numbers
    from nplv_dash.services import rooms as service

    t, n = Text(lang), Numbers(lang)
    with explained(t):
        rooms = service.alive()
    if not rooms:
        out.print(t("cli.rooms.none"))
        return
    table = Table(title=t("cli.rooms.title"))
    for key in ("code", "title", "task", "round", "people", "answers", "expires"):
        table.add_column(t(f"cli.rooms.column.{key}"), justify="right" if key in {"people", "answers"} else "left")
    for room, people, answers in rooms:
        state = "finished" if room.is_finished else "open" if room.round.is_open else "closed"
        table.add_row(
            spoken(room.code),
            # A stranger wrote it: a name in square brackets is not a style.
            escape(room.title),
            escape(room.task),
            t(f"cli.rooms.round.{state}", number=room.round.number),
            n.integer(people),
            n.integer(answers),
            n.date(room.expires.date()),
        )
    out.print(table)


@commands.command()
def purge(lang: LangOption = "nl") -> None:
    """Remove the rooms past their date, with all that is in them."""
    from nplv_dash.cli.console import explained, out
    from nplv_dash.services import rooms as service

    t = Text(lang)
    with explained(t):
        out.print(t("cli.rooms.purged", count=service.purge()))


@commands.command()
def backup(
    file: Annotated[Path, typer.Argument(help="File to write, such as rooms.jsonl.gz.")],
    replace: ReplaceOption = False,  # noqa: FBT002
    lang: LangOption = "nl",
) -> None:
    """Write all rooms to one file, the same for SQLite and PostgreSQL."""
    from nplv_dash.cli.console import explained, out
    from nplv_dash.services import rooms as service

    t = Text(lang)
    with explained(t):
        out.print(t("cli.rooms.backed_up", count=service.backup(file, is_replacing=replace), file=file), markup=False)


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="File that `rooms backup` wrote.")],
    replace: ReplaceOption = False,  # noqa: FBT002
    lang: LangOption = "nl",
) -> None:
    """Put the rooms of a file back, all or none. Other rooms stay as they are."""
    from nplv_dash.cli.console import explained, out
    from nplv_dash.services import rooms as service

    t = Text(lang)
    with explained(t):
        loaded = service.restore(file, is_replacing=replace)
        out.print(t("cli.rooms.restored", count=loaded.rooms, new=loaded.rooms - loaded.replaced, old=loaded.replaced))


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(commands, name="rooms")
