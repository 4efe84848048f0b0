"""The desk: one visitor takes half of it at most, and not for long; what is at hand costs nothing."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest
from starlette.applications import Starlette

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.ui.routes import answers
from nplv_dash.ui.routes.answers import Answer, route
from nplv_dash.ui.routes.desk import _EACH, _MOST, Desk
from tests.ui.asgi import Got, ask, in_a_loop

HERE, THERE = "203.0.113.7", "198.51.100.2"


def test_one_visitor_leaves_half_for_others_and_all_together_have_an_end() -> None:
    async def tried() -> None:
        desk, gate = Desk(), Event()

        def make() -> bytes:
            gate.wait(60)
            return b"x"

        def begin(tag: str, address: str) -> asyncio.Task[bytes]:
            return asyncio.create_task(desk.answer(tag, make, address))

        tasks = [begin(f"here{i}", HERE) for i in range(_EACH)]
        await asyncio.sleep(0)
        with pytest.raises(NplvError, match="api_each"):
            await desk.answer("one more", make, HERE)
        # Somebody else's answer in the making costs nothing.
        tasks += [begin("here0", THERE)]
        tasks += [begin(f"there{i}", THERE) for i in range(_MOST - _EACH)]
        await asyncio.sleep(0)
        with pytest.raises(NplvError, match="api_busy"):
            await desk.answer("of a third", make, "192.0.2.1")
        gate.set()
        assert set(await asyncio.gather(*tasks)) == {b"x"}
        assert await desk.answer("one more", make, HERE) == b"x"
        assert not desk._busy

    in_a_loop(tried())


def test_there_is_a_hand_for_others_while_one_visitor_waits_for_many() -> None:
    gate = Event()

    def slow() -> bytes:
        gate.wait(30)
        return b"x"

    async def tried() -> None:
        desk = Desk()
        many = [asyncio.create_task(desk.answer(f"here{i}", slow, HERE)) for i in range(_EACH)]
        await asyncio.sleep(0)
        # It would wait for all of them, if they had all hands.
        assert await asyncio.wait_for(desk.answer("there", lambda: b"y", THERE), 30) == b"y"
        gate.set()
        assert set(await asyncio.gather(*many)) == {b"x"}
        assert not desk._turns

    in_a_loop(tried())


def test_one_visitor_is_made_so_much_in_a_while() -> None:
    async def tried() -> None:
        desk = Desk("3/hour")
        for tag in ("a", "b", "c"):
            await desk.answer(tag, lambda: b"x", "2001:db8:1:2::1")
        for _ in range(5):
            assert await desk.answer("a", lambda: b"y", "2001:db8:1:2::2") == b"x", "it is at hand"
        with pytest.raises(NplvError, match="api_each") as refused:
            await desk.answer("d", lambda: b"x", "2001:db8:1:2::3")
        assert 3500 < int(str(refused.value.values["seconds"])) <= 3601
        assert await desk.answer("d", lambda: b"x", HERE) == b"x"

    in_a_loop(tried())


def test_what_could_not_be_made_is_no_longer_in_the_making() -> None:
    async def tried() -> None:
        desk = Desk()
        for _ in range(_MOST + 1):
            with pytest.raises(ZeroDivisionError):
                await desk.answer("a", lambda: b"%d" % (1 // 0), HERE)
        assert not desk._busy
        assert not desk._making

    in_a_loop(tried())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("cors", [True, False])
def test_who_is_refused_hears_when_to_come_back(lang: str, cors: bool) -> None:
    desk = Desk("1/minute")
    tags = iter("ab")
    app = Starlette(routes=[route("/a", desk, lambda _: Answer(next(tags), lambda: b"x", answers.CSV), cors=cors)])

    async def tried() -> Got:
        assert (await ask(app, f"/a?lang={lang}")).status == 200
        return await ask(app, f"/a?lang={lang}")

    got = in_a_loop(tried())
    assert got.status == 429
    seconds = got.headers["retry-after"]
    assert 1 < int(seconds) <= 61
    remedy = Text(lang)("errors.api_each.remedy", seconds=seconds)  # type: ignore[arg-type]
    assert remedy in (got.json["errors"][0]["remedy"] if cors else got.body.decode())
