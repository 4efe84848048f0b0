"""How far the areas stand from the Netherlands: the measurements themselves, in standard deviations."""

from __future__ import annotations

import pytest

from nplv_dash.services.gap import gaps
from nplv_dash.services.workspace import NETHERLANDS, Workspace, value_of


def test_an_area_stands_beside_its_municipality_since_the_method_changed(real: Workspace) -> None:
    area = real.bundle.area("utrecht-overvecht")
    found = gaps(real, area, 0.1)
    assert [one.year for one in found] == [2014, 2016, 2018, 2020, 2022]
    for one in found:
        own, city, country = (
            value_of(real.figure(level, code, "lbm", one.year))
            for level, code in (("gebied", area.id), ("gemeente", area.gemeente_code), ("land", NETHERLANDS))
        )
        assert own is not None
        assert city is not None
        assert country is not None
        assert one.areas == pytest.approx((own - country) / 0.1)
        assert one.gemeente == pytest.approx((city - country) / 0.1)


def test_all_areas_together_lie_within_the_single_ones(real: Workspace) -> None:
    together = gaps(real, None, 0.1)
    single = [gaps(real, area, 0.1) for area in real.bundle.areas]
    for i, one in enumerate(together):
        assert one.gemeente is None
        assert min(area[i].areas for area in single) < one.areas < max(area[i].areas for area in single)
    # Twice the deviation is half the distance.
    assert [one.areas for one in gaps(real, None, 0.2)] == pytest.approx([one.areas / 2 for one in together])
