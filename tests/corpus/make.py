"""Makes bad files, small and the same every time; nothing of it is kept in the repository.

python -m tests.corpus.make --table      # each file with what the reader said of it, and how long that took
python -m tests.corpus.make --write DIR  # write them, to look at or to try in the app
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError
from nplv_dash.services import own_data_codes, own_data_numbers
from nplv_dash.services.workspace import Workspace, open_workspace
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.reader import read
from tests.corpus import shapes, tables, zips
from tests.corpus.case import Case

#: Less than a server allows where the bound itself is tried, so that the corpus stays small.
LIMITS = Limits(upload=3_000_000, unpacked=60_000_000, cells=200_000, seconds=10)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from zips.cases()
    yield from shapes.cases()
    yield from tables.cases()


def verdict(case: Case, workspace: Workspace) -> str:
    """The key of the error that a file gives on its way to a map; `sound` where there is none.

    Raises:
        NplvError: never; it is the verdict.
    """
    try:
        look(case, workspace)
    except NplvError as error:
        return error.key
    return "sound"


def look(case: Case, workspace: Workspace) -> None:
    """What the page does with a file: read it, find its codes, and read the numbers of its last column.

    Raises:
        NplvError: what is wrong with it.
    """
    found = read(case.kind, case.content(), case.file, LIMITS, part=case.part)
    if case.kind == "table":
        own_data_codes.guess(workspace, found)
        column = len(found.names) - 1
        own_data_numbers.values(found, column, own_data_numbers.written(found, column).spelling)


def main() -> None:
    """Print the table, or write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    if asked.write:
        asked.write.mkdir(parents=True, exist_ok=True)
        for case in cases():
            (asked.write / f"{case.name}{Path(case.file).suffix}").write_bytes(case.content())
    if asked.table:
        workspace = open_workspace(ROOT)
        print("| file | error | as expected | seconds |\n|---|---|---|---|")  # noqa: T201
        for case in cases():
            start = time.perf_counter()
            key = verdict(case, workspace)
            took = time.perf_counter() - start
            print(f"| {case.name} | {key} | {'yes' if key == case.key else f'NO: {case.key}'} | {took:.1f} |")  # noqa: T201


if __name__ == "__main__":
    main()
