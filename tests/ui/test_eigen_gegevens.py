"""Own data on the page: what is said, what is mapped, what may be taken along, and that nobody else gets any of it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from nplv_dash.present.text import Text
from tests.corpus.good import csv
from tests.ui.helpers import assert_sound, html, run_page

T = Text("nl")


def upload(app: AppTest, kind: str, name: str, content: bytes) -> AppTest:
    app.session_state
    return app.file_uploader(key=f"eigen_{kind}").upload(name, content, "application/octet-stream").run()


def test_a_table_is_joined_and_mapped() -> None:
    app = upload(run_page("eigen_gegevens"), "table", "wijken.csv", csv("WK034401;1,5", "WK034402;2,5", "WK034403;."))
    assert_sound(app)
    print([m.value for m in app.markdown], html(app)[:3000])
