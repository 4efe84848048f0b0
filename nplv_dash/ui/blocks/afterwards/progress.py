"""Progress that does not average out: how each area changed beside its municipality, the country and look-alikes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import pandas as pd
import streamlit as st

from nplv_dash.domain.progress import AreaProgress, Change, Period, Progress
from nplv_dash.domain.records import Area
from nplv_dash.present import changes, charts
from nplv_dash.present.export import Export
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, facts, table
from nplv_dash.present.verdicts import points, said
from nplv_dash.services import progress
from nplv_dash.services.backtest import COMMAND
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import state
from nplv_dash.ui.blocks import downloads, evidence
from nplv_dash.ui.blocks.afterwards import official
from nplv_dash.ui.look import surface

#: The data sets that the comparison is made of.
_SOURCES = ("cbs_kwb", "lbm3", "nplv_list", "nplv_official")
#: Between two lines of the scale: a phone has room for the words of six or seven.
_STEP = 0.05


def draw(workspace: Workspace, area: Area | None, figures: Figures) -> None:
    """The whole block: one area with its dimensions, or the total of all twenty."""
    t = figures.t
    kept = _kept(workspace.bundle.fingerprint, workspace)
    st.header(t("progress.title"), anchor="vooruitgang")
    st.markdown(t("progress.lead"))
    st.info(t("progress.reminder"), icon=":material/event:")
    years = [_years(period) for period in kept.areas[0].periods]
    chosen = state.choose("periode", years, years[0], st.segmented_control, t("progress.choose"), required=True)
    shown = years.index(chosen)
    if area is None:
        period = kept.areas[0].periods[shown]
        st.markdown(t("progress.counted", start=period.start, end=period.end))
        st.html(facts(_counted(kept, shown, figures)))
    else:
        for text in said(kept.area(area.id), area, shown, figures):
            st.markdown(text)
    _chart(workspace, kept, area, shown, figures)
    with st.expander(t("gebied.same_as_table"), icon=":material/table:"):
        st.html(_table(workspace, kept, area, figures))
    with st.expander(t("progress.how"), icon=":material/help:"):
        st.markdown(t("progress.rule"))
        st.markdown(t("progress.method", k=kept.k, smallest=figures.n.integer(kept.smallest)))
    official.draw(workspace, figures)
    st.caption("\n".join(f"- {line}" for line in evidence.sources(workspace, _SOURCES, t)))
    name = f"nplv_vooruitgang_{area.id if area else 'alle'}"
    downloads.draw(
        lambda: downloads.Offer(name, lambda: export(workspace, kept, area, figures)), t, "download_vooruitgang"
    )


@st.cache_resource(show_spinner=False)
def _kept(fingerprint: str, _workspace: Workspace) -> Progress:  # noqa: ARG001  the key: other data, another file
    return progress.kept(_workspace.bundle.root)


def _years(period: Period) -> str:
    return f"{period.start}-{period.end}"


def _by_name(workspace: Workspace, kept: Progress, area: Area | None) -> list[tuple[str, AreaProgress]]:
    """One area, or all by their names: never by how much they gained."""
    found = [(workspace.bundle.area(one.id).name, one) for one in kept.areas if area is None or one.id == area.id]
    return sorted(found, key=lambda pair: pair[0].casefold())


def _counted(kept: Progress, shown: int, figures: Figures) -> list[tuple[str, str]]:
    """How many areas have which verdict, as terms with what they are."""
    t, n = figures.t, figures.n
    verdicts = [one.periods[shown].changes[0].verdict for one in kept.areas]
    return [
        (
            t(f"progress.short.{name}"),
            t("progress.count", count=n.integer(verdicts.count(name)), all=n.integer(len(verdicts))),
        )
        for name in ("more", "same", "less", "unclear")
    ]


def _chart(workspace: Workspace, kept: Progress, area: Area | None, shown: int, figures: Figures) -> None:
    t = figures.t
    periods = [_rows(workspace, kept, area, position, figures) for position in range(len(kept.areas[0].periods))]
    period = kept.areas[0].periods[shown]
    names = changes.Names(
        area=t("progress.mark.area") if area is None else area.name,
        gemeente=t("progress.column.gemeente"),
        netherlands=t("progress.column.netherlands"),
        controls=t("progress.column.controls"),
        chance=t("progress.mark.chance"),
    )
    st.markdown(t("progress.read"))
    st.plotly_chart(
        changes.changes(
            periods[shown], names, ticks=_ticks([row for rows in periods for row in rows], figures), surface=surface()
        ),
        theme=None, config=charts.CONFIG, key="vooruitgang",
        alt=t("progress.alt", name=area.name if area else t("progress.all"), start=period.start, end=period.end),
    )  # fmt: skip
    st.caption(t("progress.caption"))


def _rows(
    workspace: Workspace, kept: Progress, area: Area | None, position: int, figures: Figures
) -> list[changes.Change]:
    """The total of every area, or the total and the dimensions of one, in a period."""
    return [
        _row(label, change, one.periods[position], figures)
        for label, one, change in _labelled(workspace, kept, area, position, figures)
    ]


def _labelled(
    workspace: Workspace, kept: Progress, area: Area | None, position: int, figures: Figures
) -> list[tuple[str, AreaProgress, Change]]:
    """What is shown of a period, with its names."""
    indicators = workspace.bundle.indicators
    return [
        (figures.short(indicators[change.outcome]) if area else name, one, change)
        for name, one in _by_name(workspace, kept, area)
        for change in (one.periods[position].changes if area else one.periods[position].changes[:1])
    ]


def _ticks(rows: Sequence[changes.Change], figures: Figures) -> dict[float, str]:
    """One scale for all periods, so that they can be held against each other."""
    values = [value for row in rows for value in _reach(row)]
    steps = range(floor(min(values) / _STEP), ceil(max(values) / _STEP) + 1)
    return {step * _STEP: figures.n.decimal(step * _STEP, 2, signed=True) for step in steps}


def _row(label: str, change: Change, period: Period, figures: Figures) -> changes.Change:
    spread = change.high - change.difference

    def value(found: float | None) -> changes.Value:
        return changes.Value(found, points(found, figures))

    return changes.Change(
        label=label,
        # No reason beside it, for which a phone has no room: it shows in the bar that is not there.
        verdict=figures.t(f"progress.short.{change.verdict}"),
        area=value(change.area),
        gemeente=value(change.gemeente),
        netherlands=value(change.netherlands),
        # Wijken that are not alike enough are no measure for anything.
        controls=value(change.controls if period.alike else None),
        chance=(change.controls - spread, change.controls + spread) if period.alike else None,
    )


def _reach(row: changes.Change) -> list[float]:
    """Every position that the chart has to have room for, with zero."""
    known = [one.value for one in (row.area, row.gemeente, row.netherlands, row.controls) if one.value is not None]
    return [0.0, *known, *(row.chance or ())]


def _verdict(change: Change, period: Period, figures: Figures) -> str:
    return figures.t(f"progress.short.{change.verdict if period.alike else 'nobody'}")


def _table(workspace: Workspace, kept: Progress, area: Area | None, figures: Figures) -> str:
    """Both periods, so that the choice above changes no figure in it."""
    t = figures.t
    groups = []
    for position, first in enumerate(kept.areas[0].periods):
        rows = [
            _cells(label, change, one.periods[position], figures)
            for label, one, change in _labelled(workspace, kept, area, position, figures)
        ]
        groups.append(Group(rows, _years(first)))
    columns = ("figure" if area else "area", "change", "controls", "difference", "gemeente", "netherlands")
    head = [t(f"progress.column.{name}") for name in columns]
    caption = t("progress.table", name=area.name if area else t("progress.all"))
    return table(caption, head, groups, numbers={1, 2, 3, 4, 5})


def _cells(label: str, change: Change, period: Period, figures: Figures) -> list[Cell]:
    """The verdict stands with the name: a phone shows the first columns only."""
    low, high = (points(bound, figures) for bound in (change.low, change.high))
    return [
        Cell(label, sub=_verdict(change, period, figures)),
        Cell(points(change.area, figures)),
        Cell(points(change.controls, figures)),
        Cell(points(change.difference, figures), sub=figures.t("progress.range", low=low, high=high)),
        Cell(points(change.gemeente, figures)),
        Cell(points(change.netherlands, figures)),
    ]


def export(workspace: Workspace, kept: Progress, area: Area | None, figures: Figures) -> Export:
    """Every change of one area or of all, with its verdict: what the files hold."""
    t = figures.t
    rows = pd.DataFrame(
        [
            {
                "code": one.id,
                "name": name,
                "figure": figures.label(workspace.bundle.indicators[change.outcome]),
                "start": period.start,
                "end": period.end,
                **change.model_dump(exclude={"outcome", "verdict"}),
                "start_gap": period.start_gap,
                "look_alikes": period.controls,
                "verdict": _verdict(change, period, figures),
            }
            for name, one in _by_name(workspace, kept, area)
            for period in one.periods
            for change in period.changes
        ]
    )
    sources, stamp = evidence.cited(workspace, _SOURCES[:3], t)
    notes = (
        (t("export.figure"), t("progress.title")),
        (t("export.unit"), t("backtest.unit.points")),
        (t("export.caveat"), f"{t('progress.reminder')} {t('progress.rule')}"),
        (t("export.processing"), t("progress.method", k=kept.k, smallest=figures.n.integer(kept.smallest))),
        (t("export.processing"), t("backtest.file.made", command=f"python -m nplv_dash {COMMAND}")),
        *sources,
        (t("export.missing"), t("export.missing_text")),
        (t("export.version"), evidence.version(workspace)),
    )
    labels = {column: t(f"progress.file.{column}") for column in rows}
    labels |= {column: t(f"export.{column}") for column in stamp}
    return Export(rows, labels, notes, stamp)
