"""The one door for pictures: a function for each, in the words and figures of the page that shows the same."""

from __future__ import annotations

from nplv_dash.services.picture_areas import budget, dimensions, progress
from nplv_dash.services.picture_charts import measured, money, strips, trend
from nplv_dash.services.picture_funding import drives as funding_drives
from nplv_dash.services.picture_funding import every_future, fading, gap
from nplv_dash.services.picture_maps import area_map, classing_map, country_map, difference_map, selection_map
from nplv_dash.services.picture_models import fan, sides
from nplv_dash.services.picture_redistribution import drives, price, spread

__all__ = [
    "area_map", "budget", "classing_map", "country_map", "difference_map", "dimensions", "drives", "every_future",
    "fading", "fan", "funding_drives", "gap", "measured", "money", "price", "progress", "selection_map", "sides",
    "spread", "strips", "trend",
]  # fmt: skip
