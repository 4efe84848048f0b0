"""The one door to the database: connections that lose nothing, transactions that are tried again, and migrations.

    database = Database("sqlite:////srv/rooms.sqlite3")
    database.write(lambda connection: connection.execute(...))

What is committed is on the disk: SQLite with a write-ahead log that is synchronised at every commit, PostgreSQL with
its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from nplv_dash.domain.rooms import RoomError
from nplv_dash.rooms.faults import key_of, passes

T = TypeVar("T")

#: Table with the number of the last migration; a database may hold the tables of others too.
VERSION_TABLE: Final = "rooms_version"
#: Seconds before a transaction is tried again that another was in the way of, or whose connection was lost.
PAUSES: Final = (0.05, 0.2, 0.5)
#: Seconds that a transaction waits for the one before it, and that a connection may take to come about.
_LOCK, _CONNECT = 5, 3
#: Connections of one process: they stay, and whoever finds none that is free waits.
_POOL: Final[dict[str, Any]] = {"pool_size": 12, "max_overflow": 0, "pool_timeout": _LOCK}
#: Whoever holds this lock of PostgreSQL makes rooms or tables. Any number does, as long as it is always the same.
_ALONE: Final = 0x6E706C76
#: Option of an execution: the transaction will write.
_WRITES: Final = "nplv_writes"
_MIGRATIONS: Final = Path(__file__).resolve().parent / "migrations"
#: What a person may write before `://`, and the driver that it means.
_DRIVERS: Final = {"sqlite": "sqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_PRAGMAS: Final = (
    f"busy_timeout = {_LOCK * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    # What is removed is overwritten: it must not be found back in the file.
    "secure_delete = ON",
)
#: A client that is cut off in the middle of a transaction must not keep its room locked.
_SESSION: Final = {
    "synchronous_commit": "on",
    "lock_timeout": f"{_LOCK}s",
    "statement_timeout": f"{2 * _LOCK}s",
    "idle_in_transaction_session_timeout": f"{2 * _LOCK}s",
}


class Database:
    """A database with rooms; threads may share it.

    Attributes:
        address: `sqlite:///file` or `postgresql://user:password@host/name`.

    Raises:
        RoomError: `rooms_url`, where it is neither.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        url = read_url(address)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._turn = _Turn()
        self._writer = self._engine.execution_options(**{_WRITES: True})
        # In SQLite every transaction that reads sees one state of everything.
        self._snapshot = (
            self._engine if self.is_sqlite else self._engine.execution_options(isolation_level="REPEATABLE READ")
        )

    def read(self, work: Callable[[Connection], T], *, is_whole: bool = False) -> T:
        """What `work` reads, in a transaction; `is_whole`: all of it as it was at one moment.

        Raises:
            RoomError: the database cannot be used now; the key says why (`faults`).
        """
        return _tried(self._snapshot if is_whole else self._engine, work, nullcontext())

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in one transaction, whole or not at all. It is stored when this returns.

        Where the connection is lost at the end, nobody knows whether it was; `work` is then called again, and so must
        find out by itself that it has been done.

        Raises:
            RoomError: as `read`.
        """
        return _tried(self._writer, work, self._turn)

    def alone(self, connection: Connection) -> None:
        """Until the transaction ends, let no other one come past this. SQLite writes one at a time anyway."""
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self._engine.dispose()


def migrate(url: str, to: str = "head") -> None:
    """Bring the tables to a version, from whichever they have. Several processes may do so at once: one does.

    Args:
        to: `head`; or the number of an earlier migration, or `base` (no tables), which takes what came after away.

    Raises:
        RoomError: `rooms_newer`, where the tables are of a later version of the app; else as `Database.read`.
    """
    file = _file(read_url(url))
    if file is not None:
        _make_folder(file.parent)
    database = Database(url)
    config = Config()
    # The percent sign begins a variable there.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    change = command.upgrade if to == "head" else command.downgrade

    def work(connection: Connection) -> None:
        database.alone(connection)
        config.attributes["connection"] = connection
        change(config, to)

    try:
        database.write(work)
    except CommandError as error:
        raise RoomError("rooms_newer", "database") from error
    finally:
        database.close()


def reach(url: str) -> None:
    """Raise a RoomError where the database cannot be used now. Makes nothing, and asks for no tables."""
    file = _file(read_url(url))
    if file is not None and not file.exists():
        return
    database = Database(url)
    try:
        database.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
    finally:
        database.close()


def read_url(url: str) -> URL:
    """The address of a database, with the driver that this app has for it.

    Raises:
        RoomError: `rooms_url`. It does not repeat the address: that may hold a password.
    """
    try:
        address = make_url(url)
        address = address.set(drivername=_DRIVERS[address.get_backend_name()])
    except (ArgumentError, KeyError, ValueError):
        address = None
    # In memory every connection would have rooms of its own.
    if address is None or address.database in {None, "", ":memory:"}:
        raise RoomError("rooms_url", "database")
    return address


def shown_url(url: str) -> str:
    """The address of a database, without its password."""
    return read_url(url).render_as_string(hide_password=True)


class _Turn:
    """Threads of one process write one after the other.

    Waiting for each other in the database they would hold its connections, which those who only read need meanwhile.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=_LOCK):
            raise RoomError("rooms_away", "database")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _tried(engine: Engine, work: Callable[[Connection], T], turn: AbstractContextManager[None]) -> T:
    for pause in (*PAUSES, None):
        try:
            with turn, engine.begin() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            if pause is not None and passes(error):
                time.sleep(pause)
                continue
            key = key_of(error)
            if key is None:
                raise
            raise RoomError(key, "database") from error
    raise AssertionError("the last try returns or raises")


def _postgresql(url: URL) -> Engine:
    options = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    return create_engine(
        url,
        isolation_level="READ COMMITTED",
        # A connection that the server closed meanwhile is noticed before it is used.
        pool_pre_ping=True,
        **_POOL,
        connect_args={"connect_timeout": _CONNECT, "tcp_user_timeout": 2000 * _LOCK, "options": options},
    )


def _file(url: URL) -> Path | None:
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, **_POOL)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        # What people sent in is nobody else's business.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RoomError("rooms_readonly", folder) from error


def _prepare(connection: Any, _record: object) -> None:
    # The driver leaves transactions to `_begin`; by itself it would begin them too late, and end them before a DDL.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # Whoever will write waits here for its turn. With the lock of a reader it could not: two of those would wait for
    # each other, and one would fail.
    is_writer = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")
