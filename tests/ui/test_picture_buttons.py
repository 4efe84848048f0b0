"""The buttons with pictures: made of what the page shows, when they are opened and not before."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.present.text import Text
from tests.ui.helpers import assert_sound, run_page, unfolded

T = Text("nl")
#: Page, key of the button, and what the address asks for.
BUTTONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("overzicht", "afbeelding_themas", {}),
    ("kaart", "afbeelding_kaart", {"niveau": "wijken", "cijfer": "lbm", "jaar": "2012", "rond": "delft-west"}),
    ("gebied", "afbeelding_trend", {"gebied": "delft-west"}),
    ("herverdeling", "afbeelding_kaart", {}),
    ("herverdeling", "afbeelding_kanten", {}),
    ("na_de_financiering", "afbeelding_geld", {"gebied": "delft-west"}),
    ("na_de_financiering", "afbeelding_gemeten", {}),
    ("na_de_financiering", "afbeelding_toekomst", {"thema": "safety", "naast": "stop_2025"}),
)


@pytest.mark.parametrize(("page", "key", "query"), BUTTONS, ids=lambda value: str(value) if value else "")
def test_a_button_offers_both_files_once_it_is_opened(page: str, key: str, query: dict[str, str]) -> None:
    app = run_page(page, "nl", **query)
    assert T("picture.file.svg") not in offered(app)
    unfolded(app, key)
    assert_sound(app)
    assert {T("picture.file.png"), T("picture.file.svg")} <= offered(app)


def offered(app: AppTest) -> set[str]:
    """The words on every button for a file."""
    return {button.proto.label for button in app.get("download_button")}
