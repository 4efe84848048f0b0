"""What every answer tells a browser, errors included; and that the policy knows our own scripts, and no others."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from nplv_dash.present.text import LANGUAGES
from nplv_dash.services.settings import settings
from nplv_dash.ui import headers as rules
from nplv_dash.ui import language
from nplv_dash.ui.document import document
from nplv_dash.ui.frame import PAGES
from nplv_dash.ui.headers import HeadersMiddleware
from nplv_dash.ui.routes.addresses import TILES
from tests.ui.asgi import Got, ask, in_a_loop


def broken(_: Request) -> Response:
    raise ZeroDivisionError("secret")


def text(_: Request) -> Response:
    return PlainTextResponse("text", headers={"Access-Control-Allow-Origin": "http://localhost:8501"})


def own_rules(_: Request) -> Response:
    return HTMLResponse("<p>", headers={"Content-Security-Policy": "default-src 'none'"})


def cookies(_: Request) -> Response:
    found = PlainTextResponse("")
    found.set_cookie("one", "secure", samesite="lax")
    found.set_cookie("two", "2", secure=True)
    return found


APP = Starlette(
    routes=[
        Route("/broken", broken),
        Route("/embed/a/b", own_rules),
        Route("/api/v1/a.csv", text),
        Route("/app/static/geo/a.json", text),
        Route("/component/a/index.html", lambda _: HTMLResponse("<p>")),
        Route("/media/a.svg", lambda _: Response("<svg/>", media_type="image/svg+xml")),
        Route("/cookies", cookies),
        Route("/page", lambda _: HTMLResponse("<p>")),
    ],
    middleware=[Middleware(HeadersMiddleware)],
)


def get(path: str) -> Got:
    return in_a_loop(ask(APP, path))


def directives(policy: str) -> dict[str, list[str]]:
    return {name: words for name, *words in (one.split() for one in policy.split(";"))}


@pytest.mark.parametrize(
    "path", ["/page", "/nothing", "/embed/a/b", "/api/v1/a.csv", "/app/static/geo/a.json", "/component/a/index.html"]
)
def test_every_answer_has_them(path: str) -> None:
    got = get(path).headers
    assert got["x-content-type-options"] == "nosniff"
    assert got["referrer-policy"] == "same-origin"
    assert "camera=()" in got["permissions-policy"]
    others = path.startswith(("/api/", "/embed/"))
    assert got["cross-origin-resource-policy"] == ("cross-origin" if others else "same-origin")


def test_an_answer_that_could_not_be_made_has_them_too() -> None:
    # Starlette raises it again, for the log of the server; here it would end the test.
    got: list[Got] = []

    async def whole() -> None:
        sent = []

        async def send(message: object) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/broken",
            "headers": [],
            "query_string": b"",
            "scheme": "http",
        }
        with pytest.raises(ZeroDivisionError):
            await APP(scope, lambda: None, send)  # type: ignore[arg-type,return-value]
        start, body = sent
        got.append(Got(start["status"], {a.decode(): b.decode() for a, b in start["headers"]}, body["body"]))

    in_a_loop(whole())
    assert got[0].status == 500
    assert got[0].headers["x-content-type-options"] == "nosniff"
    assert b"secret" not in got[0].body


def test_only_what_is_meant_for_others_can_be_read_by_others() -> None:
    assert get("/api/v1/a.csv").headers["access-control-allow-origin"] == "http://localhost:8501"
    assert not [one for one in get("/app/static/geo/a.json").headers if one.startswith("access-control-")]


@pytest.mark.parametrize(("scheme", "marked"), [("http", 1), ("https", 2)])
def test_cookies_go_over_https_only_where_there_is_https(scheme: str, marked: int) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/cookies", "headers": [], "query_string": b"", "scheme": scheme}
    in_a_loop(APP(scope, lambda: None, send))  # type: ignore[arg-type,return-value]
    found = [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]
    assert len(found) == 2
    assert sum(one.endswith("; Secure") for one in found) == marked
    assert sum(one.count("; Secure") for one in found) == marked


def test_files_of_a_session_are_kept_by_nobody() -> None:
    assert get("/media/a.svg").headers["cache-control"] == "private, no-store"


def test_the_document_points_at_no_door_that_is_shut() -> None:
    assert not [lang for lang in LANGUAGES if "_stcore/agent" in document(lang)]


def test_what_needs_less_than_a_page_keeps_its_own_rules() -> None:
    assert get("/embed/a/b").headers["content-security-policy"] == "default-src 'none'"
    # An image may stand in a window of its own, where its scripts would run.
    assert get("/media/a.svg").headers["content-security-policy"] == rules.page()


def test_a_page_runs_no_script_but_those_that_are_known() -> None:
    said = directives(get("/page").headers["content-security-policy"])
    assert said["default-src"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "blob:"} & set(said["script-src"])
    assert said["frame-ancestors"] == ["'self'"]
    assert [said[one] for one in ("object-src", "base-uri", "form-action")] == [["'none'"]] * 3
    texts = {
        text
        for page in PAGES
        for lang in LANGUAGES
        for text in re.findall(r"<script>(.*?)</script>", document(lang, page.parts), re.DOTALL)
    } | {language.script(lang) for lang in LANGUAGES}
    for one in texts:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" in said["script-src"]
    # Beside 'self', WebAssembly and the slides there is nothing else.
    assert len(said["script-src"]) == len(texts) + 3


def test_the_map_may_ask_the_host_of_its_background_for_pictures_only() -> None:
    said = directives(get("/component/a/index.html").headers["content-security-policy"])
    host = "https://service.pdok.nl"
    assert TILES.startswith(f"{host}/")
    assert [name for name, words in said.items() if host in words] == ["img-src"]
    assert not [one for words in said.values() for one in words if one.startswith("http") and one != host]


@pytest.mark.parametrize(
    ("setting", "page", "part"),
    [
        ("'none'", "frame-ancestors 'none'", "frame-ancestors 'self'"),
        ("https://a.example", "frame-ancestors https://a.example", "frame-ancestors 'self' https://a.example"),
    ],
)
def test_who_may_frame_a_page_is_around_its_map_too(
    monkeypatch: pytest.MonkeyPatch, setting: str, page: str, part: str
) -> None:
    monkeypatch.setenv("NPLV_FRAME_ANCESTORS", setting)
    assert settings().frame_ancestors == setting
    assert rules.page().endswith(page)
    assert rules.component().endswith(part)
