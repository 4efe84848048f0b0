"""A refresh in a process of its own, to be killed or hindered.

    python -m tests.publishers.killed VERSIONS SHIPPED RECORDS

Each line that it reads is `kill N` (SIGKILL at the Nth time that a file or folder is touched; 0: never), `after N`
(SIGKILL after N milliseconds, wherever it is: in a library, or in the middle of a file) or `limit N` (no file may
become larger than N bytes, as on a disk that is full). It answers with `killed`, or with how often something was
touched, or with the key of the error. The libraries are loaded once: each refresh is a fork.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import select
import signal
import sys
from pathlib import Path

# What a refresh needs is loaded before the first one.
from nplv_dash.domain.errors import DataError
from nplv_dash.services import refresh
from nplv_dash.services.refresh import Request
from nplv_dash.sources.publishers.listed import publishers
from nplv_dash.sources.versions import Store
from tests.publishers.small import HASTY

#: Events of the interpreter in which the file system is changed or looked at.
EVENTS = ("open", "os.", "shutil.", "tempfile.")


# The check only reads, and takes half of the time.
refresh.check_data = lambda _root: []


def work(store: Store, records: Path) -> None:
    """Make a version and let it hold."""
    with store.alone() as folder:
        asked = Request(publishers(records), records, dt.date(2026, 11, 30), HASTY)
        made = refresh.make(store, folder, asked)
        store.put(made.folder, made.name)
        store.switch(made.name)


def attempt(store: Store, records: Path, order: str, number: int, answer: int) -> None:
    """In the fork; never returns."""
    touched = 0

    def count(event: str, _arguments: object) -> None:
        nonlocal touched
        if event.startswith(EVENTS):
            touched += 1
            if touched == number and order == "kill":
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    if order == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
    try:
        work(store, records)
        said = str(touched)
    except DataError as error:
        said = error.key
    os.write(answer, said.encode())
    os._exit(0)


def main() -> None:
    """Work through the orders."""
    versions, shipped, records = map(Path, sys.argv[1:])
    store = Store(versions, shipped)
    for line in sys.stdin:
        order, number = line.split()
        read, write = os.pipe()
        child = os.fork()
        if not child:
            attempt(store, records, order, int(number), write)
        os.close(write)
        if order == "after" and not select.select([read], [], [], int(number) / 1000)[0]:
            os.kill(child, signal.SIGKILL)
        with os.fdopen(read) as said:
            answer = said.read()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{'killed' if os.WIFSIGNALED(status) else answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
