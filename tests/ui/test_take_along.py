"""The brief and the workbook on the page of an area: made when asked for, of the scenario of the visitor."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.text import Text
from nplv_dash.services import brief as service
from nplv_dash.ui import editions, levers, model
from tests.ui.helpers import assert_sound, run_page


def files(app: AppTest) -> dict[str, bytes]:
    """Name -> content of what was made."""
    held: Any = app.session_state["_meegenomen"]
    return {name: content for name, (_, _, content) in held[1].items()}


def make(app: AppTest) -> AppTest:
    return app.button(key="meenemen").click().run()


def test_nothing_is_made_before_it_is_asked_for() -> None:
    app = run_page("gebied", gebied="delft-west")
    assert_sound(app)
    assert "_meegenomen" not in app.session_state


def test_both_files_are_of_the_area_and_of_the_plea() -> None:
    app = make(run_page("gebied", gebied="delft-west"))
    assert_sound(app)
    plea = next(one.scenario for one in model.examples() if one.scenario.name == "plea_2024")
    passport = editions.passport(plea).id
    made = files(app)
    assert list(made) == [f"nplv_delft-west_{passport}.pdf", f"nplv_delft-west_{passport}.xlsx"]
    content, sheets = made.values()
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 2
    assert passport in reader.pages[1].extract_text()
    title = openpyxl.load_workbook(io.BytesIO(sheets))["README"]["B1"].value
    assert title == Text("nl")("workbook.title", area="Delft-West")


def test_the_scenario_of_the_visitor_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Scenario.of(model.parameters(), {"share_redirected": 0.4}, Scenario().seed)
    find = levers.elsewhere
    monkeypatch.setattr(
        levers, "elsewhere", lambda parameters, kind: own if kind is Scenario else find(parameters, kind)
    )
    app = make(run_page("gebied", "en", gebied="zaandam-oost"))
    assert_sound(app)
    assert all(editions.passport(own).id in name for name in files(app))
    (content, _) = files(app).values()
    assert "your own choice" in PdfReader(io.BytesIO(content)).pages[1].extract_text()


def test_a_failure_is_one_sentence_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise NplvError("document_too_long", "Delft-West", pages=2)

    monkeypatch.setattr(service, "brief", fail)
    app = make(run_page("gebied", gebied="delft-west"))
    assert not app.exception
    (said,) = app.error
    assert "Er is geen bestand" in said.value
    assert "_meegenomen" not in app.session_state
