"""How an area changed beside its look-alikes, in sentences."""

from __future__ import annotations

from nplv_dash.domain.progress import AreaProgress
from nplv_dash.domain.records import Area
from nplv_dash.present.figures import Figures

_DIGITS = 3


def points(value: float | None, figures: Figures) -> str:
    """A change in points of the Leefbaarometer."""
    return figures.n.decimal(value, _DIGITS, signed=True)


def said(found: AreaProgress, area: Area, shown: int, figures: Figures) -> list[str]:
    """The verdict on one area in a sentence, with the changes it comes from; as Markdown.

    Args:
        shown: which of the periods.
    """
    t, period = figures.t, found.periods[shown]
    total = period.changes[0]
    changed = {name: points(getattr(total, name), figures) for name in ("area", "gemeente", "netherlands", "controls")}
    sentences = [
        t(
            "progress.changed",
            name=area.name,
            gemeente_name=area.gemeente,
            start=period.start,
            end=period.end,
            **changed,
        )
    ]
    if period.alike:
        sentences.append(t("progress.alike_changed", controls=changed["controls"]))
        bounds = {name: points(getattr(total, name), figures) for name in ("difference", "low", "high")}
        key = f"progress.sentence.{total.verdict}"
        sentences.append(f"**{t(key, area=area.name, start=period.start, end=period.end, **bounds)}**")
    else:
        sentences.append(f"**{t('progress.not_alike', gap=points(period.start_gap, figures))}**")
    return sentences
