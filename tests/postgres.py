"""Fixtures: a PostgreSQL of this machine's packages, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

from nplv_dash.rooms.database import read_url
from scripts.postgres import Postgres, programs, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL that is up."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed: scripts/setup.sh postgres")
    with running() as found:
        yield found


@contextmanager
def database(postgres: Postgres) -> Iterator[str]:
    """The address of an empty database, which is gone afterwards."""
    url, name = read_url(postgres.url), f"test_{uuid4().hex}"
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
