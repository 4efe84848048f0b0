"""Progress that does not average out: how each area changed beside its municipality, the country and look-alikes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from nplv_dash.domain.progress import Change, Period, Progress
from nplv_dash.domain.records import Area
from nplv_dash.present import changes, charts
from nplv_dash.present.export import Export
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, facts, table
from nplv_dash.present.verdicts import points, said
from nplv_dash.services import area_rows, pictures, progress
from nplv_dash.services.area_rows import years_of
from nplv_dash.services.backtest import COMMAND
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import own_areas, state
from nplv_dash.ui.blocks import downloads, evidence, picture_buttons
from nplv_dash.ui.blocks.afterwards import official
from nplv_dash.ui.look import surface

#: The data sets that the comparison is made of.
_SOURCES = ("cbs_kwb", "lbm3", "nplv_list", "nplv_official")


def draw(workspace: Workspace, area: Area | None, figures: Figures) -> None:
    """The whole block: one area with its dimensions, or the total of all twenty."""
    t = figures.t
    kept = own_areas.progress(workspace, _kept(workspace.bundle.fingerprint, workspace), area)
    st.header(t("progress.title"), anchor="vooruitgang")
    st.markdown(t("progress.lead"))
    if kept is None:
        st.info(t("own_area.no_progress"), icon=":material/help:")
        return
    st.info(t("own_area.reminder" if area and area.own else "progress.reminder"), icon=":material/event:")
    years = [years_of(period) for period in kept.areas[0].periods]
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
    t, period = figures.t, kept.areas[0].periods[shown]
    rows = area_rows.progress_rows(workspace, kept, area, shown, figures)
    st.markdown(t("progress.read"))
    st.plotly_chart(
        changes.changes(
            rows,
            area_rows.progress_names(area, figures),
            ticks=area_rows.progress_ticks(workspace, kept, area, figures),
            surface=surface(),
        ),
        theme=None, config=charts.CONFIG, key="vooruitgang",
        alt=area_rows.progress_alt(rows, period, area, figures),
    )  # fmt: skip
    st.caption(t("progress.caption"))
    picture_buttons.draw(
        lambda: pictures.progress(workspace, kept, area, t, figures.n, position=shown),
        f"nplv_vooruitgang_{area.id if area else 'alle'}_{years_of(period)}", t, "afbeelding_vooruitgang",
    )  # fmt: skip


def _verdict(change: Change, period: Period, figures: Figures) -> str:
    return figures.t(f"progress.short.{change.verdict if period.alike else 'nobody'}")


def _table(workspace: Workspace, kept: Progress, area: Area | None, figures: Figures) -> str:
    """Both periods, so that the choice above changes no figure in it."""
    t = figures.t
    groups = []
    for position, first in enumerate(kept.areas[0].periods):
        rows = [
            _cells(label, change, one.periods[position], figures)
            for label, one, change in area_rows.labelled(workspace, kept, area, position, figures)
        ]
        groups.append(Group(rows, years_of(first)))
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
            for name, one in area_rows.by_name(workspace, kept, area)
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
