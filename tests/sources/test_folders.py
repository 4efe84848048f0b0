"""A folder is written whole or not at all, and never over what somebody else put there."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplv_dash.domain.errors import DataError, Reason
from nplv_dash.sources.folders import Mark, check_folder, write_folder
from tests.broken.sentences import assert_said_in_full
from tests.toy_town.fixtures import digests

MARK = Mark("made.json", b'{"by": "us"')
FILES = {"a.csv": b"1\n", "made.json": b'{"by": "us"}'}


def refused(folder: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        write_folder(folder, FILES, MARK)
    assert_said_in_full(caught.value)
    return caught.value


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["new", "a/b/new"])
def test_a_new_folder(tmp_path: Path, name: str) -> None:
    write_folder(tmp_path / name, FILES, MARK)
    assert content(tmp_path / name) == FILES
    # Nothing else is left behind.
    assert [path.name for path in (tmp_path / name).parent.iterdir()] == ["new"]


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_folder(tmp_path / "empty", FILES, MARK)
    assert content(tmp_path / "empty") == FILES


def test_our_own_of_an_earlier_time_is_replaced_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", FILES, MARK)
    later = {"a.csv": b"2\n", "made.json": b'{"by": "us", "x": 1}'}
    write_folder(tmp_path / "out", later, MARK)
    assert content(tmp_path / "out") == later


def test_the_rights_are_those_of_any_new_file(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", FILES, MARK)
    (tmp_path / "usual").mkdir()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ({"notes.txt": b"mine"}, "notes.txt"),
        # The names are ours; the mark is not.
        ({"a.csv": b"theirs"}, "a.csv"),
        ({"a.csv": b"theirs", "made.json": b"{}"}, "a.csv, made.json"),
        # Ours, with something of theirs added.
        ({**FILES, "notes.txt": b"mine"}, "notes.txt"),
    ],
)
def test_something_else_is_left_alone(tmp_path: Path, there: dict[str, bytes], named: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for name, held in there.items():
        (folder / name).write_bytes(held)
    before = digests(tmp_path)
    error = refused(folder)
    assert (error.key, error.values["names"]) == ("folder_taken", named)
    with pytest.raises(DataError, match="folder_taken"):
        check_folder(folder, FILES, MARK)
    assert digests(tmp_path) == before


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    assert refused(tmp_path / "out").key == "folder_taken"
    assert (tmp_path / "out").read_text() == "a file"


def test_a_folder_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    assert refused(tmp_path / "file" / "out").key == "not_writable"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_folder(tmp_path / "link", FILES, MARK)
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "real") == FILES


@pytest.mark.parametrize("step", ["write_bytes", "rename"])
def test_a_failure_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    folder = tmp_path / "out"
    write_folder(folder, FILES, MARK)
    before = digests(tmp_path)
    real = getattr(Path, step)

    def full(path: Path, *arguments: object) -> object:
        # The second file, or the step that puts the new folder in place.
        if path.name in {"made.json", "new"}:
            raise OSError(28, "No space left on device")
        return real(path, *arguments)

    monkeypatch.setattr(Path, step, full)
    error = refused(folder)
    assert (error.key, error.values) == ("not_writable", {"reason": Reason("reasons.disk_full", number=28)})
    assert digests(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_may_not_be_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    (tmp_path / "out").mkdir()
    assert refused(tmp_path / "out").key == "not_writable"
