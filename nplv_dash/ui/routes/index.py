"""What `/api/v1/` says of itself, for programs and for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from nplv_dash import __version__
from nplv_dash.domain.own_area import OWN_NAME
from nplv_dash.domain.parameters import MODELS
from nplv_dash.present import standalone
from nplv_dash.present.text import Text
from nplv_dash.services import chosen_tables, futures_report, report
from nplv_dash.services.cite import licences
from nplv_dash.services.compare_choice import MOST
from nplv_dash.services.editions import MODELS as VERSIONS
from nplv_dash.services.links import PAGES
from nplv_dash.services.mapview import LAYERS, indicators_on, years_on
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import editions, model
from nplv_dash.ui.data import workspace

#: What an address may say beside the language, by its table.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "overzicht": (),
    "kaart": ("niveau", "cijfer", "jaar", "rond", "alleen", "plek", OWN_NAME),
    "gebied": ("gebied", OWN_NAME),
    "geld": ("gebied",),
    "krachtwijken": (),
    "vooruitgang": ("gebied", OWN_NAME),
    "vergelijken": tuple(f"{kind}{i}" for kind in "sn" for i in range(1, MOST + 1)),
}
#: An address of each that works, as an example.
_EXAMPLES: Final[Mapping[str, str]] = {
    "overzicht": "overzicht.csv",
    "kaart": "kaart.csv?niveau=wijken&cijfer=lbm&jaar=2022&rond=rotterdam-zuid",
    "gebied": "gebied.csv?gebied=rotterdam-zuid",
    "geld": "geld.csv?gebied=rotterdam-zuid",
    "krachtwijken": "krachtwijken.csv",
    "vooruitgang": "vooruitgang.csv?gebied=rotterdam-zuid",
    "vergelijken": "vergelijken.csv?s1=plea_2024&s2=fair_share_gemeente",
}


def as_json(t: Text) -> bytes:
    """For a program."""
    return json.dumps(_content(t), ensure_ascii=False, indent=2).encode()


def as_html(t: Text) -> bytes:
    """For a person."""
    content = _content(t)
    parts = [
        standalone.heading(t("share.api.title")),
        standalone.paragraph(t("share.api.lead")),
        standalone.paragraph(t("share.api.rules")),
        standalone.heading(t("share.api.tables"), 2),
        *(_said(name, one, t) for name, one in content["tables"].items()),
        standalone.heading(t("share.api.scenarios"), 2),
        standalone.paragraph(t("share.api.scenarios_lead")),
        *(_said(name, one, t) for name, one in content["scenarios"].items()),
        standalone.heading(t("share.api.figures"), 2),
        standalone.table(
            t("share.api.figures_caption"),
            [t(key) for key in ("kaart.table.code", "export.figure", "export.unit", "export.year")],
            [(one["id"], one["label"], one["unit"], _years(one["years"], t)) for one in content["figures"]],
        ),
        standalone.heading(t("share.api.areas"), 2),
        standalone.table(
            t("share.api.areas_caption"), (t("kaart.table.code"), t("kaart.table.name")), content["areas"].items()
        ),
        standalone.foot(
            standalone.paragraph(content["licence"], "small"),
            standalone.paragraph(t("frame.footer.data", version=__version__, fingerprint=content["data"]), "small"),
            standalone.line(standalone.link(t("frame.app"), "../../")),
        ),
    ]  # fmt: skip
    return standalone.page(t("share.api.title"), parts, t.lang)


def _said(name: str, one: Mapping[str, Any], t: Text) -> str:
    names = ", ".join(one["parameters"]) or t("share.api.none")
    return "".join(
        (
            standalone.heading(name, 3),
            standalone.paragraph(one["about"]),
            standalone.paragraph(t("share.api.parameters", names=names), "small"),
            standalone.line(*(standalone.link(address, address) for address in one["examples"])),
        )
    )


def _years(by_layer: Mapping[str, list[int]], t: Text) -> str:
    return "; ".join(f"{t(f'kaart.layer.{layer}')}: {', '.join(map(str, years))}" for layer, years in by_layer.items())


def _content(t: Text) -> dict[str, Any]:
    shared = workspace()
    return {
        "name": t("share.api.title"),
        "app_version": __version__,
        "data": shared.bundle.fingerprint,
        "editions": {each: editions.current(each).id for each in MODELS},
        "licence": licences(shared, {one.id for one in shared.bundle.catalog.datasets}, t),
        "tables": {
            f"{name}.csv": {
                "about": t(f"share.api.about.{name}"),
                "parameters": list(NAMES[name]),
                "examples": [_EXAMPLES[name]],
            }
            for name in NAMES
        },
        "scenarios": {
            "herverdeling/": _model("herverdeling", report.TABLES, t),
            "na_de_financiering/": _model("na_de_financiering", futures_report.TABLES, t),
        },
        "figures": _figures(shared, t),
        "areas": {area.id: area.name for area in shared.bundle.areas},
    }


def _model(page: str, tables: tuple[str, ...], t: Text) -> dict[str, Any]:
    kind = PAGES[page].MODEL
    version, chosen = VERSIONS[kind], chosen_tables.TABLES[page]
    choices = sorted({name for names in chosen.values() for name in names})
    return {
        "about": t(f"share.api.about.{page}"),
        "parameters": ["v", "uitgave", "seed", *(lever.id for lever in model.parameters(kind).levers), *choices],
        "examples": [
            *(f"{page}/{table}.csv?v={version}" for table in (*tables, *chosen)),
            f"{page}/provenance.json?v={version}",
        ],
    }


def _figures(shared: Workspace, t: Text) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for layer in LAYERS:
        for one in indicators_on(shared, layer) if layer in shared.bundle.layers else ():
            entry = found.setdefault(
                one.id,
                {
                    "id": one.id,
                    "label": t(f"{one.label}.label"),
                    "unit": t(f"indicator.unit.{one.unit}"),
                    "years": {},
                },
            )
            entry["years"][layer] = list(years_on(shared, layer, one.id))
    return list(found.values())
