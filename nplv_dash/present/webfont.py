"""Our letters inside a page or a picture: only the signs that it needs, so that it looks the same on any machine."""

from __future__ import annotations

import io
from base64 import b64encode
from pathlib import Path
from typing import Final

from nplv_dash.present.style import FAMILY

#: Cuts by their weights in CSS; see `fonts/LICENSE.txt`.
_CUTS: Final = (("400 500", "FiraSans-Regular.ttf"), ("600 700", "FiraSans-SemiBold.ttf"))


def faces(words: str) -> str:
    """CSS that holds both cuts, with the signs of these words; the same words give the same CSS."""
    signs = "".join(sorted(set(words)))
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weights};src:url(data:font/woff;base64,{_cut(file, signs)})}}'
        for weights, file in _CUTS
    )


def _cut(file: str, signs: str) -> str:
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=["kern", "liga"], hinting=False)
    content = io.BytesIO()
    with subset.load_font(str(Path(__file__).parent / "fonts" / file), options) as font:
        chosen = subset.Subsetter(options)
        chosen.populate(text=signs)
        chosen.subset(font)
        subset.save_font(font, content, options)
    return b64encode(content.getvalue()).decode()
