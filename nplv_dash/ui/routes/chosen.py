"""`/api/v1/<page>/<table>.csv` of what is chosen to see of a scenario: computed now, and only of the edition of now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from nplv_dash.domain.scenario import Changes
from nplv_dash.services import chosen_tables, futures_doubt, model_rows, sensitivity
from nplv_dash.services.gap import gaps
from nplv_dash.ui import funding, goals, model, quoted
from nplv_dash.ui.data import workspace
from nplv_dash.ui.routes import choices
from nplv_dash.ui.routes.answers import CSV, Answer, Asked, tag_of

#: Makes a table of a scenario.
_Table = Callable[[Changes], pd.DataFrame]


def table(page: str, name: str, asked: Asked) -> Answer:
    """One of `chosen_tables.TABLES`.

    Raises:
        NplvError: `api_names` or `api_value`, for what does not fit; `api_gone`, for another edition: what was frozen
            has no such table.
    """
    asked.only(quoted.names(page))
    make = _MAKERS[page][name](asked)
    wanted = quoted.wanted(page, asked.query)
    if not wanted.current:
        raise quoted.gone(wanted)
    passport, data = wanted.passport, workspace().bundle.fingerprint
    chosen = [asked.query[one] for one in chosen_tables.TABLES[page][name] if one in asked.query]
    file = "_".join(("nplv", page, name, passport.id, *chosen))
    return Answer(
        # The measurements are of the data, which an edition of a model names in part.
        tag_of(passport.id, data, page, name, *chosen),
        lambda: chosen_tables.as_csv(make(wanted.scenario), passport, data), CSV, f"{file}.csv",
    )  # fmt: skip


def _drives(asked: Asked) -> _Table:
    outcome = choices.side(asked)

    def make(scenario: Changes) -> pd.DataFrame:
        parameters = model.parameters()
        found = sensitivity.tornado(model.country(), parameters, choices.redistribution(scenario))
        return chosen_tables.drives(next(one for one in found if one.outcome == outcome), parameters, outcome)

    return make


def _price(asked: Asked) -> _Table:
    year = choices.goal_year(asked)

    def make(scenario: Changes) -> pd.DataFrame:
        curve = goals.curve(workspace().bundle.fingerprint, choices.redistribution(scenario), year)
        return chosen_tables.price(curve, year)

    return make


def _funding_drives(asked: Asked) -> _Table:
    # As on the page: the assumptions are about a domain, and for the total about the one that makes most of it.
    theme = choices.theme(asked)

    def make(scenario: Changes) -> pd.DataFrame:
        parameters = funding.parameters()
        domain = model_rows.domain_of(theme, parameters)
        found = futures_doubt.tornado(parameters, choices.funding(scenario))[domain]
        return chosen_tables.drives(found, parameters, domain)

    return make


def _gap(asked: Asked) -> _Table:
    shared = choices.places(asked, workspace())
    area, beside = choices.nplv_area_or_all(asked, shared), choices.beside(asked)

    def make(scenario: Changes) -> pd.DataFrame:
        measured = gaps(shared, area, funding.deviation())
        return chosen_tables.gap(funding.result(choices.funding(scenario)), measured, area, beside)

    return make


_MAKERS: Final[Mapping[str, Mapping[str, Callable[[Asked], _Table]]]] = {
    "herverdeling": {"drives": _drives, "price": _price},
    "na_de_financiering": {"drives": _funding_drives, "gap": _gap},
}
