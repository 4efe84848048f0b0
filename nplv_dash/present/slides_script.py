"""The script of the slides, apart from what makes them: the server names it to browsers before it loads the rest."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def script() -> str:
    """The script, the same in all slides."""
    return Path(__file__).with_name("slides.js").read_text(encoding="utf-8")
