"""Own data on the page: what is said, what is mapped, what may be taken along, and that nobody else gets any of it."""

from __future__ import annotations

import ast
import gc
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services import own_data_codes, workbook
from nplv_dash.services.own_data_export import example
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.reader import Found
from nplv_dash.ui.blocks.own_data import kept, maps, page
from nplv_dash.ui.data import workspace
from nplv_dash.ui.routes.addresses import PARTS
from nplv_dash.ui.state import literal
from nplv_dash.ui.uploads import Holdings, put_if_it_fits
from tests.corpus.good import csv, shapefile, zipped
from tests.ui.helpers import assert_sound, html, run_page
from tests.ui.test_routes import get

T, EN = Text("nl"), Text("en")
#: In no official figure.
PRIVATE = "987654.321"


def upload(app: AppTest, kind: str, name: str, content: bytes) -> AppTest:
    return app.file_uploader(key=f"eigen_{kind}").upload(name, content, "application/octet-stream").run()


def table(*lines: str, lang: Lang = "nl") -> AppTest:
    return upload(run_page("eigen_gegevens", lang), "table", "wijken.csv", csv(*lines))


def chosen(app: AppTest, begin: str) -> object:
    (box,) = [one for one in app.selectbox if one.key.startswith(begin)]
    return box


def shown(app: AppTest) -> list[list[str]]:
    """The rows of the table with both figures; name and code stand first, the own and the official figure last."""
    found = [block.proto.body for block in app.get("html") if T("eigen_gegevens.both.title") in block.proto.body]
    found += [block.proto.body for block in app.get("html") if EN("eigen_gegevens.both.title") in block.proto.body]
    rows = re.findall(r"<tr>(.*?)</tr>", found[0] if found else "")[1:]
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def own(app: AppTest, code: str = "") -> list[str]:
    """The own figures in it, of all places or of one."""
    return [row[-2] for row in shown(app) if code in row[1]]


def said(app: AppTest) -> str:
    return " ".join([*(one.value for one in app.markdown), *(one.value for one in app.caption), html(app)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_that_nothing_is_kept(lang: Lang) -> None:
    app = run_page("eigen_gegevens", lang)
    assert_sound(app)
    assert Text(lang)("eigen_gegevens.session") in [one.value for one in app.info]
    assert not app.selectbox


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_is_joined_and_mapped(lang: Lang) -> None:
    app = table("WK034401;1,5", "WK034402;2,5", "WK034403;.", lang=lang)
    assert_sound(app)
    t = Text(lang)
    assert chosen(app, "eigen_code_").value == 0
    assert chosen(app, "eigen_naar_").value == "wijk"
    assert chosen(app, "eigen_s_").value == "dutch"
    assert t("eigen_gegevens.join.matched", matched="3", rows="3", places="3") in [one.value for one in app.markdown]
    assert t("eigen_gegevens.map.cause") in [one.value for one in app.markdown]
    rows, n = shown(app), Numbers(lang)
    assert [row[1] for row in rows] == ["WK034401", "WK034402", "WK034403"]
    assert own(app) == [n.decimal(1.5), n.decimal(2.5), n.no_data]
    welfare = workspace().figure("wijk", "WK034403", "welfare")
    assert welfare is not None
    assert rows[2][-1] == n.decimal(welfare.value, workspace().bundle.indicators["welfare"].decimals)
    # A grid has a button of its own for a file, in which own figures are not marked.
    assert not app.dataframe


def test_the_example_is_a_good_file() -> None:
    app = upload(run_page("eigen_gegevens"), "table", "voorbeeld.csv", example(workspace()))
    assert_sound(app)
    assert T("eigen_gegevens.join.all") in [one.value for one in app.caption]


def test_what_does_not_match_is_named_on_both_sides_with_its_reason() -> None:
    app = table("WK034401;1", "WK036300;2", "WK999999;3", "Overvecht;4", ";5", "WK034402;6", "WK034402;7")
    assert_sound(app)
    text = said(app)
    for why, first in (("earlier", "WK036300"), ("unknown", "WK999999"), ("malformed", "Overvecht"), ("empty", "")):
        assert T(f"eigen_gegevens.join.{why}", count="1", first=first, year=2024) in text
    assert T("eigen_gegevens.join.elsewhere", year=2022) in text
    assert T("eigen_gegevens.join.doubles", count="1", first="WK034402") in text
    assert "WK034403 (" in text
    assert own(app, "WK034402") == [T("frame.no_data")]
    app.selectbox(key="eigen_dubbel").set_value("sum").run()
    assert own(app, "WK034402") == ["13"]
    app.selectbox(key="eigen_dubbel").set_value("first").run()
    assert own(app, "WK034402") == ["6"]


def test_codes_without_letters_and_zeros_are_completed() -> None:
    app = upload(run_page("eigen_gegevens"), "table", "gm.csv", b"gm,cijfer\n344,1.5\n14,2.5\n")
    assert_sound(app)
    assert chosen(app, "eigen_naar_").value == "gemeente"
    assert [row[1] for row in shown(app)] == ["GM0014", "GM0344"]


def test_another_spelling_can_be_chosen() -> None:
    app = table("WK034401;1.234", "WK034402;2.345")
    assert own(app) == ["1.234", "2.345"]
    assert T("eigen_gegevens.spelling.unsure") in said(app)
    chosen(app, "eigen_s_").set_value("international").run()
    assert own(app) == ["1,234", "2,345"]


def test_numbers_that_are_none_are_told_and_nothing_is_drawn() -> None:
    app = table("WK034401;1,5", "WK034402;veel")
    assert not app.exception
    assert "`veel`" in app.error[0].value
    assert not shown(app)


def test_codes_of_another_level_than_chosen_are_told_and_nothing_breaks() -> None:
    app = table("WK034401;1", "WK034402;2")
    chosen(app, "eigen_naar_").set_value("buurt").run()
    assert_sound(app)
    assert T("eigen_gegevens.join.malformed", count="2", first="WK034401, WK034402") in said(app)
    assert not shown(app)


def test_a_sheet_without_a_table_can_be_left_again() -> None:
    book = openpyxl.Workbook()
    for row in (("code", "cijfer"), ("WK034401", 1.5)):
        book.active.append(row)
    book.create_sheet("Uitleg").append(["alleen tekst"])
    content = io.BytesIO()
    book.save(content)
    app = upload(run_page("eigen_gegevens"), "table", "a.xlsx", content.getvalue())
    assert_sound(app)
    chosen(app, "eigen_deel_table").set_value("Uitleg").run()
    assert "geen regels" in app.error[0].value
    chosen(app, "eigen_deel_table").set_value("Sheet").run()
    assert_sound(app)
    assert own(app) == ["1,5"]


def test_no_key_of_a_widget_has_a_word_of_the_file_since_logs_have_keys() -> None:
    book = openpyxl.Workbook()
    for name in ("Geheim", "Ook geheim"):
        sheet = book.create_sheet(name)
        for row in (("toelichting", "code", "cijfer"), ("x", "WK034401", 1.5), ("y", "WK034402", 2.5)):
            sheet.append(row)
    book.remove(book["Sheet"])
    content = io.BytesIO()
    book.save(content)
    app = upload(run_page("eigen_gegevens"), "table", "a.xlsx", content.getvalue())
    first = {one.key for one in app.selectbox}
    chosen(app, "eigen_deel_table").set_value("Ook geheim").run()
    assert_sound(app)
    assert shown(app)
    second = {one.key for one in app.selectbox}
    assert not [key for key in first | second if "geheim" in key.lower()]
    assert [key for key in first - second if key.startswith("eigen_code_")], "each sheet has choices of its own"


def test_own_borders_come_with_a_map_of_their_own() -> None:
    app = upload(run_page("eigen_gegevens"), "borders", "vlakken.zip", zipped(shapefile()))
    assert_sound(app)
    assert own(app) == ["1,5", "2,5", "3,5"]
    app = upload(app, "table", "wijken.csv", csv("WK034401;10", "WK034402;20"))
    assert_sound(app)
    assert chosen(app, "eigen_naar_").value == "own"
    assert own(app) == ["10", "20"]
    chosen(app, "eigen_naar_").set_value("wijk").run()
    assert_sound(app)
    assert "WK034403 (Wijk 03 Overvecht)" in said(app)


HOSTILE = "<img src=x onerror=alert(1)>[k](https://example.org)"


def test_what_stands_in_a_file_is_shown_as_text() -> None:
    content = f"code;{HOSTILE}\nWK034401;1\n{HOSTILE};2\n".encode()
    app = upload(run_page("eigen_gegevens"), "table", f"{HOSTILE}.csv", content)
    assert_sound(app)
    bodies = [block.proto.body for block in app.get("html")]
    assert not [body for body in bodies if "<img" in body]
    # Where Markdown is read, everything of the stranger stands between backticks.
    for one in (*app.success, *app.markdown, *app.caption, *app.error):
        outside = "".join(one.value.split("`")[::2])
        assert "example.org" not in outside or one is app.markdown[0]


@pytest.mark.parametrize("name", ["tabel.csv", "tabel.xlsx"])
def test_a_bad_file_is_told_of_and_can_be_taken_away(name: str) -> None:
    app = upload(run_page("eigen_gegevens"), "table", name, b"\x00\x01")
    assert not app.exception
    error = kept_of(app).outcome
    (explained,) = explain(error, T)
    assert explained.what in app.error[0].value
    assert explained.remedy in app.error[0].value
    # Where an error was raised stands the file.
    assert not kept_of(app).content
    assert (error.__traceback__, error.__context__, error.__cause__) == (None, None, None)
    app.file_uploader(key="eigen_table").clear().run()
    assert_sound(app)


@pytest.mark.parametrize("key", ["own_busy", "own_time"])
def test_what_went_wrong_for_want_of_time_can_be_tried_again(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> Found:
        raise NplvError(key, "wijken.csv", seconds=3)

    with monkeypatch.context() as patched:
        patched.setattr(kept, "read", busy)
        app = table("WK034401;1,5")
    assert app.error
    assert kept_of(app).content
    app.button(key="eigen_weer_table").click().run()
    assert_sound(app)
    assert own(app) == ["1,5"]
    assert not kept_of(app).content


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_comes_when_the_server_is_full_is_told_and_may_try_again(
    lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(kept, "put_if_it_fits", lambda *_: False)
        app = table("WK034401;1,5", lang=lang)
    (explained,) = explain(NplvError("own_full", "wijken.csv"), Text(lang))
    assert explained.what in app.error[0].value
    assert explained.remedy in app.error[0].value
    app.button(key="eigen_weer_table").click().run()
    assert_sound(app)
    assert shown(app)


def test_what_the_session_has_is_counted_until_it_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Holdings()
    monkeypatch.setattr(kept, "HOLDINGS", held)
    app = table("WK034401;1,5", "WK034402;2,5")
    small = held.all({})
    assert small == kept_of(app).outcome.size > 0
    upload(app, "borders", "vlakken.zip", zipped(shapefile()))
    assert held.all({}) > small
    app.file_uploader(key="eigen_borders").clear().run()
    assert held.all({}) == small
    app.file_uploader(key="eigen_table").clear().run()
    assert held.all({}) == 0
    upload(app, "table", "wijken.csv", csv("WK034401;1,5"))
    assert held.all({}) > 0
    del app
    gc.collect()
    assert held.all({}) == 0, "its session is gone"


def test_a_file_that_waits_says_how_many_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting: list[str] = []

    def read(*_: object, wait: Callable[[int], None], **__: object) -> Found:
        wait(7)
        raise NplvError("own_busy", "wijken.csv", seconds=3)

    monkeypatch.setattr(kept, "read", read)
    monkeypatch.setattr(DeltaGenerator, "progress", lambda _self, _share, words: waiting.append(words))
    table("WK034401;1,5")
    assert T("eigen_gegevens.waiting", count=7) in waiting


def test_maps_are_made_one_at_a_time_and_whoever_waits_too_long_may_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[str] = []
    show = DeltaGenerator.progress

    def progress(place: DeltaGenerator, share: float, words: str) -> DeltaGenerator:
        waited.append(words)
        return show(place, share, words)

    monkeypatch.setattr(kept, "limits", lambda: Limits(waiting=0))
    monkeypatch.setattr(DeltaGenerator, "progress", progress)
    with page._line.turn(0, lambda _: None):
        app = table("WK034401;1,5")
        (explained,) = explain(NplvError("own_busy_map", "wijken.csv", seconds=0), T)
        assert explained.what in app.error[0].value
        assert explained.remedy in app.error[0].value
        assert not shown(app)
        assert waited[-1] == T("eigen_gegevens.waiting", count=1)
        assert not app.get("progress"), "who does not wait any more sees no bar"
    app.button(key="eigen_weer_map").click().run()
    assert_sound(app)
    assert shown(app)


def test_what_takes_too_long_elsewhere_is_no_turn_that_never_came(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def late(*_: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(page.join, "draw", late)
        app = table("WK034401;1,5")
    assert app.error
    assert not [one for one in app.error if "wijken.csv" in one.value]
    assert not [one for one in app.button if one.key == "eigen_weer_map"]
    assert [one for one in caplog.records if one.exc_info and one.exc_info[0] is TimeoutError]
    app.run()
    assert_sound(app)
    assert shown(app), "its turn was given back"


def test_borders_for_which_there_is_no_room_are_told_of_and_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def room(session: str, place: str, file: int, read: int) -> bool:
        return place != kept._SHAPES and put_if_it_fits(session, place, file, read)

    with monkeypatch.context() as patched:
        patched.setattr(kept, "put_if_it_fits", room)
        app = upload(run_page("eigen_gegevens"), "borders", "vlakken.zip", zipped(shapefile()))
    assert not app.exception
    (explained,) = explain(NplvError("own_full", "vlakken.zip"), T)
    assert explained.what in app.error[0].value
    assert kept._SHAPES not in app.session_state
    app.button(key="eigen_weer_map").click().run()
    assert_sound(app)
    assert own(app) == ["1,5", "2,5", "3,5"]


def test_the_year_of_the_borders_comes_from_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_data_codes, "border_year", lambda _: 2031)
    monkeypatch.setattr(own_data_codes, "older_elsewhere", lambda _: None)
    text = said(table("WK034401;1", "WK036300;2", "WK999999;3"))
    assert T("eigen_gegevens.join.earlier", count="1", first="WK036300", year=2031) in text
    assert T("eigen_gegevens.join.elsewhere", year=2022) not in text
    assert "2024" not in " ".join(re.findall(r"nplv-note.*?</", text))


def test_what_is_taken_away_leaves_nothing_in_the_session() -> None:
    app = upload(run_page("eigen_gegevens"), "borders", "vlakken.zip", zipped(shapefile()))
    assert kept._SHAPES in app.session_state
    app.file_uploader(key="eigen_borders").clear().run()
    assert kept._SHAPES not in app.session_state


def test_signs_that_cannot_be_sent_are_left_out() -> None:
    assert literal("a\ud800`b\u202e") == "`a b`"
    double = b'{"type": "Feature", "a\\ud800": 1, "a\\ud800": 2}'
    app = upload(run_page("eigen_gegevens"), "borders", "a.geojson", double)
    assert not app.exception
    assert app.error


def test_a_long_table_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "_MOST_ROWS", 2)
    app = table("WK034401;1", "WK034402;2", "WK034403;3")
    assert_sound(app)
    assert own(app) == ["1", "2"]
    assert T("eigen_gegevens.both.more", shown="2", count="3") in [one.value for one in app.info]


def kept_of(app: AppTest) -> kept.Kept:
    found: kept.Kept = app.session_state[kept._KEPT]["table"]
    return found


def test_a_session_sees_only_its_own_and_an_address_never_has_it() -> None:
    first = table(f"WK034401;{PRIVATE}".replace(".", ","))
    second = run_page("eigen_gegevens")
    assert_sound(second)
    assert PRIVATE not in said(second)
    assert second.session_state[kept._KEPT] == {}
    assert dict(first.query_params) == {}
    charts = {chart for parts in PARTS.values() for part in parts.values() for chart in part.charts}
    assert not [chart for chart in charts if chart.startswith("eigen")]


def test_official_files_never_hold_own_figures() -> None:
    addresses = ("/api/v1/kaart.csv?niveau=wijken&cijfer=lbm", "/api/v1/gebieden.csv", "/api/v1/kaart.geojson")
    before = [get(one).body for one in addresses]
    fingerprint = workspace().bundle.fingerprint
    keys = set(workspace().bundle.figures), set(workspace().bundle.layers), set(workspace().bundle.indicators)
    app = table(f"WK034401;{PRIVATE}".replace(".", ","), "WK034402;1")
    assert_sound(app)
    assert own(app)[0] == "987.654,321"
    assert [get(one).body for one in addresses] == before
    assert workspace().bundle.fingerprint == fingerprint
    assert (set(workspace().bundle.figures), set(workspace().bundle.layers), set(workspace().bundle.indicators)) == keys


def test_nothing_official_knows_of_own_data() -> None:
    """By what is imported: workbook, deck, brief, archive, answers and commands cannot reach the files of visitors."""
    own = [*(ROOT / "nplv_dash" / "ui" / "blocks" / "own_data").glob("*.py"), ROOT / "pages" / "eigen_gegevens.py"]
    services = (ROOT / "nplv_dash" / "services").glob("own_data_*.py")
    # What looks through a zip before it is unpacked, and its bounds, serve the zips of publishers too.
    shared = ("unpack.py", "limits.py")
    own += [
        *services,
        *(one for one in (ROOT / "nplv_dash" / "sources" / "own").glob("*.py") if one.name not in shared),
    ]
    assert all(path.exists() for path in own)
    others = [*(ROOT / "nplv_dash").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    reaching = [path for path in others if path not in own and _imports(path) & _modules(own)]
    assert reaching == []
    assert Path(workbook.__file__) in others


def _modules(paths: list[Path]) -> set[str]:
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module=str(module)):
                found |= {module, *(f"{module}.{one.name}" for one in node.names)}
            case ast.Import(names=names):
                found |= {one.name for one in names}
    return found
