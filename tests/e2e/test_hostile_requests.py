"""Requests that no browser sends, down to the last byte: each gets a short answer, and the server stands."""

from __future__ import annotations

import http.client
import re
import socket
from urllib.parse import urljoin, urlsplit

import pytest

from nplv_dash import ROOT
from tests.servers import Server

pytestmark = pytest.mark.e2e

END = b"Connection: close\r\n\r\n"
#: Of files that lie near, and must not be found.
INSIDE = (b"[project]", b"import streamlit", b"root:x:", b"[server]", b"SQLite format")


def raw(server: Server, request: bytes, most: int = 4 * 1024**2) -> bytes:
    """What comes back, until the server closes."""
    where = urlsplit(server.url)
    found = b""
    with socket.create_connection((where.hostname, where.port), timeout=60) as line:
        try:
            line.sendall(request)
            while len(found) < most and (more := line.recv(65536)):
                found += more
        except (BrokenPipeError, ConnectionResetError):
            # It said no before it heard all.
            pass
    return found


def get(path: bytes, headers: bytes = b"", method: bytes = b"GET", host: bytes = b"127.0.0.1") -> bytes:
    return b"%s %s HTTP/1.1\r\nHost: %s\r\n%s%s" % (method, path, host, headers, END)


STATIC, PART = b"/app/static/leaflet/leaflet.js", b"/component/streamlit_folium.st_folium/"
TRIES = {
    "byte in query": get(b"/api/v1?\x80"),
    "byte in path": get(b"/kaart\x80"),
    "no utf-8": get(b"/%80%ff"),
    "nul": get(b"/app/static/a%00.json"),
    "line break": get(b"/kaart%0d%0aSet-Cookie:%20a=b"),
    "up": get(b"/app/static/../../pyproject.toml"),
    "up, encoded": get(b"/app/static/%2e%2e/%2e%2e/pyproject.toml"),
    "up, slashes encoded": get(b"/app/static/..%2f..%2fpyproject.toml"),
    "up, twice encoded": get(b"/app/static/%252e%252e%252fpyproject.toml"),
    "up, backslashes": get(b"/app/static/..%5c..%5cpyproject.toml"),
    "up from a component": get(PART + b"../../../../etc/passwd"),
    "root from a component": get(PART + b"/etc/passwd"),
    "python of a component": get(PART + b"%2e%2e/%2e%2e/__init__.py"),
    "up from media": get(b"/media/..%2f..%2fetc%2fpasswd"),
    "up from the archive": get(b"/vast/0123456789ab/..%2f..%2fpyproject.toml"),
    "settings": get(b"/.streamlit/config.toml"),
    "rooms": get(b"/rooms.sqlite3"),
    "another host by slashes": get(b"//evil.example/"),
    "another host by a page": get(b"/overzicht?x=//evil.example", host=b"evil.example"),
    "another host by a proxy": get(b"/kaart/", b"X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n"),
    "no host": b"GET /kaart HTTP/1.1\r\n" + END,
    "half a host": get(b"/overzicht", host=b"[::"),
    "range backwards": get(STATIC, b"Range: bytes=9-1\r\n"),
    "range far": get(STATIC, b"Range: bytes=99999999999999999999-\r\n"),
    "ranges, thousands": get(STATIC, b"Range: bytes=" + b",".join(b"%d-" % i for i in range(4000)) + b"\r\n"),
    "ranges, the whole again and again": get(STATIC, b"Range: bytes=" + b",".join([b"0-"] * 500) + b"\r\n"),
    "long query": get(b"/kaart?x=" + b"a" * 60_000),
    "longer query": get(b"/kaart?x=" + b"a" * 400_000),
    "many headers": get(b"/kaart", b"".join(b"X-%d: a\r\n" % i for i in range(20_000))),
    "long header": get(b"/kaart", b"X: " + b"a" * 400_000 + b"\r\n"),
    "trace": get(b"/", method=b"TRACE"),
    "no method": get(b"/", method=b"FOO"),
    "two lengths": get(b"/kaart", b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"POST") + b"0\r\n\r\n",
    "no http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "program that drives": get(b"/_stcore/agent/interact", b"Content-Type: application/json\r\n", b"POST"),
    "program that asks": get(b"/_stcore/agent/openapi.json"),
    "counts of the library": get(b"/_stcore/metrics"),
    "accounts": get(b"/auth/login"),
    "a file without a token": get(b"/_stcore/upload_file/a/b", b"Content-Length: 0\r\n", b"PUT"),
}


@pytest.mark.parametrize("request_", TRIES.values(), ids=TRIES.keys())
def test_no_request_gets_more_than_it_should(server: Server, request_: bytes) -> None:
    found = raw(server, request_)
    head, _, body = found.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    assert status < 500, head
    assert not [one for one in INSIDE if one in body]
    assert str(ROOT).encode() not in found
    assert b"Traceback" not in body
    for location in re.findall(rb"(?im)^location: (\S+)", head):
        assert urlsplit(urljoin(b"http://here/a/b", location)).netloc == b"here"
    assert len(found) < 512 * 1024
    if b"Invalid HTTP request" not in body:
        # Before that there is no request, and nothing of ours answers.
        assert b"x-content-type-options: nosniff" in head.lower()
    assert b"server:" not in head.lower()
    for shut in (b"/_stcore/agent/", b"/_stcore/metrics", b"/auth/"):
        if shut in request_:
            assert status == 404


def test_the_server_stands(server: Server) -> None:
    before = server.log.read_text()
    for request_ in TRIES.values():
        raw(server, request_)
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status in {200, 503}, "503 while it is still starting"
    connection.close()
    assert "Traceback" not in server.log.read_text().removeprefix(before)
