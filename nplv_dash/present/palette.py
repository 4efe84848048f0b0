"""The one door for colours. The same colour means the same thing on every page.

Every set is checked in the tests: contrast after WCAG 2.1, and distinct classes for people who see no red or green.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Colour = str
Ramp = tuple[Colour, Colour, Colour, Colour, Colour]


@dataclass(frozen=True, slots=True)
class Surface:
    """The colours of a page, light or dark."""

    background: Colour
    panel: Colour
    text: Colour
    accent: Colour
    border: Colour


LIGHT: Final = Surface(background="#fbf9f5", panel="#f1ede4", text="#1f2a2e", accent="#0f6170", border="#d9d3c6")
DARK: Final = Surface(background="#161b1d", panel="#20272a", text="#e9e6df", accent="#6cc0cc", border="#39444a")

#: One colour per theme; the five of the plea can be told apart without red or green.
THEMES: Final = MappingProxyType(
    {
        "benefits": "#0072a8",
        "crime": "#a83c22",
        "education": "#5b3a8c",
        "poverty": "#a67c00",
        "housing": "#2f8f7a",
        "liveability": "#0f6170",
        "people": "#5a6468",
    }
)

#: Lines and marks of what an area is compared with: its municipality, the country. The area has the accent.
MUNICIPALITY: Final = "#a67c00"
COUNTRY: Final = "#7d868a"

#: More of something, from little to much, without saying that much is good or bad.
SEQUENTIAL: Final[Ramp] = ("#e3ecd6", "#a5d2b4", "#5bafb0", "#2b7a9b", "#1d3f6e")
#: Below and above a middle, such as the national average. Not red and green: neither side is "wrong".
DIVERGING: Final[Ramp] = ("#9a4f10", "#dda85f", "#ddd2b6", "#6aaec4", "#1b5a86")

#: Areas without a figure. Grey belongs to no ramp; the map and its legend hatch it as well.
NO_DATA: Final = "#b9b4ab"
NO_DATA_HATCH: Final = "#8b867d"
#: Borders between places, and the outline of what is selected.
OUTLINE: Final = "#ffffff"
SELECTED: Final = "#1f2a2e"
#: What lies around the land on a map.
WATER: Final = "#e2eaec"
#: Land without a figure of its own; lighter than every class of both ramps, so that no class looks unpainted.
LAND: Final = "#fbfbfa"
#: Borders on that land.
LAND_BORDER: Final = "#cfcac0"
#: Outline of the twenty areas: dark enough beside every class of both ramps that is light.
NPLV_OUTLINE: Final = "#1f2a2e"


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours after WCAG 2.1: 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Colour) -> float:
    """Relative luminance of `#rrggbb` after WCAG 2.1: 0 (black) to 1 (white)."""
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_rgb(colour: Colour) -> tuple[float, float, float]:
    """`#rrggbb` as three amounts of light, 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
