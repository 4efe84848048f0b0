"""What Streamlit does in every run is done as often as it is needed, and comes to the same."""

from __future__ import annotations

import gc
import inspect
import weakref
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import script_runner

from nplv_dash.ui import server, thrift

SECTIONS = [
    "theme", *(f"theme.{one.value}" for one in config.CustomThemeCategories),
]  # fmt: skip


class Ring:
    """Something that only a search for garbage takes away."""

    def __init__(self) -> None:
        self.me = self


def test_garbage_is_searched_for_every_so_often() -> None:
    now = SimpleNamespace(seconds=100.0)
    collector = thrift.Collector(lambda: now.seconds)
    found = []
    gc.disable()
    try:
        for passed in (0.0, thrift.EVERY / 2, thrift.EVERY / 2):
            now.seconds += passed
            ring = weakref.ref(Ring())
            collector.collect(2)
            found.append(ring() is None)
    finally:
        gc.enable()
    assert found == [True, False, True]


@pytest.mark.parametrize("section", SECTIONS)
def test_the_theme_is_read_once_and_is_the_same(section: str) -> None:
    read: list[str] = []

    def fill(message: CustomThemeConfig, section: str) -> None:
        read.append(section)
        thrift.FILL(message, section)

    filled = thrift.once_each(fill)
    wanted, first, second = CustomThemeConfig(), CustomThemeConfig(), CustomThemeConfig()
    thrift.FILL(wanted, section)
    filled(first, section)
    # What is sent to one visitor is not what is sent to the next.
    first.font_faces.add().family = "changed"
    filled(second, section)
    assert second == wanted
    assert read == [section]


def _whole(fill: thrift.Fill) -> CustomThemeConfig:
    """All sections in one message, as Streamlit sends it."""
    message = CustomThemeConfig()
    for section in SECTIONS:
        part = message
        for name in section.split(".")[1:]:
            part = getattr(part, name)
        fill(part, section)
    return message


def test_all_sections_are_what_streamlit_sends() -> None:
    filled = thrift.once_each(thrift.FILL)
    wanted = _whole(thrift.FILL)
    assert wanted.light.primary_color, "else nothing is compared"
    assert not wanted.HasField("sidebar"), "a section without settings is none"
    for _ in range(2):
        assert _whole(filled) == wanted


def test_a_section_in_which_all_is_as_it_would_be_anyway_is_there() -> None:
    def fill(message: CustomThemeConfig, section: str) -> None:
        if section == "theme.sidebar":
            message.base = CustomThemeConfig.BaseTheme.LIGHT

    assert _whole(fill).HasField("sidebar")
    assert _whole(thrift.once_each(fill)) == _whole(fill)


def test_streamlit_searches_for_garbage_where_it_is_kept_from_it() -> None:
    """Else another name was put there, which nothing of it ever looks at."""
    assert thrift.GC is gc
    assert "gc.collect(" in inspect.getsource(script_runner)


def test_the_app_is_thrifty_once() -> None:
    server.create_app()
    kept: Any = app_session._populate_theme_msg
    collector = vars(script_runner)["gc"]
    server.create_app()
    assert app_session._populate_theme_msg is kept
    assert vars(script_runner)["gc"] is collector
    assert kept is not thrift.FILL
    assert isinstance(collector, thrift.Collector)
