"""Sentences about what a model says that anybody may copy, and one that would be wrong, with why.

Each names the model, the horizon and the bounds of 80 % of the draws: an outcome never reads as a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass

from nplv_dash.present.outcomes import Outcomes, Three
from nplv_dash.present.sentences import Quote


@dataclass(frozen=True, slots=True)
class SideWords:
    """One side of a redistribution.

    Attributes:
        wijken, homes: how many there are.
        start: share without the policy, per cent.
        change: of that share at the horizon, percentage points: the bounds of 80 % of the draws and their median.
        horizon: years.
        count: draws.
    """

    wijken: int
    homes: float
    start: float
    change: Three
    horizon: int
    count: int


def areas(side: SideWords, words: Outcomes) -> Quote:
    """What a scenario does in the twenty areas."""
    t, values = words.t, _side(side, words)
    middle = side.change[1]
    said = tuple(t(f"zinnen.areas.{key}", **values) for key in ("share", "margin", "about"))
    percent = words.n.percent(abs(middle), 1)
    way = "equal" if words.n.decimal(middle, 1) == words.n.decimal(0, 1) else "higher" if middle > 0 else "lower"
    wrong = t(f"zinnen.areas.wrong.{way}", percent=percent, **values)
    return Quote("areas", said, wrong, t("zinnen.areas.why", **values))


def unchanged(start: float, words: Outcomes) -> Quote:
    """That a scenario without policy changes nothing in the areas."""
    t = words.t
    said = (t("zinnen.areas.nothing", start=words.percent(start)), t("zinnen.areas.nothing_about"))
    return Quote("areas", said, t("zinnen.areas.nothing_wrong"), t("zinnen.areas.nothing_why"))


def receivers(side: SideWords, placed: Three, words: Outcomes) -> Quote:
    """What a scenario does in the wijken that receive.

    Args:
        placed: households a year that get a home there.
    """
    t, values = words.t, _side(side, words)
    (low, middle, high), count = map(words.homes, placed), values["count"]
    one = "_one" if side.wijken == 1 else ""
    said = (
        t(f"zinnen.receivers.share{one}", **values),
        t(f"zinnen.receivers.margin{one}", **values),
        t(f"zinnen.receivers.placed{'_one' if middle == '1' else ''}", middle=middle, low=low, high=high, count=count),
    )
    return Quote("receivers", said, t(f"zinnen.receivers.wrong{one}", **values), t(f"zinnen.receivers.why{one}"))


def _side(side: SideWords, words: Outcomes) -> dict[str, str]:
    n = words.n
    low, middle, high = (n.decimal(value, 1, signed=True) for value in side.change)
    start, after = words.percent(side.start), words.percent(side.start + side.change[1])
    return {
        "horizon": str(side.horizon),
        "after": after,
        "instead": words.t(f"zinnen.instead.{'same' if start == after else 'other'}", start=start),
        "low": low,
        "middle": middle,
        "high": high,
        "count": n.integer(side.count),
        "wijken": n.integer(side.wijken),
        "homes": n.integer(round(side.homes, -2)),
    }


@dataclass(frozen=True, slots=True)
class FutureWords:
    """Two futures beside each other.

    Attributes:
        theme, name, reference: as they stand in a sentence.
        year: at whose end they are compared.
        change: of the one less the reference, standard deviations; None where no draw differs.
        detectable: the smallest difference that could be measured.
        count: draws.
    """

    theme: str
    name: str
    reference: str
    year: int
    change: Three | None
    detectable: float
    count: int


def future(said: FutureWords, words: Outcomes) -> Quote:
    """How a future differs from the reference."""
    t, n = words.t, words.n
    names = {"theme": said.theme, "name": said.name, "reference": said.reference, "year": str(said.year)}
    seen = t("zinnen.future.seen", theme=said.theme, detectable=n.decimal(said.detectable, 2))
    if said.change is None:
        right = (t("zinnen.future.same", **names), t("zinnen.future.same_about", **names), seen)
        wrong, why = t("zinnen.future.same_wrong", theme=said.theme), t("zinnen.future.same_why")
        return Quote("future", right, wrong, why)
    low, middle, high = words.deviations(said.change)
    way = {"+": "higher", "-": "lower"}.get(middle[0], "equal")
    right = (
        t(f"zinnen.future.{way}", middle=middle.lstrip("+-"), **names),
        t("zinnen.future.margin", low=low, high=high, count=n.integer(said.count), year=str(said.year)),
        seen,
    )
    wrong = t("zinnen.future.wrong", middle=middle, **names)
    return Quote("future", right, wrong, t("zinnen.future.why", low=low, high=high))
