"""A process that sends in answers until it is killed, and says which were acknowledged.

`python -m tests.rooms.writer URL CODE PERSON`: a line for each answer, after its receipt.
"""

from __future__ import annotations

import sys

from nplv_dash.domain.rooms import Limits, new_token
from nplv_dash.rooms.store import Rooms

MOST = 1_000_000


def main(url: str, code: str, person: str) -> None:
    rooms = Rooms(url, Limits(answers=MOST))
    number = 0
    while True:
        number += 1
        receipt = rooms.submit(code, person, 1, new_token(), {"number": number, "padding": "x" * (number % 500)})
        # One write, so that a line is there or not.
        sys.stdout.write(f"{receipt.number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
