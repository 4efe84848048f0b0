"""Tags of what is sent: a browser that has the same tag already needs it only named."""

from __future__ import annotations

from starlette.datastructures import Headers


def quoted(tag: str) -> str:
    """A tag as the header `ETag` has it."""
    return f'"{tag}"'


def has(headers: Headers, tag: str) -> bool:
    """Whether the browser that sent these headers has the content with this tag already."""
    known = headers.get("if-none-match", "")
    return known.strip() == "*" or any(one.strip().removeprefix("W/") == quoted(tag) for one in known.split(","))
