"""What charts of the models show, the same for a page and for a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nplv_dash.domain.futures import DECIDED_UNTIL, DOMAINS, FUTURES, GENERATION, REFERENCE, Domain, FutureId, Outcome
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.goalseek import TradeOff
from nplv_dash.model.tornado import Tornado
from nplv_dash.present import bands, outlook
from nplv_dash.present.levers import future_name, written
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes, Three
from nplv_dash.present.text import Text
from nplv_dash.services import futures, futures_figures
from nplv_dash.services.futures_belief import PART_OF_SCORE
from nplv_dash.services.redistribution import Band, three
from nplv_dash.services.sensitivity import parameter_of

#: Assumptions that are shown; the rest hardly moves anything.
_MOST: Final = 8
#: The outcomes that a visitor meets first: of redistribution, and of funding the one that is also measured.
EFFECT: Final = "areas_effect"
TOTAL: Final[Outcome] = "liveability"
#: Which future each lever of funding is about.
ABOUT: Final[Mapping[str, FutureId]] = {"end_year": "own", "taper_years": "taper", "restart_year": "restart"}
#: Which of `futures.AFTER` sentences are about.
TOLD: Final = 1


@dataclass(frozen=True, slots=True)
class Assumption:
    """What one assumption does to an outcome.

    Attributes:
        swing: to draw; its texts are whole.
        grade: of its evidence.
        values, outcomes: at the low and at the high end, in words.
    """

    swing: bands.Swing
    grade: str
    values: tuple[str, str]
    outcomes: tuple[str, str]


def seven(band: Band, position: int | None = None) -> tuple[float, ...]:
    """All bounds of a band, or of one place in it, rising."""
    one = band if position is None else band.at(position)
    return tuple(float(value) for value in one.values)


def assumptions(
    found: Tornado, parameters: Parameters, write: Callable[[float], str], t: Text, n: Numbers
) -> list[Assumption]:
    """The assumptions that move an outcome, the widest first.

    Args:
        write: an outcome in words.
    """
    rows = []
    for swing in [one for one in found.swings if one.width > 0][:_MOST]:
        parameter = parameter_of(parameters, swing.name)
        label = t(f"{parameter.label}.label")
        # At the low end of what may have no effect at all stands that it has none.
        low, at_low = (swing.low, swing.at_low) if swing.at_zero is None else (0.0, swing.at_zero)
        values = (written(parameter, low, t, n), written(parameter, swing.high, t, n))
        outcomes = (write(at_low), write(swing.at_high))
        texts = [
            t("herverdeling.drives.swing", label=label, value=value, outcome=outcome)
            for value, outcome in zip(values, outcomes, strict=True)
        ]
        rows.append(
            Assumption(bands.Swing(label, at_low, swing.at_high, texts[0], texts[1]), parameter.grade, values, outcomes)
        )
    return rows


def assumption_ticks(rows: Sequence[Assumption], digits: int, n: Numbers) -> dict[float, str]:
    """Position -> words on the axis of the outcome."""
    ends = [end for row in rows for end in (row.swing.low, row.swing.high)]
    return {x: n.decimal(x, digits, signed=True) for x in bands.round_steps(min(ends), max(ends))}


def assumptions_alt(rows: Sequence[Assumption], outcome: str, t: Text) -> str:
    """What the bars show, in figures.

    Args:
        outcome: what it is about, in words.
    """
    said = "; ".join(t("herverdeling.drives.alt_bar", label=row.swing.label, low=row.outcomes[0], high=row.outcomes[1])
                     for row in rows)  # fmt: skip
    return t("herverdeling.drives.alt", outcome=outcome, values=said or t("picture.drives.nothing"))


def future_dots(
    result: futures_figures.Result, outcome: Outcome, t: Text, n: Numbers
) -> list[tuple[str, list[outlook.Dot]]]:
    """Every future less the reference, at the end of the last year, below its name."""
    words, found = Outcomes(t, n), result.outlooks[outcome]
    rows = []
    for future in (one for one in FUTURES if one != REFERENCE):
        compared, name = found.compared[future], future_name(future, result.levers.end_year, t)
        change = words.deviation_between(three(compared.band, -1))
        chance = n.percent(100 * (compared.better + compared.worse), 0)
        hover = t("financiering.all.hover", name=name, change=change, chance=chance)
        rows.append((name, [outlook.Dot("", seven(compared.band, -1), hover, change)]))
    return rows


def future_ticks(
    result: futures_figures.Result, outcome: Outcome, rows: Sequence[tuple[str, Sequence[outlook.Dot]]], n: Numbers
) -> dict[float, str]:
    """Position -> words; what could be measured is always on the scale."""
    smallest = result.outlooks[outcome].detectable
    ends = [end for _, dots in rows for dot in dots for end in dot.values]
    steps = bands.round_steps(min(-smallest, *ends), max(smallest, *ends))
    return {x: n.decimal(x, 2, signed=True) for x in steps}


def futures_alt(
    result: futures_figures.Result, outcome: Outcome, rows: Sequence[tuple[str, Sequence[outlook.Dot]]], t: Text
) -> str:
    """What `future_dots` show, in figures."""
    return t(
        "financiering.all.alt", theme=t(f"financiering.theme.{outcome}"), year=result.years[-1],
        values=" ".join(dots[0].text for _, dots in rows),
    )  # fmt: skip


def kept_dots(result: futures_figures.Result, t: Text, n: Numbers) -> list[tuple[str, list[outlook.Dot]]]:
    """What is left of the effect on each domain some years after the stop of the reference."""
    words, rows = Outcomes(t, n), []
    for domain in DOMAINS:
        dots = []
        for i, years in enumerate(futures.AFTER):
            band = share_kept(result, domain, i)
            low, middle, high = (100 * end for end in three(band))
            share = words.percent_between((low, middle, high), 0)
            theme = t(f"financiering.theme.{domain}")
            text = t("financiering.kept.hover", theme=theme, years=years, share=share)
            dots.append(outlook.Dot(t("financiering.kept.years", years=years), seven(band), text, share))
        rows.append((t(f"future.outcome.{domain}.name"), dots))
    return rows


def kept_ticks(n: Numbers) -> dict[float, str]:
    """Position -> words on the axis of shares."""
    return {x / 4: n.percent(25 * x, 0) for x in range(5)}


def kept_alt(result: futures_figures.Result, t: Text, n: Numbers) -> str:
    """What `kept_dots` show, in figures."""
    left = {domain: float(share_kept(result, domain, TOLD).median) for domain in DOMAINS}
    values = "; ".join(f"{t(f'financiering.theme.{one}')}: {n.percent(100 * left[one], 0)}" for one in DOMAINS)
    return t("financiering.kept.alt", years=futures.AFTER[TOLD], values=values)


def share_kept(result: futures_figures.Result, domain: Domain, after: int) -> Band:
    """What is left of an effect after one of `futures.AFTER`."""
    return result.fading[domain][REFERENCE].kept.at(after)


def price_alt(curve: TradeOff, t: Text, n: Numbers) -> str:
    """What stricter and stricter targets ask, in figures."""
    words = Outcomes(t, n)
    said = "; ".join(
        t(
            "herverdeling.goal.curve_point" if reached else "herverdeling.goal.curve_short",
            target=n.percent(100 * target, 1),
            homes=words.homes(moved),
        )
        for target, moved, reached in zip(
            curve.target.tolist(), curve.moved.tolist(), curve.feasible.tolist(), strict=True
        )
    )
    return t("herverdeling.goal.curve_alt", values=said)


def price_ticks(
    targets: Sequence[float], moved: Sequence[float], n: Numbers
) -> tuple[dict[float, str], dict[float, str]]:
    """Position -> words on the axes of targets (per cent) and of households a year."""
    return (
        {x: n.percent(x, 0 if x % 1 == 0 else 1) for x in bands.round_steps(min(targets), max(targets))},
        {y: n.integer(y) for y in bands.round_steps(0, max(moved))},
    )


def difference(result: futures_figures.Result, domain: Domain, t: Text) -> str:
    """What the assumptions of the model of funding are held against, in words."""
    theme = t(f"financiering.theme.{domain}")
    return t("picture.drives.difference", theme=theme, last=GENERATION, decided=DECIDED_UNTIL, year=result.years[-1])


def domain_of(outcome: Outcome, parameters: Parameters) -> Domain:
    """An outcome that is a domain; for the total the domain that makes most of it."""
    parts = {domain: float(parameters[name].default or 0) for domain, name in PART_OF_SCORE.items()}
    return next((one for one in DOMAINS if one == outcome), max(parts, key=lambda one: parts[one]))


def lifted(values: Three, by: float) -> Three:
    """An outcome with its bounds, raised."""
    low, middle, high = values
    return low + by, middle + by, high + by
