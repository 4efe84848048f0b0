"""What the models say in the brief of an area: one scenario on both sides, and what happens when the money stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.futures import CONTINUED, REFERENCE
from nplv_dash.domain.records import Area
from nplv_dash.present import pdf
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes, size_of
from nplv_dash.present.text import Text
from nplv_dash.services import futures_figures, own_area_words
from nplv_dash.services import redistribution as model
from nplv_dash.services.country import Country
from nplv_dash.services.headline import whole
from nplv_dash.services.redistribution import three
from nplv_dash.services.redistribution_own import OwnSide


@dataclass(frozen=True, slots=True)
class Computed:
    """What the models say.

    Attributes:
        name: of the scenario of redistribution, as an example or a visitor has it; empty where it has none.
        redistribution, funding: the passports of both results.
    """

    country: Country
    result: model.Result
    futures: futures_figures.Result
    redistribution: Passport
    funding: Passport
    name: str = ""
    #: What the scenario does in areas of a visitor's own, by their ids.
    own: Mapping[str, OwnSide] = field(default_factory=dict)


def scenario(computed: Computed, areas: Sequence[Area], t: Text, n: Numbers) -> pdf.Block:
    """One scenario of redistribution: what it asks, both sides, these areas, and the country as a whole."""
    result, words = computed.result, Outcomes(t, n)
    levers, horizon = result.levers, result.levers.horizon
    asks = t(
        "brief.scenario.asks",
        share=n.percent(100 * levers.share_redirected, 0),
        reach=t(f"parameter.reach.choice.{levers.reach}").lower(),
        workers=n.percent(100 * levers.workers, 0),
        start=levers.start_year,
        horizon=horizon,
    )
    head = (
        t("brief.scenario.side", horizon=horizon), t("brief.scenario.areas"), t("brief.scenario.receivers")
    )  # fmt: skip
    both = [_side(side, t, n) for side in (result.areas, result.receivers)]
    names = (t("brief.scenario.size"), *(t(f"herverdeling.sides.{name}") for name in ("share", "low_income", "effect")))
    pieces: list[pdf.Piece] = [
        asks,
        pdf.Table(head, tuple(zip(names, *both, strict=True)), (0.28, 0.36, 0.36)),
        *(_here(computed, area, t, n) for area in areas),
        whole(result, words),
        pdf.Small(
            " ".join(
                (
                    t("brief.scenario.band", count=n.integer(result.count)),
                    t("herverdeling.headline.evidence"),
                    t("herverdeling.rights"),
                )
            )
        ),
    ]
    title = t("brief.scenario.title", name=computed.name or t("brief.scenario.own"))
    return pdf.Block(title, tuple(pieces), t("brief.computed"), model=True)


def _side(side: model.Side, t: Text, n: Numbers) -> tuple[str, str, str, str]:
    """Size, share of vulnerable households, of low incomes, and liveability."""
    words = Outcomes(t, n)
    if not side.wijken:
        return t("brief.scenario.none"), "", "", ""
    change = three(side.change, -1)
    share = t(
        "herverdeling.sides.share_value", start=words.percent(side.start), after=words.percent(side.start + change[1])
    )
    return (
        t("brief.scenario.size_value", wijken=n.integer(side.wijken), homes=n.integer(round(side.homes, -2))),
        f"{share}: {words.points_between(change)}",
        words.points_between(three(side.change_low_income, -1)),
        t("herverdeling.sides.effect_value", value=words.deviation_between(three(side.effect, -1))),
    )


def _here(computed: Computed, area: Area, t: Text, n: Numbers) -> str:
    """What it does in this area."""
    result, country, words = computed.result, computed.country, Outcomes(t, n)
    if area.own and area.id in computed.own:
        said = own_area_words.scenario(computed.own[area.id], t, n)
        return " ".join((t("own_area.model.not_nplv", area=area.name), *said))
    if area.id not in country.areas:
        return t("brief.scenario.absent", area=area.name)
    i = country.areas.index(area.id)
    change, start = three(result.by_area_change, i), float(result.by_area_start[i])
    near = sum(country.gemeenten[k] == area.gemeente for k in np.flatnonzero(result.eligible).tolist())
    return t(
        "herverdeling.map.area",
        area=area.name,
        start=words.percent(start),
        after=words.percent(start + change[1]),
        change=words.points_between(change),
        placed=words.homes_between(three(result.by_area_placed, i)),
        gemeente=area.gemeente,
        wijken=n.integer(near),
    )


def after(computed: Computed, t: Text, n: Numbers, own: Area | None = None) -> pdf.Block:
    """What a generation of money gives beside the money that was decided, for the total score.

    Args:
        own: an area of a visitor's own that the brief is about: the model says nothing of it.
    """
    result, words = computed.futures, Outcomes(t, n)
    outlook = result.outlooks["liveability"]
    compared, theme = outlook.compared[CONTINUED], t("financiering.theme.liveability")
    change = words.deviation_between(three(compared.band, -1))
    chance = compared.better + compared.worse
    size = size_of(chance)
    nothing = min(belief.posterior.none for belief in result.beliefs.values() if belief.informed)
    none, plans = n.percent(100 * nothing, 0), result.levers.plans()
    pieces = (
        *((t("own_area.twenty", area=own.name),) if own else ()),
        f"**{t(f'financiering.headline.{size}', theme=theme)}**",
        t(
            "brief.after.sentence",
            change=change,
            year=result.years[-1],
            theme=theme,
            longer=plans[CONTINUED].end,
            decided=plans[REFERENCE].end,
        ),
        t(f"financiering.size.{size}", chance=n.percent(100 * chance, 0)),
        t("brief.after.none", none=none),
        pdf.Small(t("financiering.unit", detectable=n.decimal(outlook.detectable, 2))),
        pdf.Small(f"{t('brief.scenario.band', count=n.integer(result.count))} {t('financiering.headline.evidence')}"),
    )
    return pdf.Block(t("brief.after.title"), pieces, t("brief.computed"), model=True)
