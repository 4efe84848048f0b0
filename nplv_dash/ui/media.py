"""Files of a session have addresses that nobody can guess, and no two files have the same.

Streamlit names a picture or a download by what is in it. Of what is larger than a megabyte it looks at three places
only: two files of the same size that differ elsewhere, such as the tables of two scenarios or of two visitors, would be
one, and the second visitor would get the first one's. And whoever knows what is in a file knows its address.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from streamlit.runtime import memory_media_file_storage

#: Of this process, which keeps the files in its memory.
_KEY: Final = secrets.token_bytes(32)


def file_id(data: bytes, mimetype: str, filename: str | None = None) -> str:
    """The name of a file: the same for the same file, and for no other."""
    digest = hashlib.blake2b(key=_KEY, digest_size=24)
    for part in (mimetype.encode(), (filename or "").encode(), data):
        # With its length before it, so that nothing can move from one part to the next.
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def keep() -> None:
    """Let this process name its files so."""
    setattr(memory_media_file_storage, "_calculate_file_id", file_id)  # noqa: B010  somebody else's function
