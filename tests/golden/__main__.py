"""`python -m tests.golden [CASE ...] [--check]`: compute the golden scenarios anew, show what moved, and write it."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from nplv_dash import ROOT
from nplv_dash.services.workspace import open_workspace
from tests.golden import (
    Ground,
    cases,
    differences,
    for_the_model,
    found_of,
    ground_of,
    made_otherwise,
    read_expected,
)
from tests.toy_town import build_town


def main() -> int:
    """The exit code: 1 when `--check` finds something."""
    known = {case.name: case for case in cases()}
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CASE", help=f"by default all: {', '.join(known)}")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a figure moved")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    chosen = [known[name] for name in asked.names or known]
    grounds: dict[str, Ground | None] = {"none": None}
    fresh: dict[Path, str] = {}
    moved = 0
    for case in chosen:
        if case.data not in grounds:
            grounds[case.data] = _ground(case.data)
        expected, found = read_expected(case), found_of(case, grounds[case.data])
        lines = list(differences(expected, found))
        moved += bool(lines)
        why = made_otherwise(expected, found)
        _say(f"{case.name}: {'moved' if lines else 'as it was'}{f' ({why})' if why else ''}", *lines)
        fresh[case.expected_path] = json.dumps(found, indent=2, allow_nan=False) + "\n"
    if asked.check:
        return 1 if moved else 0
    # All are computed before the first is written: an error leaves everything as it was.
    for path, text in fresh.items():
        path.write_text(text, encoding="utf-8")
    _say(f"{len(fresh)} written, {moved} moved")
    return 0


def _ground(data: str) -> Ground:
    if data == "real":
        return ground_of(open_workspace(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        build_town(Path(folder))
        return ground_of(for_the_model(open_workspace(Path(folder))))


def _say(first: str, *more: str) -> None:
    sys.stdout.write("\n    ".join((first, *more)) + "\n")


if __name__ == "__main__":
    sys.exit(main())
