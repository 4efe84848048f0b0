"""How a map is told the class of each polygon: one character, a digit or one of these."""

from typing import Final

NO_DATA: Final = "x"
NOT_DRAWN: Final = "."
