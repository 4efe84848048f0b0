"""Fuzz every reader for a while, each in a process of its own; ends with 1 where one of them found something.

python -m tests.fuzz.run --seconds 60
python -m tests.fuzz.run --seconds 600 --only csv
python -m tests.fuzz.run --only csv --again .cache/fuzz/csv-crash-...    # a find, once more
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from nplv_dash import ROOT

#: Where finds are left.
FINDS: Final = ROOT / ".cache" / "fuzz"
NAMES: Final = ("csv", "geojson", "zip", "scenario", "link")
#: Bytes of an input, seconds for one, megabytes of the process.
_LARGEST, _SLOWEST, _MEMORY = 20_000, 20, 3_000
#: Whose branches are followed.
_FOLLOWED: Final = ("nplv_dash.sources.own", "nplv_dash.sources.scenarios", "nplv_dash.sources.yamlfiles",
                    "nplv_dash.services.links", "nplv_dash.domain.scenario", "csv", "json", "zipfile")  # fmt: skip


def main() -> int:
    """Fuzz; returns how the program ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of all targets together")
    parser.add_argument("--only", choices=NAMES)
    parser.add_argument("--again", type=Path, help="read one input")
    parser.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.again:
        from tests.fuzz.targets import run

        run(asked.only, asked.again.read_bytes())
        return 0
    if asked.within:
        fuzz(asked.only, asked.seconds)
    chosen = [asked.only] if asked.only else NAMES
    FINDS.mkdir(parents=True, exist_ok=True)
    wrong = [name for name in chosen if not is_quiet(name, max(1, asked.seconds // len(chosen)))]
    print(f"found something: {', '.join(wrong)}; see {FINDS}" if wrong else "nothing found")  # noqa: T201
    return bool(wrong)


def is_quiet(name: str, seconds: int) -> bool:
    """Fuzz one target in a process of its own; whether it found nothing."""
    command = [sys.executable, "-m", "tests.fuzz.run", "--within", "--only", name, "--seconds", str(seconds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if line.startswith("stat::number_of_executed")]
    print(f"{name}: {lines[-1].split()[-1] if lines else '?'} inputs in {seconds} s", end="")  # noqa: T201
    print("" if done.returncode == 0 else f", ended with {done.returncode}\n{done.stderr[-4000:]}")  # noqa: T201
    return done.returncode == 0


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target here; the library ends the process."""
    import atheris

    with atheris.instrument_imports(include=list(_FOLLOWED)):
        from tests.fuzz.targets import TARGETS, run
    with tempfile.TemporaryDirectory(prefix="nplv_fuzz_") as folder:
        for number, content in enumerate(TARGETS[name].good()):
            (Path(folder) / str(number)).write_bytes(content)
            run(name, content)
        options = (
            f"-max_total_time={seconds}", f"-max_len={_LARGEST}", f"-timeout={_SLOWEST}", f"-rss_limit_mb={_MEMORY}",
            f"-artifact_prefix={FINDS}{os.sep}{name}-", "-print_final_stats=1",
        )  # fmt: skip
        atheris.Setup([name, *options, folder], lambda content: run(name, content))
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
