"""One bad file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nplv_dash.sources.own.reader import Kind


@dataclass(frozen=True)
class Case:
    """A bad file.

    Attributes:
        file: the name under which it comes.
        content: makes its bytes.
        key: of the error that it must give; `sound` for a file that seems bad and is none.
        part: the layer or sheet that is asked for.
    """

    name: str
    kind: Kind
    file: str
    content: Callable[[], bytes]
    key: str
    part: str | None = None
