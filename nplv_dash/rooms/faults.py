"""What goes wrong in a database, in the words of the rooms.

rooms_away      another was in the way for too long, or the database is away for a moment
rooms_disk      there is no room left on its disk
rooms_readonly  it may not be written
rooms_damaged   its file is not what it should be
"""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_AWAY: Final = "rooms_away"
#: By primary result code. An input-output error is a full disk or quota too: SQLite knows only one of the two.
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: _AWAY,
    sqlite3.SQLITE_LOCKED: _AWAY,
    sqlite3.SQLITE_PROTOCOL: _AWAY,
    sqlite3.SQLITE_FULL: "rooms_disk",
    sqlite3.SQLITE_IOERR: "rooms_disk",
    sqlite3.SQLITE_READONLY: "rooms_readonly",
    sqlite3.SQLITE_CANTOPEN: "rooms_readonly",
    sqlite3.SQLITE_PERM: "rooms_readonly",
    sqlite3.SQLITE_CORRUPT: "rooms_damaged",
    sqlite3.SQLITE_NOTADB: "rooms_damaged",
}
#: By the beginning of the state: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL: Final = {
    "08": _AWAY,  # the connection
    "40": _AWAY,  # serialisation, deadlock
    "53100": "rooms_disk",
    "53": _AWAY,  # too many connections, no memory
    "55": _AWAY,  # a lock that did not come
    "57": _AWAY,  # shut down, starting up, taken too long
    "25006": "rooms_readonly",
    "58": "rooms_disk",  # the disk of the server
    "XX": "rooms_damaged",
}
#: Primary result codes are the low byte of the extended ones.
_PRIMARY: Final = 0xFF


def key_of(error: SQLAlchemyError) -> str | None:
    """The key of an error of the database; None for what is a mistake in the app."""
    if isinstance(error, PoolTimeoutError):
        return _AWAY
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _SQLITE.get(getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        # It never came to a state: there was no connection.
        return _AWAY if isinstance(error, (OperationalError, InterfaceError)) else None
    return next((key for start, key in _POSTGRESQL.items() if state.startswith(start)), None)


def passes(error: SQLAlchemyError) -> bool:
    """Whether the same may go well a moment later.

    What two did at the same time is such a case: the one who comes second then finds what the first one made.
    """
    return isinstance(error, IntegrityError) or (key_of(error) == _AWAY and not isinstance(error, PoolTimeoutError))
