"""The script of the slides, apart from what makes them: the server names it to browsers before it loads the rest."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path


@cache
def script() -> str:
    """The script, the same in all slides."""
    return Path(__file__).with_name("slides.js").read_text(encoding="utf-8")


def known(text: str) -> str:
    """The word by which a Content-Security-Policy names a script with this text, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
