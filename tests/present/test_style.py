"""Letters, sizes and distances: said once, and the same wherever they are repeated."""

from __future__ import annotations

import hashlib
import re
import tomllib
from itertools import pairwise

import pytest

from nplv_dash import ROOT
from nplv_dash.present import palette, standalone, style

FRAME = ROOT / "nplv_dash" / "ui" / "frame.css"
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


def used(sheet: str) -> set[str]:
    return set(re.findall(r"var\(--nplv-([\w-]+)", sheet))


def offered() -> set[str]:
    return set(re.findall(r"--nplv-([\w-]+):", style.properties(palette.LIGHT)))


def frozen() -> str:
    return standalone.page("Titel", (), "nl").decode()


def test_the_pages_and_what_is_frozen_use_what_there_is_and_all_of_it() -> None:
    # The title of a page is Streamlit's; its size stands in the theme.
    assert used(FRAME.read_text(encoding="utf-8")) | used(frozen()) == offered() - {"size-h1"}


def test_the_theme_of_the_app_says_the_same() -> None:
    assert THEME["font"].replace("'", '"').removeprefix('"Fira Sans"') == style.FAMILIES.removeprefix('"Fira Sans"')
    assert THEME["headingFontSizes"] == [f"{style.SIZES[level]:g}rem" for level in ("h1", "h2", "h3")]
    assert THEME["baseFontSize"] == style.BASE
    assert THEME["baseRadius"] == f"{style.RADIUS:g}rem"
    assert {face["weight"]: face["url"] for face in THEME["fontFaces"]} == {
        weights: f"app/static/{file}" for weights, file in style.FONTS.items()
    }
    assert {face["family"] for face in THEME["fontFaces"]} == {style.FAMILY}


def test_the_map_has_the_same_letters() -> None:
    sheet = (ROOT / "static" / "map" / "painter.css").read_text(encoding="utf-8")
    assert re.findall(r'font-weight: ([\d ]+);.*?url\("\.\./(.*?)"\)', sheet) == list(style.FONTS.items())
    assert style.FAMILIES in sheet


@pytest.mark.parametrize("file", style.FONTS.values())
def test_the_name_of_a_font_holds_its_fingerprint(file: str) -> None:
    content = (ROOT / "static" / file).read_bytes()
    assert content.startswith(b"wOF2")
    assert file.split(".")[1] == hashlib.sha256(content).hexdigest()[:8]
    # Two of them stand in every page that is embedded or frozen.
    assert len(content) < 24_000


def test_a_step_of_the_scale_can_be_seen() -> None:
    assert all(larger >= 1.1 * smaller for larger, smaller in pairwise(style.SIZES.values()))


def test_what_is_frozen_fetches_no_font() -> None:
    assert re.findall(r"url\((.{5})", frozen()) == ["data:"] * len(style.FONTS)
