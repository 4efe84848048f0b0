"""What can be written of a figure: the figures behind the sentences of `present.sentences`."""

from __future__ import annotations

import re
from typing import Final

from nplv_dash.domain.backtest import SEAM
from nplv_dash.domain.futures import REFERENCE, FutureId, Outcome
from nplv_dash.domain.records import Indicator
from nplv_dash.present.figures import Figures
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.sentences import Measured, Place, Quote, changed, compared, level, place_name
from nplv_dash.present.sentences_model import FutureWords, SideWords, areas, receivers, unchanged
from nplv_dash.present.sentences_model import future as future_words
from nplv_dash.services import futures_figures
from nplv_dash.services.redistribution import Result, Side, three
from nplv_dash.services.workspace import NETHERLANDS, Workspace, value_of

#: Figures of which years must not be compared, by their caveat: a model estimate, and prices that rose everywhere.
_ONE_YEAR_ONLY: Final = ("model_estimate", "woz_prices")
#: And by their id: of people in work the source gives 68 % of the Dutch for 2020 and 65 % for 2022, while the official
#: figures rise, so that the years must have been counted differently; income is in euros of its own year.
_BROKEN: Final = ("labour_participation", "income")
#: Scores that were measured in another way up to the first and from the second of these years.
_WITH_SEAM: Final = "lbm_seam"


def measured(
    workspace: Workspace, level_id: str, code: str, indicator: Indicator, year: int, figures: Figures
) -> tuple[Quote, ...]:
    """Of one place: the figure, the comparison with its municipality and the country, the change since an earlier year.

    Only what can be said: without a figure there is no comparison, and no change where years cannot be compared.

    Raises:
        KeyError: there is no such place.
    """
    t = figures.t
    name, gm_code, gm_name = _named(workspace, level_id, code)
    here = workspace.figure(level_id, code, indicator.id, year)
    said = Measured(
        indicator,
        Place(place_name(level_id, name, gm_name, t), value_of(here)),
        year,
        _producer(workspace, indicator),
        here.coverage if here and level_id == "gebied" else None,
    )
    found = [level(said, figures)]
    if indicator.kind == "rate" and here:
        country = Place(t("zinnen.place.netherlands"), _country(workspace, indicator, year))
        city = value_of(workspace.figure("gemeente", gm_code, indicator.id, year))
        beside = compared(said, Place(place_name("gemeente", gm_name, "", t), city), country, figures)
        found += [beside] if beside else []
    before = earlier(workspace, level_id, code, indicator, year) if here else None
    if before:
        # The number of all Dutch is no measure for the change of one place.
        known = indicator.kind == "rate"
        beside_years = (before[0], year)
        both = (
            Place(t("zinnen.place.netherlands"), _country(workspace, indicator, one) if known else None)
            for one in beside_years
        )
        first, last = both
        found.append(changed(said, before, (first, last), figures))
    return tuple(found)


def earlier(
    workspace: Workspace, level_id: str, code: str, indicator: Indicator, year: int
) -> tuple[int, float] | None:
    """The earliest year with a figure that may be compared with that of `year`, and that figure."""
    if indicator.caveat in _ONE_YEAR_ONLY or indicator.id in _BROKEN:
        return None
    for candidate in workspace.years(level_id, indicator.id):
        seam = indicator.caveat == _WITH_SEAM and candidate <= SEAM[0] and year >= SEAM[1]
        found = None if candidate >= year or seam else workspace.figure(level_id, code, indicator.id, candidate)
        if found:
            return candidate, found.value
    return None


def redistributed(result: Result, words: Outcomes) -> tuple[Quote, ...]:
    """Of a scenario of redistribution: the areas, and the wijken that receive where there are any."""
    if not result.changes_anything:
        return (unchanged(result.areas.start, words),)
    found = [areas(_side(result, result.areas), words)]
    if result.levers.share_redirected > 0 and result.receivers.wijken:
        found.append(receivers(_side(result, result.receivers), three(result.ledger.placed), words))
    return tuple(found)


def future(
    result: futures_figures.Result, outcome: Outcome, beside: FutureId, names: tuple[str, str, str], words: Outcomes
) -> Quote:
    """Of a future beside the reference, at the end of the last year.

    Args:
        names: of the outcome, the future and the reference, as they stand in a sentence.
    """
    outlook = result.outlooks[outcome]
    band = outlook.compared[beside].band if beside != REFERENCE else None
    differs = band is not None and bool(band.values.any())
    theme, name, reference = names
    return future_words(
        FutureWords(
            theme=theme,
            name=name,
            reference=reference,
            year=result.years[-1],
            change=three(band.at(-1)) if band is not None and differs else None,
            detectable=outlook.detectable,
            count=result.count,
        ),
        words,
    )


def _side(result: Result, side: Side) -> SideWords:
    change = three(side.change.at(-1))
    return SideWords(side.wijken, side.homes, side.start, change, result.levers.horizon, result.count)


def _named(workspace: Workspace, level_id: str, code: str) -> tuple[str, str, str]:
    """The name of a place, and the code and name of its municipality."""
    if level_id == "gebied":
        area = workspace.area(code)
        return area.name, area.gemeente_code, area.gemeente
    row = workspace.bundle.units[level_id].set_index("code").loc[code]
    # CBS numbers many wijken; "de wijk Wijk 24 Voorhof" is no Dutch.
    name = re.sub(r"^Wijk \d+\s+", "", str(row["name"]))
    return name, str(row["gm_code"]), str(row["gm_name"])


def _producer(workspace: Workspace, indicator: Indicator) -> str:
    return next(one.producer for one in workspace.bundle.catalog.datasets if one.id == indicator.dataset)


def _country(workspace: Workspace, indicator: Indicator, year: int) -> float | None:
    return value_of(workspace.figure("land", NETHERLANDS, indicator.id, year))
