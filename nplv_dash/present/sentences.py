"""Sentences about a measured figure that anybody may copy, and one that would be wrong, with why.

A sentence stands by itself: place, year, unit and denominator are in it. Differences are those of the figures as they
are written, so that a reader who subtracts them finds the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nplv_dash.domain.records import Indicator
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import round_half_up
from nplv_dash.present.text import Text

#: What is easily said wrong of a figure: by the figure, else by what it is a part of, else by its unit.
_WRONG_BY_ID: Final = {
    "inhabitants": "rounded",
    "crime": "offenders",
    "violence": "offenders",
    "income": "average_income",
    "woz": "average_home",
    "ses_woa": "every_household",
}
_WRONG_BY_WEIGHT: Final = {"households": "households", "dwellings": "dwellings"}
_WRONG_BY_UNIT: Final = {"percent": "person", "per_1000": "permille", "score": "opinion"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences about one thing.

    Attributes:
        about: what, as a key of `zinnen.heading`.
        right: two or three sentences that are correct.
        wrong, why: one that is not, and why.
    """

    about: str
    right: tuple[str, ...]
    wrong: str
    why: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it stands in a sentence after "in", and its figure; None where there is none."""

    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of one place and year.

    Attributes:
        coverage: share of the residents for whom the figure of an area is known, 0 to 1; None for other places.
    """

    indicator: Indicator
    place: Place
    year: int
    producer: str
    coverage: float | None = None


def level(measured: Measured, figures: Figures) -> Quote:
    """The figure itself, or that there is none."""
    t, values = figures.t, _values(measured, figures)
    if measured.place.value is None:
        right = (t("zinnen.level.missing", **values), t("zinnen.level.missing_why", **values))
        return Quote("level", right, t("zinnen.wrong.missing.said", **values), t("zinnen.wrong.missing.why"))
    said = [t("zinnen.level.plain", **values), capital(t("zinnen.level.sourced", **values))]
    if measured.coverage is not None:
        said.append(t("zinnen.level.area", coverage=figures.n.percent(100 * measured.coverage, 0), **values))
    wrong, why = _misread(measured, values, figures)
    return Quote("level", tuple(said), wrong, why)


def compared(measured: Measured, gemeente: Place, netherlands: Place, figures: Figures) -> Quote | None:
    """The figure beside those of its municipality and the country; None where there is nothing to compare."""
    t, here = figures.t, measured.place.value
    others = [one for one in (gemeente, netherlands) if one.value is not None]
    if here is None or not others:
        return None
    values = _values(measured, figures)
    bare = [figures.bare(measured.indicator, one.value) for one in others]
    if len(others) == len((gemeente, netherlands)):
        first = t(
            "zinnen.compared.both",
            gemeente=gemeente.name, value_gemeente=bare[0], netherlands=netherlands.name, value_netherlands=bare[1],
            **values,
        )  # fmt: skip
    else:
        first = t("zinnen.compared.one", other=others[0].name, value_other=bare[0], **values)
    # The country where it is known: it is what most readers hold a figure against.
    other = others[-1]
    gap = _gap(measured.indicator, here, float(other.value or 0), figures)
    second = t(f"zinnen.compared.{gap.way}", gap=gap.words, other=other.name, **values)
    wrong, why = _overstated(measured.indicator, gap, {**values, "other": other.name}, figures)
    return Quote("compared", (first, second, t("zinnen.compared.margin", **values)), wrong, why)


def changed(measured: Measured, before: tuple[int, float], beside: tuple[Place, Place], figures: Figures) -> Quote:
    """The figure beside that of an earlier year.

    Args:
        measured: with a figure.
        before: the earlier year and its figure.
        beside: the country in both years; said where both are known.
    """
    t, indicator, now = figures.t, measured.indicator, float(measured.place.value or 0)
    gap = _gap(indicator, now, before[1], figures)
    values = _values(measured, figures) | {
        "first": str(before[0]),
        "last": str(measured.year),
        "before": figures.bare(indicator, before[1]),
    }
    said = [t(f"zinnen.change.{gap.way}", gap=gap.words, **values)]
    if all(one.value is not None for one in beside):
        country = {
            key: figures.bare(indicator, one.value) for key, one in zip(("before", "after"), beside, strict=True)
        }
        said.append(t("zinnen.change.beside", netherlands=beside[0].name, **(values | country)))
    last = "nominal" if indicator.unit == "kilo_euro" else "margin"
    said.append(t(f"zinnen.change.{last}", **values))
    return Quote("change", tuple(said), t(f"zinnen.wrong.cause.{gap.way}", **values), t("zinnen.wrong.cause.why"))


def place_name(level_id: str, name: str, gemeente: str, t: Text) -> str:
    """A place of some level as it stands after "in"."""
    return t(f"zinnen.place.{level_id}", name=name, gemeente=gemeente)


def capital(sentence: str) -> str:
    """With a capital; the rest stays as it is."""
    return sentence[:1].upper() + sentence[1:]


@dataclass(frozen=True, slots=True)
class _Gap:
    """How one written figure differs from another.

    Attributes:
        way: higher, lower or equal.
        words: the size with its unit.
        size, other: as numbers, rounded as they are written.
    """

    way: str
    words: str
    size: float
    other: float


def _gap(indicator: Indicator, one: float, other: float, figures: Figures) -> _Gap:
    digits = indicator.decimals
    high, low = (float(round_half_up(value, digits)) for value in (one, other))
    if indicator.unit == "kilo_euro":
        # As `Figures.bare` rounds it.
        high, low = round(one, digits), round(other, digits)
    size = round(abs(high - low), digits)
    way = "higher" if high > low else "lower" if high < low else "equal"
    bare = figures.n.decimal(size, digits) if indicator.unit == "percent" else figures.bare(indicator, size)
    unit = "percent_one" if indicator.unit == "percent" and size == 1 and digits == 0 else indicator.unit
    return _Gap(way, figures.t(f"zinnen.gap.{unit}", value=bare), size, low)


def _values(measured: Measured, figures: Figures) -> dict[str, str]:
    t, indicator = figures.t, measured.indicator
    value = figures.bare(indicator, measured.place.value)
    return {
        "subject": t(f"zinnen.subject.{indicator.id}"),
        "place": measured.place.name,
        "year": str(measured.year),
        "value": value,
        "amount": t(f"zinnen.amount.{indicator.id}", value=value),
        "producer": measured.producer,
    }


def _misread(measured: Measured, values: Mapping[str, str], figures: Figures) -> tuple[str, str]:
    """What is easily made of the figure, and why not."""
    t, n, indicator = figures.t, figures.n, measured.indicator
    kind = (
        _WRONG_BY_ID.get(indicator.id) or _WRONG_BY_WEIGHT.get(indicator.weight or "") or _WRONG_BY_UNIT[indicator.unit]
    )
    value = float(measured.place.value or 0)
    more = {
        "wrong_value": n.percent(value, indicator.decimals),
        "right_value": n.percent(value / 10, indicator.decimals),
    }
    said = t(f"zinnen.wrong.{kind}.said", **values, **more)
    return capital(said), t(f"zinnen.wrong.{kind}.why", **values, **more)


def _overstated(indicator: Indicator, gap: _Gap, values: Mapping[str, str], figures: Figures) -> tuple[str, str]:
    """A difference of percentages as per cents, or of one figure as if it held everywhere; and why not."""
    t, n = figures.t, figures.n
    points = n.percent(gap.size, indicator.decimals)
    relative = n.percent(100 * gap.size / gap.other, 0) if gap.other else None
    if indicator.unit == "percent" and gap.way != "equal" and relative not in (None, points):
        said = t(f"zinnen.wrong.percent.{gap.way}", points=points, **values)
        return said, t("zinnen.wrong.percent.why", gap=gap.words, relative=relative)
    return t(f"zinnen.wrong.everywhere.{gap.way}", **values), t("zinnen.wrong.everywhere.why")
