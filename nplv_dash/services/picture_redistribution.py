"""Pictures of redistribution beside its map and its fans: how evenly it spreads, what decides, what a goal asks."""

from __future__ import annotations

from collections.abc import Callable

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.goalseek import TradeOff
from nplv_dash.present import palette
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.picture import Picture
from nplv_dash.present.picture_canvas import Ink
from nplv_dash.present.picture_curves import Curve, Plane
from nplv_dash.present.text import Text
from nplv_dash.services import model_rows
from nplv_dash.services.country import Country
from nplv_dash.services.picture_assumptions import bars
from nplv_dash.services.picture_models import modelled
from nplv_dash.services.redistribution import Result
from nplv_dash.services.sensitivity import tornado


def spread(result: Result, passport: Passport, t: Text, n: Numbers) -> Picture:
    """How vulnerable households are spread over corporation homes, without and with the policy: Lorenz curves."""
    curves, levers = result.fairness.curves, result.levers
    inks = (
        Ink(edge=palette.COUNTRY, width=2.5, dash="--"),
        Ink(edge=palette.LIGHT.accent, width=2.5),
    )
    ticks = {x / 4: n.percent(25 * x, 0) for x in range(5)}
    return modelled(
        (
            t("picture.spread.title"),
            t(
                "picture.spread.subtitle",
                horizon=levers.horizon, reach=t(f"herverdeling.fairness.reach.{levers.reach}"),
            ),
        ),
        t("herverdeling.fairness.alt", **{
            key: n.decimal(float(curve.gini), 3) for key, curve in zip(("before", "after"), curves, strict=True)
        }),
        Plane(
            curves=tuple(
                Curve(
                    t(f"herverdeling.fairness.{key}"), t("picture.spread.gini", gini=n.decimal(float(one.gini), 3)),
                    ink, tuple(one.homes.tolist()), tuple(one.vulnerable.tolist()),
                )
                for key, ink, one in zip(("without", "with"), inks, curves, strict=True)
            ),
            axes=(t("herverdeling.fairness.curve_homes"), t("herverdeling.fairness.curve_vulnerable")),
            ticks=(ticks, ticks),
            diagonal=t("picture.spread.equal"),
        ),
        passport, t, n,
    )  # fmt: skip


def drives(
    country: Country, parameters: Parameters, result: Result, outcome: str, passport: Passport, t: Text, n: Numbers
) -> Picture:
    """What each assumption does by itself to an outcome, one of `nplv_dash.model.horizon.OUTCOMES`.

    Raises:
        KeyError: there is no such outcome.
    """
    found = {one.outcome: one for one in tornado(country, parameters, result.scenario)}[outcome]
    words, share = Outcomes(t, n), outcome.endswith("change")
    write: Callable[[float], str] = words.points if share else words.deviation
    rows = model_rows.assumptions(found, parameters, write, t, n)
    name = t(f"herverdeling.drives.outcomes.{outcome}")
    unit = "points" if share else "deviations"
    return modelled(
        (
            t("picture.drives.title", outcome=name),
            t("picture.drives.subtitle", horizon=result.levers.horizon, unit=t(f"picture.drives.unit.{unit}")),
        ),
        model_rows.assumptions_alt(rows, name, t),
        bars(rows, (found.centre, write(found.centre)), 1 if share else 2, t, n), passport, t, n,
    )  # fmt: skip


def price(curve: TradeOff, year: int, passport: Passport, t: Text, n: Numbers) -> Picture:
    """What stricter and stricter goals ask.

    Args:
        year: of the policy, at whose end the goals hold.
    """
    targets, moved = (100 * curve.target).tolist(), curve.moved.tolist()
    whole = all(curve.feasible.tolist())
    return modelled(
        (t("herverdeling.goal.curve"), t("picture.price.subtitle", year=year)),
        model_rows.price_alt(curve, t, n),
        Plane(
            curves=(
                Curve(
                    "", "", Ink(edge=palette.LIGHT.accent, width=2.5), tuple(targets), tuple(moved),
                    tuple(curve.feasible.tolist()),
                ),
            ),
            axes=(t("herverdeling.goal.target"), t("herverdeling.goal.curve_moved")),
            ticks=model_rows.price_ticks(targets, moved, n),
            open_points="" if whole else t("herverdeling.goal.curve_open"),
        ),
        passport, t, n,
    )  # fmt: skip
