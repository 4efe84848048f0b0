"""The frame: every page stands in it, in both languages, and errors stay inside it."""

from __future__ import annotations

import logging
import os

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash import ROOT, __version__
from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.ui import data, frame, wiring
from nplv_dash.ui.data import workspace
from tests.ui.helpers import ENTRY, assert_sound, run_page


def visit(app: AppTest, page_id: str) -> AppTest:
    """Go to another page by the menu, in the same session; that empties the address."""
    target = next(page for page in frame.PAGES if page.id == page_id)
    app.query_params.clear()
    return app.switch_page(os.path.relpath(target.path, ENTRY.parent)).run()


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


HOSTILE = "[Klik](https://example.org) ![x](https://example.org/x.png) `https://example.org`"


def test_a_choice_in_a_link_is_shown_as_text_and_never_as_markdown() -> None:
    app = run_page("kaart", cijfer=HOSTILE)
    (notice,) = [info.value for info in app.info if "Klik" in info.value]
    inside = notice.split("`")
    # Everything of the stranger stands between one pair of backticks, where Markdown reads nothing.
    assert len(inside) == 3
    assert "Klik" in inside[1]
    assert "example.org" not in inside[0] + inside[2]


def test_switches_are_in_the_address() -> None:
    app = run_page("kaart", niveau="wijken", rond="delft-west", alleen="1")
    assert_sound(app)
    assert app.toggle(key="alleen").value is True
    assert app.query_params["alleen"] == "1"
    app.toggle(key="alleen").set_value(False).run()
    assert "alleen" not in app.query_params
    app.toggle(key="tegels").set_value(True).run()
    assert app.query_params["tegels"] == "1"


def test_a_year_goes_where_there_is_only_one() -> None:
    several = run_page("kaart", cijfer="lbm", jaar="2012")
    assert several.query_params["jaar"] == "2012"
    one = next(i for i in workspace().mapped_indicators if len(workspace().years("gebied", i.id)) == 1)
    app = run_page("kaart", cijfer=one.id, jaar="1999")
    assert "jaar" not in app.query_params
    assert any("1999" in info.value for info in app.info)
    several.selectbox(key="cijfer").set_value(one.id).run()
    assert_sound(several)
    assert "jaar" not in several.query_params
    assert not any("2012" in info.value for info in several.info)


def test_a_place_that_is_not_on_the_level_is_dropped_and_the_hint_stands() -> None:
    hint = Text("nl")("kaart.card.hint")
    app = run_page("kaart", niveau="wijken", plek="WK034403")
    assert app.query_params["plek"] == "WK034403"
    assert hint not in [caption.value for caption in app.caption]
    app.selectbox(key="niveau").set_value("gebieden").run()
    assert "plek" not in app.query_params
    assert hint in [caption.value for caption in app.caption]
    unknown = run_page("kaart", niveau="wijken", plek="WK999999")
    assert any("WK999999" in info.value for info in unknown.info)
    assert hint in [caption.value for caption in unknown.caption]


def test_a_place_is_still_chosen_after_a_visit_to_another_page() -> None:
    app = run_page("kaart", niveau="wijken", plek="WK034403")
    app = visit(visit(app, "verantwoording"), "kaart")
    assert app.query_params["plek"] == "WK034403"


def test_who_is_led_to_the_map_of_an_area_gets_its_newest_year() -> None:
    app = run_page("kaart", niveau="wijken", cijfer="lbm", jaar="2012", alleen="1", rond="delft-west")
    app = visit(app, "gebied")
    (button,) = [b for b in app.button if b.label == Text("nl")("gebied.map.to_map")]
    app = button.click().run()
    assert app.select_slider(key="jaar").value == str(workspace().years("wijk", "lbm")[-1])
    assert app.toggle(key="alleen").value is False


def test_a_damaged_installation_is_not_read_again_at_every_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def broken() -> None:
        calls.append(1)
        raise NplvError("file_empty", "data/example.csv")

    clock = iter([0.0, 1.0, data.RETRY_AFTER + 1.0, data.RETRY_AFTER + 2.0])
    monkeypatch.setattr(data, "_opened", broken)
    monkeypatch.setattr(data, "_failed", None)
    monkeypatch.setattr(data, "monotonic", lambda: next(clock))
    for reads in (1, 1, 2):
        with pytest.raises(NplvError):
            data.workspace()
        assert len(calls) == reads


def test_visitors_see_no_folders_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = NplvError("file_empty", ROOT / "data" / "example.csv")
    monkeypatch.setattr(wiring, "data_problems", lambda: (problem,))
    app = run_page("verantwoording")
    assert "data/example.csv" in app.warning[0].value
    assert str(ROOT) not in app.warning[0].value
