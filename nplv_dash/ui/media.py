"""Files of a session have addresses that nobody can guess, and no two files have the same.

Streamlit names a picture or a download by what is in it. Of what is larger than a megabyte it looks at three places
only: two files of the same size that differ elsewhere, such as the tables of two scenarios or of two visitors, would be
one, and the second visitor would get the first one's. And whoever knows what is in a file knows its address.

Of a file that is made when a button is pressed, Streamlit holds that no session shows it: after the next two runs of
whatever sessions it is gone, be the browser there or not. In a hall of phones that is a tenth of a second, and who was
later found nothing there.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from time import monotonic
from typing import ClassVar, Final

from streamlit.runtime import media_file_manager, memory_media_file_storage
from streamlit.runtime.media_file_manager import MediaFileMetadata
from streamlit.runtime.media_file_storage import MediaFileKind

#: Of this process, which keeps the files in its memory.
_KEY: Final = secrets.token_bytes(32)
#: Seconds in which a browser on a poor line has asked for what it was told the address of.
STAYS: Final = 60.0
#: Files that stay so at most, of all sessions: who presses again and again may not fill the memory of the server.
NEWEST: Final = 24


class Staying(MediaFileMetadata):
    """What Streamlit knows of a file; one to be taken along stays a while, whether a session shows it or not."""

    _newest: ClassVar[deque[Staying]] = deque(maxlen=NEWEST)

    def __init__(self, kind: MediaFileKind = MediaFileKind.MEDIA) -> None:
        super().__init__(kind)
        self._made = monotonic()
        if kind is MediaFileKind.DOWNLOADABLE:
            self._newest.append(self)

    @property
    def is_marked_for_delete(self) -> bool:
        """Whether no session showed it at the last look, and its while is over."""
        stays = self in self._newest and monotonic() - self._made <= STAYS
        return super().is_marked_for_delete and not stays


def file_id(data: bytes, mimetype: str, filename: str | None = None) -> str:
    """The name of a file: the same for the same file, and for no other."""
    digest = hashlib.blake2b(key=_KEY, digest_size=24)
    for part in (mimetype.encode(), (filename or "").encode(), data):
        # With its length before it, so that nothing can move from one part to the next.
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def keep() -> None:
    """Let this process name its files so, and keep them a while."""
    setattr(memory_media_file_storage, "_calculate_file_id", file_id)  # noqa: B010  somebody else's function
    setattr(media_file_manager, "MediaFileMetadata", Staying)  # noqa: B010  and class
