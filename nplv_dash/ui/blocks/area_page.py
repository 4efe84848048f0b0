"""The page of one area, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash.domain.records import Area, NplvArea
from nplv_dash.present.export import Export
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import facts
from nplv_dash.present.numbers import rounded
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import Selection, layer_around, map_view
from nplv_dash.services.profile import all_figures, headlines, wijken_of
from nplv_dash.services.workspace import Workspace, value_of
from nplv_dash.ui import state
from nplv_dash.ui.blocks import downloads, evidence, money, own_area_page, picture_buttons, share
from nplv_dash.ui.frame import go_to

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture


def choose(workspace: Workspace, figures: Figures) -> Area:
    """The choice of the area."""
    ids = tuple(area.id for area in workspace.choosable)
    chosen = state.choose(
        "gebied", ids, ids[0], st.selectbox, figures.t("gebied.choose"),
        format_func=lambda key: workspace.area(key).name,
    )  # fmt: skip
    return workspace.area(chosen)


def make_own(t: Text) -> None:
    """The way to an area of one's own."""
    if st.button(t("own_area.tab.make"), icon=":material/draw:", width="stretch"):
        go_to("kaart", werk="eigen")


def head(workspace: Workspace, area: Area, figures: Figures) -> None:
    """Name, facts and what is known of the borders."""
    if not isinstance(area, NplvArea):
        own_area_page.head(workspace, area, figures)
        return
    t, n = figures.t, figures.n
    residents = workspace.figure("gebied", area.id, "inhabitants")
    pairs = [
        (t("gebied.facts.gemeente"), area.gemeente),
        (
            t("gebied.facts.residents", year=residents.year if residents else ""),
            n.integer(value_of(residents)),
        ),
        (t("gebied.facts.programme"), area.programme),
        (t("gebied.facts.goal"), figures.goal(area) or t("gebied.facts.not_found")),
        (t("gebied.facts.target"), _target(area, figures)),
        (t("gebied.facts.ground"), figures.ground(area)),
    ]
    st.html(facts(pairs))
    notes = [figures.border(area)]
    if area.hybrid:
        notes.append(t("gebied.certainty.hybrid"))
    own = figures.note(area)
    if own:
        notes.append(own)
    notes += _published(area, figures)
    st.info(" ".join(notes), icon=":material/border_style:")


def _published(area: NplvArea, figures: Figures) -> list[str]:
    """What others say about the number of residents, where somebody published it."""
    t, n, known = figures.t, figures.n, area.population
    if known.mark not in {"found", "conflict"}:
        return []
    year = known.year or t("verantwoording.no_year")
    said = [t("gebied.published", value=n.integer(known.value), year=year, source=known.source)]
    if known.mark == "conflict":
        said.insert(0, t("gebied.conflict"))
    if known.other_value is not None:
        said.append(t("gebied.published_other", value=n.integer(known.other_value), source=known.other_source))
    return said


def _target(area: NplvArea, figures: Figures) -> str:
    t = figures.t
    if area.target_year is None or area.target_mark == "unverified":
        return t("gebied.facts.not_found")
    if area.target_mark == "found":
        return area.target_year
    return t("gebied.facts.target_about", year=area.target_year, method=figures.target_method(area))


@st.fragment
def small_map(workspace: Workspace, area: Area, figures: Figures) -> None:
    """The wijken of the municipality, with the area outlined. A fragment: pointing at a wijk redraws this only."""
    # Here and not above: most of the page stands before the map's libraries are loaded.
    from nplv_dash.ui.blocks import mapblock

    year = workspace.years("wijk", "lbm")[-1]
    st.markdown(figures.t("gebied.map.lead", year=year))
    selection = Selection(layer_around(workspace, "wijken", area.id), "lbm", year, area.id)
    # A click only points here; the figures of a wijk are one page further.
    place = st.session_state.get("gebied_plek")
    view = map_view(workspace, selection)
    mapblock.explain(workspace, view, figures)
    mapblock.draw(
        workspace, selection, view, figures, key="gebied_kaart", height=440, on_click=_point_at, selected=place
    )

    def picture() -> Picture:
        from nplv_dash.services import pictures

        return pictures.selection_map(workspace, selection, figures.t, figures.n, view)

    picture_buttons.draw(picture, f"nplv_wijken_{area.id}", figures.t, "afbeelding_kaart")
    if st.button(figures.t("gebied.map.to_map"), icon=":material/map:"):
        go_to("kaart", niveau=selection.layer, cijfer="lbm", rond=area.id)


def _point_at(code: str) -> None:
    st.session_state["gebied_plek"] = code


def wijken(workspace: Workspace, area: Area, figures: Figures) -> None:
    """The wijken of the area on the five themes, sortable."""
    t = figures.t
    chosen = (workspace.bundle.indicators["inhabitants"], *headlines(workspace), workspace.bundle.indicators["lbm"])
    rows = rounded(wijken_of(workspace, area, chosen), {i.id: i.decimals for i in chosen})
    configuration = {
        "code": None,
        "name": st.column_config.TextColumn(t("gebied.wijken.name"), pinned=True, width="medium"),
        "share": st.column_config.NumberColumn(t("gebied.wijken.part"), format="percent", step=0.01),
    }
    for indicator in chosen:
        year = workspace.years("wijk", indicator.id)[-1]
        configuration[indicator.id] = st.column_config.NumberColumn(
            figures.heading(indicator, year), format="localized", step=10.0**-indicator.decimals
        )
    if (rows["share"] == 1).all():  # whole wijken only
        rows = rows.drop(columns="share")
    st.dataframe(
        rows, hide_index=True, column_config=configuration, placeholder=figures.n.no_data, height=38 + 35 * len(rows)
    )


def money_lines(workspace: Workspace, area: Area, figures: Figures) -> None:
    """The money, each line with its source."""
    if area.own:
        own_area_page.money(workspace, area, figures)
        return
    st.markdown(figures.t("gebied.money.lead"))
    st.info(figures.t("gebied.money.note"), icon=":material/event:")
    st.html(money.draw(workspace, area, figures))


def after_money(area: Area, t: Text) -> None:
    """The way to what may happen when the money of an area ends; of an area of one's own no money is known."""
    if area.own:
        return
    if st.button(t("gebied.money.after"), icon=":material/hourglass_bottom:"):
        go_to("na_de_financiering", gebied=area.id)


def files(workspace: Workspace, area: Area, figures: Figures) -> None:
    """All figures of all years as files."""
    downloads.draw(lambda: downloads.Offer(f"nplv_{area.id}", lambda: export(workspace, area, figures)), figures.t)


def shared(workspace: Workspace, area: Area, figures: Figures) -> share.Subject:
    """The page, to link to, embed and cite."""
    datasets = {indicator.dataset for indicator in workspace.bundle.indicators.values()} | {"nplv_list", "nplv_money"}
    title = figures.t("share.cite.about.gebied", area=area.name)
    return share.of_figures("gebied", {"gebied": area.id}, "gebied.csv", title, datasets)


def export(workspace: Workspace, area: Area, figures: Figures) -> Export:
    """All figures of all years with their notes: what the files hold."""
    t = figures.t
    rows = all_figures(workspace, area).round(4)
    rows.insert(2, "label", [figures.label(workspace.bundle.indicators[i]) for i in rows["indicator"]])
    rows["theme"] = [t(f"indicator.theme.{theme}") for theme in rows["theme"]]
    labels = {
        "theme": t("export.theme"),
        "indicator": t("kaart.table.code"),
        "label": t("export.figure"),
        "year": t("export.year"),
        "area": area.name,
        "gemeente": area.gemeente,
        "netherlands": t("export.netherlands"),
        "coverage": t("kaart.table.coverage"),
    }
    # Which place the columns are, in every row: the headings of the international file are the same for all areas.
    stamp = {"area_name": area.name, "gemeente_name": area.gemeente, "version": evidence.version(workspace)}
    return Export(rows, labels, evidence.profile_notes(workspace, area, figures), stamp)


def source(area: Area, t: Text) -> None:
    """Where the area is from, and the website of its programme."""
    if not isinstance(area, NplvArea):
        st.caption(t("own_area.source"))
        return
    st.caption(t("gebied.source", source=area.source))
    if area.website:
        st.markdown(f"[{t('gebied.website')}]({area.website})")
