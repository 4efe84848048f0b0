"""Files of sessions: each its own address, which nobody can guess."""

from __future__ import annotations

import subprocess
import sys

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from nplv_dash import ROOT
from nplv_dash.ui import media, server

#: Larger than what Streamlit looks at as a whole.
LARGE = b"x" * 3 * 1024**2
#: A place that it passes by.
BETWEEN = 512 * 1024


def test_two_visitors_with_large_files_of_one_size_get_their_own() -> None:
    server.create_app()
    storage = MemoryMediaFileStorage("/media")
    other = LARGE[:BETWEEN] + b"y" + LARGE[BETWEEN + 1 :]
    one, two = (
        storage.load_and_get_id(content, "text/csv", MediaFileKind.DOWNLOADABLE, "tabel.csv")
        for content in (LARGE, other)
    )
    assert one != two
    assert storage.get_file(one).content == LARGE
    assert storage.get_file(two).content == other


def test_a_name_hangs_on_all_that_a_file_is() -> None:
    told = {
        media.file_id(b"a", "text/csv"),
        media.file_id(b"b", "text/csv"),
        media.file_id(b"a", "text/html"),
        media.file_id(b"a", "text/csv", "a.csv"),
        media.file_id(b"", "text/csva"),
        media.file_id(b"v", "text/cs", "a"),
    }
    assert len(told) == 6
    assert media.file_id(b"a", "text/csv", "a.csv") == media.file_id(b"a", "text/csv", "a.csv")
    assert all(len(one) == 48 for one in told)


def test_whoever_knows_a_file_does_not_know_its_address() -> None:
    # Another process, with the same file.
    code = "from nplv_dash.ui.media import file_id; print(file_id(b'a', 'text/csv'))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() != media.file_id(b"a", "text/csv")


def test_a_file_made_for_a_press_waits_for_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    server.create_app()
    storage = MemoryMediaFileStorage("/media")
    files = MediaFileManager(storage)
    wanted = files.add_deferred(lambda: b"a;b", "text/csv", "1.2", "tabel.csv")
    name = files.execute_deferred(wanted).rpartition("/")[2].partition(".")[0]
    # Other sessions, whose runs end before the browser asks.
    for _ in range(20):
        files.remove_orphaned_files()
    assert storage.get_file(name).content == b"a;b"
    # It does not stay for ever.
    now = media.monotonic()
    monkeypatch.setattr(media, "monotonic", lambda: now + media.STAYS + 1)
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)


def test_who_presses_again_and_again_fills_no_memory() -> None:
    server.create_app()
    storage = MemoryMediaFileStorage("/media")
    files, made = MediaFileManager(storage), iter(range(10 * media.NEWEST))
    wanted = files.add_deferred(lambda: str(next(made)), "text/csv", "1.2", "tabel.csv")
    names = []
    for _ in range(2 * media.NEWEST):
        names.append(files.execute_deferred(wanted).rpartition("/")[2].partition(".")[0])
        files.remove_orphaned_files()
    # The last ones are there, and no others.
    assert [storage.get_file(name).content for name in names[-media.NEWEST :]] == [
        str(number).encode() for number in range(media.NEWEST, 2 * media.NEWEST)
    ]
    for name in names[: -media.NEWEST - 1]:
        with pytest.raises(MediaFileStorageError):
            storage.get_file(name)
