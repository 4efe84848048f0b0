"""What the server sends around the pages."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest

from nplv_dash import ROOT
from nplv_dash.ui.frontend import FRONTEND
from tests.servers import Server

pytestmark = pytest.mark.e2e


def get(server: Server, path: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "lang"), [("/", "nl"), ("/kaart", "nl"), ("/kaart?lang=en", "en"), ("/?lang=xx", "nl")]
)
def test_document_is_in_the_language_of_the_app(server: Server, path: str, lang: str) -> None:
    status, headers, body = get(server, path)
    assert status == 200
    assert f'<html lang="{lang}">' in body
    assert "You need to enable JavaScript" not in body
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-cache"


def test_static_files_are_served_and_fingerprinted_ones_are_kept_for_good(server: Server) -> None:
    files = sorted(file for file in (ROOT / "static").rglob("*") if file.is_file())
    assert files, "static/ is empty"
    for file in files:
        status, headers, _ = get(server, f"/app/static/{file.relative_to(ROOT / 'static').as_posix()}")
        assert status == 200
        kept = file.parent.name == "geo" or file.suffix == ".woff2"
        assert ("immutable" in headers.get("cache-control", "")) == kept


def test_a_missing_fingerprinted_file_is_not_kept(server: Server) -> None:
    status, headers, _ = get(server, "/app/static/geo/nothing.json")
    assert status == 404
    assert "immutable" not in headers.get("cache-control", "")


def test_files_of_the_frontend_are_whole_and_kept_for_good(server: Server) -> None:
    manifest = json.loads((FRONTEND / "manifest.json").read_text(encoding="utf-8"))
    for name in (manifest["index.html"]["file"], *manifest["index.html"]["css"]):
        status, headers, body = get(server, f"/{name}")
        assert status == 200
        assert body == (FRONTEND / name).read_text(encoding="utf-8")
        assert "immutable" in headers["cache-control"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/js/../../__init__.py", "/static/js/%2e%2e/index.html", "/static/js/none.js"])
def test_no_other_file_is_among_those_of_the_frontend(server: Server, path: str) -> None:
    status, _, body = get(server, path)
    assert status != 200 or "<html" in body  # Streamlit answers with its document
    assert "import streamlit" not in body
