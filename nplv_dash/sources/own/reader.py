"""The door: a file of a visitor goes to a process of its own, and what comes back is checked once more.

This process never opens the file itself. One file is read at a time; whoever comes later waits, and can see it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import shapely

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.grid import NETHERLANDS
from nplv_dash.sources.leftovers import prefix, sweep
from nplv_dash.sources.line import Ahead, Line
from nplv_dash.sources.own.columns import FIRST_ROW, NUMBER, ROW, TEXT
from nplv_dash.sources.own.limits import MB, Limits
from nplv_dash.sources.own.worker import RESULT, TABLE, UPLOAD

Kind = Literal["borders", "table"]
#: Polygons or None, shape (n,).
Shapes = np.ndarray[Any, np.dtype[np.object_]]
#: Says how far it is, 0 to 1.
Tell = Callable[[float], None]
#: Files that are read at once: with two, a server with two processors had none left for the sliders of others.
AT_ONCE: Final = 1
_line: Final = Line(AT_ONCE)
#: Seconds between two looks at a process: each is a message to a browser.
_LOOK: Final = 0.4
#: Seconds beyond its time of processors that a process gets: others work too.
_GRACE: Final = 60
#: Bytes of what a process says of a file, and letters of a word in it.
_LARGEST_ANSWER, _LONGEST_WORD = 500_000, 300
#: Bytes of a table beside its texts: of a cell, of a corner of a border (mending may add some), of a border; the latter
#: two stand there twice at most, since there are lighter ones for the map.
_PER_CELL, _PER_CORNER, _PER_SHAPE = 16, 48, 64
#: Bytes of an object for a border, beside its corners.
_IN_MEMORY: Final = 400
#: What the process finds around it: nothing of this server, and libraries that ask nobody and stay in one thread.
_ENVIRONMENT: Final = {
    "LANG": "C.UTF-8",
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "PROJ_NETWORK": "OFF",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GDAL_NUM_THREADS": "1",
    "SHAPE_RESTORE_SHX": "NO",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
}


@dataclass(frozen=True)
class Found:
    """What stood in a file.

    Attributes:
        kind: what was asked for.
        name: of the file.
        names: of the columns, in order; each once.
        cells: the columns as the process left them; kept so, since texts of Python are ten times as large.
        numbers_of_rows: of the n rows, as a spreadsheet shows them: the head is 1.
        shapes: of borders shape (n,), valid polygons in EPSG:28992 or None; else None.
        drawn: of borders the same polygons for a map, in EPSG:4326 and with fewer corners; else None.
        notes: what else was found, see `borders.read` and `table.read`.
    """

    kind: Kind
    name: str
    names: tuple[str, ...]
    cells: pa.Table
    numbers_of_rows: np.ndarray[Any, np.dtype[np.int64]]
    shapes: Shapes | None
    drawn: Shapes | None
    notes: dict[str, Any]

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return len(self.shapes) if self.shapes is not None else int(self.cells.num_rows)

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, about."""
        shapes = [one for one in (self.shapes, self.drawn) if one is not None]
        corners = sum(int(shapely.get_num_coordinates(one).sum()) for one in shapes)
        return int(self.cells.nbytes) + _PER_CORNER * corners + _IN_MEMORY * sum(map(len, shapes))

    def texts(self, column: int) -> list[str | None]:
        """The n texts of a column, None where nothing stood."""
        found: list[str | None] = self.cells[f"{TEXT}{column}"].to_pylist()
        return found

    def numbers(self, column: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Of a column the numbers that were typed as such, NaN elsewhere; shape (n,)."""
        return np.array(self.cells[f"{NUMBER}{column}"].to_numpy(), dtype=np.float64)


def _nothing(_: float) -> None:
    pass


def read(
    kind: Kind,
    content: bytes,
    name: str,
    limits: Limits,
    *,
    part: str | None = None,
    tell: Tell = _nothing,
    wait: Ahead = _nothing,
) -> Found:
    """Read a file in a process of its own.

    Args:
        content: the bytes of the file.
        name: that it had at the visitor; used for errors, and for its ending.
        part: the layer or sheet.
        tell: told again and again how far it is; what it raises ends the reading.
        wait: told how many go first, see `Line`.

    Raises:
        NplvError: what is wrong with the file; `own_large`, `own_empty`; `own_time`, `own_memory` or `own_broken` where
            it was too much for the process; `own_busy` where others took too long.
    """
    where = shown_name(name)
    if not content:
        raise NplvError("own_empty", where)
    if len(content) > limits.upload:
        raise NplvError("own_large", where, size=f"{len(content) / MB:.0f}", most=limits.upload // MB)
    # The table is bounded by its rows and columns, whatever the size that a server allows.
    sweep()
    try:
        with _line.turn(limits.waiting, wait), tempfile.TemporaryDirectory(prefix=prefix()) as folder:
            (Path(folder) / UPLOAD).write_bytes(content)
            job = {"kind": kind, "name": where, "part": part, "limits": asdict(limits)}
            _run(job, Path(folder), limits, tell)
            return _checked(kind, where, Path(folder), limits)
    except TimeoutError:
        raise NplvError("own_busy", where, seconds=limits.waiting) from None


def shown_name(name: str) -> str:
    """The name of a file as it can be shown: its last part, without signs that cannot be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = " ".join(_visible(last).split())
    return kept if len(kept) <= 80 else f"{kept[:60]}…{kept[-19:]}"


def _visible(text: str) -> str:
    """A text with a blank for each sign that cannot be seen; half a pair of surrogates cannot even be sent."""
    return "".join(c if c.isprintable() else " " for c in text)


def _run(job: dict[str, Any], folder: Path, limits: Limits, tell: Tell) -> None:
    """Start the process and wait for its end, whatever happens here."""
    where, start = job["name"], time.monotonic()
    environment = {**_ENVIRONMENT, "TMPDIR": str(folder), "HOME": str(folder), "PATH": os.defpath}
    command = [sys.executable, "-P", "-s", "-m", "nplv_dash.sources.own.worker", json.dumps(job)]
    process = subprocess.Popen(  # noqa: S603  our own module; of the visitor is only the name, in the JSON
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        while process.poll() is None:
            passed = time.monotonic() - start
            if passed > limits.seconds + _GRACE:
                raise NplvError("own_time", where, seconds=limits.seconds)
            tell(min(0.95, passed / (passed + 2.0)))
            try:
                process.wait(timeout=_LOOK)
            except subprocess.TimeoutExpired:
                continue
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    # Whoever is out of time gets SIGXCPU or SIGKILL; who gets the latter before was taken for want of memory.
    if process.returncode == -signal.SIGKILL and time.monotonic() - start < limits.seconds - 1:
        raise NplvError("own_memory", where, most=limits.memory // MB)
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise NplvError("own_time", where, seconds=limits.seconds)
    if process.returncode:
        raise NplvError("own_broken", where)


def _checked(kind: Kind, where: str, folder: Path, limits: Limits) -> Found:
    """What the process left; it read what a stranger wrote, so it is not believed either."""
    try:
        with (folder / RESULT).open("rb") as file:
            content = file.read(_LARGEST_ANSWER + 1)
        if len(content) > _LARGEST_ANSWER:
            raise NplvError("own_broken", where)
        found = json.loads(content)
        if "error" in found:
            raise _error(found["error"], where)
        if (folder / TABLE).stat().st_size > _room(kind, limits):
            raise NplvError("own_broken", where)
        with pa.OSFile(str(folder / TABLE)) as file:
            table = pa.ipc.open_file(file).read_all()
            table.validate(full=True)
            return _as_found(kind, where, table, found["notes"], limits)
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException, shapely.errors.ShapelyError) as error:
        raise NplvError("own_broken", where) from error


def _room(kind: Kind, limits: Limits) -> int:
    """Bytes that a table within the bounds has at most: its texts, what points at them, its numbers and its borders."""
    borders = 2 * (_PER_CORNER * limits.vertices + _PER_SHAPE * limits.features) if kind == "borders" else 0
    return limits.texts + _PER_CELL * limits.cells + borders + MB


def _error(said: dict[str, Any], where: str) -> NplvError:
    key, values = str(said["key"]), dict(said["values"])
    if not key.startswith("own_") or not all(isinstance(value, str | int | float) for value in values.values()):
        return NplvError("own_broken", where)
    short = {str(k): _visible(v[:_LONGEST_WORD]) if isinstance(v, str) else v for k, v in values.items()}
    return NplvError(key, where, **short)


def _as_found(kind: Kind, where: str, table: pa.Table, notes: dict[str, Any], limits: Limits) -> Found:
    """The table as columns. Raises ValueError where it is not what `columns_of` makes."""
    names = tuple(map(str, notes.pop("names")))
    wanted = [(f"{letter}{i}", kind) for i in range(len(names)) for letter, kind in _TYPES]
    if kind == "borders":
        wanted += [(name, pa.binary()) for name in _GEOMETRIES]
    else:
        wanted.append((ROW, pa.int32()))
    if [(one.name, one.type) for one in table.schema] != wanted or len(set(names)) != len(names):
        raise ValueError("not the columns that were asked for")
    most = max(limits.rows, limits.features)
    many = table.num_rows > most or len(names) > max(limits.columns, limits.fields)
    # Once more: what is packed in a file may be larger than the file.
    if many or table.nbytes > _room(kind, limits):
        raise ValueError("larger than the bounds")
    return Found(
        kind=kind,
        name=where,
        names=names,
        cells=table.drop_columns(list(_GEOMETRIES) if kind == "borders" else [ROW]),
        numbers_of_rows=np.arange(FIRST_ROW, table.num_rows + FIRST_ROW) if kind == "borders" else _rows(table[ROW]),
        shapes=_shapes(table["geometry"], NETHERLANDS) if kind == "borders" else None,
        drawn=_shapes(table["drawn"], _DEGREES, valid=False) if kind == "borders" else None,
        notes=notes,
    )


_TYPES: Final = ((TEXT, pa.string()), (NUMBER, pa.float64()))
_GEOMETRIES: Final = ("geometry", "drawn")
#: The Netherlands in degrees, with room around the corners of the box in metres.
_DEGREES: Final = (2.5, 50.0, 8.5, 54.5)


def _rows(column: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    # What is null becomes NaN, and no number.
    rows = np.asarray(column.to_numpy(), dtype=np.float64)
    if not (np.diff(rows, prepend=FIRST_ROW - 1) > 0).all():
        raise ValueError("not the numbers of rows")
    return rows.astype(np.int64)


def _shapes(column: pa.ChunkedArray, home: tuple[float, float, float, float], *, valid: bool = True) -> Shapes:
    """Polygons within a box; what is drawn only need not be `valid`."""
    shapes = np.asarray(shapely.from_wkb(np.array(column.to_pylist(), dtype=object)), dtype=object)
    there = shapes[~shapely.is_missing(shapes)]
    west, south, east, north = shapely.total_bounds(there)
    inside = west >= home[0] and south >= home[1] and east <= home[2] and north <= home[3]
    if not len(there) or not inside or not np.isfinite(shapely.get_coordinates(there)).all():
        raise ValueError("not polygons in the Netherlands")
    if valid and not shapely.is_valid(there).all():
        raise ValueError("not valid")
    if not np.isin(shapely.get_type_id(there), (3, 6)).all():
        raise ValueError("not polygons")
    return shapes
