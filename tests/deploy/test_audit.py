"""`make audit`: it passes only where every package was looked up."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from scripts import audit
from scripts.parts import packages

WEAK = "starlette"


class Database(BaseHTTPRequestHandler):
    """Speaks as osv.dev does; `answers` says what of each package."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, said = self.server.answer(asked["package"]["name"])  # type: ignore[attr-defined]
        content = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.server.asked.append(asked["package"]["name"])  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def database(answer: Any) -> Iterator[tuple[str, list[str]]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Database) as server:
        server.answer, server.asked = answer, []  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query", server.asked  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


def test_it_passes_where_nothing_is_known_of_any(capsys: pytest.CaptureFixture[str]) -> None:
    with database(lambda _: (200, {})) as (address, asked):
        assert audit.main(["--database", address]) == audit.CLEAN
    assert set(asked) == audit._wanted()
    assert len(asked) > 90
    assert f"{len(audit._wanted())} packages: no known weakness" in capsys.readouterr().out


def test_a_weakness_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    version = next(one.version for one in packages() if one.name == WEAK)
    weak = {
        "id": "PYSEC-2099-1", "summary": "It is weak.", "modified": "2099-01-01T00:00:00Z",
        "affected": [
            {
                "package": {"name": WEAK, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}],
            }
        ],
    }  # fmt: skip
    with database(lambda name: (200, {"vulns": [weak]} if name == WEAK else {})) as (address, _):
        assert audit.main(["--database", address]) == audit.FOUND
    said = capsys.readouterr()
    assert f"{WEAK} {version}: PYSEC-2099-1, mended in 99.0." in said.err
    assert said.out == ""


def refusing() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


def test_without_a_network_nothing_is_known_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--database", refusing()]) == audit.UNKNOWN
    said = capsys.readouterr()
    assert "could not be asked, so nothing is known" in said.err
    assert said.out == ""


@pytest.mark.parametrize("answer", [(500, b"oops"), (200, b"<html>sign in</html>")], ids=["error", "portal"])
def test_an_answer_that_is_none_is_no_pass(answer: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with database(lambda _: answer) as (address, _):
        assert audit.main(["--database", address]) == audit.UNKNOWN
    assert "nothing is known" in capsys.readouterr().err


def test_a_package_that_was_not_looked_up_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = audit._wanted()
    monkeypatch.setattr(audit, "_wanted", lambda: wanted | {"one-more"})
    with database(lambda _: (200, {})) as (address, _):
        ended, told = audit.weaknesses(address)
    assert ended == audit.UNKNOWN
    assert "one-more" in told[0]


def test_a_licence_that_is_not_allowed_fails_whatever_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "licence_of", lambda name: "AGPL-3.0-only" if name == WEAK else "MIT")
    assert audit.main(["--database", refusing()]) == audit.FOUND
    assert f"{WEAK}: its licence is 'AGPL-3.0-only'" in capsys.readouterr().err
