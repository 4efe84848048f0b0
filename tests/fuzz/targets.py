"""What is fuzzed: readers of what strangers write. Each gives a result or an NplvError; anything else is a find."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from nplv_dash import ROOT
from nplv_dash.domain.editions import Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.scenario import NONE_OLDER, Scenario
from nplv_dash.services import links
from nplv_dash.sources.own import geojson, table, unpack
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.shape_rules import sound
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import read_own, write_own
from nplv_dash.ui import editions
from tests.corpus.good import collection, csv, shapefile, square, zipped

LIMITS: Final = Limits(unpacked=1_000_000, rows=500, features=100, cells=5_000)


@dataclass(frozen=True)
class Target:
    """A reader, and files that it reads well to begin with."""

    read: Callable[[bytes], object]
    good: Callable[[], tuple[bytes, ...]]


def _csv(content: bytes) -> None:
    table.read_text(content, "a.csv", LIMITS)


def _geojson(content: bytes) -> None:
    sound(geojson.read(content, "a.geojson", LIMITS), "a.geojson", LIMITS)


def _zip(content: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="nplv_fuzz_") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        with unpack.opened(path, "a.zip", LIMITS) as archive:
            for name in archive.names:
                assert ".." not in Path(name).parts
                archive.read(name)


@cache
def _parameters() -> Mapping[Any, Any]:
    return {"redistribution": load_parameters(ROOT), "funding": load_parameters(ROOT, "funding")}


def _scenario(content: bytes) -> None:
    read_own(content, "a.yaml", _parameters()["redistribution"], Scenario, NONE_OLDER)


def _link(content: bytes) -> None:
    links.scenario_of(content.decode("utf-8", "replace"), _parameters(), editions.kept())


@cache
def _passport() -> Passport:
    return editions.passport(Scenario.of(_parameters()["redistribution"], {"workers": 0.5}))


TARGETS: Final[dict[str, Target]] = {
    "csv": Target(_csv, lambda: (csv("WK034401;1,5"), csv('WK034401;"a;b"').replace(b";", b","), b"\xff\xfea\x00")),
    "geojson": Target(_geojson, lambda: (collection([square()]), collection([None, square(5.2)]))),
    "zip": Target(_zip, lambda: (zipped({"a.txt": b"x"}), zipped(shapefile()))),
    "scenario": Target(_scenario, lambda: (write_own(_passport(), "plan"),)),
    "link": Target(_link, lambda: (links.link_of(_passport()).encode(), b"na_de_financiering?v=1")),
}


def run(name: str, content: bytes) -> None:
    """Read once. Raises what is a find."""
    with suppress(NplvError):
        TARGETS[name].read(content)
