"""Every bad file gives its error in words, in time, and leaves nothing behind: no memory, no file, no process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources import leftovers
from nplv_dash.sources.own import reader
from nplv_dash.sources.own.limits import Limits
from nplv_dash.ui.data import workspace
from tests.broken.sentences import assert_said_in_full
from tests.corpus.case import Case
from tests.corpus.good import csv, geopackage, shapefile, workbook, zipped
from tests.corpus.make import LIMITS, cases, look

CASES = list(cases())
#: Bytes by which this process may grow for a bad file: what it is made of, and tables kept by libraries.
GROWTH = 150_000_000


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_file_gives_its_error_and_leaves_nothing(case: Case, temporary: Path) -> None:
    ws, content, this = workspace(), case.content(), psutil.Process()
    assert len(content) <= LIMITS.upload + 1_000_000
    before, start = this.memory_info().rss, time.monotonic()
    if case.key == "sound":
        look(case, ws)
    else:
        with pytest.raises(NplvError) as caught:
            look(case, ws)
        assert caught.value.key == case.key
        assert caught.value.where == case.file
        assert_said_in_full(caught.value)
    # Processor time is bounded by the limit; others may keep the machine busy meanwhile.
    assert time.monotonic() - start < LIMITS.seconds + 60
    assert this.memory_info().rss - before < GROWTH
    assert list(temporary.iterdir()) == []
    assert this.children() == []


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("borders", "grenzen.zip", lambda: zipped(shapefile())),
        ("borders", "grenzen.gpkg", geopackage),
        ("table", "cijfers.csv", lambda: csv("WK034401;1,5")),
        ("table", "cijfers.xlsx", workbook),
    ],
)
def test_what_the_bad_files_are_made_of_is_good(kind: reader.Kind, name: str, content: object) -> None:
    found = reader.read(kind, content(), name, LIMITS)  # type: ignore[operator]
    assert "code" in found.names
    assert found.rows >= 1


def _worker(monkeypatch: pytest.MonkeyPatch, folder: Path, source: str) -> None:
    """Another program in the place of the reader."""
    package = folder / "other" / "nplv_dash" / "sources" / "own"
    package.mkdir(parents=True)
    for one in (package.parents[1], package.parent, package):
        (one / "__init__.py").touch()
    (package / "worker.py").write_text(source)
    monkeypatch.setitem(reader._ENVIRONMENT, "PYTHONPATH", str(folder / "other"))


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("import os; os.abort()", "own_broken"),
        ("", "own_broken"),
        ("open('result.json', 'w').write('[')", "own_broken"),
        ("open('result.json', 'w').write('1' * 600000)", "own_broken"),
        ("""open('result.json', 'w').write('{"error": {"key": "room_full", "values": {}}}')""", "own_broken"),
        ("""open('result.json', 'w').write('{"error": {"key": "own_empty", "values": {"a": [1]}}}')""", "own_broken"),
        ("""open('result.json', 'w').write('{"notes": {"names": ["a"]}}')""", "own_broken"),
        (
            (
                "open('result.json', 'w').write('{\"notes\": {\"names\": [\"a\"]}}')\n"
                "open('result.arrow', 'wb').write(b'ARROW1' * 100)"
            ),
            "own_broken",
        ),
        (
            (
                "import pyarrow as pa\nopen('result.json', 'w').write('{\"notes\": {\"names\": [\"a\"]}}')\n"
                "t = pa.table({'t0': ['1'], 'zz': [1.0]})\n"
                "with pa.OSFile('result.arrow', 'wb') as f, pa.ipc.new_file(f, t.schema) as w: w.write_table(t)"
            ),
            "own_broken",
        ),
        (
            # More than a table of three rows can be, whatever the bounds of the disk.
            (
                "import pyarrow as pa\nopen('result.json', 'w').write('{\"notes\": {\"names\": [\"a\"]}}')\n"
                "t = pa.table({'t0': ['x' * 60_000_000], 'n0': [1.0]})\n"
                "with pa.OSFile('result.arrow', 'wb') as f, pa.ipc.new_file(f, t.schema) as w: w.write_table(t)"
            ),
            "own_broken",
        ),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "own_time"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "own_memory"),
        (
            """open('result.json', 'w').write('{"error": {"key": "own_ring", "values": {"a": "\\\\ud800"}}}')""",
            "own_ring",
        ),
    ],
)
def test_a_reader_that_was_taken_over_is_not_believed(
    source: str, key: str, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _worker(monkeypatch, temporary, source)
    with pytest.raises(NplvError) as caught:
        reader.read("table", b"a;b", "a.csv", LIMITS)
    assert caught.value.key == key
    assert all(one.isprintable() for one in map(str, caught.value.values.values()))
    assert [one.name for one in temporary.iterdir()] == ["other"]


def test_a_reader_that_used_its_time_up_is_told_so(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    _worker(monkeypatch, temporary, source)
    with pytest.raises(NplvError) as caught:
        reader.read("table", b"a;b", "a.csv", replace(LIMITS, seconds=1))
    assert caught.value.key == "own_time"


def test_a_reader_is_stopped_when_whoever_waits_goes_away(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _worker(monkeypatch, temporary, "import signal; signal.pause()")

    class GoneError(Exception):
        """As Streamlit ends a run."""

    def tell(share: float) -> None:
        if share > 0.05:
            raise GoneError

    with pytest.raises(GoneError):
        reader.read("table", b"a;b", "a.csv", LIMITS, tell=tell)
    assert psutil.Process().children() == []
    assert [one.name for one in temporary.iterdir()] == ["other"]


def test_whoever_waits_too_long_is_told() -> None:
    said: list[int] = []
    with ExitStack() as others:
        for _ in range(reader.AT_ONCE):
            others.enter_context(reader._line.turn(0, said.append))
        with pytest.raises(NplvError) as caught:
            reader.read("table", b"a;b", "a.csv", Limits(waiting=0), wait=said.append)
    assert caught.value.key == "own_busy"
    assert said == [reader.AT_ONCE]
    assert_said_in_full(caught.value)


def test_what_a_killed_server_left_is_taken_away(temporary: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    old, dead, mine = (temporary / f"nplv_own_{one}" for one in ("old", f"{ended.pid}_a", f"{os.getpid()}_b"))
    fresh = temporary / f"nplv_own_{os.getppid()}_c"
    for folder in (old, dead, mine, fresh):
        folder.mkdir()
        (folder / "upload").write_bytes(b"x")
    os.utime(old, (0, 0))
    leftovers._sweep.cache_clear()
    reader.read("table", csv("WK034401;1"), "a.csv", LIMITS)
    assert list(temporary.iterdir()) == [fresh]


def test_the_reader_gives_up_what_it_does_not_need(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPLV_DATABASE_URL", "postgres://secret")
    real = Path(reader.__file__).parents[3]
    source = (
        f"import sys; sys.path.insert(0, {str(real)!r})\n"
        "for name in [n for n in sys.modules if n.startswith('nplv_dash')]: del sys.modules[name]\n"
        "import importlib, os, resource, json\n"
        "worker = importlib.import_module('nplv_dash.sources.own.worker')\n"
        "from nplv_dash.sources.own.limits import Limits\n"
        "worker.confine(Limits())\n"
        "said = [resource.getrlimit(w) for w in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)]\n"
        "said = [str(said), str(sorted(n for n in os.environ if n.startswith('NPLV')))]\n"
        "json.dump({'error': {'key': 'own_broken_test', 'values': dict(enumerate(said))}}, open('result.json', 'w'))\n"
    )
    _worker(monkeypatch, temporary, source)
    with pytest.raises(NplvError) as caught:
        reader.read("table", b"a;b", "a.csv", Limits())
    limits = Limits()
    wanted = [(limits.memory, limits.memory), (limits.seconds, limits.seconds), (0, 0)]
    assert caught.value.values == {"0": str(wanted), "1": "[]"}
