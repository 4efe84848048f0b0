"""The two scripts that reach the browser, as streamlit-folium takes them from folium."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit_folium

from nplv_dash.present import foliummap
from nplv_dash.present.foliummap import (
    RETURNED,
    GeometryLayer,
    MapTexts,
    Outline,
    Paint,
    Palette,
    Tiles,
    clicked_code,
    paint_group,
    standing_map,
)

STATIC = Path(__file__).parents[2] / "static"
TEXTS = MapTexts(label="Kaart", zoom_in="Inzoomen", zoom_out="Uitzoomen", failed="De kaart kon niet laden.")
PALETTE = Palette(
    classes=("#111", "#222", "#333"),
    no_data="#eee",
    hatch="#999",
    border="#fff",
    outline="#000",
    selected="#00f",
    halo="#fff",
    ground="#def",
)
WIJKEN = GeometryLayer("wijken", "geo/wijken.0123456789ab.json", 4)
AREAS = GeometryLayer("areas", "geo/areas.ba9876543210.json", 1)
PAINT = Paint(WIJKEN, "0x.2", ("1,0", "geen gegevens", "", "2,5"), "Leefbaarometer 2022, score", PALETTE)
NASTY = "'s-Gravenhage & \"Oud\\Nieuw\" </script><script>alert(1)</script> {{ 'x' }} {% y %} {# z #} \u2028 _abc"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What `st_folium` would send to the browser for a map and a paint."""
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **arguments: arguments)

    def send(paint: Paint = PAINT, **options: Any) -> dict[str, Any]:
        return streamlit_folium.st_folium(
            standing_map(**{"texts": TEXTS, **options}),
            key="kaart",
            returned_objects=RETURNED,
            feature_group_to_add=paint_group(paint),
        )

    return send


def message_of(script: str, call: str) -> dict[str, Any]:
    """The JSON that a script hands to `nplvMap.<call>`."""
    found = re.search(rf"nplvMap\.{call}\((?:\"map_div\", )?(.*)\);$", script, flags=re.MULTILINE)
    assert found
    return json.loads(found[1])


def test_the_standing_map_is_the_same_at_every_rerun(sent: Any) -> None:
    first, second = sent(), sent(replace(PAINT, classes="1x.0", selected="WK01", focus=(52.0, 4.0, 52.1, 4.2)))
    changed = {name for name in first if first[name] != second[name] and name != "on_change"}
    assert changed == {"feature_group"}


def test_another_language_is_another_map(sent: Any) -> None:
    assert sent()["key"] != sent(texts=replace(TEXTS, label="Map"), language="en")["key"]


def test_nothing_points_at_another_host(sent: Any) -> None:
    arguments = sent()
    assert "//" not in json.dumps({k: v for k, v in arguments.items() if k != "on_change"}, default=str)
    for link in [*arguments["js_links"], *arguments["css_links"]]:
        assert (STATIC / link.removeprefix("../../app/static/").partition("?")[0]).is_file()


def test_background_tiles_are_named_only_when_given(sent: Any) -> None:
    tiles = Tiles("https://tiles.example/{z}/{x}/{y}.png", "Kadaster & <b>", 19)
    assert message_of(sent(tiles=tiles)["script"], "standing")["tiles"] == vars(tiles)
    assert message_of(sent()["feature_group"], "paint")["tiles"] is False


def test_a_paint_arrives_whole(sent: Any) -> None:
    outline = Outline(AREAS, "#123", 2.5, halo="#fff")
    message = message_of(sent(replace(PAINT, selected="WK03", outlines=(outline,)))["feature_group"], "paint")
    assert message["layer"] == {"key": "wijken", "url": "../../app/static/geo/wijken.0123456789ab.json"}
    assert message["classes"] == "0x.2"
    assert message["values"].split("\n") == ["1,0", "geen gegevens", "", "2,5"]
    assert message["palette"]["classes"] == ["#111", "#222", "#333"]
    assert message["selected"] == "WK03"
    assert message["focus"] is None
    assert message["outlines"][0]["colour"] == "#123"


def test_words_are_data_to_every_template_on_the_way(sent: Any) -> None:
    texts = MapTexts(NASTY, NASTY, NASTY, NASTY)
    arguments = sent(replace(PAINT, caption=NASTY, values=(NASTY, "", "", "")), texts=texts, attribution=NASTY)
    assert message_of(arguments["script"], "standing")["texts"] == vars(texts)
    assert message_of(arguments["feature_group"], "paint")["caption"] == NASTY
    assert message_of(arguments["feature_group"], "paint")["values"].split("\n")[0] == NASTY
    for script in (arguments["script"], arguments["feature_group"]):
        assert not re.search(r"[<>]|\{\{|\{%|\{#", script)


def test_paints_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="3 classes for the 4 polygons of wijken"):
        replace(PAINT, classes="0x.")
    with pytest.raises(ValueError, match="1 values for the 4 polygons"):
        replace(PAINT, values=("1",))
    with pytest.raises(ValueError, match="class '3' has no colour"):
        replace(PAINT, classes="0123")
    with pytest.raises(ValueError, match="line break"):
        replace(PAINT, values=("1", "2\n3", "", ""))


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (None, None),
        ({}, None),
        ({"last_object_clicked_tooltip": None}, None),
        ({"last_object_clicked_tooltip": "BU03630000@m1x2y3"}, "BU03630000"),
        ({"last_object_clicked_tooltip": "area@home@m1x2y3"}, "area@home"),
    ],
)
def test_clicked_code(state: dict[str, Any] | None, code: str | None) -> None:
    assert clicked_code(state) == code


def test_what_stands_out_together_is_sent(sent: Any) -> None:
    assert message_of(sent(PAINT)["feature_group"], "paint")["marked"] == []
    marked = message_of(sent(replace(PAINT, marked=("WK01", "WK03")))["feature_group"], "paint")
    assert marked["marked"] == ["WK01", "WK03"]


def test_the_engine_carries_its_own_fingerprint() -> None:
    engine = b"".join((STATIC / "map" / name).read_bytes() for name in ("painter.js", "painter.css"))
    expected = hashlib.sha256(engine).hexdigest()[:8]
    assert expected == foliummap.ENGINE, f"painter.js or painter.css changed: write ENGINE = {expected!r}"


def test_leaflet_is_the_vendored_one() -> None:
    assert "1.9.4" in (STATIC / "leaflet" / "leaflet.js").read_text(encoding="utf-8")[:200]
    assert (STATIC / "leaflet" / "LICENSE").is_file()
