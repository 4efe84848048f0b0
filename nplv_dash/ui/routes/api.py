"""`/api/v1/`: the figures of the pages as CSV, under addresses that stay.

The bytes are those that the page offers for download (CSV, international) and that `run --out` writes; what is chosen
to see of a scenario has tables of its own (`routes/chosen.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import MODELS, shown
from nplv_dash.present.export import Export, csv_international
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import chosen_tables, futures_report, progress, report
from nplv_dash.services.report_folder import PROVENANCE
from nplv_dash.services.versions import data_root
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.bundle import sha256
from nplv_dash.ui import editions, funding, model, quoted
from nplv_dash.ui.blocks import area_page, figures_table, themes
from nplv_dash.ui.blocks.afterwards import measured_files, money
from nplv_dash.ui.blocks.afterwards import progress as progress_block
from nplv_dash.ui.blocks.compare import choose
from nplv_dash.ui.blocks.compare import files as compare_files
from nplv_dash.ui.blocks.compare.view import View
from nplv_dash.ui.data import workspace
from nplv_dash.ui.routes import choices, chosen
from nplv_dash.ui.routes import index as contents
from nplv_dash.ui.routes.addresses import API
from nplv_dash.ui.routes.answers import CSV, HTML, JSON, Answer, Asked, Redirect, tag_of

#: Tables of the models, by the page that shows them.
TABLES: Final = {"herverdeling": report.TABLES, "na_de_financiering": futures_report.TABLES}


def _map(asked: Asked, workspace: Workspace, figures: Figures) -> Callable[[], Export]:
    asked.only(contents.NAMES["kaart"])
    selection = choices.map_selection(asked, workspace)
    return lambda: figures_table.export(workspace, selection, figures)


def _area(asked: Asked, workspace: Workspace, figures: Figures) -> Callable[[], Export]:
    asked.only(contents.NAMES["gebied"])
    area = choices.area(asked, workspace)
    return lambda: area_page.export(workspace, area, figures)


def _money(asked: Asked, workspace: Workspace, figures: Figures) -> Callable[[], Export]:
    asked.only(contents.NAMES["geld"])
    area = choices.nplv_area_or_all(asked, workspace)
    return lambda: money.export(workspace, area, figures)


def _progress(asked: Asked, workspace: Workspace, figures: Figures) -> Callable[[], Export]:
    asked.only(contents.NAMES["vooruitgang"])
    area = choices.area_or_all(asked, workspace)
    return lambda: progress_block.export(workspace, choices.progress(workspace, area), area, figures)


def _krachtwijken(asked: Asked, workspace: Workspace, figures: Figures) -> Callable[[], Export]:
    asked.only(contents.NAMES["krachtwijken"])
    return lambda: measured_files.export(workspace, funding.measured(), figures)


def _overview(asked: Asked, workspace: Workspace, figures: Figures) -> Callable[[], Export]:
    asked.only(contents.NAMES["overzicht"])
    return lambda: themes.export(workspace, figures)


def _compared(asked: Asked, workspace: Workspace, figures: Figures) -> Callable[[], Export]:
    asked.only(contents.NAMES["vergelijken"])
    found = choices.compared(asked)

    def make() -> Export:
        results = tuple(model.full(entry.scenario) for entry in found)
        names = tuple(choose.title(entry, figures.t) for entry in found)
        view = View(workspace, model.country(), model.parameters(), results, names, figures.t, figures.n)
        # A CSV has no room for the notes, in which the address of the page stands.
        return compare_files.export(view, "")

    return make


_Export = Callable[[Asked, Workspace, Figures], Callable[[], Export]]
#: What was measured and found, by name.
EXPORTS: Final[dict[str, _Export]] = {
    "overzicht": _overview,
    "kaart": _map,
    "gebied": _area,
    "geld": _money,
    "krachtwijken": _krachtwijken,
    "vooruitgang": _progress,
    "vergelijken": _compared,
}


def data() -> tuple[str, ...]:
    """What figures hang on beside the version of the app: the data, and what was made of them and kept."""
    kept = progress.path_below(data_root())
    made = sha256(kept) if kept.is_file() else ""
    return workspace().bundle.fingerprint, *(editions.current(one).id for one in MODELS), made


def measured(asked: Asked) -> Answer:
    """One of `EXPORTS`."""
    name, _, ending = asked.path["file"].rpartition(".")
    if ending != "csv" or name not in EXPORTS:
        return nothing(asked)
    shared = choices.places(asked, workspace())
    make = EXPORTS[name](asked, shared, Figures(Text(asked.lang), Numbers(asked.lang)))
    tag = tag_of(name, *data(), *sorted(asked.query.items()))
    return Answer(tag, lambda: csv_international(make()), CSV, f"nplv_{name}.csv")


def scenario(asked: Asked) -> Answer:
    """One of `TABLES` or of `chosen_tables.TABLES`, or the provenance of the former."""
    page, file = asked.path["page"], asked.path["file"]
    if page not in TABLES:
        return nothing(asked)
    name, _, ending = file.rpartition(".")
    if ending == "csv" and name in chosen_tables.TABLES[page]:
        return chosen.table(page, name, asked)
    if not (ending == "csv" and name in TABLES[page]) and file != PROVENANCE:
        known = ", ".join((*(f"{table}.csv" for table in (*TABLES[page], *chosen_tables.TABLES[page])), PROVENANCE))
        raise NplvError("api_unknown", f"{API}/{page}/{shown(file)}", known=known)
    asked.only(quoted.names(page))
    wanted = quoted.wanted(page, asked.query)
    media, keep_as = CSV if ending == "csv" else JSON, f"nplv_{page}_{wanted.passport.id}_{file}"
    tag = tag_of(wanted.passport.id, file)
    if wanted.current:
        return Answer(tag, lambda: quoted.tables(wanted)[file], media, keep_as)
    # Whether it was frozen is known only by looking.
    content = quoted.tables(wanted)[file]
    return Answer(tag, lambda: content, media, keep_as)


def index(asked: Asked) -> Answer:
    """What there is: a page for a browser, JSON for a program."""
    html = HTML in asked.accept
    asked.only(())
    tag = tag_of("index", *data(), asked.lang, html)
    make = partial(contents.as_html if html else contents.as_json, Text(asked.lang))
    return Answer(tag, make, HTML if html else JSON)


def to_index(_asked: Asked) -> Redirect:
    """The index, whose links are relative to it."""
    return Redirect(f"{API}/")


def nothing(asked: Asked) -> Answer:
    """There is no such address."""
    known = ", ".join(f"{API}/{name}.csv" for name in EXPORTS)
    raise NplvError("api_unknown", f"/api/{shown('/'.join(asked.path.values()))}", known=f"{known}, {API}/")
