"""Pages under test, run through the frame as in the app."""

from __future__ import annotations

import os
from html import unescape
from pathlib import Path

from streamlit.testing.v1 import AppTest

from nplv_dash.domain.editions import EDITION_NAME
from nplv_dash.domain.parameters import Model
from nplv_dash.present.text import Lang
from nplv_dash.ui import editions, frame

ENTRY = Path(__file__).parent / "entry" / "app.py"


def run_page(page_id: str, lang: Lang = "nl", **query: str) -> AppTest:
    """Page `page_id`, after its first run, with `query` in its address."""
    target = next(page for page in frame.PAGES if page.id == page_id)
    app = AppTest.from_file(str(ENTRY), default_timeout=60)
    for name, value in (({"lang": lang} if lang != "nl" else {}) | query).items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(os.path.relpath(target.path, ENTRY.parent)).run()


def scenario_in(app: AppTest, model: Model) -> dict[str, str]:
    """What the address says beside the edition, which is the current one."""
    said = dict(app.query_params)
    assert said.pop(EDITION_NAME) == editions.current(model).id
    return said


def assert_sound(app: AppTest) -> None:
    """Nothing went wrong, and the frame is there."""
    assert not app.exception
    assert not app.error
    assert [control.key for control in app.button_group if control.key == "lang"] == ["lang"]


def html(app: AppTest) -> str:
    """What stands in the blocks of HTML of a page, as a reader sees it."""
    return "\n".join(unescape(block.proto.body) for block in app.get("html"))


def unfolded(app: AppTest, key: str) -> AppTest:
    """The page once what is folded at first was opened."""
    app.session_state[key] = True
    return app.run()
