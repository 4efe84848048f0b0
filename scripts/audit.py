"""`make audit`: known weaknesses of all packages, and whether their licences allow what the app does with them.

Ends with 0 only where every package was looked up and none has a known weakness. Where the list of weaknesses cannot be
reached nothing is known, and that is said.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final

from packaging.markers import Marker

from scripts.parts import ALLOWED, REQUIREMENTS, VENDORED, licence_of, packages, terms

#: Where weaknesses of open source are listed.
DATABASE: Final = "https://api.osv.dev/v1/query"
#: Nothing to mend, something to mend, and nothing known.
CLEAN, FOUND, UNKNOWN = 0, 1, 2
#: Seconds for one question, and for all.
_EACH, _ALL = 10, 600


def licences() -> list[str]:
    """A sentence for each part whose licence is none of `ALLOWED`."""
    said = {one.name: licence_of(one.name) for one in packages()} | {one.name: one.licence for one in VENDORED}
    return [
        f"{name}: its licence is {licence!r}, which is none of those in scripts/parts.py."
        for name, licence in sorted(said.items())
        if not set(terms(licence)) <= ALLOWED
    ]


def weaknesses(database: str) -> tuple[int, list[str]]:
    """How it ended, and a sentence for each known weakness or for why nothing is known."""
    try:
        done = subprocess.run(  # noqa: S603  a program of the environment, with words of ours
            [
                sys.executable, "-m", "pip_audit", "--requirement", REQUIREMENTS, "--require-hashes", "--disable-pip",
                "--vulnerability-service", "osv", "--osv-url", database, "--timeout", str(_EACH), "--strict",
                "--format", "json", "--progress-spinner", "off",
            ],
            capture_output=True, text=True, timeout=_ALL, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return UNKNOWN, [_unknown(database, f"it took more than {_ALL} seconds")]
    try:
        looked_up: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        last = done.stderr.strip().splitlines()[-1:] or ["no answer"]
        return UNKNOWN, [_unknown(database, last[0])]
    missing = _wanted() - {one["name"] for one in looked_up if "vulns" in one}
    if missing:
        return UNKNOWN, [_unknown(database, f"no answer about {', '.join(sorted(missing))}")]
    found = [
        f"{one['name']} {one['version']}: {weak['id']}, mended in {', '.join(weak['fix_versions']) or 'no version'}."
        for one in looked_up
        for weak in one["vulns"]
    ]
    if not found and done.returncode:
        return UNKNOWN, [_unknown(database, f"the checker ended with {done.returncode}")]
    return (FOUND if found else CLEAN), found


def _wanted() -> set[str]:
    """The packages of this machine."""
    return {one.name for one in packages() if not one.marker or Marker(one.marker).evaluate()}


def _unknown(database: str, why: str) -> str:
    return (
        f"The list of known weaknesses ({database}) could not be asked, so nothing is known about the packages. "
        f"Try again with a network. It said: {why}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Look, tell, and return how it ended."""
    parser = argparse.ArgumentParser(description="Known weaknesses and licences of all parts.")
    parser.add_argument("--database", default=DATABASE, help="address of a service that speaks as osv.dev does")
    database = parser.parse_args(arguments).database
    wrong = licences()
    ended, told = weaknesses(database)
    for sentence in (*wrong, *told):
        print(sentence, file=sys.stderr)
    if wrong or ended == FOUND:
        return FOUND
    if ended == CLEAN:
        print(f"{len(_wanted())} packages: no known weakness, and every licence is allowed.")
    return ended


if __name__ == "__main__":
    sys.exit(main())
