"""The process that opens the file of a visitor: it first gives up what it does not need, and only then looks.

    python -P -s -m nplv_dash.sources.own.worker '{"kind": "table", ...}'

runs in a folder of its own, in which `upload` is the file; it leaves `result.json`, and `result.arrow` where it
succeeded. Started by `reader` only.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own.limits import MB, Limits

UPLOAD, RESULT, TABLE = "upload", "result.json", "result.arrow"
#: Files that it may have open at once.
_FILES: Final = 64
#: Of Linux: a process without rights over others, and without any network but its own empty one.
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DIE_WITH_PARENT: Final = 1
#: How far it lets others go first.
_NICE: Final = 19


def confine(limits: Limits) -> None:
    """Give up memory, time, room on disk, files and, where the system lets it, the network; for good."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        # The largest file that is unpacked, and the answer.
        (resource.RLIMIT_FSIZE, 2 * limits.unpacked),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))
    os.nice(_NICE)
    # Where memory runs out all the same, the kernel takes this process and not the server.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    with suppress(OSError, AttributeError):
        system = ctypes.CDLL(None, use_errno=True)
        # Nobody waits for the answer once who started it is gone.
        system.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        # Where this is refused, the libraries below are still told to ask nobody.
        system.unshare(_NEW_USER | _NEW_NET)


def answer(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Read what `job` asks for, write the table, and return what was found.

    Args:
        job: `kind` (borders or table), `name` of the file, `part` (a layer or sheet, or None), `limits`.
    """
    limits, path = Limits(**job["limits"]), folder / UPLOAD
    try:
        if job["kind"] == "borders":
            from nplv_dash.sources.own import borders

            table, notes = borders.read(path, job["name"], limits, job["part"])
        else:
            from nplv_dash.sources.own import table as tables

            table, notes = tables.read(path, job["name"], limits, job["part"])
    except NplvError as error:
        return {"error": {"key": error.key, "where": error.where, "values": error.values}}
    except (MemoryError, RecursionError):
        return {"error": {"key": "own_memory", "where": job["name"], "values": {"most": limits.memory // MB}}}
    import pyarrow as pa

    with pa.OSFile(str(folder / TABLE), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    return {"notes": notes}


def main() -> None:
    """Confine this process, do the job, and leave the answer."""
    job = json.loads(sys.argv[1])
    confine(Limits(**job["limits"]))
    found = answer(job, Path())
    Path(RESULT).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
