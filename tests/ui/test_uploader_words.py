"""The place for files speaks the languages of the app; that browsers show it, tests/e2e looks at."""

from __future__ import annotations

import json

import pytest

from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.ui import uploader_words
from nplv_dash.ui.frontend import FRONTEND, FrontendMiddleware
from tests.ui.asgi import ask, in_a_loop


def test_each_text_stands_in_a_script_in_each_language() -> None:
    found = "".join(content.decode() for content in uploader_words.scripts().values())
    for _, places in uploader_words._PLACES:
        for was, _, key in places:
            assert was not in found
            for lang in LANGUAGES:
                assert json.dumps(Text(lang)(key)) in found
    assert "`Upload`" not in found


@pytest.mark.parametrize(
    "places", [(("`Add files`", "W", "frame.app"), ("nowhere", "W", "frame.app")), (("nowhere", "W", "frame.app"),)]
)
def test_another_frontend_is_noticed(places: tuple[tuple[str, str, str], ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploader_words, "_PLACES", (("FileUploader", places),))
    with pytest.raises(ValueError, match="nowhere"):
        uploader_words.scripts.__wrapped__()


def test_they_are_sent_in_the_place_of_those_of_streamlit() -> None:
    scripts = uploader_words.scripts()

    async def passed(*_: object) -> None:
        pytest.fail("it was not answered")

    here = FrontendMiddleware(passed, instead=scripts)
    for name, content in scripts.items():
        got = in_a_loop(ask(here, f"/{name}"))
        assert got.body == content != (FRONTEND / name).read_bytes()
        assert got.headers["content-type"].startswith("text/javascript")
