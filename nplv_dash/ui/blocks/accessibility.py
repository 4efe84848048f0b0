"""What was tested of the accessibility, and what does not work yet."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

#: The day of the test that the page tells of.
TESTED: Final = date(2026, 11, 24)
_TESTS: Final = ("axe", "keyboard", "zoom", "colour")
_GAPS: Final = ("map", "grid", "english", "hover", "files")
_COLUMNS: Final = ("what", "why", "instead")


def tested(t: Text, n: Numbers) -> None:
    """What was tested, how and when."""
    st.markdown(t("toegankelijkheid.tested.text", date=n.date(TESTED)))
    st.markdown("\n".join(f"- {t(f'toegankelijkheid.tested.{test}')}" for test in _TESTS))
    st.markdown(t("toegankelijkheid.tested.again"))


def gaps(t: Text) -> None:
    """What does not work yet."""
    rows = [[Cell(t(f"toegankelijkheid.gaps.{gap}.{column}")) for column in _COLUMNS] for gap in _GAPS]
    head = [t(f"toegankelijkheid.gaps.head.{column}") for column in _COLUMNS]
    st.html(table(t("toegankelijkheid.gaps.caption"), head, [Group(rows)], numbers=()))
