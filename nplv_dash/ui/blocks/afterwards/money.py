"""The money in time: who gave what from when until when, the line of the budget, per resident, and what not to add."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from nplv_dash.domain.records import Area, Scheme
from nplv_dash.present import charts, timeline
from nplv_dash.present.citation import licence
from nplv_dash.present.export import Export
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.schemes import begin, end, in_millions, note, source
from nplv_dash.services import money, pictures
from nplv_dash.services.chart_rows import budget_alt, budget_columns, budget_ticks, money_alt, money_rows
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks import downloads, evidence, picture_buttons
from nplv_dash.ui.blocks.money import lines_table, payer, reach
from nplv_dash.ui.look import surface

#: The data set that all lines come from.
_DATASET = "nplv_money"


def draw(workspace: Workspace, area: Area | None, figures: Figures) -> None:
    """The whole block, for one area or for all twenty."""
    t = figures.t
    st.header(t("geld.title"), anchor="geld")
    st.markdown(_lead(workspace, area, figures))
    left, right = st.columns([5, 3], gap="large")
    with left:
        _time_line(workspace, area, figures)
        _table(workspace, area, figures)
    with right:
        _decided(figures)
        _budget(workspace, figures)
    _per_resident(workspace, area, figures)
    st.warning(_do_not_add(figures), icon=":material/do_not_disturb_on:")
    downloads.draw(lambda: _offer(workspace, area, figures), t, "download_geld")


def _lead(workspace: Workspace, area: Area | None, figures: Figures) -> str:
    t = figures.t
    if area is None:
        return t("geld.lead.all")
    own = money.lines(workspace, area, "area") + money.lines(workspace, area, "city")
    return t("geld.lead.area" if own else "geld.lead.none", area=area.name)


def _time_line(workspace: Workspace, area: Area | None, figures: Figures) -> None:
    found = money.time_line(workspace, area)
    groups, marks = money_rows(found, area, figures, surface().accent)
    st.plotly_chart(
        timeline.timeline(groups, marks, years=(found.first, found.last), surface=surface()),
        theme=None, config=charts.CONFIG, key="geld_tijdlijn", alt=money_alt(found, figures),
    )  # fmt: skip
    st.caption(figures.t("geld.read"))
    picture_buttons.draw(
        lambda: pictures.money(workspace, area, figures.t, figures.n),
        f"nplv_geld_{area.id if area else 'alle'}", figures.t, "afbeelding_geld",
    )  # fmt: skip


def _groups(workspace: Workspace, area: Area | None, figures: Figures) -> list[tuple[str, tuple[Scheme, ...]]]:
    """Every line that reaches an area, or all twenty, below the words for whom it reaches; wishes last."""
    groups = [
        (reach(scope, area, figures), money.lines(workspace, area, scope, sums=True)) for scope in money.scopes(area)
    ]
    return [*groups, (figures.t("geld.wishes"), money.wishes(workspace, area))]


def _table(workspace: Workspace, area: Area | None, figures: Figures) -> None:
    t = figures.t
    groups = _groups(workspace, area, figures)
    more = {}
    for scheme in (s for _, schemes in groups for s in schemes):
        per = money.per_resident(workspace, scheme)
        if per:
            more[scheme.id] = t(f"geld.resident.small.{'year' if per.years else 'once'}", euro=figures.n.euro(per.euro))
    with st.expander(t("geld.table"), icon=":material/table:"):
        st.html(lines_table(groups, figures, more))
        st.caption(t("geld.ministries"))


def _budget(workspace: Workspace, figures: Figures) -> None:
    t, n = figures.t, figures.n
    found = budget_columns(workspace, figures)
    if not found:
        return
    st.subheader(t("geld.budget.title"))
    st.markdown(t("geld.budget.lead"))
    st.plotly_chart(
        timeline.columns(
            found, unit=t("geld.budget.unit"), ticks=budget_ticks(found, figures), surface=surface()
        ),
        theme=None, config=charts.CONFIG, key="geld_begroting", alt=budget_alt(found, figures),
    )  # fmt: skip
    euros = {one.year: one.value * 1e6 for one in found}
    st.markdown(" ".join(_about_budget(workspace, euros, figures)))
    with st.expander(t("geld.budget.table"), icon=":material/table:"):
        head = [t("geld.budget.year"), t("gebied.money.head.amount")]
        rows = [[Cell(str(year)), Cell(n.euro(euro))] for year, euro in euros.items()]
        st.html(table(t("geld.budget.caption"), head, [Group(rows)], numbers={1}))
        st.caption(_source_of(money.budget(workspace)[0], figures))
    picture_buttons.draw(
        lambda: pictures.budget(workspace, t, n), "nplv_begroting", t, "afbeelding_begroting"
    )  # fmt: skip


def _about_budget(workspace: Workspace, euros: dict[int, float], figures: Figures) -> list[str]:
    """What its zeros mean, and what its sum does not."""
    t = figures.t
    given = [year for year, euro in euros.items() if euro]
    before = [year for year in euros if given and year < given[0]]
    after = [year for year in euros if given and year > given[-1]]
    said = [t("geld.budget.zero_after", year=given[-1])] if after else []
    said += [t("geld.budget.zero_before", year=before[-1])] if before else []
    total = money.sum_of(workspace, money.budget(workspace))
    if total and total.amount_eur is not None:
        said.append(t("geld.budget.sum", amount=in_millions(total.amount_eur, figures)))
    return said


def _source_of(scheme: Scheme, figures: Figures) -> str:
    return f"{note(scheme, figures)} {figures.t('gebied.money.source', source=source(scheme, figures))}"


def _decided(figures: Figures) -> None:
    """What was decided when, and what was not found."""
    t = figures.t
    st.subheader(t("geld.decided.title"))
    said = (t("geld.decided.plea"), t("geld.decided.first_round"), t("geld.decided.second_round"))
    st.markdown("\n".join(f"- {text}" for text in (*said, t("geld.decided.later"))))


def _per_resident(workspace: Workspace, area: Area | None, figures: Figures) -> None:
    """Amounts per resident where that is honest (see `services.money.per_resident`), and how they were computed."""
    t, n = figures.t, figures.n
    found = [
        (bar.scheme, per)
        for _, bars in money.time_line(workspace, area).groups
        for bar in bars
        if (per := money.per_resident(workspace, bar.scheme))
    ]
    if found:
        st.subheader(t("geld.resident.title"))
    for key, how in (("year", "how"), ("once", "how_once")):
        those = [(s, per) for s, per in found if (per.years is None) == (key == "once")]
        lines = [
            t(
                f"geld.resident.{key}",
                scheme=figures.scheme(s), euro=n.euro(per.euro), area=area.name if area else "",
                start=begin(s, figures), end=end(s, figures),
            )
            for s, per in those
        ]  # fmt: skip
        if those:
            people = those[0][1].residents
            st.markdown("\n".join(f"- {line}" for line in lines))
            st.caption(t(f"geld.resident.{how}", residents=n.integer(people.value), year=people.year))


def _do_not_add(figures: Figures) -> str:
    t = figures.t
    said = (t("geld.add.kinds"), t("geld.add.fund"), t("geld.add.national"), t("geld.add.press"), t("geld.add.missing"))
    return "\n".join([f"**{t('geld.add.title')}**", "", *(f"- {text}" for text in said)])


def _offer(workspace: Workspace, area: Area | None, figures: Figures) -> downloads.Offer:
    return downloads.Offer(f"nplv_geld_{area.id if area else 'alle'}", lambda: export(workspace, area, figures))


def export(workspace: Workspace, area: Area | None, figures: Figures) -> Export:
    """Every line that the block shows, with its source: what the files hold."""
    t = figures.t
    shown = _groups(workspace, area, figures)
    shown.append((reach("programme", area, figures), money.budget(workspace)))
    rows = pd.DataFrame([_record(workspace, words, s, figures) for words, schemes in shown for s in schemes])
    rows = rows.astype({"per_resident_years": "Int64", "residents": "Int64"})
    data = next(d for d in workspace.bundle.catalog.datasets if d.id == _DATASET)
    notes = (
        (t("export.figure"), t("geld.file.figure")),
        (t("export.caveat"), t("geld.file.caveat")),
        (t("export.source"), f"{data.producer}: {data.title} ({licence(data, t)})"),
        (t("export.processing"), data.said("processing", t.lang)),
        (t("export.missing"), t("export.missing_text")),
        (t("export.version"), evidence.version(workspace)),
    )
    labels = {column: t(f"geld.file.{column}") for column in rows}
    return Export(rows, labels, notes, {"version": evidence.version(workspace)})


def _record(workspace: Workspace, words: str, scheme: Scheme, figures: Figures) -> dict[str, str | float | None]:
    """A line as a row of a file; empty where something was not found."""
    t = figures.t
    per = money.per_resident(workspace, scheme)
    return {
        "id": scheme.id,
        "name": figures.scheme(scheme),
        "reach": words,
        "payer": payer(scheme, figures),
        "start": scheme.start,
        "end": scheme.end,
        "amount_eur": scheme.amount_eur,
        "precision": t(f"geld.file.{scheme.precision}") if scheme.amount_eur is not None else None,
        "kind": t(f"gebied.money.kinds.{scheme.kind}"),
        "sum_of": ", ".join(scheme.sum_of or ()),
        "euro_per_resident": round(per.euro, 2) if per else None,
        "per_resident_years": per.years if per else None,
        "residents": round(per.residents.value) if per else None,
        "note": note(scheme, figures),
        "source": source(scheme, figures),
        "address": scheme.source,
        "verified": t("geld.file.seen") if scheme.verified else t("geld.file.not_seen"),
    }
