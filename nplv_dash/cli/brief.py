"""`brief`: the two pages about an area or a municipality as PDF, with the same figures as the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nplv_dash.cli.options import ACTIVE, LangOption, RootOption
from nplv_dash.domain.levers import PLEA
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    from nplv_dash.domain.records import Area
    from nplv_dash.services.brief_model import Computed
    from nplv_dash.services.workspace import Workspace


def brief(
    area: Annotated[
        str,
        typer.Argument(
            help="Id or name of an area; the name of a municipality: of all its areas together; a link to an area, or "
            "an own area as a link has it, such as 'Name~WK1001.05'."
        ),
    ],
    file: Annotated[Path, typer.Option("--out", help="The PDF to write; one that is there is replaced.")],
    scenario: Annotated[
        str, typer.Option(help="Of redistribution: a link, a YAML file, or the name of an example.")
    ] = PLEA,
    address: Annotated[
        str | None, typer.Option(help="Where the app is, such as https://example.nl, for the QR code.")
    ] = None,
    root: RootOption = ACTIVE,
    lang: LangOption = "nl",
) -> None:
    """Write the brief of an area or municipality: two pages with figures, money, a scenario, and what is not known."""
    from nplv_dash.cli.console import err, explained, out
    from nplv_dash.services import brief as service
    from nplv_dash.services import own_areas
    from nplv_dash.services.workspace import open_workspace
    from nplv_dash.sources.folders import write_file

    t, n = Text(lang), Numbers(lang)
    with explained(t):
        workspace = own_areas.with_said(open_workspace(root), area if own_areas.said(area) else None, t)
        found = service.find_areas(workspace, area)
        with err.status(t("cli.running")):
            computed = _computed(workspace, found, scenario, root, t)
            today = dt.datetime.now(dt.UTC).date()
            content = service.brief(workspace, found, computed, t, n, address=address, made=today)
        write_file(file, content)
    out.print(t("brief.written", path=file), markup=False, soft_wrap=True)


def _computed(workspace: Workspace, areas: Sequence[Area], asked: str, root: Path, t: Text) -> Computed:
    from nplv_dash.cli.run import scenario_asked
    from nplv_dash.domain.editions import Passport
    from nplv_dash.domain.errors import NplvError
    from nplv_dash.domain.futures import FutureScenario
    from nplv_dash.domain.scenario import Scenario
    from nplv_dash.services import backtest, calibration, editions, futures, redistribution
    from nplv_dash.services.brief_model import Computed
    from nplv_dash.services.country import country_of
    from nplv_dash.services.futures_belief import evidence_of
    from nplv_dash.services.redistribution_own import own_sides
    from nplv_dash.sources.parameters import load_parameters
    from nplv_dash.sources.scenarios import examples

    parameters, funding = load_parameters(root), load_parameters(root, "funding")
    chosen = scenario_asked(asked, root, t)
    if not isinstance(chosen, Scenario):
        raise NplvError("brief_scenario", asked)
    country, ahead = country_of(workspace), FutureScenario()
    evidence = evidence_of(funding, calibration.kept(root), backtest.kept(root))
    same = (example for example in examples(root, parameters) if example.scenario == chosen)
    name = next((example.said("name", t.lang) for example in same), "")
    result, own = redistribution.run(country, parameters, chosen), [area for area in areas if area.own]
    sides = own_sides(workspace, country, parameters, chosen, own, result.count) if own else ()
    return Computed(
        country=country,
        result=result,
        futures=futures.run(funding, ahead, evidence),
        redistribution=Passport(chosen, editions.redistribution(workspace.bundle)),
        funding=Passport(ahead, editions.funding(root)),
        name=name,
        own={area.id: side for area, side in zip(own, sides, strict=True)},
    )


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(brief)
