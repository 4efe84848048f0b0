"""Every map and chart of a page as a picture: with a button, an address of its own, a description and a table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from nplv_dash import ROOT
from nplv_dash.present.text import Text
from nplv_dash.ui.routes.addresses import PARTS
from tests.ui.helpers import assert_sound, run_page

T = Text("nl")
#: What the pages are made of. What is drawn in a session is made of its answers, and stays there with them; what a
#: visitor brought along has no address either, on purpose.
BLOCKS = [
    (path, ast.parse(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "nplv_dash" / "ui" / "blocks").rglob("*.py"))
    if path.parent.name not in ("room", "own_data") and path.name != "mapblock.py"
]
#: What draws without a key, and what it is called in `PARTS`: strips are HTML, the four classings images.
UNNAMED = {"dots": "themas", "image": "klassen"}
#: Page, what its address asks for, and the parts whose buttons are there then.
OPENED: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("overzicht", {}, ("themas", "kaart")),
    ("kaart", {"niveau": "wijken", "cijfer": "lbm", "jaar": "2012", "rond": "delft-west"}, ("kaart",)),
    ("gebied", {"gebied": "delft-west"}, ("trend", "themas", "delen", "kaart")),
    ("herverdeling", {"tab": "time"}, ("kaart", "kanten")),
    ("herverdeling", {"tab": "fairness"}, ("verdeling",)),
    ("herverdeling", {"tab": "drives"}, ("aannames",)),
    ("herverdeling", {"tab": "goal"}, ("prijs",)),
    (
        "na_de_financiering",
        {"gebied": "delft-west", "thema": "safety", "naast": "stop_2025", "deel": "kept"},
        ("geld", "begroting", "gemeten", "vooruitgang", "toekomst", "blijft"),
    ),
    ("na_de_financiering", {"deel": "all"}, ("toekomsten",)),
    ("na_de_financiering", {"deel": "gap"}, ("afstand",)),
    ("na_de_financiering", {"deel": "drives"}, ("aannames",)),
)


#: Maps on which something is chosen, and that show no figure; a list beside them does the same.
CHOOSING = {"eigen_gebied_kaart"}


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Calls of a function or method with this name."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=found) | ast.Attribute(attr=found)) if found == name:
                yield node


def argument(call: ast.Call, name: str) -> ast.expr | None:
    """A keyword argument; None where it is not given."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def beginning(node: ast.expr | None) -> str:
    """A text, or what comes before the first thing that is filled in."""
    match node:
        case ast.Constant(value=str(text)) | ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text.rstrip("_")
    return ""


def charts(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every chart and map that a module draws, by its key."""
    for call in calls(tree, "plotly_chart"):
        yield beginning(argument(call, "key")), call
    for call in (*calls(tree, "stand"), *calls(tree, "draw")):
        match call.func:
            case ast.Attribute(value=ast.Name(id="mapblock")):
                key = argument(call, "key")
            case ast.Name(id="stand"):
                key = call.args[2]
            case _:
                continue
        # A key that is handed on is named where it comes from.
        if not isinstance(key, ast.Name):
            yield beginning(key), call
    for name, key in UNNAMED.items():
        for call in calls(tree, name):
            # Not the chart of dots of another module, and no QR code.
            if isinstance(call.func, ast.Name) if name == "dots" else not isinstance(call.args[0], ast.Call):
                yield key, call


def test_every_map_and_chart_of_the_pages_is_a_part_and_the_other_way_round() -> None:
    drawn = {key for _, tree in BLOCKS for key, _ in charts(tree)} - CHOOSING
    named = {key for parts in PARTS.values() for part in parts.values() for key in part.charts}
    assert drawn == named


def test_every_part_has_its_button() -> None:
    found = {beginning(call.args[-1]) for _, tree in BLOCKS for call in calls(tree, "draw") if call.args}
    buttons = {key.removeprefix("afbeelding_") for key in found if key.startswith("afbeelding_")}
    assert buttons - {"klassen"} == {part for parts in PARTS.values() for part in parts}


@pytest.mark.parametrize(
    "path", [path for path, tree in BLOCKS if {key for key, _ in charts(tree)} - CHOOSING], ids=lambda path: path.stem
)
def test_every_chart_has_a_description_that_changes_and_a_table(path: Path) -> None:
    tree = next(one for where, one in BLOCKS if where == path)
    for key, call in charts(tree):
        said = argument(call, "alt")
        if any(call in calls(tree, name) for name in ("draw", "stand")):
            continue  # a map: `test_every_map_is_described` looks
        assert said is not None, key
        # Made of something: of figures, or of what was chosen.
        assert isinstance(said, ast.Call | ast.Name), key
        assert not (isinstance(said, ast.Call) and len(said.args) == 1 and not said.keywords), key
    assert any(calls(tree, "table")) or path.stem in {"overview", "explorer", "area_page", "where"}, (
        "no table beside it"
    )


def test_every_map_is_described() -> None:
    for path in (*(path for path, _ in BLOCKS), ROOT / "nplv_dash" / "ui" / "blocks" / "mapblock.py"):
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), "Paint"):
            assert isinstance(argument(call, "description"), ast.Call), path.name


def test_every_part_is_opened_below() -> None:
    opened = {(page, part) for page, _, parts in OPENED for part in parts}
    assert opened == {(page, part) for page, parts in PARTS.items() for part in parts}


@pytest.mark.parametrize(("page", "query", "parts"), OPENED, ids=str)
def test_a_button_offers_both_files_once_it_is_opened(page: str, query: dict[str, str], parts: tuple[str, ...]) -> None:
    app = run_page(page, "nl", **query)
    assert T("picture.file.svg") not in [one.proto.label for one in app.get("download_button")]
    for part in parts:
        app.session_state[f"afbeelding_{part}"] = True
    app.run()
    assert_sound(app)
    offered = [one.proto.label for one in app.get("download_button")]
    for words in ("png", "svg"):
        assert offered.count(T(f"picture.file.{words}")) == len(parts)
