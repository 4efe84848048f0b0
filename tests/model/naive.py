# ruff: noqa: N803, N806  names as in the formulas
"""The model once more, from the formulas in `nplv_dash.model.redistribute`: whole arrays, one draw, no haste.

It shares no line with the compiled loop, so what both get wrong must have been misunderstood twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nplv_dash.domain.levers import Levers
from nplv_dash.model.draws import NAMES, Array
from nplv_dash.model.places import Index, Places
from nplv_dash.model.redistribute import Shape, may_receive, regions


@dataclass
class Run:
    """Stock, workers and the flows that led to them, per wijk; effect only in the run with the policy."""

    stock: Array
    workers: Array
    vacancies: Array
    inflow: Array
    wanted: Array
    carried_out: Array
    moved: Array
    received: Array
    room: Array
    workers_in: Array
    regular: Array
    clipped: Array
    effect: Array


def _response(form: str, x: Array, q: dict[str, float], shape: Shape) -> Array:
    if form == "kink":
        return x + q["eta"] * shape.kink_width * np.logaddexp(0.0, (x - q["x0"]) / shape.kink_width)
    if form == "logistic":
        middle = q["x0"] + 2 * shape.curve_width
        return 2 * shape.curve_width * (1 + np.tanh((x - middle) / (2 * shape.curve_width)))
    if form == "measured":
        # From zero on the first slope; every bend adds what the slope changes there.
        bends = zip(np.diff(shape.slopes), shape.bends, strict=True)
        return shape.slopes[0] * x + sum(step * np.maximum(x - bend, 0.0) for step, bend in bends)
    return x


def simulate(
    places: Places, levers: Levers, draw: Array, shape: Shape, odds: float, shares: Array | None = None
) -> list[tuple[Run, Run]]:
    """Per year the run without and the run with the policy."""
    q = dict(zip(NAMES, draw.reshape(-1).tolist(), strict=True))
    g = q["g_comply"] if levers.compliance is None else levers.compliance
    focus, region = places.area >= 0, regions(places, levers)
    receives = may_receive(places, levers, odds)
    per_area = np.full(places.areas, levers.share_redirected) if shares is None else shares
    s = np.zeros(len(places))
    s[focus] = per_area[places.area[focus]]

    # Only wijken with corporation homes take part.
    H, S, P = places.households, places.homes, places.poor
    part = S > 0
    size = np.where(part, S, 1.0)
    central = P * S * q["k_conc"] / np.where(part, S * q["k_conc"] + H - S, 1.0)
    V0 = np.minimum(np.maximum(central, np.maximum(0.0, P - (H - S))), np.minimum(P, S)) * part
    v0 = V0 / size
    m = np.where(places.city, q["m_soc_city"], q["m_soc_nat"])
    average = q["rV"] * v0 + 1 - v0
    exit_n, exit_v = m / average, m * q["rV"] / average
    exit_w = np.minimum(exit_n * q["rW"], 0.5)
    town = _per(places.gemeente, V0) / np.maximum(_per(places.gemeente, S), 1e-300)
    a = np.where(town > 0, np.minimum(q["a_V"] * v0 / np.where(town > 0, town, 1.0), 0.95), 0.0)
    closing = (exit_v + q["tau"]) * V0 - a * m * S
    most = min(levers.ceiling, q["u_fit"])

    def f(x: Array) -> Array:
        return _response(levers.response, x, q, shape)

    def vacancies(V: Array, W: Array) -> tuple[Array, Array, Array]:
        change = np.exp(q["kappa"] * (V - V0) / size) if levers.feedback else 1.0
        out_v, out_w = exit_v * V, exit_w * W
        return out_v, out_w, out_v + out_w + np.minimum(exit_n * change, 1.0) * (S - V - W)

    def year(V: Array, W: Array, effect: Array, base: Run | None) -> Run:
        out_v, out_w, M = vacancies(V, W)
        inflow, none = a * M, np.zeros(len(places))
        wanted, carried, moved, received, room, hired = (none,) * 6
        if base is not None:
            inflow = _as_many(inflow, M, region, _per(region, base.inflow))
            wanted = s * inflow
            carried = g * wanted
            room = np.where(receives, np.maximum(0.0, most * M - inflow), 0.0)
            demand, supply = _per(region, carried), _per(region, room)
            moved = carried * np.minimum(1.0, supply / np.where(demand > 0, demand, 1.0))
            received = room * np.minimum(1.0, demand / np.where(supply > 0, supply, 1.0))
            hired = np.where(focus, min(levers.workers, q["d_W"]) * M, 0.0)
            hired = np.minimum(hired, np.maximum(M - inflow + moved - received, 0.0))
        come = inflow - moved + received
        W = W - out_w + hired
        free = V - out_v - q["tau"] * V + come + closing * part
        V = np.minimum(np.maximum(free, 0.0), S - W)
        if base is not None:
            x, x_base = (
                (P - V0 + stock - q["omega"] * crew) / np.where(part, H, 1.0)
                for stock, crew in ((V, W), (base.stock, base.workers))
            )
            target = -100 * q["b_assoc"] * q["rho"] * (f(x) - f(x_base)) * part
            if levers.stigma:
                target = target - shape.stigma * (focus & part & ((s > 0) | (levers.workers > 0)))
            effect = effect + q["alpha"] * (target - effect)
        return Run(
            V, W, M * part, inflow, wanted, carried, moved, received, room, hired, M - come - hired, abs(V - free),
            effect,
        )  # fmt: skip

    done: list[tuple[Run, Run]] = []
    nobody = np.zeros(len(places))
    now = [(V0, nobody, nobody), (V0, nobody, nobody)]
    for _ in range(levers.horizon):
        without = year(*now[0], None)
        with_policy = year(*now[1], without)
        now = [(run.stock, run.workers, run.effect) for run in (without, with_policy)]
        done.append((without, with_policy))
    return done


def _per(group: Index, values: Array) -> Array:
    """Sum over the group that each belongs to."""
    return np.bincount(group, values)[group]


def _as_many(inflow: Array, vacancies: Array, region: Index, wanted: Array) -> Array:
    """Inflow in proportion so that the region of each gets `wanted`; what does not fit goes where homes are left."""
    now = _per(region, inflow)
    asked = inflow * np.where(now > 0, wanted / np.where(now > 0, now, 1.0), 1.0)
    fits = np.minimum(asked, vacancies)
    lost, free = _per(region, asked - fits), _per(region, vacancies - fits)
    return fits + np.minimum(lost / np.where(free > 0, free, 1.0), 1.0) * (vacancies - fits)
