"""The page that accounts for everything: areas, indicators, sources, what did not match, version."""

from __future__ import annotations

import streamlit as st

from nplv_dash import __version__
from nplv_dash.domain.records import NplvArea
from nplv_dash.present.citation import licence
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, facts, table
from nplv_dash.present.text import Text
from nplv_dash.services.workspace import Workspace, value_of
from nplv_dash.ui.blocks import evidence

_COMMANDS = "python -m nplv_dash data check\npython -m nplv_dash areas --format csv"


def areas(workspace: Workspace, figures: Figures) -> None:
    """How each area was delineated, and how sure that is."""
    t, n = figures.t, figures.n
    st.markdown(t("verantwoording.areas.lead"))
    rows = []
    for area in workspace.bundle.areas:
        ours = workspace.figure("gebied", area.id, "inhabitants")
        rows.append(
            [
                Cell(area.name, sub=_names(area)),
                Cell(figures.ground(area)),
                Cell(t(f"verantwoording.areas.certainty.{area.certainty}")),
                Cell(t(f"verantwoording.areas.border.{'hybrid' if area.hybrid else 'full'}")),
                Cell(n.integer(value_of(ours))),
                Cell(
                    n.integer(area.population.value),
                    sub=f"{_year(area.population.year, t)}, {t(f'verantwoording.mark.{area.population.mark}')}",
                ),
            ]
        )
    head = [
        t(f"verantwoording.areas.head.{key}") for key in ("area", "ground", "certainty", "border", "ours", "published")
    ]
    st.html(table(t("verantwoording.areas.title"), head, [Group(rows)], numbers={4, 5}))


def _names(area: NplvArea) -> str:
    """The municipality, and the official name where ours is another."""
    return (
        ", ".join(dict.fromkeys((area.gemeente, area.official_name)))
        if area.official_name != area.name
        else area.gemeente
    )


def _year(text: str | None, t: Text) -> str:
    return text or t("verantwoording.no_year")


def indicators(workspace: Workspace, figures: Figures) -> None:
    """Every figure: definition, unit, years, weight, source, caveat."""
    t = figures.t
    groups: dict[str, list[list[Cell]]] = {}
    for indicator in workspace.bundle.indicators.values():
        years = workspace.years("wijk", indicator.id) or workspace.years("buurt", indicator.id)
        weight = (
            figures.short(workspace.bundle.indicators[indicator.weight])
            if indicator.weight
            else t("verantwoording.indicators.sum")
        )
        groups.setdefault(indicator.theme, []).append(
            [
                Cell(figures.label(indicator), sub=figures.definition(indicator)),
                Cell(t(f"indicator.unit.{indicator.unit}")),
                Cell(t(f"verantwoording.indicators.direction.{indicator.direction}")),
                Cell(", ".join(map(str, years))),
                Cell(weight),
                Cell(evidence.dataset_of(workspace, indicator).producer),
                Cell(figures.caveat(indicator) or ""),
            ]
        )
    head = [
        t(f"verantwoording.indicators.head.{key}")
        for key in ("figure", "unit", "direction", "years", "weight", "source", "caveat")
    ]
    st.html(
        table(
            t("verantwoording.indicators.title"),
            head,
            [Group(rows, t(f"indicator.theme.{theme}")) for theme, rows in groups.items()],
            numbers=(),
        )
    )


def sources(workspace: Workspace, figures: Figures) -> None:
    """Every data set as its publisher made it."""
    t = figures.t
    rows = [
        [
            Cell(d.producer, sub=d.title),
            Cell(d.said("vintage", t.lang)),
            Cell(licence(d, t)),
            Cell(d.said("obtained", t.lang)),
            Cell(d.said("processing", t.lang)),
            Cell(d.url, href=d.url),
        ]
        for d in workspace.bundle.catalog.datasets
    ]
    head = [
        t(f"verantwoording.sources.head.{key}")
        for key in ("source", "vintage", "licence", "obtained", "processing", "address")
    ]
    st.markdown(t("verantwoording.sources.lead"))
    st.html(table(t("verantwoording.sources.title"), head, [Group(rows)], numbers=()))


def unmatched(workspace: Workspace, figures: Figures) -> None:
    """Codes with figures but without a border, and the other way round."""
    t, n = figures.t, figures.n
    st.markdown(t("verantwoording.unmatched.lead"))
    report = workspace.bundle.join_report
    rows = []
    for (level, indicator, year), group in report.groupby(["level", "indicator", "year"]):
        sides = group["side"].value_counts()
        rows.append(
            [
                Cell(f"{figures.short(workspace.bundle.indicators[str(indicator)])} {int(year)}"),
                Cell(t(f"verantwoording.unmatched.level.{level}")),
                Cell(n.integer(int(sides.get("figures", 0)))),
                Cell(n.integer(int(sides.get("borders", 0)))),
            ]
        )
    head = [t(f"verantwoording.unmatched.head.{key}") for key in ("figure", "level", "figures", "borders")]
    with st.expander(t("verantwoording.unmatched.title")):
        st.html(table(t("verantwoording.unmatched.title"), head, [Group(rows)], numbers={2, 3}))
    path = workspace.bundle.root / "data" / "join_report.csv"
    st.download_button(
        t("verantwoording.unmatched.download"), path.read_bytes, "join_report.csv", "text/csv", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip


def version(workspace: Workspace, figures: Figures) -> None:
    """Which version of app and data this is."""
    t, n = figures.t, figures.n
    files = workspace.bundle.catalog.files
    st.html(
        facts(
            [
                (t("verantwoording.version.app"), __version__),
                (t("verantwoording.version.data"), workspace.bundle.fingerprint),
                (t("verantwoording.version.files"), n.integer(len(files))),
                (t("verantwoording.version.size"), f"{n.decimal(sum(f.bytes for f in files) / 1e6, 1)} MB"),
            ]
        )
    )
    st.markdown(t("verantwoording.version.text"))
    st.code(_COMMANDS, language=None)
