"""The one door for pictures: a function for each, in the words and figures of the page that shows the same."""

from __future__ import annotations

from nplv_dash.services.picture_charts import measured, money, strips, trend
from nplv_dash.services.picture_maps import area_map, country_map, difference_map, selection_map
from nplv_dash.services.picture_models import fan, sides

__all__ = [
    "area_map", "country_map", "difference_map", "fan", "measured", "money", "selection_map", "sides", "strips",
    "trend",
]  # fmt: skip
