"""The frame: every page stands in it, in both languages, and errors stay inside it."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash import __version__
from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.ui import frame
from tests.ui.helpers import assert_sound, run_page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", frame.PAGES, ids=lambda page: page.id)
def test_page_stands_in_the_frame(page: frame.Page, lang: Lang) -> None:
    app = run_page(page.id, lang)
    assert_sound(app)
    assert Text(lang)("frame.app") in app.markdown[0].value
    assert __version__ in app.caption[-1].value


def test_language_switch() -> None:
    app = run_page("kaart")
    assert app.title[0].value == Text("nl")("frame.pages.kaart")
    app.button_group(key="lang").set_value("en").run()
    assert app.title[0].value == Text("en")("frame.pages.kaart")


def test_every_page_file_is_registered_and_every_registered_page_exists() -> None:
    assert {page.path for page in frame.PAGES} == set(frame.PAGES[0].path.parent.glob("*.py"))


def test_page_without_frame_says_so_and_does_not_run_in_circles() -> None:
    app = AppTest.from_file(str(frame.PAGES[1].path), default_timeout=60).run()
    assert len(app.exception) == 1
    assert not app.title


def _broken(kind: str) -> AppTest:
    def script(kind: str) -> None:
        import streamlit as st

        from nplv_dash.domain.errors import NplvError
        from nplv_dash.ui import errors

        with errors.guard():
            if kind == "known":
                raise NplvError("file_empty", "data/example.csv")
            raise ZeroDivisionError("secret detail")
        st.caption("the rest stands")

    return AppTest.from_function(script, kwargs={"kind": kind}, default_timeout=60).run()


def test_known_error_says_what_where_and_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    app = _broken("known")
    assert not app.exception
    (explained,) = explain(NplvError("file_empty", "data/example.csv"), Text("nl"))
    for part in (explained.what, explained.where, explained.remedy):
        assert part in app.error[0].value
    assert app.caption[0].value == "the rest stands"
    assert isinstance(caplog.records[-1].exc_info[1], NplvError)


def test_unexpected_error_shows_a_number_and_logs_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        app = _broken("unexpected")
    assert not app.exception
    assert "secret detail" not in app.error[0].value
    reference = caplog.records[-1].args[0]
    assert reference in app.error[0].value
    assert "secret detail" in caplog.text
