"""The place for files speaks the languages of the app; that browsers show it, tests/e2e looks at."""

from __future__ import annotations

import json
from itertools import product

import pytest

from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.ui import uploader_words
from nplv_dash.ui.frontend import FRONTEND, FrontendMiddleware
from tests.ui.asgi import Got, ask, in_a_loop


def test_each_text_stands_in_a_script_in_each_language() -> None:
    found = "".join(content.decode() for content in uploader_words.scripts().values())
    for _, places in uploader_words._PLACES:
        for was, _, keys in places:
            assert was not in found
            for lang, key in product(LANGUAGES, keys):
                assert json.dumps(Text(lang)(key)) in found
    assert "`Upload`" not in found


@pytest.mark.parametrize(
    "places",
    [(("`Add files`", "W", ("frame.app",)), ("nowhere", "W", ("frame.app",))), (("nowhere", "W", ("frame.app",)),)],
)
def test_another_frontend_is_noticed(
    places: tuple[tuple[str, str, tuple[str, ...]], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
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
        # Whoever asks for a part gets all of it, and nothing of the other file.
        assert in_a_loop(ask(here, f"/{name}", range="bytes=0-9")).body == content


def test_browsers_ask_each_time_whether_they_are_still_the_same() -> None:
    """Their names hold a fingerprint of what Streamlit has there, which does not change with ours."""
    name, other = list(uploader_words.scripts())
    got, old = (_answered({name: content}, name) for content in (b"new words", b"old words"))
    for one in (got, old):
        assert one.headers["cache-control"] == "no-cache"
    assert got.headers["etag"] != old.headers["etag"]
    for known in (got.headers["etag"], f'"x", W/{got.headers["etag"]}'):
        again = _answered({name: b"new words"}, name, if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", got.headers["etag"])
        assert again.headers["cache-control"] == "no-cache"
    assert _answered({name: b"new words"}, name, if_none_match=old.headers["etag"]).body == b"new words"
    # What is Streamlit's own is kept for good.
    untouched = _answered({name: b"new words"}, other)
    assert "immutable" in untouched.headers["cache-control"]
    assert untouched.body == (FRONTEND / other).read_bytes()


def _answered(instead: dict[str, bytes], name: str, **headers: str) -> Got:
    async def passed(*_: object) -> None:
        pytest.fail("it was not answered")

    return in_a_loop(ask(FrontendMiddleware(passed, instead=instead), f"/{name}", **headers))
