"""The look of everything this project writes in HTML: letters, sizes and distances. Colours: `palette`.

Said once, and handed to style sheets as custom properties: to the pages (`ui/frame.css`), to the embeds and to what is
frozen (`standalone`). `.streamlit/config.toml` says to Streamlit what it has options for; a test keeps the two equal.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from nplv_dash import ROOT
from nplv_dash.present.palette import Surface

#: The family of the letters, and what stands in for it where it cannot be had.
FAMILY: Final = "Fira Sans"
FAMILIES: Final = f'"{FAMILY}", "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif'
#: Files of the family below `static/`, by the weights they are for. Made of `fonts/*.ttf`; the name holds a fingerprint
#: of the content, so that a browser may keep the file for good.
FONTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "400 500": "fonts/FiraSans-Regular.502bfefc.woff2",
        "600 900": "fonts/FiraSans-SemiBold.2bf4537c.woff2",
    }
)
#: Pixels of a rem: letters of this family are large for their size.
BASE: Final = 15
#: Sizes of letters, in rem: headings by level, text, and small print.
SIZES: Final[Mapping[str, float]] = MappingProxyType({"h1": 2.0, "h2": 1.45, "h3": 1.2, "text": 1.0, "small": 0.9})
#: Distances, in rem: between words and their sign, within a block, between blocks.
SPACES: Final[Mapping[str, float]] = MappingProxyType({"hair": 0.25, "near": 0.5, "block": 1.0, "wide": 1.5})
#: Corners, in rem.
RADIUS: Final = 0.4
#: The longest line that reads well, in signs.
MEASURE: Final = 75


def properties(surface: Surface, dark: Surface | None = None) -> str:
    """The custom properties for style sheets, `--nplv-...`, with the colours of a surface.

    Args:
        dark: the colours where the page around is dark; it may become so while it stands.
    """

    def colour(name: str) -> str:
        light = getattr(surface, name)
        return f"light-dark({light},{getattr(dark, name)})" if dark else str(light)

    named = {
        "family": FAMILIES,
        "radius": f"{RADIUS:g}rem",
        "measure": f"{MEASURE}ch",
        **{f"size-{name}": f"{size:g}rem" for name, size in SIZES.items()},
        **{f"space-{name}": f"{space:g}rem" for name, space in SPACES.items()},
        **{name: colour(name) for name in ("background", "panel", "text", "muted", "accent", "border")},
    }
    return ":root{" + "".join(f"--nplv-{name}:{value};" for name, value in named.items()) + "}"


@cache
def inlined() -> str:
    """The letters inside a style sheet, for a page that fetches nothing: some fifty kilobytes."""
    return "".join(
        _face(weights, f"data:font/woff2;base64,{b64encode((ROOT / 'static' / file).read_bytes()).decode()}")
        for weights, file in FONTS.items()
    )


def _face(weights: str, address: str) -> str:
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weights};font-display:swap;'
        f'src:url({address}) format("woff2")}}'
    )
