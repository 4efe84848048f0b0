"""The app on data of which a file is damaged: it starts, and says so in a sentence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nplv_dash import ROOT
from nplv_dash.present.text import Text
from tests.servers import SERVE, Server, running

pytestmark = pytest.mark.e2e

T = Text("nl")


@contextmanager
def installed(page: Page, folder: Path, damaged: str) -> Iterator[Server]:
    """The app in a folder of its own, with one file of `data/` cut short, for this page."""
    for name in ("nplv_dash", "pages", "data", "static"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)
    file = folder / "data" / damaged
    file.write_bytes(file.read_bytes()[:1000])
    # Started by path: Python then finds the package beside this file, and not the one under test.
    start = shutil.copy(ROOT / "nplv_dash" / "__main__.py", folder / "start.py")
    with running((str(start), *SERVE[2:])) as server:
        yield server
        # A page that is left asks nothing of a server that stops.
        page.goto("about:blank")


def told(page: Page) -> str:
    """What the alerts on the page say."""
    return " ".join(page.get_by_test_id("stAlert").all_inner_texts())


def test_without_an_optional_file_the_rest_is_shown(page: Page, tmp_path: Path) -> None:
    with installed(page, tmp_path, "boundaries/buurten_nl.zip") as server:
        page.goto(server.url + "/kaart")
        expect(page.get_by_role("heading", level=1)).to_have_text(T("kaart.title"))
        expect(page.get_by_test_id("stAlert").first).to_contain_text(T("frame.incomplete"))
        assert "data/boundaries/buurten_nl.zip" in told(page)
        assert str(tmp_path) not in told(page)
        expect(page.locator("iframe")).to_be_visible()
        page.get_by_role("combobox", name=T("kaart.choose.layer")).click()
        expect(page.get_by_role("option", name=T("kaart.layer.wijken"), exact=True)).to_be_visible()
        expect(page.get_by_role("option", name=T("kaart.layer.buurten_nl"), exact=True)).to_have_count(0)


def test_without_a_needed_file_there_is_a_sentence_and_a_number(page: Page, tmp_path: Path) -> None:
    with installed(page, tmp_path, "indicators/wijken.parquet") as server:
        page.goto(server.url + "/kaart")
        alert = page.get_by_test_id("stAlert")
        expect(alert.first).to_contain_text(T("frame.error.reference", reference=""))
        assert "wijken.parquet" in told(page)
        assert "Traceback" not in page.content()
        assert page.get_by_test_id("stException").count() == 0
        # The frame stands, and the log has the rest under the same number.
        expect(page.get_by_role("link", name=T("frame.pages.gebied"), exact=True)).to_be_visible()
        reference = told(page).split(T("frame.error.reference", reference="").strip())[-1].split()[0]
        assert f"reference {reference}" in server.log.read_text(encoding="utf-8")
