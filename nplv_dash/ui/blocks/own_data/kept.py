"""The one door for what a visitor brought along. It lives in the session, and ends with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import geopandas as gpd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.foliummap import GeometryLayer, inline
from nplv_dash.present.text import Text
from nplv_dash.services.own_data_codes import Places
from nplv_dash.services.own_data_map import drawn_of, frame_of, packed
from nplv_dash.services.own_data_numbers import Written, written
from nplv_dash.services.settings import settings
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.reader import Found, Kind, read
from nplv_dash.sources.webgeometry import fingerprint
from nplv_dash.ui.blocks.bar import bar
from nplv_dash.ui.uploads import HOLDINGS, put_if_it_fits

#: Where the session keeps what was read, per kind.
_KEPT: Final = "_eigen_gegevens"
_SHAPES: Final = f"{_KEPT}_shapes"
#: What is wrong with the moment more than with the file.
_PASSING: Final = ("own_busy", "own_time", "own_full")
#: Goes with the session, and with it what was counted for it.
_OWNER: Final = f"{_KEPT}_owner"


@dataclass(frozen=True)
class Kept:
    """A file of a visitor.

    Attributes:
        id: of this upload.
        part: the sheet or layer that was asked for; None for the first.
        parts: all that the file has, once it was read.
        outcome: what stood in it, or what is wrong with it; None while it was not read.
    """

    id: str
    name: str
    content: bytes
    part: str | None = None
    parts: tuple[str, ...] = ()
    outcome: Found | NplvError | None = None

    @property
    def key(self) -> str:
        """What a widget that belongs to this part of the file has in its key: no word of it, since logs have keys."""
        return f"{self.id}_{self.parts.index(self.part) if self.part in self.parts else 'first'}"

    @property
    def may_be_tried(self) -> bool:
        """Whether the same file may well be read another time."""
        return isinstance(self.outcome, NplvError) and self.outcome.key in _PASSING

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """How the numbers of each column are written."""
        found = self.outcome
        return tuple(written(found, i) for i in range(len(found.names))) if isinstance(found, Found) else ()


def limits() -> Limits:
    """What a file may hold on this server."""
    return Limits.of_upload(settings().upload_mb)


def of(kind: Kind) -> Kept | None:
    """The file of a kind that this session has."""
    return _all().get(kind)


def put(kind: Kind, kept: Kept | None) -> None:
    """Keep a file in the place of the one before; None takes it away."""
    if kept is None:
        _all().pop(kind, None)
    else:
        _all()[kind] = kept
    _count(kind, kept)
    if kind == "borders":
        # Made of the file before; made again where it is asked for.
        st.session_state.pop(_SHAPES, None)
        HOLDINGS.put(_session(), _SHAPES, 0, 0)


class _Owner:
    """Something that can be looked after until its session is gone."""


def _session() -> str:
    """The name of this session, as Streamlit has it for its files too."""
    context = get_script_run_ctx()
    name = "" if context is None else context.session_id
    if _OWNER not in st.session_state:
        st.session_state[_OWNER] = owner = _Owner()
        HOLDINGS.of(owner, name)
    return name


def _count(kind: Kind, kept: Kept | None) -> None:
    file = len(kept.content) if kept else 0
    read = kept.outcome.size if kept and isinstance(kept.outcome, Found) else 0
    HOLDINGS.put(_session(), kind, file, read)


def _all() -> dict[Kind, Kept]:
    found: dict[Kind, Kept] = st.session_state.setdefault(_KEPT, {})
    return found


def parts_of(found: Found) -> tuple[str, ...]:
    """The sheets or layers of a file."""
    return tuple(map(str, found.notes.get("sheets") or found.notes.get("layers") or ()))


def found_of(kind: Kind, t: Text) -> Found | NplvError | None:
    """What stands in the file of a kind; reads it where that was not done yet, with a bar."""
    kept = of(kind)
    if kept is None:
        return None
    if kept.outcome is None:
        outcome: Found | NplvError
        # What reads it has turns of its own.
        with bar(t("eigen_gegevens.reading"), turn=False) as tell:

            def wait(ahead: int) -> None:
                tell(0.0, t("eigen_gegevens.waiting", count=ahead))

            try:
                outcome = read(kind, kept.content, kept.name, limits(), part=kept.part, tell=tell, wait=wait)
            except NplvError as error:
                # Another one, that says the same: the one that was raised holds on to all that stood where it was
                # raised, the whole file among it, which nobody counts.
                outcome = NplvError(error.key, error.where, **error.values)
        if isinstance(outcome, Found) and not put_if_it_fits(_session(), kind, len(kept.content), outcome.size):
            outcome = NplvError("own_full", outcome.name)
        parts = parts_of(outcome) if isinstance(outcome, Found) else kept.parts
        kept = replace(kept, outcome=outcome, parts=parts)
        # The file itself is of use only where there is more in it to choose from, or where it may go well next time.
        if len(parts) < 2 and not kept.may_be_tried:
            kept = replace(kept, content=b"")
        put(kind, kept)
    return kept.outcome


@dataclass(frozen=True)
class Shapes:
    """Borders of a visitor.

    Attributes:
        frame: in EPSG:28992, for files.
        drawn: in EPSG:4326, lighter; `layer`: the same as the map wants them.
    """

    frame: gpd.GeoDataFrame
    drawn: gpd.GeoDataFrame
    layer: GeometryLayer


def shapes_of(kept: Kept, found: Found, places: Places) -> Shapes:
    """The borders of a file by one of its columns; made once per file and column, and kept beside it.

    Raises:
        NplvError: `own_full` where there is no room for them.
    """
    key = (kept.id, kept.part, places.codes)
    have: tuple[object, Shapes] | None = st.session_state.get(_SHAPES)
    if have is not None and have[0] == key:
        return have[1]
    drawn = drawn_of(found, places)
    content = packed(drawn)
    layer = GeometryLayer(f"eigen_{fingerprint(content)}", inline(content), len(drawn))
    # What its borders share with those that were read is counted there.
    if not put_if_it_fits(_session(), _SHAPES, 0, len(layer.url)):
        raise NplvError("own_full", kept.name)
    made = Shapes(frame_of(found, places), drawn, layer)
    st.session_state[_SHAPES] = (key, made)
    return made
