"""`data refresh` and `data sources`: the newest figures and borders, and whether the publishers can be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nplv_dash import ROOT
from nplv_dash.cli import data
from nplv_dash.cli.options import LangOption
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    from rich.table import Table

    from nplv_dash.domain.publishers import Publisher
    from nplv_dash.services.attempts import Attempt
    from nplv_dash.services.difference import Difference, Row
    from nplv_dash.services.refresh import Made
    from nplv_dash.sources.fetching import Tell
    from nplv_dash.sources.publishers.client import Patience
    from nplv_dash.sources.versions import Store

#: Rows of a table on the screen; the file has them all.
_SHOWN = 20
OnlyOption = Annotated[list[str] | None, typer.Option("--only", help="Only this publisher; may be repeated.")]
EndpointsOption = Annotated[Path, typer.Option("--endpoints", help="Folder with the records of the publishers.")]
_ENDPOINTS = ROOT / "data" / "sources"


def refresh(
    only: OnlyOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; let the new version hold.")] = False,  # noqa: FBT002
    endpoints: EndpointsOption = _ENDPOINTS,
    lang: LangOption = "nl",
) -> None:
    """Fetch the newest figures and borders, show what changes, and let them hold after a question."""
    from nplv_dash.cli.console import explained, out
    from nplv_dash.services import refresh as service
    from nplv_dash.services.versions import store
    from nplv_dash.sources.publishers.listed import publishers

    t = Text(lang)
    with explained(t):
        found, versions = publishers(endpoints, only or ()), store()
        today = dt.datetime.now(dt.UTC).date()
        with versions.alone() as folder:
            with _progress(t) as (step, came):
                asked = service.Request(found, endpoints, today, patience(), step, came)
                made = service.make(versions, folder, asked)
            _notes(made, t)
            if made.same:
                out.print(t("vernieuwen.nothing_new"))
                return
            for table in tables(made.difference, t):
                out.print(table)
            _decide(versions, made, t, yes=yes)


def patience() -> Patience:
    """How patient a refresh is; its own function, since tests are not."""
    from nplv_dash.sources.publishers.client import Patience

    return Patience()


def _decide(versions: Store, made: Made, t: Text, *, yes: bool) -> None:
    """Put the version beside the others, and let it hold where that was said."""
    from nplv_dash.cli.console import out

    versions.put(made.folder, made.name)
    broken = bool(made.difference.broken)
    out.print(t("vernieuwen.made", version=made.name), highlight=False)
    if broken:
        out.print(t("vernieuwen.anchors_broken", count=len(made.difference.broken)))
    # Somebody must have looked at a figure that is no longer what the publisher says.
    if (yes and not broken) or (not yes and typer.confirm(t("vernieuwen.question"))):
        versions.switch(made.name)
        out.print(t("vernieuwen.used", version=made.name), highlight=False)
        return
    out.print(t("vernieuwen.not_used", version=made.name), highlight=False)
    if yes:
        raise typer.Exit(code=1)


def _notes(made: Made, t: Text) -> None:
    from nplv_dash.cli.console import out
    from nplv_dash.present.explain import explain

    for absent in made.absent:
        out.print(t("vernieuwen.absent", publisher=absent.publisher, table=absent.table), highlight=False)
    for left in made.left_out:
        said = t("vernieuwen.left_out", publisher=left.publisher, table=left.table, year=left.codes_of)
        out.print(said, highlight=False)
    for year, error in made.undrawn.items():
        for why in explain(error, t):
            out.print(t("vernieuwen.undrawn", year=year, what=why.what, where=why.where), markup=False, highlight=False)
    for one in made.unsure:
        units = t(f"vernieuwen.units.{one.level}")
        said = t("vernieuwen.unsure", publisher=one.publisher, table=one.table, count=one.units, units=units)
        out.print(said, highlight=False)


@contextmanager
def _progress(t: Text) -> Iterator[tuple[Callable[[str], None], Tell]]:
    """A bar that moves with the steps, and says what comes in."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from nplv_dash.cli.console import err
    from nplv_dash.services.refresh import STEPS

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=len(STEPS))
        sizes: dict[tuple[str, str], int] = {}

        def step(name: str) -> None:
            bar.update(task, description=t(f"vernieuwen.step.{name}"), completed=STEPS.index(name))

        def came(publisher: str, table: str, size: int) -> None:
            sizes[publisher, table] = sizes.get((publisher, table), 0) + size
            said = t("vernieuwen.coming", publisher=publisher, table=table, size=f"{sizes[publisher, table] / 1e6:.1f}")
            bar.update(task, description=said)

        yield step, came


def tables(difference: Difference, t: Text) -> Iterator[Table]:
    """What changes, a table for each kind; of a long one the beginning."""
    from rich.markup import escape
    from rich.table import Table

    for what in ("area", "code", "mean", "year", "anchor", "lacking"):
        rows = difference.of(what)
        if not rows:
            continue
        columns = ("subject", "level", "year", "before", "now", "what")
        table = Table(
            *(t(f"vernieuwen.change.{one}") for one in columns),
            title=t(f"vernieuwen.about.{what}", count=len(rows)),
            caption=t("vernieuwen.more", count=len(rows) - _SHOWN) if len(rows) > _SHOWN else None,
        )
        for row in rows[:_SHOWN]:
            table.add_row(*map(escape, _cells(row, t)))
        yield table


def _cells(row: Row, t: Text) -> Iterable[str]:
    said = t(f"vernieuwen.difference.{row.what}.{row.key}", share=row.share, others=row.others)
    return row.subject, row.level, row.year, row.before, row.now, said


def sources(
    attempt: Annotated[bool, typer.Option("--try", help="Ask each of them once, for as little as can be.")] = False,  # noqa: FBT002
    only: OnlyOption = None,
    endpoints: EndpointsOption = _ENDPOINTS,
    lang: LangOption = "nl",
) -> None:
    """List the publishers' services; with --try, see whether they answer with the columns that we expect."""
    from rich.markup import escape
    from rich.table import Table

    from nplv_dash.cli.console import err, explained, out
    from nplv_dash.services.attempts import attempts
    from nplv_dash.sources.publishers.listed import publishers

    t = Text(lang)
    with explained(t):
        found = publishers(endpoints, only or (), every=True)
    if not attempt:
        out.print(_list(found, t))
        return
    table = Table(*(t(f"vernieuwen.source.{one}") for one in ("id", "table", "answer")))
    failed = 0
    with err.status(t("vernieuwen.trying")):
        for asked in attempts(found, patience()):
            failed += asked.error is not None and not asked.may_lack
            table.add_row(asked.publisher, escape(asked.table), escape(_answer(asked, t)))
    out.print(table)
    if failed:
        out.print(t("vernieuwen.some_failed", count=failed))
        raise typer.Exit(code=1)


def _list(found: Iterable[Publisher], t: Text) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(*(t(f"vernieuwen.source.{one}") for one in ("id", "title", "checked", "tried", "unverified")))
    for one in found:
        title = t("vernieuwen.on_request", title=one.title, id=one.id) if one.on_request else one.title
        tried = t("vernieuwen.was_tried" if one.tried else "vernieuwen.not_tried")
        table.add_row(one.id, escape(title), one.checked.isoformat(), tried, escape("; ".join(one.unverified)))
    return table


def _answer(one: Attempt, t: Text) -> str:
    from nplv_dash.present.explain import explain

    if one.error is None:
        return t("vernieuwen.answers", rows=one.rows)
    return " ".join(f"{said.what} ({said.where})" for said in explain(one.error, t))


def register(_app: typer.Typer) -> None:
    """Add the commands to those of `data`."""
    data.commands.command()(refresh)
    data.commands.command()(sources)
