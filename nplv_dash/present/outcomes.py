"""An outcome of the model as a person reads it: always with the bounds between which most draws lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

#: The lowest, the most likely and the highest value.
Three = tuple[float, float, float]

#: A chance below which something is called seldom.
SELDOM: Final = 0.05


def size_of(chance: float) -> Literal["hidden", "perhaps", "seen"]:
    """Whether a difference could be measured, from the chance that it can: the same words everywhere."""
    return "hidden" if chance < SELDOM else "seen" if chance > 1 - SELDOM else "perhaps"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Writes outcomes in one language."""

    t: Text
    n: Numbers

    def percent(self, value: float) -> str:
        """`22,5%`."""
        return self.n.percent(value, 1)

    def points(self, value: float) -> str:
        """`-3,1 procentpunt`."""
        return self.t("herverdeling.points", value=self.n.decimal(value, 1, signed=True))

    def points_between(self, three: Three) -> str:
        """`-3,1 procentpunt (-4,7 tot -1,7)`."""
        low, middle, high = (self.n.decimal(value, 1, signed=True) for value in three)
        return self.t("herverdeling.points_between", low=low, middle=middle, high=high)

    def deviation(self, value: float) -> str:
        """`+0,04`, in standard deviations."""
        return self.n.decimal(value, self._digits(value), signed=True)

    def deviation_between(self, three: Three) -> str:
        """`+0,04 (0,00 tot +0,12)`."""
        low, middle, high = self.deviations(three)
        return self.t("herverdeling.between", low=low, middle=middle, high=high)

    def deviations(self, three: Three) -> tuple[str, str, str]:
        """The same as three texts, for a sentence of another shape."""
        digits = self._digits(max(three, key=abs))
        low, middle, high = (self.n.decimal(value, digits, signed=True) for value in three)
        return low, middle, high

    def homes(self, value: float) -> str:
        """`1.480`: rounded as far as is meant."""
        return self.n.integer(round(value, -1) if abs(value) >= 100 else round(value))

    def homes_between(self, three: Three) -> str:
        """`1.480 (840 tot 2.230)`."""
        low, middle, high = map(self.homes, three)
        return self.t("herverdeling.between", low=low, middle=middle, high=high)

    def percent_between(self, three: Three, digits: int = 1) -> str:
        """`2,9% (1,6% tot 5,2%)`."""
        low, middle, high = (self.n.percent(value, digits) for value in three)
        return self.t("herverdeling.between", low=low, middle=middle, high=high)

    @staticmethod
    def _digits(value: float) -> int:
        """Two decimals, and a third for what would be a bare zero."""
        return 2 if abs(value) >= 0.01 or value == 0 else 3
