"""Real servers on a free port of this machine, for tests, benchmarks and screenshots alike."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nplv_dash import ROOT

SERVE = ("-m", "nplv_dash", "serve", "--port", "0")
STREAMLIT_RUN = ("-m", "streamlit", "run", "app.py", "--server.port", "0")
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A server that is up: its address and its process."""

    url: str
    pid: int
    log: Path

    def __add__(self, path: str) -> str:
        return self.url + path


@contextmanager
def running(arguments: Sequence[str] = SERVE) -> Iterator[Server]:
    """Start a server with this Python and no rooms, wait until it says where it is, and stop it by its process."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True,
                env={"NPLV_DATA_DIR": folder, **os.environ},
            )  # fmt: skip
        try:
            assert process.stdout is not None
            url = _announced(process, process.stdout)
            drain = threading.Thread(target=process.stdout.read, daemon=True)
            drain.start()
            yield Server(url, process.pid, log)
        except StopIteration:
            raise RuntimeError(f"the server did not start:\n{log.read_text()}") from None
        finally:
            process.terminate()
            process.wait(timeout=30)
            process.stdout.close()


def _announced(process: subprocess.Popen[str], output: IO[str]) -> str:
    """The address that the server prints once it is up."""
    too_late = threading.Timer(START_SECONDS, process.kill)
    too_late.start()
    try:
        return next(found[0] for line in output if (found := re.search(r"http://[\d.]+:\d+", line)))
    finally:
        too_late.cancel()
