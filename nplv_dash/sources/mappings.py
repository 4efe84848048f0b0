"""Where the tables lie that say which wijk of before became which."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from nplv_dash.domain.errors import DataError

#: The year of the wijken in which the oldest figures came.
FIRST_YEAR: Final = 2022
#: From those to the wijken that the version of the data has; a refresh gives it the year of those.
_FIRST: Final = re.compile(rf"wijk_{FIRST_YEAR}_([0-9]{{4}})\.csv")


def first_mapping(data: Path) -> tuple[Path, int]:
    """The table from the wijken of 2022 to those of now, and the year of the latter.

    Args:
        data: the folder of a version of the data.

    Raises:
        DataError: `file_missing`.
    """
    found = [(path, match) for path in (data / "mappings").glob("*.csv") if (match := _FIRST.fullmatch(path.name))]
    if not found:
        raise DataError("file_missing", data / "mappings" / "wijk_2022_*.csv")
    path, match = max(found, key=lambda one: one[0].name)
    return path, int(match[1])
