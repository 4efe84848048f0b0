"""The tables: rooms, who is in them, and what they sent in.

A change here needs a migration in `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

#: Names of constraints, the same on every database, so that a migration can name them.
METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
#: Hexadecimal digits of SHA-256.
HASH: Final = 64


class Utc(TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite keeps no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """What is stored of a moment with any zone."""
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """A stored moment, with its zone."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=dt.UTC)


#: `secret` is the hash of the facilitator's. The state of the present round stands here: one row says all that a page
#: asks every second, and locking it puts all that happens in a room in one order.
ROOMS: Final = Table(
    "rooms",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("code", String(6), nullable=False, unique=True),
    Column("secret", String(HASH), nullable=False),
    Column("title", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("lang", String(2), nullable=False),
    Column("created", Utc, nullable=False),
    Column("expires", Utc, nullable=False, index=True),
    Column("is_finished", Boolean, nullable=False),
    Column("round", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("is_shown", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

#: `person` is the hash of what stands in the address of their page.
PEOPLE: Final = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("room_id", ForeignKey("rooms.id", ondelete="CASCADE"), nullable=False),
    Column("seat", Integer, nullable=False),
    Column("person", String(HASH), nullable=False),
    UniqueConstraint("room_id", "person"),
    UniqueConstraint("room_id", "seat"),
)

#: `token` is the hash of what the sender calls this answer; `content` is JSON.
ANSWERS: Final = Table(
    "answers",
    METADATA,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("token", String(HASH), nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Utc, nullable=False),
    UniqueConstraint("person_id", "token"),
)
