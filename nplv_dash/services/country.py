"""The wijken of the country as the model of redistribution needs them, from the figures of the bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nplv_dash.domain.errors import DataError
from nplv_dash.model.places import Array, Index, Mask, Places
from nplv_dash.services.workspace import NETHERLANDS, Workspace, value_of

#: Year of the newest figures of corporation homes and of households around the social minimum for the whole country.
BASE_YEAR = 2020
#: Between which years nuisance and insecurity must have worsened for a wijk to be under pressure.
_PRESSURE = (2014, 2022)
#: Without these figures of wijken there is no model: indicator and year, None for any year.
_NEEDED: tuple[tuple[str, int | None], ...] = (
    ("households", None),
    ("corp_share", BASE_YEAR),
    ("social_min", BASE_YEAR),
    ("lbm", _PRESSURE[1]),
    *(("lbm_onv", year) for year in _PRESSURE),
)


@dataclass(frozen=True)
class Country:
    """The wijken that take part, with what ties them to the rest of the project.

    Attributes:
        places: n wijken.
        rows: shape (n,), the row of each in the units of the level wijk.
        codes, names, gemeenten: of each.
        areas: ids of the NPLV areas, in the order of `Places.area`.
        imputed: codes of wijken of an NPLV area whose shares are those of their municipality, for lack of their own.
        left_out: codes of wijken of which too little is known; nothing happens there.
        households_left_out: share of all households who live in those, 0 to 1.
    """

    places: Places
    rows: Index
    codes: tuple[str, ...]
    names: tuple[str, ...]
    gemeenten: tuple[str, ...]
    areas: tuple[str, ...]
    imputed: tuple[str, ...]
    left_out: tuple[str, ...]
    households_left_out: float

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Where each wijk is, by its code."""
        return {code: i for i, code in enumerate(self.codes)}

    def members(self, area: str) -> Mask:
        """Which wijken belong to an NPLV area, shape (n,)."""
        found: Mask = self.places.area == self.areas.index(area)
        return found


def country_of(workspace: Workspace) -> Country:
    """The country of the model.

    Households are those of the newest year; the shares of corporation homes and of households around the social
    minimum are those of 2020, the newest that are known everywhere. A wijk belongs to an NPLV area when at least half
    of its residents live in it: homes are known per wijk only.

    Raises:
        DataError: `country_lacks`, when a figure that the model needs is not known anywhere, or when the wijken of the
            rest of the country could not be read: the same scenario would then give other figures.
    """
    _check(workspace)
    units = workspace.bundle.units["wijk"]
    n = len(units)
    households = _newest(workspace, "households")
    shares = {name: workspace.values("wijk", name, BASE_YEAR) / 100 for name in ("corp_share", "social_min")}
    by_share = workspace.aggregates.areas.by_share[:, :n]
    area = np.where((by_share >= 0.5).any(axis=0), by_share.argmax(axis=0), -1)
    gemeente_codes, gemeente = np.unique(units["gm_code"].to_numpy(dtype=str), return_inverse=True)
    imputed = np.zeros(n, dtype=bool)
    for name, values in shares.items():
        unknown = np.flatnonzero(np.isnan(values) & (area >= 0) & (households > 0))
        filled = values.copy()
        for row in unknown:
            mean = value_of(workspace.figure("gemeente", gemeente_codes[gemeente[row]], name, BASE_YEAR))
            filled[row] = np.nan if mean is None else mean / 100
        imputed[unknown] = np.isfinite(filled[unknown])
        shares[name] = filled
    homes, poor = shares["corp_share"] * households, shares["social_min"] * households
    known = (households > 0) & np.isfinite(homes) & np.isfinite(poor)
    rows = np.flatnonzero(known)
    codes = units["code"].to_numpy(dtype=str)
    missing = ~known & (np.nan_to_num(households) > 0)
    places = Places(
        households=households[rows],
        homes=homes[rows],
        poor=poor[rows],
        area=area[rows].astype(np.int64),
        gemeente=gemeente[rows].astype(np.int64),
        provincie=_province(workspace, gemeente_codes)[gemeente[rows]],
        city=np.isin(gemeente, gemeente[area >= 0])[rows],
        lbm=workspace.values("wijk", "lbm", _PRESSURE[1])[rows],
        pressed=_pressed(workspace)[rows],
    )
    return Country(
        places=places,
        rows=rows.astype(np.int64),
        codes=tuple(codes[rows].tolist()),
        names=tuple(units["name"].to_numpy(dtype=str)[rows].tolist()),
        gemeenten=tuple(units["gm_name"].to_numpy(dtype=str)[rows].tolist()),
        areas=tuple(workspace.codes["gebied"]),
        imputed=tuple(codes[imputed].tolist()),
        left_out=tuple(codes[missing].tolist()),
        households_left_out=float(np.nansum(households[missing]) / np.nansum(households)),
    )


def _check(workspace: Workspace) -> None:
    bundle = workspace.bundle
    lacking = [
        name if year is None else f"{name} {year}"
        for name, year in _NEEDED
        if not any(year in {None, found} for found in workspace.years("wijk", name))
    ]
    if "wijk" not in bundle.whole:
        lacking.append("boundaries/wijken_elders.zip")
    if lacking:
        raise DataError("country_lacks", bundle.root / "data", what=", ".join(lacking))


def _newest(workspace: Workspace, count: str) -> Array:
    """A count of the newest year in which it is known, per wijk; 0 where it never is."""
    found = np.full(len(workspace.codes["wijk"]), np.nan)
    for year in reversed(workspace.years("wijk", count)):
        found = np.where(np.isfinite(found), found, workspace.values("wijk", count, year))
    known: Array = np.nan_to_num(found)
    return known


def _province(workspace: Workspace, gemeente_codes: Array) -> Index:
    """Index of the province of each municipality."""
    table = workspace.bundle.units["gemeente"].set_index("code")["province"]
    _, index = np.unique(table.loc[list(gemeente_codes)].to_numpy(dtype=str), return_inverse=True)
    return index.astype(np.int64)


def _pressed(workspace: Workspace) -> Mask:
    """Wijken where nuisance and insecurity are worse than the Dutch mean, and got worse since 2014."""
    before, now = (workspace.values("wijk", "lbm_onv", year) for year in _PRESSURE)
    mean = value_of(workspace.figure("land", NETHERLANDS, "lbm_onv", _PRESSURE[1]))
    found: Mask = (now < (np.nan if mean is None else mean)) & (now < before)
    return found
