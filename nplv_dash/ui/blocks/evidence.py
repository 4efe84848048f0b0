"""What stands under a figure: definition, caveat, source, year, licence."""

from __future__ import annotations

from collections.abc import Container, Sequence

import streamlit as st

from nplv_dash import __version__
from nplv_dash.domain.records import Area, Dataset, Indicator
from nplv_dash.present.citation import licence
from nplv_dash.present.figures import Figures
from nplv_dash.present.text import Text
from nplv_dash.services.workspace import Workspace


def dataset_of(workspace: Workspace, indicator: Indicator) -> Dataset:
    """The data set that an indicator comes from."""
    return next(d for d in workspace.bundle.catalog.datasets if d.id == indicator.dataset)


def under(workspace: Workspace, indicator: Indicator, years: Sequence[int], figures: Figures) -> None:
    """Draw definition, caveat and source of an indicator."""
    t = figures.t
    caveat = figures.caveat(indicator)
    if caveat:
        st.warning(caveat, icon=":material/visibility:")
    source = dataset_of(workspace, indicator)
    st.caption(
        t(
            "kaart.source",
            definition=figures.definition(indicator),
            producer=source.producer,
            title=source.title,
            years=", ".join(map(str, years)),
            licence=licence(source, t),
        )
    )


def several(workspace: Workspace, indicators: Sequence[Indicator], figures: Figures) -> None:
    """Draw the caveats and sources of figures that stand together."""
    t = figures.t
    # One caveat can go for several figures; it is said once, with the name of the first.
    caveats = {c: figures.short(i) for i in reversed(indicators) if (c := figures.caveat(i))}
    lines = [f"- {name}: {caveat}" for caveat, name in reversed(caveats.items())]
    lines += [f"- {line}" for line in sources(workspace, {dataset_of(workspace, i).id for i in indicators}, t)]
    st.caption("\n".join(lines))


def sources(workspace: Workspace, ids: Container[str], t: Text) -> list[str]:
    """A line for each of these data sets, in the order of the catalogue."""
    named = [d for d in workspace.bundle.catalog.datasets if d.id in ids]
    return [t("kaart.source_short", producer=d.producer, title=d.title, licence=licence(d, t)) for d in named]


def notes(workspace: Workspace, indicator: Indicator, year: int, figures: Figures) -> tuple[tuple[str, str], ...]:
    """(heading, text) pairs that travel with every download."""
    t = figures.t
    source = dataset_of(workspace, indicator)
    pairs = [
        ("figure", figures.label(indicator)),
        ("year", str(year)),
        ("unit", t(f"indicator.unit.{indicator.unit}")),
        ("definition", figures.definition(indicator)),
        ("caveat", figures.caveat(indicator) or ""),
        ("source", f"{source.producer}: {source.title}"),
        ("address", source.url),
        ("licence", licence(source, t)),
        ("processing", source.said("processing", t.lang)),
    ]
    return (*((t(f"export.{key}"), text) for key, text in pairs if text), *always(workspace, t))


def stamp(workspace: Workspace, indicator: Indicator, year: int, figures: Figures) -> dict[str, str]:
    """What every row of a CSV says of itself."""
    source = dataset_of(workspace, indicator)
    return {
        "indicator": figures.label(indicator),
        "year": str(year),
        "unit": figures.t(f"indicator.unit.{indicator.unit}"),
        "source": f"{source.producer}: {source.title}",
        "version": version(workspace),
    }


def profile_notes(workspace: Workspace, area: Area, figures: Figures) -> tuple[tuple[str, str], ...]:
    """(heading, text) pairs for a file with all figures of an area: its ground, and every source."""
    t = figures.t
    sources, _ = cited(workspace, {indicator.dataset for indicator in workspace.bundle.indicators.values()}, t)
    ground = f"{figures.ground(area)}. {figures.border(area)}"
    return (
        (t("export.figure"), t("export.profile")),
        (t("export.area"), f"{area.name}: {ground}"),
        *sources,
        *always(workspace, t),
    )


def cited(workspace: Workspace, ids: Container[str], t: Text) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Of a file made of these data sets: notes with their sources, and what every row of a CSV says of itself."""
    found = [d for d in workspace.bundle.catalog.datasets if d.id in ids]
    notes = tuple((t("export.source"), f"{d.producer}: {d.title} ({licence(d, t)}, {d.url})") for d in found)
    return notes, {"source": "; ".join(f"{d.producer}: {d.title}" for d in found), "version": version(workspace)}


def version(workspace: Workspace) -> str:
    """Version of the app and fingerprint of the data."""
    return f"nplv_dash {__version__}, {workspace.bundle.fingerprint}"


def always(workspace: Workspace, t: Text) -> tuple[tuple[str, str], ...]:
    """(heading, text) pairs of every file: its borders, its empty cells, its version."""
    return (
        (t("export.borders"), t("export.borders_text")),
        (t("export.missing"), t("export.missing_text")),
        (t("export.version"), version(workspace)),
    )
