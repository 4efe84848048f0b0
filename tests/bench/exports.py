"""Time of the files that people take along, each in a process of its own: `python -m tests.bench.exports CASE`.

The process is warmed up as the server is once its first page stands, and nothing else; then the file is made some
times over. The first time is what the first visitor waits for who asks for it, both models included where it has
them; the others have the answers of the models at hand. Every case is the heaviest of its kind.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from nplv_dash import ROOT
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.brief_model import Computed
from nplv_dash.services.mapview import Selection
from nplv_dash.services.profile import headlines
from nplv_dash.ui import editions, funding, model, warmup, wiring
from nplv_dash.ui.data import workspace
from tests.bench.model import timed
from tests.bench.setting import memory_of_this_process

FIRSTS, REPEATS = 3, 5
T, N = Text("nl"), Numbers("nl")
DAY, ADDRESS = dt.date(2026, 11, 30), "https://nplv.example/"

Found = dict[str, Any]


def computed() -> Computed:
    """What the models say of the plea."""
    plea, ahead = next(one.scenario for one in model.examples() if one.scenario.name == "plea_2024"), FutureScenario()
    return Computed(
        country=model.country(),
        result=model.full(plea),
        futures=funding.result(ahead),
        redistribution=editions.passport(plea),
        funding=editions.passport(ahead),
    )


def deck_file() -> bytes:
    """The slides of all twenty areas for a slide program."""
    from nplv_dash.present.pptx import pptx
    from nplv_dash.ui.blocks.present_page import deck

    said = computed()
    passports = (said.redistribution, said.funding)
    return pptx(deck(workspace(), None, passports, Figures(T, N), DAY, ADDRESS))


def brief_file() -> bytes:
    """The brief of the municipality with two areas."""
    from nplv_dash.services.brief import brief, find_areas

    return brief(workspace(), find_areas(workspace(), "Amsterdam"), computed(), T, N, address=ADDRESS, made=DAY)


def book_file() -> bytes:
    """The workbook of all twenty areas."""
    from nplv_dash.services.workbook import book

    return book(workspace(), None, computed(), T, N, address=ADDRESS, made=DAY)


def picture_file(kind: str) -> bytes:
    """The map of all buurten of the country."""
    from nplv_dash.services import pictures

    indicator = headlines(workspace())[0].id
    year = workspace().years("buurt", indicator)[-1]
    picture = pictures.selection_map(workspace(), Selection("buurten_nl", indicator, year), T, N)
    return picture.png() if kind == "png" else picture.svg()


#: Name -> what to make, and milliseconds that it may take, the first time too.
CASES: dict[str, tuple[Callable[[], bytes], float]] = {
    "export, PPTX": (deck_file, 5000),
    "export, PDF": (brief_file, 4000),
    "export, XLSX": (book_file, 2000),
    "export, PNG": (lambda: picture_file("png"), 1500),
    "export, SVG": (lambda: picture_file("svg"), 1500),
}


def run(case: str) -> Found:
    """One case in this process."""
    warmup.once(wiring.LOADERS)
    warmup.rest(wiring.LATER)
    make, _ = CASES[case]
    before = memory_of_this_process()
    (first,) = timed(make, 1)
    after = memory_of_this_process()
    return {"first": first, "again": statistics.median(timed(make, REPEATS)), "MB": round(after - before, 1)}


def measure() -> Found:
    """Every case in some fresh processes, one after the other."""
    found = {}
    for name in CASES:
        runs = []
        for _ in range(FIRSTS):
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.exports", name],
                cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            runs.append(json.loads(done.stdout))
        firsts = [one["first"] for one in runs]
        found[name] = {
            "first": round(statistics.median(firsts)),
            "worst first": round(max(firsts)),
            "again": round(statistics.median(one["again"] for one in runs)),
            "extra MB": runs[0]["MB"],
        }
    return found


def verdicts(found: Found) -> list[tuple[str, float, float]]:
    """Each target that was measured: what, found, allowed."""
    return [
        (f"ms, {name}, {figure}", found[name][figure], limit)
        for name, (_, limit) in CASES.items()
        if name in found
        for figure in ("first", "again")
    ]


def main() -> None:
    """Runs one case in this process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("case", choices=list(CASES))
    print(json.dumps(run(parser.parse_args().case)))  # noqa: T201


if __name__ == "__main__":
    main()
