"""The official figures of all areas together beside the nearest that these data give, and why they differ."""

from __future__ import annotations

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services.progress import Beside, Own, reconcile
from nplv_dash.services.workspace import Workspace


def draw(workspace: Workspace, figures: Figures) -> None:
    """A table with both, and a sentence per figure on why they differ."""
    t = figures.t
    found = reconcile(workspace)
    st.subheader(t("progress.official.title"))
    st.markdown(t("progress.official.about"))
    head = [t("progress.official.figure"), *(t(f"progress.official.{key}") for key in ("then", "now", "netherlands"))]
    groups = [
        Group([_official(one, figures), _own(one, figures)], t(f"progress.official.{one.official.id}.label"))
        for one in found
    ]
    st.html(table(t("progress.official.caption"), head, groups, numbers={1, 2, 3}))
    said = [
        f"- **{t(f'progress.official.{one.official.id}.label')}.** {t(f'progress.official.{one.official.id}.why')}"
        for one in found
    ]
    with st.expander(t("progress.official.why"), icon=":material/help:"):
        st.markdown("\n".join(said))
    links = dict.fromkeys((one.official.source, one.official.url) for one in found)
    st.caption(" ".join(t("progress.official.source", source=f"[{source}]({url})") for source, url in links))


def _official(one: Beside, figures: Figures) -> list[Cell]:
    t, n, said = figures.t, figures.n, one.official
    if said.netherlands is not None:
        beside = Cell(n.percent(said.netherlands, 0), sub=str(said.now_year))
    elif said.below_netherlands is not None:
        beside = Cell(t("progress.official.below", value=n.integer(said.below_netherlands)))
    else:
        beside = Cell(t("progress.official.times", value=n.integer(said.times_netherlands)))
    return [
        Cell(t("progress.official.theirs")),
        Cell(n.percent(said.then, 0), sub=str(said.then_year)),
        Cell(n.percent(said.now, 0), sub=str(said.now_year)),
        beside,
    ]


def _own(one: Beside, figures: Figures) -> list[Cell]:
    """Ours; where there is one year only, nothing is known of then."""
    t, n = figures.t, figures.n
    newest, first = one.own[-1], one.own[0] if len(one.own) > 1 else None
    return [
        Cell(t("progress.official.ours"), sub=t(f"progress.official.{one.official.id}.ours")),
        Cell(n.percent(first.areas, 0), sub=str(first.year)) if first else Cell(n.no_data),
        Cell(n.percent(newest.areas, 0), sub=str(newest.year)),
        _beside(one, newest, figures),
    ]


def _beside(one: Beside, newest: Own, figures: Figures) -> Cell:
    """The country of that year, said in the way of the official figure."""
    t, n = figures.t, figures.n
    country = n.percent(newest.netherlands, 0)
    if one.official.below_netherlands is not None:
        return Cell(country, sub=t("progress.official.below", value=n.integer(newest.netherlands - newest.areas)))
    if one.official.times_netherlands is not None:
        return Cell(country, sub=t("progress.official.times", value=n.decimal(newest.areas / newest.netherlands)))
    return Cell(country, sub=str(newest.year))
