"""`run`: a scenario of redistribution as files, with the same figures as the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nplv_dash.cli.options import ACTIVE, LangOption, OwnOption, RootOption
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.levers import PLEA
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Lang, Text

if TYPE_CHECKING:
    from rich.table import Table

    from nplv_dash.domain.scenario import Changes, Scenario
    from nplv_dash.services.redistribution import Result

#: Each thousand takes 0.2 GB of memory and three seconds.
_MOST_DRAWS = 10_000


def run(
    scenario: Annotated[
        str,
        typer.Argument(
            help=f"A YAML file, a link to a page, the name of an example, such as {PLEA}, or the passport of a "
            "scenario that was frozen here."
        ),
    ],
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files: new, empty, or of an earlier run.")],
    draws: Annotated[
        int | None, typer.Option(min=1, max=_MOST_DRAWS, help="How often chance is drawn; as on the page without it.")
    ] = None,
    own: OwnOption = None,
    root: RootOption = ACTIVE,
    lang: LangOption = "nl",
    *,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Of a passport: do not compute, give the files as they were frozen.")
    ] = False,
) -> None:
    """Compute a scenario; two runs of the same scenario on the same data give the same files, byte for byte.

    Of areas of your own, in the link and with --own, there is a table more: what the scenario does there.
    """
    from nplv_dash.cli import futures
    from nplv_dash.cli.console import explained
    from nplv_dash.domain.futures import FutureScenario
    from nplv_dash.domain.scenario import Scenario
    from nplv_dash.services import own_areas
    from nplv_dash.services.futures import FULL as FUTURE_DRAWS
    from nplv_dash.services.links import is_link
    from nplv_dash.services.redistribution import FULL

    t = Text(lang)
    with explained(t):
        if frozen:
            _refuse(own, "own_area_frozen")
            _as_frozen(scenario, folder, root, t)
            return
        found = scenario_asked(scenario, root, t)
        if isinstance(found, FutureScenario):
            # The money is that of the programme: the link of a page may name areas, and they change no figure of it.
            _refuse(own, "own_area_future")
            futures.write(found, folder, draws or FUTURE_DRAWS, root, lang)
        elif isinstance(found, Scenario):
            if is_link(scenario) and own_areas.said(scenario):
                own = own_areas.joined(scenario, *(() if own is None else (own,)))
            _write(found, folder, draws or FULL, own, root, lang)


def _refuse(own: str | None, key: str) -> None:
    """Say that areas of one's own are no part of this, where somebody names them; nothing is written then."""
    if own is not None:
        raise NplvError(key, "--own")


def scenario_asked(asked: str, root: Path, t: Text) -> Changes[Any]:
    """The scenario of a passport, a link, a file, or the example with this name. Raises NplvError for none of these."""
    from nplv_dash.services.archive import is_passport
    from nplv_dash.services.links import is_link
    from nplv_dash.sources.parameters import load_parameters
    from nplv_dash.sources.scenarios import find_scenario

    if is_passport(asked):
        return _kept(asked, root)
    return _linked(asked, root, t) if is_link(asked) else find_scenario(asked, root, load_parameters(root))


def _linked(link: str, root: Path, t: Text) -> Changes[Any]:
    """The scenario of a link; says when the figures are not those of the edition that it was made with."""
    from nplv_dash.cli.console import err
    from nplv_dash.domain.parameters import MODELS
    from nplv_dash.services import editions
    from nplv_dash.services.links import scenario_of
    from nplv_dash.sources.bundle import load_bundle
    from nplv_dash.sources.parameters import load_parameters

    kept = editions.kept(root)
    scenario, edition = scenario_of(link, {model: load_parameters(root, model) for model in MODELS}, kept)
    now = editions.current(load_bundle(root), scenario.MODEL)
    if edition not in {None, now.id}:
        err.print(t("cli.link_edition", then=edition, now=now.id), markup=False, soft_wrap=True)
    return scenario


def _kept(passport_id: str, root: Path) -> Changes[Any]:
    """The scenario of a passport, where the edition of now is that of the passport: only then are the figures its."""
    from nplv_dash.services import editions
    from nplv_dash.services.archive import Archive, folder_of
    from nplv_dash.sources.bundle import load_bundle
    from nplv_dash.sources.parameters import load_parameters

    found = Archive(folder_of(root)).find(passport_id)
    now = editions.current(load_bundle(root), found.edition.model)
    if found.edition.id != now.id:
        raise NplvError("archive_edition", passport_id, then=found.edition.id, now=now.id)
    return found.passport(load_parameters(root, found.edition.model), editions.kept(root)).scenario


def _as_frozen(passport_id: str, folder: Path, root: Path, t: Text) -> None:
    """Write the tables of a passport as they were frozen."""
    from nplv_dash.cli.console import out
    from nplv_dash.services import futures_report, report
    from nplv_dash.services.archive import Archive, folder_of

    archive = Archive(folder_of(root))
    found = archive.find(passport_id)
    kind = report.FOLDER if found.edition.model == "redistribution" else futures_report.FOLDER
    kind.put({name: archive.read(found, name) for name in kind.files}, folder)
    out.print(t("cli.run_written", count=len(kind.files), folder=folder), markup=False, soft_wrap=True)


def _write(scenario: Scenario, folder: Path, draws: int, own: str | None, root: Path, lang: Lang) -> None:
    from nplv_dash.cli.console import err, explained, out
    from nplv_dash.services import editions, own_area_words, redistribution
    from nplv_dash.services.country import country_of
    from nplv_dash.services.own_areas import with_said
    from nplv_dash.services.redistribution_own import own_sides
    from nplv_dash.services.report import FOLDER, report_of
    from nplv_dash.services.workspace import open_workspace
    from nplv_dash.sources.parameters import load_parameters

    t = Text(lang)
    with explained(t):
        FOLDER.check(folder)
        with err.status(t("cli.running")):
            parameters, workspace = load_parameters(root), with_said(open_workspace(root), own, t)
            country = country_of(workspace)
            result = redistribution.run(country, parameters, scenario, draws)
            edition = editions.redistribution(workspace.bundle)
            areas = workspace.own
            found = own_sides(workspace, country, parameters, scenario, areas, draws) if areas else ()
            sides = tuple(zip(areas, found, strict=True))
            report = report_of(workspace.bundle, country, parameters, result, edition, sides)
            FOLDER.save(report, folder)
    n = Numbers(lang)
    out.print(_headlines(result, t, n))
    for area, side in sides:
        # As the page says it, without the marks of a page.
        said = " ".join(own_area_words.scenario(side, t, n)).replace("**", "")
        out.print(f"{area.name}: {said}", markup=False, highlight=False)
    out.print(t("cli.run_written", count=len(report.tables) + 1, folder=folder), markup=False, soft_wrap=True)


def _headlines(result: Result, t: Text, n: Numbers) -> Table:
    """The figures that say most, as a person reads them; the files have more decimals."""
    from rich.markup import escape
    from rich.table import Table

    from nplv_dash.services.report import HARM, headlines

    write = {
        "pct": lambda value: n.percent(value, 1),
        "pp": lambda value: n.decimal(value, 2, signed=True),
        "sd": lambda value: n.decimal(value, 3, signed=True),
        "index": lambda value: n.decimal(value, 3),
        "households_per_year": n.integer,
    }
    table = Table(
        title=escape(t("cli.run_title", scenario=result.scenario.name or result.scenario.id)),
        caption=t("cli.run_note", draws=n.integer(result.count), first=result.years[0], last=result.years[-1]),
        caption_justify="left",
    )
    table.add_column(t("cli.column.outcome"), overflow="fold")
    table.add_column(t("cli.column.median"), justify="right")
    table.add_column(t("cli.column.between"), justify="right")
    words = {"limit": n.percent(result.fairness.limit, 0), "harm": n.decimal(HARM, 2)}
    for found in headlines(result):
        shown = write[found.unit]
        bounds = [shown(float(bound)) for bound in found.band.between(80)] if found.band else []
        between = t("cli.run_between", low=bounds[0], high=bounds[1]) if bounds else ""
        table.add_row(t(f"cli.run_figure.{found.name}", **words), shown(found.value), between)
    return table


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(run)
