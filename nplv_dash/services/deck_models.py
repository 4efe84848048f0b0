"""What the models say, on slides: charts with their bands, the same as tables, and the few words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nplv_dash.domain.futures import CONTINUED, DECIDED_UNTIL, DOMAINS, FutureId
from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.bands import round_steps
from nplv_dash.present.levers import future_name
from nplv_dash.present.outcomes import Outcomes, Three, size_of
from nplv_dash.present.slide import Chart, Mark, Point, Series, Table
from nplv_dash.services import futures_figures, redistribution
from nplv_dash.services.deck_measured import read_aloud
from nplv_dash.services.model_rows import TOTAL
from nplv_dash.services.redistribution import three
from nplv_dash.services.redistribution_own import OwnSide
from nplv_dash.services.workspace import Workspace

#: The futures that are told beside the reference.
_TOLD: Final[tuple[FutureId, ...]] = (CONTINUED, "own", "stop_2025")
#: Decimals on the scales: of changes of a share, and of effects in standard deviations.
_POINTS, _EFFECT = 1, 2


@dataclass(frozen=True, slots=True)
class Shown:
    """What a slide shows."""

    title: str
    chart: Chart
    table: Table
    points: tuple[Point, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a chart of bands, with the words of its outcome and small print."""

    name: str
    change: Three
    said: str
    colour: str
    sub: str = ""


def sides(
    workspace: Workspace,
    result: redistribution.Result,
    area: Area | None,
    detectable: float,
    words: Outcomes,
    own_side: OwnSide | None = None,
) -> Shown:
    """What redistribution changes in the areas and in the wijken that receive, and in one area.

    Args:
        detectable: the smallest effect that could be measured in the areas, in standard deviations.
        own_side: of an area of a visitor's own; None where nothing can be said of that.
    """
    t, n = words.t, words.n
    found = [(t("herverdeling.sides.areas"), palette.LIGHT.accent, result.areas.start, result.areas.change)]
    if result.receivers.wijken:
        receivers = (result.receivers.start, result.receivers.change)
        found.append((t("herverdeling.sides.receivers"), palette.MUNICIPALITY, *receivers))
    changes = [(name, colour, start, three(band, -1)) for name, colour, start, band in found]
    if area and area.own:
        if own_side and own_side.known:
            changes.append((area.name, palette.LIGHT.text, own_side.start, three(own_side.change)))
    elif area:
        i = workspace.codes["gebied"].index(area.id)
        own = (float(result.by_area_start[i]), three(result.by_area_change, i))
        changes.append((area.name, palette.LIGHT.text, *own))
    drawn = [one for one in changes if one[2] == one[2]]  # without homes there is no share
    rows = tuple(
        (name, words.percent(start), words.percent(start + change[1]), words.points_between(change))
        for name, _, start, change in changes
    )
    head = tuple(t(f"verhaal.both.column.{one}") for one in ("where", "before", "after", "change"))
    count = n.integer(result.count)
    return Shown(
        title=_title(result, words),
        chart=_chart(
            [
                _Row(name, change, words.points_between(change), colour, _from_to(start, change, words))
                for name, colour, start, change in drawn
            ],
            _POINTS, (t("verhaal.both.axis"), t("verhaal.both.zero")),
            t("verhaal.both.alt", said=read_aloud(head, rows)), words,
        ),
        table=Table(t("verhaal.both.caption", horizon=result.levers.horizon), head, rows),
        points=tuple(_said(result, detectable, words)),
        notes=(
            t("herverdeling.exploration"),
            *(t(f"herverdeling.warnings.line.{key}") for key in ("model", "vulnerable", "start", "baseline", "movers")),
            t("herverdeling.rights"),
            t("herverdeling.settled", count=count),
        ),
    )  # fmt: skip


def _from_to(start: float, change: Three, words: Outcomes) -> str:
    return words.t("herverdeling.sides.share_value", start=words.percent(start), after=words.percent(start + change[1]))


def _title(result: redistribution.Result, words: Outcomes) -> str:
    """The message: what changes on both sides."""
    t, n = words.t, words.n
    if not result.changes_anything:
        return t("verhaal.both.title.nothing")
    areas = n.decimal(result.areas.change.median[-1], _POINTS, signed=True)
    if result.levers.share_redirected == 0 or not result.receivers.wijken:
        return t("verhaal.both.title.areas", areas=areas)
    receivers = n.decimal(result.receivers.change.median[-1], _POINTS, signed=True)
    return t("verhaal.both.title.both", areas=areas, receivers=receivers)


def _said(result: redistribution.Result, detectable: float, words: Outcomes) -> list[Point]:
    t, n, levers = words.t, words.n, result.levers
    if not result.changes_anything:
        return [Point(t("verhaal.both.nothing", start=words.percent(result.areas.start)))]
    said = []
    if levers.share_redirected > 0 and result.receivers.wijken:
        placed, wijken = words.homes_between(three(result.ledger.placed)), n.integer(result.receivers.wijken)
        said.append(Point(t("verhaal.both.placed", placed=placed, wijken=wijken), t("verhaal.both.head.placed")))
    if levers.workers > 0:
        workers = words.homes_between(three(result.ledger.workers))
        said.append(Point(t("verhaal.both.workers", workers=workers), t("verhaal.both.head.workers")))
    seen = result.probability(result.areas, detectable)
    effect = t("herverdeling.sides.effect_value", value=words.deviation_between(three(result.areas.effect, -1)))
    size = t(f"verhaal.both.size.{size_of(seen)}", chance=n.percent(100 * seen, 0))
    national = words.deviation_between(three(result.national))
    return [
        *said,
        Point(f"{effect}. {size}", t("verhaal.both.head.effect")),
        Point(t("herverdeling.sides.effect_value", value=national), t("verhaal.both.head.country")),
        Point(t("verhaal.both.objection"), t("herverdeling.objection.title")),
    ]


def outlook(result: futures_figures.Result, area: Area | None, words: Outcomes) -> Shown:
    """What some futures of the money differ from what was decided, at the end of the last year."""
    t, n = words.t, words.n
    told = result.outlooks[TOTAL]
    last, detectable = result.years[-1], n.decimal(told.detectable, _EFFECT)
    compared = {future: told.compared[future] for future in _TOLD}
    changes = {future: three(one.band, -1) for future, one in compared.items()}
    names = {future: future_name(future, result.levers.end_year, t) for future in compared}
    rows = tuple(
        (
            names[future],
            words.deviation_between(changes[future]),
            n.percent(100 * (one.better + one.worse), 0),
        )
        for future, one in compared.items()
    )
    head = tuple(t(f"verhaal.money.column.{one}") for one in ("future", "change", "chance"))
    differs = bool(compared[CONTINUED].band.values.any())
    chance = compared[CONTINUED].better + compared[CONTINUED].worse
    said = [Point(t("verhaal.money.decided", year=DECIDED_UNTIL), t("verhaal.money.head.decided"))]
    if differs:
        size = t(f"financiering.size.{size_of(chance)}", chance=n.percent(100 * chance, 0))
        said.append(Point(size, names[CONTINUED]))
    none = n.percent(100 * nothing(result), 0)
    said.append(Point(t("verhaal.money.nothing", none=none), t("verhaal.money.head.nothing")))
    said.append(Point(t("verhaal.money.same" if area else "verhaal.money.sources"), t("verhaal.money.head.apart")))
    chart = _chart(
        [
            _Row(names[future], change, words.deviation_between(change), palette.LIGHT.accent)
            for future, change in changes.items()
        ],
        _EFFECT, (t("verhaal.money.axis"), t("verhaal.money.zero", year=DECIDED_UNTIL)),
        t("verhaal.money.alt", said=read_aloud(head, rows)), words,
        spans=((-told.detectable, told.detectable, t("financiering.all.hidden")),),
    )  # fmt: skip
    return Shown(
        title=t(f"verhaal.money.title.{size_of(chance) if differs else 'nothing'}", year=DECIDED_UNTIL),
        chart=chart,
        table=Table(t("verhaal.money.caption", year=last), head, rows),
        points=tuple(said),
        notes=(
            t("financiering.exploration"),
            t("financiering.unit", detectable=detectable),
            t("financiering.draws", count=n.integer(result.count)),
            *(t(f"financiering.know.{key}") for key in ("lbm", "trend", "same", "apart")),
        ),
    )


def nothing(result: futures_figures.Result) -> float:
    """Chance that the programme has no effect at all on what the Leefbaarometer holds, 0 to 1."""
    held = (result.beliefs[domain] for domain in DOMAINS)
    return min(one.posterior.none for one in held if one.informed)


def _chart(
    rows: Sequence[_Row],
    digits: int,
    scale: tuple[str, str],
    alt: str,
    words: Outcomes,
    spans: tuple[tuple[float, float, str], ...] = (),
) -> Chart:
    """Outcomes with their bands.

    Args:
        scale: what it says, and words at zero.
    """
    ends = [0.0, *(x for row in rows for x in row.change), *(x for low, high, _ in spans for x in (low, high))]
    steps = round_steps(min(ends), max(ends))
    return Chart(
        kind="bands",
        categories=tuple(row.name for row in rows),
        subs=tuple(row.sub for row in rows),
        series=tuple(
            Series(row.name, row.colour, (Mark(i, row.change[1], row.said, row.change[0], row.change[2]),))
            for i, row in enumerate(rows)
        ),
        axis=scale[0],
        zero=scale[1],
        ticks=tuple((x, words.n.decimal(x, digits, signed=True)) for x in steps),
        alt=alt,
        spans=spans,
    )
