"""`sensitivity`: which uncertainty decides the outcome of a scenario, kept in `data/sensitivity.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nplv_dash import ROOT
from nplv_dash.cli.options import LangOption, RootOption
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    from rich.table import Table

    from nplv_dash.domain.parameters import Parameters
    from nplv_dash.domain.sensitivity import OutcomeVariance, PartOfVariance, Sensitivity
    from nplv_dash.model.tornado import Swing, Tornado
    from nplv_dash.services.workspace import Workspace

#: Decimals of an outcome: percentage points, standard deviations. What would be written as zero is left out.
_DIGITS = {"change": 2, "effect": 3}
_COLUMNS = ("uncertainty", "low", "at_low", "high", "at_high", "first", "total")


def sensitivity(
    scenario: Annotated[
        Path | None, typer.Option(help="A scenario in a file: its figures are shown and not kept.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; prove that what is kept still holds.")] = False,  # noqa: FBT002
    samples: Annotated[int, typer.Option(help="Rows of each sample, a power of two.", min=2)] = 512,
    root: RootOption = ROOT,
    lang: LangOption = "nl",
) -> None:
    """Compute what the outcome hangs on, and keep it in data/sensitivity.yaml for the default and for the plea."""
    # Here and not above: the model takes a second to load, and other commands do not need it.
    from nplv_dash.cli.console import err, explained, out
    from nplv_dash.services import sensitivity as service
    from nplv_dash.services.country import country_of
    from nplv_dash.services.workspace import open_workspace
    from nplv_dash.sources.parameters import load_parameters
    from nplv_dash.sources.scenarios import read_scenario

    t = Text(lang)
    if scenario is not None and check:
        raise typer.BadParameter(t("sensitivity.either"))
    if samples & (samples - 1):
        raise typer.BadParameter(t("sensitivity.samples"))
    with explained(t), err.status(t("sensitivity.computing")):
        workspace, parameters = open_workspace(root), load_parameters(root)
        country = country_of(workspace)
        if scenario is None:
            fresh = _everything(workspace, samples, check=check)
            asked = service.scenarios(root, parameters)
            found = {t(f"sensitivity.scenario.{one.name}"): (asked[one.name], one.outcomes) for one in fresh.scenarios}
        else:
            own = read_scenario(scenario, parameters)
            found = {scenario.name: (own, service.sobol(country, parameters, own, samples))}
        swings = {name: service.tornado(country, parameters, one) for name, (one, _) in found.items()}
    for name, (_, outcomes) in found.items():
        for tornado, outcome in zip(swings[name], outcomes, strict=True):
            out.print(_table(name, tornado, outcome, _labels(parameters, outcome, t), t, Numbers(lang)))
    out.print(t("sensitivity.about"))
    if scenario is None:
        out.print(t("sensitivity.holds" if check else "sensitivity.kept"))


def _everything(workspace: Workspace, samples: int, *, check: bool) -> Sensitivity:
    """What is kept, computed anew: compared with what is kept, or put in its place."""
    from nplv_dash.services import sensitivity as service

    root = workspace.bundle.root
    if not check:
        fresh = service.estimate(workspace, samples)
        service.keep(root, fresh)
        return fresh
    old = service.kept(root)
    service.check_origin(workspace, old)
    fresh = service.estimate(workspace, old.count)
    service.check(root, fresh)
    return fresh


def _labels(parameters: Parameters, outcome: OutcomeVariance, t: Text) -> Mapping[str, str]:
    from nplv_dash.services.sensitivity import parameter_of

    return {part.id: t(f"{parameter_of(parameters, part.id).label}.label") for part in outcome.parts}


def _table(
    scenario: str, tornado: Tornado, found: OutcomeVariance, labels: Mapping[str, str], t: Text, n: Numbers
) -> Table:
    from rich.markup import escape
    from rich.table import Table

    digits = _DIGITS[found.outcome.rpartition("_")[2]]
    swings = {swing.name: swing for swing in tornado.swings}
    seen = [part for part in found.parts if swings[part.id].width >= 0.5 * 10**-digits or part.total >= 0.005]
    centre, mean, sd = (n.decimal(value, digits, signed=True) for value in (tornado.centre, found.mean, found.sd))
    caption = t("sensitivity.caption", centre=centre, mean=mean, sd=sd.lstrip("+"), left=len(found.parts) - len(seen))
    # A name in square brackets is not a style.
    title = f"{escape(scenario)}: {t(f'sensitivity.outcome.{found.outcome}')}"
    table = Table(title=title, caption=caption, caption_justify="left")
    for position, column in enumerate(_COLUMNS):
        table.add_column(t(f"sensitivity.column.{column}"), justify="right" if position else "left", overflow="fold")
    for part in seen:
        swing = swings[part.id]
        table.add_row(labels[part.id], *_row(swing, part, digits, n))
        if swing.at_zero is not None:
            table.add_row(t("sensitivity.zero"), n.integer(0), n.decimal(swing.at_zero, digits, signed=True))
    return table


def _row(swing: Swing, part: PartOfVariance, digits: int, n: Numbers) -> tuple[str, ...]:
    return (
        n.decimal(swing.low, 3),
        n.decimal(swing.at_low, digits, signed=True),
        n.decimal(swing.high, 3),
        n.decimal(swing.at_high, digits, signed=True),
        f"{n.decimal(part.first, 2)} ± {n.decimal(part.first_margin, 2)}",
        f"{n.decimal(part.total, 2)} ± {n.decimal(part.total_margin, 2)}",
    )


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(sensitivity)
