"""The one door for colours. The same colour means the same thing on every page.

Every set is checked in the tests: contrast after WCAG 2.1, and distinct classes for people who see no red or green.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Colour = str
Ramp = tuple[Colour, Colour, Colour, Colour, Colour]


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies around and between the classes of a map.

    Attributes:
        water: around the land.
        land: without a figure of its own; no class of either ramp looks like it.
        land_border: borders on that land.
        border: between places.
        line: outline of the areas and of what is selected.
        halo: around that outline.
    """

    water: Colour
    land: Colour
    land_border: Colour
    border: Colour
    line: Colour
    halo: Colour


@dataclass(frozen=True, slots=True)
class Tone:
    """What a notice or a badge is written in."""

    background: Colour
    text: Colour


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """The colours of a page; there are two of them, `LIGHT` and `DARK`.

    Attributes:
        muted: of words that matter less; 4.5:1 on the background and on a panel.
        map: of a map on that page.
        tones: of notices and badges, by the word that Streamlit has for them.
    """

    background: Colour
    panel: Colour
    text: Colour
    muted: Colour
    accent: Colour
    border: Colour
    map: Ground
    tones: Mapping[str, Tone]


LIGHT: Final = Surface(
    background="#fbf9f5",
    panel="#f1ede4",
    text="#1f2a2e",
    muted="#56626a",
    accent="#0f6170",
    border="#d9d3c6",
    map=Ground(
        water="#e2eaec", land="#fbfbfa", land_border="#cfcac0", border="#ffffff", line="#1f2a2e", halo="#ffffff"
    ),
    tones=MappingProxyType(
        {
            "blue": Tone("#e2eef0", "#0b4f5c"),
            "green": Tone("#e1efe4", "#1d573a"),
            "yellow": Tone("#f8ecd0", "#654900"),
            "orange": Tone("#f8e6d6", "#7a3b08"),
            "red": Tone("#f9e4de", "#8c2c14"),
            "gray": Tone("#ece8de", "#4b575e"),
        }
    ),
)
DARK: Final = Surface(
    background="#161b1d",
    panel="#20272a",
    text="#e9e6df",
    muted="#b4b8b6",
    accent="#6cc0cc",
    border="#39444a",
    map=Ground(
        water="#1b2427", land="#2d3538", land_border="#4a555b", border="#d5d8d5", line="#ffffff", halo="#161b1d"
    ),
    tones=MappingProxyType(
        {
            "blue": Tone("#17353b", "#a9dde5"),
            "green": Tone("#19352a", "#a8dcbf"),
            "yellow": Tone("#3a3015", "#f0d69a"),
            "orange": Tone("#40291a", "#f3c3a0"),
            "red": Tone("#43231b", "#f5b9a7"),
            "gray": Tone("#2c3438", "#c3c8c6"),
        }
    ),
)
#: As `LIGHT.muted`, for the back of a room: 7:1 on the background.
MUTED_FAR: Final = "#465057"

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

#: How much of its own a colour keeps on a dark page.
_OWN: Final = 0.6

#: More of something, from little to much, without saying that much is good or bad.
SEQUENTIAL: Final[Ramp] = ("#e3ecd6", "#83bf9e", "#339197", "#19638a", "#173968")
#: Below and above a middle, such as the national average. Not red and green: neither side is "wrong".
DIVERGING: Final[Ramp] = ("#8e4400", "#cf842e", "#e9dfc3", "#539fb8", "#1e5c89")

#: Areas without a figure. Grey belongs to no ramp; the map and its legend hatch it as well.
NO_DATA: Final = "#cfccc8"
NO_DATA_HATCH: Final = "#75706b"
#: A map in a file, which is always light: as `LIGHT.map`.
OUTLINE: Final = LIGHT.map.border
WATER: Final = LIGHT.map.water
LAND: Final = LIGHT.map.land
LAND_BORDER: Final = LIGHT.map.land_border
NPLV_OUTLINE: Final = LIGHT.map.line


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours after WCAG 2.1: 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def on(surface: Surface, colour: Colour) -> Colour:
    """A colour as a mark on a page: made for a light one, it is lightened towards the text on a dark one."""
    if luminance(surface.background) > luminance(surface.text):
        return colour
    pairs = ((int(colour[i : i + 2], 16), int(surface.text[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(own * _OWN + text * (1 - _OWN)):02x}" for own, text in pairs)


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
