"""Versions of the data: the one that came with the code, and those that a refresh made."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal

from pydantic import Field

from nplv_dash.domain.records import Record, Text

#: The version that came with the code; it is always there.
SHIPPED: Final = "shipped"
#: Day and the begin of a digest of everything in it.
NAME: Final = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{12}")
#: Year of the wijken and buurten in the version that came with the code.
SHIPPED_INDELING: Final = 2024


class Fetched(Record):
    """A table or a layer as a publisher gave it for a version.

    Attributes:
        publisher: id of its record in `data/sources/`.
        table: which table or layer; of borders also the year.
        address: the first address that was asked.
        sha256: of everything that came, in the order in which it came.
        rows: features or figures in it.
        modified: what the publisher says of its age; empty where it says nothing.
    """

    publisher: Text
    table: Text
    address: Text
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int = Field(ge=0)
    modified: str = ""


class Version(Record):
    """One version that a refresh made, in `version.yaml` beside its `data/`.

    Attributes:
        name: see `NAME`; it holds a digest of every file, so that damage shows.
        based_on: the version that it began with.
        program: version of the program that made it, whose parameters and scenarios are in it.
        fingerprint: of its data, as pages show it.
        indeling: year of its wijken and buurten.
    """

    schema_version: Literal[1] = 1
    name: str = Field(pattern=f"^{NAME.pattern}$")
    made: dt.datetime
    based_on: Text
    program: Text
    fingerprint: Text
    indeling: int
    fetched: tuple[Fetched, ...]
