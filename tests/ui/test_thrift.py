"""What Streamlit does in every run is done as often as it is needed, and comes to the same."""

from __future__ import annotations

import gc
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


def test_the_settings_of_the_theme_are_among_them() -> None:
    filled = CustomThemeConfig()
    thrift.once_each(thrift.FILL)(filled, "theme.light")
    assert filled.primary_color, "else nothing was compared above"


def test_the_app_is_thrifty_once() -> None:
    server.create_app()
    kept: Any = app_session._populate_theme_msg
    collector = vars(script_runner)["gc"]
    server.create_app()
    assert app_session._populate_theme_msg is kept
    assert vars(script_runner)["gc"] is collector
    assert kept is not thrift.FILL
    assert isinstance(collector, thrift.Collector)
