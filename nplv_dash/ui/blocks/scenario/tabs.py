"""What stands behind the result: in time, the ledger, fairness, which assumption decides, every area and wijk."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import streamlit as st

from nplv_dash.present import bands, charts, palette
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.services import model_rows, pictures
from nplv_dash.services.aggregate import Array
from nplv_dash.services.redistribution import Band, Side, three
from nplv_dash.services.sensitivity import tornado
from nplv_dash.ui import editions, state, tabs
from nplv_dash.ui.blocks import picture_buttons
from nplv_dash.ui.blocks.scenario import goal, own_area, story
from nplv_dash.ui.blocks.scenario.view import View
from nplv_dash.ui.look import surface

#: From so many years on, the outcome is worth little.
_FAR = 10


def draw(view: View) -> None:
    """The tabs; only the open one is made."""
    made: dict[str, Callable[[View], None]] = {
        "time": _time,
        "ledger": _ledger,
        "fairness": _fairness,
        "drives": _drives,
        "places": _places,
        "goal": goal.draw,
    }
    labels = {name: view.t(f"herverdeling.tabs.{name}") for name in made}

    def make(name: str) -> None:
        st.markdown(f"{story.chain(view)} :small[{view.t('herverdeling.tabs_grade')}]")
        made[name](view)

    tabs.draw("tab", "achter", labels, make)


def _time(view: View) -> None:
    t, words = view.t, view.words
    st.markdown(t("herverdeling.time.lead"))
    if view.result.levers.horizon > _FAR:
        st.warning(t("herverdeling.time.far"), icon=":material/event:")
    first, second = st.columns(2, gap="large")
    with first:
        st.subheader(t("herverdeling.time.share"))
        _fans(view, "change", words.points_between, lambda x: view.n.decimal(x, 1, signed=True))
    with second:
        st.subheader(t("herverdeling.time.effect"))
        _fans(view, "effect", words.deviation_between, lambda x: view.n.decimal(x, 2, signed=True))
    with st.expander(t("herverdeling.time.table"), icon=":material/table:"):
        head = [t("herverdeling.time.year")]
        columns: list[list[str]] = []
        for name in ("areas", "receivers"):
            side: Side = getattr(view.result, name)
            for key, write in (("change", words.points_between), ("effect", words.deviation_between)):
                head.append(f"{t(f'herverdeling.sides.{name}')}: {t(f'herverdeling.time.{_HEADS[key]}')}")
                columns.append([write(three(getattr(side, key), i)) for i in range(len(view.result.years))])
        rows = [[Cell(str(year)), *(Cell(column[i]) for column in columns)] for i, year in enumerate(view.result.years)]
        st.html(table(t("herverdeling.time.caption"), head, [Group(rows)], numbers=range(1, len(head))))
    picture_buttons.draw(
        lambda: pictures.sides(view.result, editions.passport(view.result.scenario), t, view.n),
        "nplv_herverdeling_beide_kanten", t, "afbeelding_kanten",
    )  # fmt: skip


_HEADS = {"change": "share", "effect": "effect"}


def _fans(view: View, key: str, write: Callable[..., str], tick: Callable[[float], str]) -> None:
    t, result = view.t, view.result
    sides = []
    for name, colour in (("areas", surface().accent), ("receivers", palette.MUNICIPALITY)):
        side: Side = getattr(result, name)
        if not side.wijken:
            continue
        band: Band = getattr(side, key)
        sides.append(
            bands.Fan(
                name=t(f"herverdeling.sides.{name}"),
                colour=colour,
                years=result.years,
                median=tuple(band.median.tolist()),
                bounds=tuple(
                    (tuple(low.tolist()), tuple(high.tolist())) for low, high in map(band.between, (95, 80, 50))
                ),
                texts=tuple(write(three(band, i)) for i in range(len(result.years))),
            )
        )
    extremes = [x for side in sides for low, high in side.bounds for x in (*low, *high)] + [0.0]
    ticks = {x: tick(x) for x in bands.round_steps(min(extremes), max(extremes))}
    last = {name: write(three(getattr(getattr(result, name), key), -1)) for name in ("areas", "receivers")}
    st.plotly_chart(
        bands.fans(sides, ticks=ticks, surface=surface()),
        theme=None, config=charts.CONFIG, key=f"fan_{key}",
        alt=t(
            "herverdeling.time.alt",
            areas=t("herverdeling.sides.areas"), areas_change=last["areas"],
            receivers=t("herverdeling.sides.receivers"), receivers_change=last["receivers"],
        ),
    )  # fmt: skip


def _ledger(view: View) -> None:
    t, words, ledger, levers = view.t, view.words, view.result.ledger, view.result.levers
    st.markdown(t("herverdeling.ledger.lead", horizon=levers.horizon))
    names = ["inflow", "wanted", "not_carried_out", "no_room", "placed", "room"]
    # Without priority nobody waits for it; the few that turnover makes are no part of the story.
    names += ["workers", "longer"] if levers.workers > 0 else []
    rows = []
    for name in names:
        low, _, high = three(getattr(ledger, name))
        between = t("kaart.legend.between", low=words.homes(low), high=words.homes(high))
        # Means and not medians: they add up, and this is a ledger.
        cells = (Cell(view.n.integer(round(ledger.means[name]))), Cell(between))
        rows.append([Cell(t(f"herverdeling.ledger.rows.{name}")), *cells])
    head = [t(f"herverdeling.ledger.{key}") for key in ("what", "mean", "band")]
    st.html(table(t("herverdeling.ledger.caption"), head, [Group(rows)], numbers={1, 2}))
    st.caption(t("herverdeling.ledger.swap", reach=t(f"herverdeling.ledger.reach.{levers.reach}")))
    st.subheader(t("herverdeling.ledger.law"))
    law = view.result.law
    asked, limit = view.n.percent(law.priority, 0), view.n.percent(law.priority_limit, 0)
    over = "_over" if law.priority > law.priority_limit else ""
    lines = [t(f"herverdeling.ledger.law_priority{over}", asked=asked, limit=limit)]
    over = "_over" if law.above_limit_asked > law.free_room else ""
    lines.append(
        t(
            f"herverdeling.ledger.law_income{over}",
            share=words.percent_between(three(law.above_limit)),
            asked=view.n.percent(law.above_limit_asked, 0),
            free=view.n.percent(law.free_room, 1),
            agreed=view.n.percent(law.free_room_agreed, 0),
        )
    )
    st.markdown("\n".join(f"- {line}" for line in lines))


def _fairness(view: View) -> None:
    t, n, fairness, reach = view.t, view.n, view.result.fairness, view.result.levers.reach
    st.markdown(t("herverdeling.fairness.lead", reach=t(f"herverdeling.fairness.reach.{reach}")))
    words: Outcomes = view.words

    def shares(pair: tuple[Band, Band], scale: float) -> list[Cell]:
        cells = []
        for band in pair:
            low, middle, high = (scale * x for x in three(band))
            cells.append(Cell(words.percent_between((low, middle, high))))
        return cells

    gini = [float(curve.gini) for curve in fairness.curves]
    rows = [
        [Cell(t("herverdeling.fairness.dissimilarity")), *shares(fairness.dissimilarity, 100)],
        [Cell(t("herverdeling.fairness.above", limit=n.percent(fairness.limit, 0))), *shares(fairness.above, 1)],
        [Cell(t("herverdeling.fairness.gini")), *(Cell(n.decimal(x, 3)) for x in gini)],
    ]
    more, less = (float(pair[1].median - pair[0].median) for pair in (fairness.above, fairness.dissimilarity))
    if less < 0 <= more:
        st.markdown(t("herverdeling.fairness.mixed", limit=n.percent(fairness.limit, 0)))
    head = [t(f"herverdeling.fairness.{key}") for key in ("measure", "without", "with")]
    left, right = st.columns(2, gap="large")
    left.html(table(t("herverdeling.fairness.caption"), head, [Group(rows)], numbers={1, 2}))
    lines = [
        (t(f"herverdeling.fairness.{key}"), colour, dash, curve.homes.tolist(), curve.vulnerable.tolist())
        for key, colour, dash, curve in zip(
            ("without", "with"), (palette.COUNTRY, surface().accent), ("dash", "solid"), fairness.curves, strict=True
        )
    ]
    right.plotly_chart(
        bands.curves(
            lines,
            names=(t("herverdeling.fairness.curve_homes"), t("herverdeling.fairness.curve_vulnerable")),
            ticks={x / 4: n.percent(25 * x, 0) for x in range(5)},
            surface=surface(),
        ),
        theme=None, config=charts.CONFIG, key="lorenz",
        alt=t("herverdeling.fairness.alt", before=n.decimal(gini[0], 3), after=n.decimal(gini[1], 3)),
    )  # fmt: skip
    picture_buttons.draw(
        lambda: pictures.spread(view.result, editions.passport(view.result.scenario), t, n),
        "nplv_herverdeling_verdeling", t, "afbeelding_verdeling",
    )  # fmt: skip


def _drives(view: View) -> None:
    t, words = view.t, view.words
    st.markdown(t("herverdeling.drives.lead"))
    found = {one.outcome: one for one in tornado(view.country, view.parameters, view.result.scenario)}
    outcome = state.choose(
        "uitkomst", tuple(found), model_rows.EFFECT, st.segmented_control, t("herverdeling.drives.outcome"),
        required=True, format_func=lambda key: t(f"herverdeling.drives.outcomes.{key}"),
    )  # fmt: skip
    chosen = found[outcome]
    write: Callable[[float], str] = words.points if outcome.endswith("change") else words.deviation
    rows = model_rows.assumptions(chosen, view.parameters, write, t, view.n)
    if not rows:
        st.markdown(t("herverdeling.headline.nothing", start=words.percent(view.result.areas.start)))
        return
    ticks = model_rows.assumption_ticks(rows, 1 if outcome.endswith("change") else 2, view.n)
    st.plotly_chart(
        bands.tornado([row.swing for row in rows], chosen.centre, ticks=ticks, surface=surface()),
        theme=None, config=charts.CONFIG, key="tornado",
        alt=model_rows.assumptions_alt(rows, t(f"herverdeling.drives.outcomes.{outcome}"), t),
    )  # fmt: skip
    if outcome.endswith("effect") and chosen.swings[0].at_zero is not None:
        st.info(t("herverdeling.drives.half"), icon=":material/help:")
    if view.result.levers.response != "linear":
        st.caption(t("herverdeling.drives.thresholds"))
    with st.expander(t("herverdeling.time.table"), icon=":material/table:"):
        head = [t(f"herverdeling.drives.{key}") for key in ("assumption", "low", "high")]
        cells = [
            [
                Cell(row.swing.label, sub=t(f"parameter.grade.{row.grade}")),
                *(Cell(at, sub=value) for at, value in zip(row.outcomes, row.values, strict=True)),
            ]
            for row in rows
        ]
        st.html(table(t("herverdeling.drives.caption"), head, [Group(cells)], numbers={1, 2}))
    passport = editions.passport(view.result.scenario)
    picture_buttons.draw(
        lambda: pictures.drives(view.country, view.parameters, view.result, outcome, passport, t, view.n),
        f"nplv_herverdeling_aannames_{outcome}", t, "afbeelding_aannames",
    )  # fmt: skip


def _places(view: View) -> None:
    t, words, result = view.t, view.words, view.result
    st.subheader(t("herverdeling.places.areas"))
    rows = []
    for i, area in enumerate(view.workspace.bundle.areas):
        change = three(result.by_area_change, i)
        start = float(result.by_area_start[i])
        rows.append(
            [
                Cell(area.name),
                Cell(words.percent(start)),
                Cell(words.percent(start + change[1])),
                Cell(
                    t(
                        "herverdeling.between",
                        low=_signed(view, change[0]),
                        middle=_signed(view, change[1]),
                        high=_signed(view, change[2]),
                    )
                ),
                Cell(words.homes_between(three(result.by_area_placed, i))),
            ]
        )
    head = [t(f"herverdeling.places.{key}") for key in ("area", "before", "after", "change", "placed")]
    caption = t("herverdeling.places.areas_caption", horizon=result.levers.horizon)
    st.html(table(caption, head, [Group(rows)], numbers={1, 2, 3, 4}))
    st.caption(t("herverdeling.places.no_ranking"))
    own_area.areas(view)
    st.subheader(t("herverdeling.places.receivers"))
    st.markdown(t("herverdeling.places.receivers_lead", wijken=view.n.integer(result.receivers.wijken)))
    _receivers(view)


def _signed(view: View, value: float) -> str:
    return view.n.decimal(value, 1, signed=True)


def _receivers(view: View) -> None:
    """Every wijk that may receive, in a grid that can be sorted."""
    t, country, result = view.t, view.country, view.result
    receiving = result.eligible.nonzero()[0].tolist()
    rows = sorted(receiving, key=lambda i: (country.gemeenten[i], country.names[i]))
    figures = result.places
    low, high = figures.change.between(80)
    number = st.column_config.NumberColumn

    def column(values: Array) -> list[float]:
        return [round(float(values[i]), 1) for i in rows]

    grid = pa.table(
        {
            "gemeente": [country.gemeenten[i] for i in rows],
            "name": [country.names[i] for i in rows],
            "before": column(figures.before),
            "after": column(figures.after),
            "change": column(figures.change.median),
            "low": column(low),
            "high": column(high),
            "received": column(figures.received.median),
            "used": column(figures.used),
        }
    )
    labels = {name: t(f"herverdeling.places.{name}") for name in grid.column_names}
    text = {name: st.column_config.TextColumn(labels[name]) for name in ("gemeente", "name")}
    numbers = {name: number(labels[name], format="localized", step=0.1) for name in grid.column_names[2:]}
    st.dataframe(grid, column_config=text | numbers, height=420, placeholder=view.n.no_data)
