"""Placing households in a room, in real browsers: a phone until it adds up, and the screen beside it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from nplv_dash.domain.rooms import new_token
from nplv_dash.domain.tasks import PlacingTask
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import placing
from nplv_dash.services.placing import Job, Placing
from nplv_dash.ui import rooms, tasks
from nplv_dash.ui.blocks.room.placing_view import view_of
from tests.e2e.looks import STILL, assert_accessible, assert_no_sideways_scroll
from tests.e2e.test_map import click_on, map_of
from tests.e2e.test_werksessie import PHONE, Hall, hall, send, sent
from tests.servers import Server

__all__ = ["hall"]

pytestmark = pytest.mark.e2e

T, N = Text("nl"), Numbers("nl")
TASK = next(task for task in tasks.tasks() if isinstance(task, PlacingTask) and task.id == "placing_delft")
VIEW = view_of(TASK, T, N)
JOB: Job = VIEW.job
#: All but the last wijk are as the goal finder has them.
NEARLY: Placing = (*JOB.goal[:-1], 0)


def left_is(page: Page, number: int) -> None:
    expect(page.get_by_role("status").locator("strong")).to_have_text(N.integer(number))


def settled(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_function(STILL)


def a_phone(hall: Hall, server: Server, code: str, placed: Placing) -> Page:
    page = hall.page(**PHONE)
    page.goto(f"{server.url}/werksessie?kamer={code}&plaats={placing.to_text(JOB, placed)}")
    expect(page.get_by_role("status")).to_be_visible(timeout=90_000)
    left_is(page, placing.left(JOB, placed))
    return page


def test_a_phone_places_until_it_adds_up_and_the_screen_shows_the_group(hall: Hall, server: Server) -> None:
    # In the room already are two people, who all but agree.
    store = rooms.store()
    room, secret = store.create(TASK.id, "nl")
    other = placing.moved(JOB, placing.moved(JOB, JOB.goal, 0, -5), 1, 5)
    for _ in range(2):
        store.submit(room.code, new_token(), 1, new_token(), placing.content_of(JOB, other))

    phone = a_phone(hall, server, room.code, NEARLY)
    expect(send(phone, 1)).to_be_disabled()
    wijk, last = JOB.receivers[-1], len(JOB.receivers) - 1
    # A wijk that is pressed on the map comes to stand under it.
    click_on(phone, map_of(phone), wijk.code)
    chosen = phone.locator(f".st-key-wijk_kaart_{wijk.code}")
    expect(chosen).to_be_visible()
    now = NEARLY
    while placing.left(JOB, now):
        expect(send(phone, 1)).to_be_disabled()
        after = placing.moved(JOB, now, last, JOB.step)
        name = T("plaatsen.more", wijk=wijk.name, number=sum(after) - sum(now))
        # By thumb, and the second time with the keyboard.
        key = chosen.get_by_role("button", name=name, exact=True)
        key.click() if now == NEARLY else key.press("Enter")
        now = after
        left_is(phone, placing.left(JOB, now))
    assert now == JOB.goal
    settled(phone)
    assert_accessible(phone)
    assert_no_sideways_scroll(phone, PHONE["width"])
    # It comes back as it was, from its address alone.
    phone.reload()
    left_is(phone, 0)
    send(phone, 1).click()
    sent(phone, 1)

    store.set_shown(room.code, secret, True)
    screen = hall.page(1600, 900)
    screen.goto(f"{server.url}/werksessie?kamer={room.code}&scherm=1")
    apart = VIEW.households(placing.elsewhere(other, JOB.goal))
    said = T("plaatsen.screen.apart", apart=apart, count=N.integer(JOB.count)).replace("**", "")
    expect(screen.get_by_text(said.partition(". ")[0])).to_be_visible()
    expect(screen.locator(".nplv-lane .nplv-group")).to_have_count(len(JOB.receivers))
    settled(screen)
    assert_accessible(screen)
    # The drawing has its table.
    screen.get_by_text(T("plaatsen.table.title")).click()
    row = screen.get_by_role("row").filter(has=screen.get_by_role("rowheader", name=JOB.receivers[0].name))
    numbers = (placing.group_of(JOB, [JOB.goal, other, other]).placing[0], JOB.goal[0])
    for number in numbers:
        expect(row.get_by_role("cell", name=N.integer(number), exact=True).first).to_be_visible()
