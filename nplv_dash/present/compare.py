"""Words for what scenarios have and do not have in common: figures with their bands, and a sentence per difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes, Three
from nplv_dash.present.text import Text

#: Units that are written as a per cent, and by how much they are multiplied for that.
_PERCENT: Final = {"pct": 1.0, "index": 100.0}


@dataclass(frozen=True, slots=True)
class Compared:
    """Writes figures of scenarios that stand side by side, in one language.

    Units are those of `report.UNITS`; of three numbers the middle one is the median.
    """

    t: Text
    n: Numbers

    def value(self, unit: str, three: Three) -> str:
        """The middle one: `-3,1`, `+0,04`, `1.480` or `22,5%`."""
        return self._write(unit, three[1], three)

    def bounds(self, unit: str, three: Three) -> str:
        """`-4,7 tot -1,7`."""
        low, high = (self._write(unit, bound, three) for bound in (three[0], three[2]))
        return self.t("kaart.legend.between", low=low, high=high)

    def apart(self, unit: str, three: Three) -> str:
        """A difference, always with its sign: `-1,2`; of per cents in percentage points."""
        return self._apart(unit, three[1], three)

    def apart_bounds(self, unit: str, three: Three) -> str:
        """`-1,9 tot -0,8`."""
        low, high = (self._apart(unit, bound, three) for bound in (three[0], three[2]))
        return self.t("kaart.legend.between", low=low, high=high)

    def draws(self, lower: float, same: float, higher: float) -> str:
        """In how many draws of a hundred an outcome is lower, the same and higher: `97 lager, 3 hoger`."""
        shares = {"lower": lower, "same": same, "higher": higher}
        counts = _of_hundred(shares)
        most_first = sorted((key for key in shares if shares[key] > 0), key=lambda key: -shares[key])
        return ", ".join(
            self.t(f"vergelijken.draws.{key}", count=self._count(counts[key], shares[key])) for key in most_first
        )

    def sentence(self, subject: str, unit: str, three: Three, verdict: str, draws: str, names: tuple[str, str]) -> str:
        """One difference as a sentence.

        Args:
            subject: `vergelijken.subject.<name of the outcome>`.
            verdict: see `services.compare.Difference`.
            draws: of the method `draws`.
            names: letters of the other scenario and of the first one.
        """
        low, middle, high = three
        certain = verdict in {"lower", "higher"}
        # Of a certain difference the words say the direction, and so the numbers go without a sign.
        if certain and high < 0:
            low, middle, high = -high, -middle, -low
        write = self._bare if certain else self._apart
        found = (low, middle, high)
        return self.t(
            f"vergelijken.sentence.{verdict}",
            subject=self.t(f"vergelijken.subject.{subject}"),
            amount=self.t(f"vergelijken.amount.{unit}", value=write(unit, middle, found)),
            low=write(unit, low, found),
            high=write(unit, high, found),
            other=names[0],
            first=names[1],
            draws=self.t("vergelijken.draws.all", parts=draws),
        )

    def _count(self, count: int, share: float) -> str:
        """So many of a hundred; never all or none of what is only almost that."""
        if count == 100 and share < 1:
            return self.t("vergelijken.draws.more_than", count=self.n.integer(99))
        if count == 0:
            return self.t("vergelijken.draws.less_than", count=self.n.integer(1))
        return self.n.integer(count)

    def _write(self, unit: str, value: float, three: Three) -> str:
        if unit in _PERCENT:
            return self.n.percent(_PERCENT[unit] * value, 1)
        if unit == "households_per_year":
            return Outcomes(self.t, self.n).homes(value)
        return self.n.decimal(value, _digits(unit, three), signed=True)

    def _apart(self, unit: str, value: float, three: Three) -> str:
        value = _PERCENT.get(unit, 1.0) * value
        if unit == "households_per_year":
            return self.n.integer(round(value, -1) if abs(value) >= 100 else value, signed=True)
        return self.n.decimal(value, _digits(unit, three), signed=True)

    def _bare(self, unit: str, value: float, three: Three) -> str:
        """Without a sign."""
        return self._apart(unit, value, three).removeprefix("+")


def _of_hundred(shares: Mapping[str, float]) -> dict[str, int]:
    """Shares of one as whole numbers that are a hundred together."""
    counts = {key: int(100 * share + 1e-9) for key, share in shares.items()}
    left = sorted(shares, key=lambda key: counts[key] - 100 * shares[key])
    for key in left[: 100 - sum(counts.values())]:
        counts[key] += 1
    return counts


def _digits(unit: str, three: Three) -> int:
    """One decimal; of standard deviations two, and a third for what would be bare zeros."""
    if unit != "sd":
        return 1
    widest = max(map(abs, three))
    return 2 if widest >= 0.01 or widest == 0 else 3
