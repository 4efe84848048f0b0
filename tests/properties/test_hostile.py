"""Addresses that nobody would type: the answer is short, in words, and not for a stranger to shape."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from ipaddress import ip_address
from itertools import count
from typing import Any, Final
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware

from nplv_dash import ROOT
from nplv_dash.services import chosen_tables
from nplv_dash.ui import frame, quoted
from nplv_dash.ui.gate import GateMiddleware
from nplv_dash.ui.headers import HeadersMiddleware
from nplv_dash.ui.language import PARAMETER
from nplv_dash.ui.routes import all_routes, api, index
from nplv_dash.ui.routes.addresses import API, EMBED, FROZEN, PARTS, embedded
from tests.ui.asgi import Got, in_a_loop

#: What would show, unescaped, that a stranger writes the page.
MARK: Final = "<x-evil onload=alert(1)>"
#: Bytes of an answer that says no, and of any answer.
SHORT, LONG = 64 * 1024, 16 * 1024**2
APP = Starlette(routes=all_routes(), middleware=[Middleware(HeadersMiddleware), Middleware(GateMiddleware)])
#: Each request is of another visitor: nobody may ask for so much.
VISITORS = count(2**24)
TRICKS = (
    MARK,
    f'"{MARK}',
    f"'{MARK}",
    "../../../../etc/passwd",
    "..\\..\\x",
    "/etc/passwd",
    "//evil.example/",
    "\\\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "a\r\nSet-Cookie: evil=1",
    "\x00",
    "%00",
    "%2e%2e%2f",
    "\ud7ff\uffff",
    "{0}",
    "{__class__}",
    "%s%n",
    "=1+1",
    "١٢",
    "1e999",
    "nan",
    "-0",
    "9" * 5000,
    "a" * 8000,
    "",
    " ",
    "\u202e",
    "\N{PILE OF POO}",
)
strange = st.one_of(st.sampled_from(TRICKS), st.text(max_size=60))
NAMES = sorted(
    {
        PARAMETER,
        *(name for names in index.NAMES.values() for name in names),
        *(name for page in api.TABLES for name in quoted.names(page)),
        "embed",
        "deel",
        "s1",
        "s2",
        "s3",
    }
)
VALUES = (
    "0",
    "1",
    "-1",
    "2022",
    "2024",
    "nl",
    "en",
    "wijken",
    "buurten",
    "gebieden",
    "lbm",
    "welfare",
    "delft-west",
    "alle",
    "land",
    "safety",
    "plea_2024",
    "true",
    "0.35",
)
queries = st.lists(
    st.tuples(st.one_of(st.sampled_from(NAMES), strange), st.one_of(st.sampled_from(VALUES), strange)), max_size=6
)
TEMPLATES = [route.path for route in all_routes()]
PARTS_OF = {
    "file": ["index.nl.html", "areas.csv", "passport.json", "provenance.json", *(f"{one}.csv" for one in api.EXPORTS)],
    "page": [page.id for page in frame.PAGES],
    "part": [f"{part}{end}" for parts in PARTS.values() for part in parts for end in ("", ".svg", ".png")],
    "id": ["0123456789ab", "ffffffffffff", "0123456789AB", "0123456789ab0"],
    "rest": ["a/b/c", "../x", ""],
}
headers = st.dictionaries(
    st.sampled_from(
        [
            "range",
            "if-none-match",
            "if-modified-since",
            "host",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "accept-language",
            "accept",
            "cookie",
            "referer",
            "content-length",
            "transfer-encoding",
            "origin",
        ]
    ),
    st.one_of(
        st.sampled_from(
            [
                "*",
                "bytes=0-",
                "bytes=-1",
                "bytes=9-1,0-0",
                'W/"x", *',
                "evil.example",
                "nl,en;q=0.x",
                "text/html",
                "chunked",
                "-1",
                "127.0.0.1, evil",
                "https",
            ]
        ),
        st.text(max_size=80),
    ),
    max_size=4,
)


@st.composite
def paths(draw: st.DrawFn) -> str:
    """A path of one of the routes, with anything in its places; as it stands in a request, decoded."""
    template = draw(st.sampled_from(TEMPLATES))

    def place(found: re.Match[str]) -> str:
        return str(draw(st.one_of(st.sampled_from(PARTS_OF[found[1]]), strange)))

    return re.sub(r"\{(\w+)(?::path)?\}", place, template)


def asked(path: str, query: str | bytes, sent: Mapping[str, str] | None = None) -> Got:
    """What is answered, whatever stands in the request."""
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "raw_path": path.encode("utf-8", "surrogatepass"),
        "server": ("127.0.0.1", 80),
        "client": (str(ip_address(next(VISITORS))), 5),
        "query_string": query if isinstance(query, bytes) else query.encode("utf-8", "surrogatepass"),
        "headers": [(name.encode(), value.encode("utf-8", "surrogatepass")) for name, value in (sent or {}).items()],
    }
    in_a_loop(asyncio.wait_for(APP(scope, receive, send), 60))
    start = {name.decode("latin-1"): value.decode("latin-1") for name, value in messages[0]["headers"]}
    return Got(messages[0]["status"], start, b"".join(one.get("body", b"") for one in messages[1:]))


def encoded(pairs: list[tuple[str, str]]) -> str:
    return "&".join("=".join(quote_from_bytes(one.encode("utf-8", "replace")) for one in pair) for pair in pairs)


def assert_sound(got: Got) -> None:
    """It is an answer, and nothing of the server or of a stranger is in it that should not."""
    assert got.status < 500, got.body[:500]
    assert len(got.body) < (LONG if got.status == 200 else SHORT)
    text = got.body.decode("utf-8", "replace")
    media = got.headers.get("content-type", "")
    if got.status != 200 or media.startswith(("text/html", "image/svg+xml")):
        assert "Traceback" not in text
        assert str(ROOT) not in text
    if media.startswith(("text/html", "image/svg+xml")):
        assert "<x-evil" not in text
        assert "script-src" not in got.headers["content-security-policy"]
        assert "default-src 'none'" in got.headers["content-security-policy"]
    assert not [one for pair in got.headers.items() for one in pair if "\r" in one or "\n" in one or "\x00" in one]
    assert "set-cookie" not in got.headers
    assert got.headers["x-content-type-options"] == "nosniff"
    if 300 <= got.status < 400 and got.status != 304:
        _leads_on_to_us(got.headers["location"])


def _leads_on_to_us(address: str) -> None:
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("", "")
    assert address.startswith(("./", "../"))
    # What browsers take for two slashes.
    assert not re.match(r"(\.\.?/)*[/\\]", address)
    assert "\\" not in address


@pytest.fixture(autouse=True, scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NPLV_ARCHIVE", str(tmp_path_factory.mktemp("archive")))
        yield


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(path=paths(), query=queries, sent=headers)
def test_whatever_is_asked_the_answer_is_sound(path: str, query: list[tuple[str, str]], sent: dict[str, str]) -> None:
    assert_sound(asked(path, encoded(query), sent))


@settings(max_examples=150)
@given(path=st.one_of(paths(), st.text(max_size=80).map("/{}".format)), query=st.binary(max_size=200))
@example(path=f"{API}/kaart.csv", query=b"cijfer=%ff%fe&jaar=%00&=&&;;")
@example(path=f"{API}/kaart.csv", query=b"jaar=" + b"%0d%0aSet-Cookie:%20a=b")
@example(path=f"{FROZEN}/0123456789ab/../../../etc/passwd", query=b"")
@example(path=f"{FROZEN}//evil.example/", query=b"")
@example(path=f"{EMBED}/kaart/kaart.svg/..", query=b"")
def test_bytes_that_are_no_address(path: str, query: bytes) -> None:
    assert_sound(asked(path, query))


@pytest.mark.parametrize("trick", TRICKS, ids=range(len(TRICKS)))
def test_every_trick_in_every_place(trick: str) -> None:
    for template in TEMPLATES:
        path = re.sub(r"\{\w+(?::path)?\}", lambda _: trick, template)
        assert_sound(asked(path, encoded([("lang", trick), (trick, trick)])))
    for page, parts in PARTS.items():
        for part, one in parts.items():
            names = quoted.names(page) if one.scenario else one.choices
            assert_sound(asked(f"{EMBED}/{page}/{part}", encoded([(name, trick) for name in sorted(names)[:3]])))
    for page, tables in chosen_tables.TABLES.items():
        for table, names in tables.items():
            assert_sound(asked(f"{API}/{page}/{table}.csv", encoded([(name, trick) for name in names])))


@settings(max_examples=60)
@given(query=queries)
def test_a_page_leads_on_within_the_app(query: list[tuple[str, str]]) -> None:
    for page, parts in PARTS.items():
        for part in parts:
            target = embedded(page, {**dict(query), "embed": "true", "deel": part})
            assert target is not None
            assert not urlsplit(target).scheme
            assert target.startswith(f"embed/{page}/{part}")
            assert not re.search(r"[\r\n\\]", target)


def test_an_address_of_a_megabyte_costs_no_more_than_its_length() -> None:
    for path in (f"{API}/kaart.csv", f"{API}/herverdeling/areas.csv", f"{EMBED}/kaart/kaart", f"{FROZEN}/0123456789ab"):
        assert_sound(asked(path, "x=" + "a" * 1024**2))
        assert_sound(asked(path, "&".join(f"n{i}=1" for i in range(20_000))))
