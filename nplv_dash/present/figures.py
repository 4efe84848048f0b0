"""A figure with its unit, as a person reads it: `64,9 per 1.000 inwoners`, `37,1%`, `€ 207.000`, `3,84`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nplv_dash.domain.records import Area, Indicator, NplvArea, Scheme
from nplv_dash.present.numbers import Numbers, Value
from nplv_dash.present.text import Text


@dataclass(frozen=True, slots=True)
class Figures:
    """Writes figures in one language."""

    t: Text
    n: Numbers

    def bare(self, indicator: Indicator, value: Value) -> str:
        """The figure with the sign that belongs to it (%, €), without words; `geen gegevens` when missing."""
        match indicator.unit:
            case "percent":
                return self.n.percent(value, indicator.decimals)
            case "kilo_euro":
                # Not more digits than the figure has: € 449.000, not € 449.434.
                return self.n.euro(None if value is None else round(float(value), indicator.decimals) * 1000)
            case _:
                return self.n.decimal(value, indicator.decimals)

    def full(self, indicator: Indicator, value: Value) -> str:
        """The figure with the words of its unit where the sign does not say it."""
        text = self.bare(indicator, value)
        if indicator.unit != "per_1000" or text == self.n.no_data:
            return text
        return f"{text} {self.t('indicator.unit.per_1000')}"

    def bound(self, indicator: Indicator, value: float) -> str:
        """A class bound: as `bare`, with no more decimals than the bounds need."""
        needed = max(len(f"{b:g}".partition(".")[2]) for b in indicator.breaks)
        return self.bare(indicator.model_copy(update={"decimals": needed}), value)

    def heading(self, indicator: Indicator, year: int) -> str:
        """The head of a column of bare numbers: name, year and unit."""
        unit = f"kaart.table.unit.{indicator.unit}"
        words = [self.short(indicator), str(year), *([self.t(unit)] if unit in self.t else [])]
        return " ".join(words)

    def label(self, indicator: Indicator) -> str:
        """The name of the figure."""
        return self.t(f"{indicator.label}.label")

    def short(self, indicator: Indicator) -> str:
        """The name of the figure for where there is little room."""
        return self.t(f"{indicator.label}.short")

    def definition(self, indicator: Indicator) -> str:
        """What is counted."""
        return self.t(f"{indicator.label}.definition")

    def caveat(self, indicator: Indicator) -> str | None:
        """What to keep in mind, where there is something."""
        return self.t(f"indicator.caveat.{indicator.caveat}") if indicator.caveat else None

    def listed(self, words: Iterable[str]) -> str:
        """Words in one sentence, each once."""
        return f" {self.t('picture.and')} ".join(dict.fromkeys(words))

    def ground(self, area: Area) -> str:
        """What an area consists of, in words; of one of a visitor's own that is its codes."""
        if isinstance(area, NplvArea):
            return area.said("described", self.t.lang)
        return self.t("own_area.codes", codes=", ".join((*area.wijken, *area.buurten)))

    def border(self, area: Area) -> str:
        """How certain the border of an area is, or that a visitor drew it."""
        if isinstance(area, NplvArea):
            return self.t(f"gebied.certainty.{area.certainty}")
        return self.t("own_area.border")

    def goal(self, area: NplvArea) -> str:
        """What the programme of an area wants to reach, where we found it."""
        return area.said("goal", self.t.lang)

    def note(self, area: NplvArea) -> str:
        """What to know about the delineation of an area, where there is something."""
        return area.said("note", self.t.lang)

    def scheme(self, scheme: Scheme) -> str:
        """The name of a line of money."""
        return scheme.said("name", self.t.lang)

    def target_method(self, area: NplvArea) -> str:
        """How a target year that nobody published was computed."""
        return area.said("target_method", self.t.lang)
