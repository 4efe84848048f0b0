"""The words of Streamlit's place for files, in the languages of the app; the library has no setting for them.

Two scripts of its frontend hold them, those that a screen reader says too, which no style sheet could change. They are
sent with ours in their place; which language it is, the standing page says when it is drawn. It fits the pinned version
only, and says so where it does not.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from nplv_dash.present.text import DEFAULT, LANGUAGES, Text
from nplv_dash.ui.frontend import FRONTEND

_FOLDER: Final = "static/js"
#: Per script, by how its name begins and what is in no other: what stands there, with `W` for each text, and which.
_PLACES: Final[tuple[tuple[str, tuple[tuple[str, str, tuple[str, ...]], ...]], ...]] = (
    ("FileUploader", (
        ("`Upload directories`:`Upload`", "`Upload directories`:W", ("frame.uploader.choose",)),
        ("`Drag and drop a file here`", "W", ("frame.uploader.drop",)),
        ("`Add files`", "W", ("frame.uploader.choose",)),
        # By the status, whoever refused it (`ui/uploads.py`, Streamlit, a proxy): never in words that came with it.
        ("errorMessage:P(e)", "errorMessage:({409:W,413:W,429:W})[e?.response?.status]||W",
         ("server.upload.each", "frame.uploader.large", "server.upload.together", "frame.uploader.failed")),
    )),
    ("utils", (
        ('"aria-label":`file upload`', '"aria-label":W', ("frame.uploader.choose",)),
        ("`File must be ${$(n,`b`)} or smaller.`", "W", ("frame.uploader.large",)),
        ("`${t.type} files are not allowed.`", "W", ("frame.uploader.kind",)),
        ("`Only one file is allowed.`", "W", ("frame.uploader.one",)),
        ("`Unexpected error. Please try again.`", "W", ("frame.uploader.failed",)),
        ("`Cancel upload of ${e.name}`", "W+` ${e.name}`", ("frame.uploader.cancel",)),
        ("`Remove ${e.name}`", "W+` ${e.name}`", ("frame.uploader.remove",)),
        ("`Error: `", "W+` `", ("frame.uploader.error",)),
    )),
)  # fmt: skip


@cache
def scripts() -> dict[str, bytes]:
    """The scripts with our words, by their names below `FRONTEND`.

    Raises:
        ValueError: Streamlit's frontend is not what this code knows.
    """
    found = {}
    for begin, places in _PLACES:
        path = _script(begin, places[0][0])
        content = path.read_text(encoding="utf-8")
        for was, now, keys in places:
            if content.count(was) != 1:
                raise ValueError(f"{was} stands {content.count(was)} times in {path.name}, expected once")
            first, *others = now.split("W")
            texts = (_chosen(key) + other for key, other in zip(keys, others, strict=True))
            content = content.replace(was, first + "".join(texts))
        found[path.relative_to(FRONTEND).as_posix()] = content.encode()
    return found


def _script(begin: str, holds: str) -> Path:
    files = sorted((FRONTEND / _FOLDER).glob(f"{begin}.*.js"))
    those = [path for path in files if holds in path.read_text(encoding="utf-8")]
    if len(those) != 1:
        raise ValueError(f"{holds} stands in {len(those)} scripts {begin}, expected one")
    return those[0]


def _chosen(key: str) -> str:
    """A text in the language of the page, as JavaScript."""
    words = json.dumps({lang: Text(lang)(key) for lang in LANGUAGES})
    return f"({words}[document.documentElement.lang]||{json.dumps(Text(DEFAULT)(key))})"
