"""The Dutch national grid (Rijksdriehoek): its number, and where the Netherlands lies in it."""

from __future__ import annotations

from typing import Final

#: EPSG code; coordinates are metres.
RD: Final = 28992
#: West, south, east and north of all of the Netherlands, a little wide.
NETHERLANDS: Final = (0.0, 300_000.0, 300_000.0, 625_000.0)
