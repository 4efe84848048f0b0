"""The map: a standing folium map whose polygons are repainted, never rebuilt.

`standing_map` is the same at every rerun, so that streamlit-folium keeps its iframe. What changes (level, indicator,
year, filter, selection) travels as a `Paint`: one character per polygon, handed over as `feature_group_to_add`. The
browser fetches the geometry (`nplv_dash.sources.webgeometry`) once by its URL, and `static/map/painter.js` draws it.
How a page uses it, from `nplv_dash.ui`::

    state = st_folium(
        standing_map(texts=texts, bounds=NETHERLANDS, language="nl"),
        key="kaart",                                # constant
        height=560, use_container_width=True,
        returned_objects=RETURNED,                  # hover, zoom and pan cause no rerun
        feature_group_to_add=paint_group(paint),
        on_change=lambda: choose(clicked_code(st.session_state["kaart"])),
    )

A click reruns the script once, and streamlit-folium has then put its report in the session state under the key. The
report stays there until the next click, so read it in `on_change`, not at every rerun. A second click on the same
polygon is reported too.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import folium
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from nplv_dash.present.classes import NO_DATA, NOT_DRAWN

#: Our static files as seen from the iframe of streamlit-folium, `<base>/component/streamlit_folium.st_folium/`:
#: relative, so that it holds under any `server.baseUrlPath`.
STATIC = "../../app/static/"

_INLINE = "data:application/json;base64,"

#: Fingerprint of painter.js and painter.css together, so that no browser pairs an old script with a new server. A test
#: recomputes it and says what to write here.
ENGINE = "56aea991"

#: What a page asks back from `st_folium`: clicks only.
RETURNED = ("last_object_clicked_tooltip",)

#: South, west, north, east in degrees.
Bounds = tuple[float, float, float, float]
NETHERLANDS: Bounds = (50.75, 3.35, 53.56, 7.23)


@dataclass(frozen=True)
class GeometryLayer:
    """A packed geometry file: its name for tests and logs, its URL below /app/static/, its number of polygons.

    What no server has, such as the borders of one visitor, is its own address: see `inline`.
    """

    key: str
    url: str
    count: int


@dataclass(frozen=True)
class Palette:
    """CSS colours.

    `classes` has one per digit; `no_data` and `hatch` are the ground and the lines of the hatching; `border` parts
    polygons; `outline` draws broken borders and the polygon under the pointer; `selected` the chosen polygon and the
    focus ring; `halo` lies around both; `ground` is what shows where there is no polygon; `panel` and `text` are of
    what lies on the map: tooltip, buttons, credit.
    """

    classes: tuple[str, ...]
    no_data: str
    hatch: str
    border: str
    outline: str
    selected: str
    halo: str
    ground: str
    panel: str = "#ffffff"
    text: str = "#1b1b1b"


@dataclass(frozen=True)
class Outline:
    """Lines of another layer over the polygons, at most `width` pixels wide.

    `halo` is the colour around the lines; with `land`, the layer is filled in that colour and lies under the polygons.
    """

    layer: GeometryLayer
    colour: str
    width: float = 2.0
    halo: str | None = None
    land: str | None = None


@dataclass(frozen=True)
class Tiles:
    """A background map: address with {z}, {x}, {y}, its credit, and the deepest level it has."""

    url: str
    attribution: str
    max_zoom: int = 19


@dataclass(frozen=True)
class MapTexts:
    """What a person reads or hears in the frame of the map, in one language."""

    label: str
    zoom_in: str
    zoom_out: str
    failed: str


@dataclass(frozen=True)
class Paint:
    """One state of the map.

    Attributes:
        layer: the polygons.
        classes: one character per polygon in the order of the file: a digit for its class, `x` for no data (hatched),
            `.` for a polygon that is left out.
        values: per polygon the figure as the tooltip shows it, formatted, on one line; several are parted by tabs.
        pattern: what several figures stand in: `{0}` is the place of the first, `{1}` of the second. Sent once, where
            a sentence for each of thousands of polygons would be most of what a change of a lever sends.
        empty: what stands in the place of a value that is empty.
        caption: indicator, year and unit, under the figure.
        description: what the map shows, for who cannot see it; empty for the label of the standing map.
        palette: colours.
        selected: code of the polygon that stands out, sought in `layer` and then in `outlines`; None for none.
        marked: codes of polygons of `layer` that stand out together, under the one that is selected.
        focus: the view to go to. It moves the map only when it differs from that of the paint before; None leaves the
            view alone.
        outlines: drawn in this order.
        dot: polygons narrower than twice this many pixels are drawn as dots of this radius, so that they can be seen
            and hit on a map of the whole country; 0 draws all as they are.
        tiles: whether the background map shows.

    Raises:
        ValueError: lengths that do not match the layer, a class without a colour, a value on several lines.
    """

    layer: GeometryLayer
    classes: str
    values: tuple[str, ...]
    caption: str
    palette: Palette
    selected: str | None = None
    marked: tuple[str, ...] = ()
    focus: Bounds | None = None
    outlines: tuple[Outline, ...] = ()
    dot: float = 0.0
    tiles: bool = False
    description: str = ""
    pattern: str = ""
    empty: str = ""

    def __post_init__(self) -> None:
        for what, given in (("classes", len(self.classes)), ("values", len(self.values))):
            if given != self.layer.count:
                raise ValueError(f"{given} {what} for the {self.layer.count} polygons of {self.layer.key}")
        digits = "".join(str(i) for i in range(len(self.palette.classes)))
        strange = set(self.classes) - set(digits + NO_DATA + NOT_DRAWN)
        if strange:
            raise ValueError(f"class {min(strange)!r} has no colour; known are {digits!r}, 'x' and '.'")
        if "\n".join(self.values).count("\n") != max(0, len(self.values) - 1):
            raise ValueError("a value holds a line break")


def standing_map(
    *,
    texts: MapTexts,
    bounds: Bounds = NETHERLANDS,
    language: str = "nl",
    role: str = "application",
    attribution: str = "",
    tiles: Tiles | None = None,
) -> folium.Map:
    """The map without its polygons. Equal arguments give an equal script, and streamlit-folium keeps the iframe.

    Make a new one for every rerun, at about a third of a millisecond: streamlit-folium writes into the map it is given.

    Args:
        texts: label and messages.
        bounds: the first view.
        language: BCP 47 tag of `texts`, for screen readers.
        role: ARIA role of the map; "application" lets the arrow keys through to it.
        attribution: credit for the polygons, shown in the corner.
        tiles: the background map that a paint may switch on. Nothing is asked of its host before.
    """
    return _StandingMap(
        {
            "texts": vars(texts),
            "bounds": bounds,
            "language": language,
            "role": role,
            "attribution": attribution,
            "tiles": vars(tiles) if tiles else None,
        }
    )


def paint_group(paint: Paint) -> folium.FeatureGroup:
    """`paint` for `st_folium(feature_group_to_add=...)`: one call to the script in the browser, 1 to 100 KB."""
    return _PaintGroup(
        {
            "layer": _located(paint.layer),
            "classes": paint.classes,
            "values": "\n".join(paint.values),
            "pattern": paint.pattern,
            "empty": paint.empty,
            "caption": paint.caption,
            "description": paint.description,
            "palette": vars(paint.palette),
            "selected": paint.selected,
            "marked": paint.marked,
            "focus": paint.focus,
            "outlines": [
                {**_located(o.layer), "colour": o.colour, "width": o.width, "halo": o.halo, "land": o.land}
                for o in paint.outlines
            ],
            "dot": paint.dot,
            "tiles": paint.tiles,
        }
    )


def clicked_code(state: Mapping[str, Any] | None) -> str | None:
    """The code of the polygon last clicked, from what `st_folium` returns or keeps under its key; None before that."""
    report = (state or {}).get("last_object_clicked_tooltip")
    return str(report).rpartition("@")[0] or None if report else None


def inline(content: bytes) -> str:
    """The content of a geometry file as an address that holds it: nobody else can ask for it."""
    return f"{_INLINE}{base64.b64encode(content).decode()}"


def _located(layer: GeometryLayer) -> dict[str, str]:
    return {"key": layer.key, "url": layer.url if layer.url.startswith(_INLINE) else STATIC + layer.url}


def _script_literal(message: object) -> str:
    """`message` as JavaScript that is safe within <script> and means nothing to a template.

    branca compiles rendered scripts as templates once more, and streamlit-folium has a pattern of its own for
    {{'...'}}. Two braces in a row, or a brace before % or #, occur within strings only, where an escape is as good.
    """
    script = str(htmlsafe_json_dumps(message, dumps=json.dumps, separators=(",", ":")))
    return re.sub(r"\{(?=[{%#])", r"\\u007b", script)


class _StandingMap(folium.Map):
    """A folium map that asks no other host for anything: folium's own names four."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = nplvMap.standing({{ this.get_name()|tojson }}, {{ this.config }});
        {% endmacro %}
        """
    )

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__(tiles=None)
        self.config = _script_literal(config)
        self.default_js = [
            ("leaflet", f"{STATIC}leaflet/leaflet.js"),
            ("painter", f"{STATIC}map/painter.js?{ENGINE}"),
        ]
        self.default_css = [
            ("leaflet_css", f"{STATIC}leaflet/leaflet.css"),
            ("painter_css", f"{STATIC}map/painter.css?{ENGINE}"),
        ]

    def render(self, **_: Any) -> str:
        """Nothing: streamlit-folium has an element for the map and reads the script from the template, as below."""
        return ""


class _PaintGroup(folium.FeatureGroup):
    """A feature group in name: its script hands a message to painter.js and gets an empty layer for it."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = nplvMap.paint({{ this.message }});{% endmacro %}"
    )

    def __init__(self, message: Mapping[str, Any]) -> None:
        super().__init__(control=False)
        self.message = _script_literal(message)

    def render(self, **_: Any) -> str:
        """Nothing: streamlit-folium reads the script from the template; branca would compile all of it per paint."""
        return ""
