"""All areas on some figures, as dots on strips with one scale: HTML, so that it needs no script and fits any width.

The first page opens with it, and a chart library would keep a visitor waiting for megabytes of script. Its style stands
in `ui/frame.css`, under `.nplv-strips`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import log

from nplv_dash.present import palette
from nplv_dash.present.palette import Colour, Surface

#: Share of the scale that stays free at both ends, so that no dot sticks out.
_MARGIN = 0.03


@dataclass(frozen=True)
class Strip:
    """One strip: the twenty areas on one theme, as multiples of the Dutch figure."""

    title: str
    #: Small print under the title.
    sub: str
    colour: str
    ratios: tuple[float, ...]
    names: tuple[str, ...]
    #: What stands beside the dot when it is pointed at.
    texts: tuple[str, ...]


def dots(
    rows: Sequence[Strip],
    *,
    reference: str,
    axis: str,
    ticks: Mapping[float, str],
    alt: str,
    surface: Surface,
    highlight: str | None = None,
) -> str:
    """Dots per strip on a logarithmic scale where 1 is the Netherlands.

    To a screen reader it is one picture, described by `alt`: the figures themselves belong in a table beside it.

    Args:
        reference: words at the line of the Netherlands.
        axis: what the scale says.
        ticks: position -> words on the scale; those outside the figures are left out.
        highlight: name of the area whose dots stand out.

    Raises:
        ValueError: a ratio is zero or less, which has no place on a logarithmic scale.
    """
    scale = _Scale([ratio for row in rows for ratio in row.ratios])
    shown = {x: text for x, text in ticks.items() if scale.holds(x)}
    lines = "".join(_at(scale.place(x), "i", "nplv-tick") for x in shown if x != 1)
    lines += _at(scale.place(1), "i", "nplv-one")
    body = "".join(_strip(row, palette.on(surface, row.colour), scale, lines, highlight) for row in rows)
    words = "".join(_at(scale.place(x), "span", "nplv-word", escape(text)) for x, text in shown.items())
    return (
        f'<div class="nplv-strips" role="img" aria-label="{escape(alt)}" style="--one:{palette.COUNTRY}">'
        f'<div class="nplv-scale">{_at(scale.place(1), "span", "nplv-word", escape(reference))}</div>'
        f"{body}"
        f'<div class="nplv-scale nplv-foot">{words}</div><div class="nplv-scale nplv-axis">{escape(axis)}</div>'
        "</div>"
    )


class _Scale:
    """Places on a logarithmic scale, in per cents of its length."""

    def __init__(self, ratios: Sequence[float]) -> None:
        known = [1.0, *ratios]
        if min(known) <= 0:
            raise ValueError(f"{min(known)} has no place on a logarithmic scale")
        low, high = log(min(known)), log(max(known))
        margin = _MARGIN * (high - low or 1.0)
        self._low, self._high = low - margin, high + margin

    def place(self, ratio: float) -> float:
        return 100 * (log(ratio) - self._low) / (self._high - self._low)

    def holds(self, ratio: float) -> bool:
        return self._low <= log(ratio) <= self._high


def _strip(row: Strip, colour: Colour, scale: _Scale, lines: str, highlight: str | None) -> str:
    dots = sorted(zip(row.names, row.ratios, row.texts, strict=True), key=lambda dot: dot[0] == highlight)
    marks = "".join(
        _at(
            scale.place(ratio),
            "b",
            f"nplv-dot{' nplv-chosen' if name == highlight else ' nplv-other' if highlight else ''}",
            f"<span><strong>{escape(name)}</strong><br>{escape(text)}</span>",
        )
        for name, ratio, text in dots
    )
    return (
        f'<div class="nplv-strip-name"><strong>{escape(row.title)}</strong><small>{escape(row.sub)}</small></div>'
        f'<div class="nplv-strip" style="--colour:{escape(colour)}">{lines}{marks}</div>'
    )


def _at(place: float, tag: str, kind: str, content: str = "") -> str:
    """An element at a place on the scale."""
    return f'<{tag} class="{kind}" style="--x:{place:.2f}">{content}</{tag}>'
