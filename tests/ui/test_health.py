"""`/healthz` and `/metrics`: true about the server, also when a part of it is away; and silent about visitors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.runtime import Runtime, RuntimeState
from streamlit.runtime.stats import StatsManager

from nplv_dash import __version__
from nplv_dash.domain.rooms import new_token
from nplv_dash.ui import rooms, warmup, wiring
from nplv_dash.ui.data import workspace
from nplv_dash.ui.drain import Drain
from nplv_dash.ui.meters import BOUNDS, ROOM_ANSWER, Meters, MetersMiddleware, Times, kind_of
from nplv_dash.ui.routes import health
from tests.ui.asgi import Got, ask, in_a_loop


class _Running:
    """As much of Streamlit's runtime as is asked about."""

    def __init__(self, state: RuntimeState) -> None:
        self.state, self.stats_mgr = state, StatsManager()


@pytest.fixture(autouse=True)
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that is warm, with a database of this test."""
    monkeypatch.setenv("NPLV_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("NPLV_DATABASE_URL", raising=False)
    monkeypatch.setattr(Runtime, "exists", lambda: True)
    monkeypatch.setattr(Runtime, "instance", lambda: _Running(RuntimeState.NO_SESSIONS_CONNECTED))
    warmup.once(wiring.LOADERS)
    rooms.store.clear()
    yield
    rooms.store().close()
    rooms.store.clear()


def get(path: str, drain: Drain | None = None, meters: Meters | None = None) -> Got:
    return in_a_loop(ask(Starlette(routes=health.routes(drain or Drain(), meters or Meters(), "a")), path))


def test_a_server_that_can_be_used_says_what_it_runs() -> None:
    got = get("/healthz")
    fingerprint = workspace().bundle.fingerprint
    assert got.status == 200
    assert got.json == {"status": "ok", "version": __version__, "data": fingerprint, "server": "a"}
    assert got.headers["cache-control"] == "no-store"


def test_a_server_that_is_emptied_says_so() -> None:
    drain = Drain()
    drain.begin()
    got = get("/healthz", drain)
    assert (got.status, got.json["status"]) == (503, "draining")


@pytest.mark.parametrize("state", [RuntimeState.STOPPING, RuntimeState.STOPPED])
def test_an_app_that_stops_cannot_be_used(monkeypatch: pytest.MonkeyPatch, state: RuntimeState) -> None:
    monkeypatch.setattr(Runtime, "instance", lambda: _Running(state))
    assert (get("/healthz").status, get("/healthz").json["status"]) == (503, "app")


def test_nothing_is_loaded_for_whoever_asks_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup, "is_done", lambda: False)
    monkeypatch.setattr(wiring, "data_fingerprint", lambda: pytest.fail("the data were asked for"))
    assert (get("/healthz").status, get("/healthz").json["status"]) == (503, "starting")


def test_data_that_cannot_be_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "data_fingerprint", lambda: None)
    assert (get("/healthz").status, get("/healthz").json["status"]) == (503, "data")


def test_a_database_that_cannot_be_used_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("NPLV_DATA_DIR", str(tmp_path / "file"))
        # Else the data could not be used either: their versions are in that folder.
        elsewhere.setenv("NPLV_VERSIONS", str(tmp_path / "versions"))
        assert (get("/healthz").status, get("/healthz").json["status"]) == (503, "database")
        assert "nplv_rooms_up 0.0" in get("/metrics").body.decode()
    assert get("/healthz").status == 200


def test_a_database_that_hangs_is_named_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()
    monkeypatch.setattr(health, "_ping", lambda: answers.wait(60))
    app = Starlette(routes=health.routes(Drain(), Meters()))

    async def status(*, hangs: bool) -> str:
        monkeypatch.setattr(health, "PATIENCE", 0.5 if hangs else 60)
        answers.clear() if hangs else answers.set()
        said: str = (await ask(app, "/healthz")).json["status"]
        return said

    async def asked() -> list[str]:
        return [await status(hangs=hangs) for hangs in (True, False, True, True, False)]

    # The first time it may only be slow. Whoever asks while it hangs waits for the same answer.
    assert in_a_loop(asked()) == ["starting", "ok", "database", "database", "ok"]


def test_metrics_are_what_was_counted() -> None:
    room, _ = rooms.store().create("plea", "nl", "Buurthuis Noord")
    rooms.store().submit(room.code, new_token(), 1, new_token(), {"share": 1})
    meters = Meters()
    with meters.storing():
        pass
    meters.answered.add("page", 0.03)
    meters.answered.add("page", 30)
    meters.statuses["page", 200] = 2
    meters.messages = 7
    got = get("/metrics", meters=meters)
    assert got.status == 200
    assert got.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(got.body.decode())
        for sample in family.samples
    }
    assert (found["nplv_rooms_up",], found["nplv_rooms",]) == (1, 1)
    assert (found["nplv_room_people",], found["nplv_room_answers",]) == (1, 1)
    assert found["nplv_session_messages_total",] == 7
    assert found["nplv_answers_total", "page", "200"] == 2
    assert found["nplv_answer_seconds_bucket", "page", "0.05"] == 1
    assert found["nplv_answer_seconds_bucket", "page", "0.025"] == 0
    assert found["nplv_answer_seconds_bucket", "page", "+Inf"] == found["nplv_answer_seconds_count", "page"] == 2
    assert found["nplv_answer_seconds_sum", "page"] == pytest.approx(30.03)
    assert found["nplv_stored_seconds_count", ROOM_ANSWER] == 1
    assert found["process_resident_memory_bytes",] > 1e7
    assert room.code not in got.body.decode()
    assert "Buurthuis" not in got.body.decode()


def test_a_time_on_a_bound_lies_below_it() -> None:
    times = Times()
    for bound in BOUNDS:
        times.add("page", bound)
    assert times.read() == {"page": ((*(1 for _ in BOUNDS), 0), pytest.approx(sum(BOUNDS)))}


@pytest.mark.parametrize("status", [200, 404])
def test_every_answer_is_counted_by_its_kind_and_logged_without_its_address(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def said(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("", status)

    meters = Meters()
    app = Starlette(routes=[Route("/{rest:path}", said)], middleware=[Middleware(MetersMiddleware, meters=meters)])
    with caplog.at_level("INFO", "nplv_dash.ui.meters"):
        in_a_loop(ask(app, "/vast/0123456789ab?lang=en"))
    assert dict(meters.statuses) == {("frozen", status): 1}
    assert sum(meters.answered.read()["frozen"][0]) == 1
    assert [(one.__dict__["kind"], one.__dict__["status"]) for one in caplog.records] == [("frozen", status)]
    assert "0123456789ab" not in str([one.__dict__ for one in caplog.records])


def test_an_answer_that_fails_is_counted_as_such() -> None:
    async def broken(_request: Request) -> PlainTextResponse:
        raise ZeroDivisionError

    meters = Meters()
    app = MetersMiddleware(Starlette(routes=[Route("/kaart", broken)]).router, meters)
    with pytest.raises(ZeroDivisionError):
        in_a_loop(ask(app, "/kaart"))  # type: ignore[arg-type]
    assert dict(meters.statuses) == {("page", 500): 1}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/werksessie", "page"),
        ("/api/v1/", "api"),
        ("/_stcore/health", "session"),
        ("/healthz", "health"),
    ],
)
def test_an_address_has_a_kind(path: str, kind: str) -> None:
    assert kind_of(path) == kind
