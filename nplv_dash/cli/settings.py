"""`settings`: with which settings the server would run, and whether they hold."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from nplv_dash.cli.options import LangOption
from nplv_dash.present.text import Text


def settings(
    check: Annotated[  # noqa: FBT002
        bool, typer.Option("--check", help="Also prove that the folders and the database can be used.")
    ] = False,
    lang: LangOption = "nl",
) -> None:
    """Show every setting and where it comes from. Ends with 1 where one is wrong or a name is no setting."""
    from rich.markup import escape
    from rich.table import Table

    from nplv_dash.cli.console import explained, out
    from nplv_dash.domain.errors import SeveralErrors
    from nplv_dash.services import settings as service
    from nplv_dash.services.settings_check import problems

    t = Text(lang)
    with explained(t):
        table = Table(title=t("cli.settings.title"))
        for key in ("name", "value", "origin", "about"):
            table.add_column(t(f"cli.settings.column.{key}"), overflow="fold")
        for one in service.shown():
            origin = t(f"cli.settings.origin.{'environment' if one.is_set else 'default'}")
            table.add_row(one.name, escape(one.value), origin, t(f"cli.setting.{one.key}"))
        out.print(table)
        wrong = (*service.strangers(os.environ), *(problems(service.settings()) if check else ()))
        if wrong:
            raise SeveralErrors(wrong)
        if check:
            out.print(t("cli.settings.hold"))


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(settings)
