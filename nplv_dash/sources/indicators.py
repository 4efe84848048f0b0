"""The publishers' tables of figures as tidy observations: code, year, indicator, value. NaN rows are left out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from nplv_dash.domain.records import Indicator
from nplv_dash.sources.places import same_place
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.tables import read_table

#: Below this number of residents a rate per 1,000 says more about the denominator than about the place.
SMALLEST_DENOMINATOR = 100
#: Share of residents that must live in buurten with a figure, before a wijk gets the mean or the sum of its buurten.
#: A sum needs nearly all; what may lack is buurten with hardly any residents.
COVERAGE_MEAN, COVERAGE_SUM = 0.8, 0.98

_COLUMNS = ["code", "year", "indicator", "value"]
#: Attributes of the wijk map of 2022.
_MAP_2022 = Path("boundaries/cbs_2022_generalised/wijk_2022_attributes.csv")


def definitions() -> list[Indicator]:
    """The records of all indicators, as the recipe gives them."""
    return [Indicator.model_validate({"label": f"indicator.{row['id']}", **row}) for row in recipe("indicators")]


def inhabitants_2024(raw: Path) -> dict[str, float]:
    """Residents per wijk, 1 January 2024, in codes of 2024."""
    table = read_table(raw / "indicators" / "kerncijfers_wijk_2024.csv", ["code", "inwoners"], text=["code"])
    people: dict[str, float] = table.dropna().set_index("code")["inwoners"].to_dict()
    return people


def wijken_old_codes(raw: Path) -> pd.DataFrame:
    """Wijk figures with codes of 2019-2022: CBS key figures, the map of 2022, SES-WOA, Leefbaarometer, violence.

    Key figures and SES-WOA of a code that was given to another place by 2022 are left out, see `places.same_place`. The
    map and the Leefbaarometer have the codes of 2022 for all years; the violence comes without names in part.
    """
    folder = raw / "indicators"
    same, _ = _told_apart(raw)
    return _observations(same, _attributes_2022(raw), _leefbaarometer(folder), _violence(folder))


def wijken_left_out(raw: Path) -> pd.DataFrame:
    """The figures that `wijken_old_codes` leaves out, since their wijk has another code or is gone.

    Returns:
        Columns indicator, year, code and name, which is the name of then.
    """
    _, other = _told_apart(raw)
    return other[["indicator", "year", "code", "name"]].sort_values(["indicator", "year", "code"])


def codes_that_stayed(raw: Path, year: int) -> set[str]:
    """Codes of wijken of a year of the CBS key figures that mean the same place in 2022, see `places.same_place`."""
    places = _places(_kwb_wijken(raw), (year,), _wijken_2022(raw))
    return set(places.loc[places["same"].astype(bool), "code"])


def wijken_2024(raw: Path) -> pd.DataFrame:
    """Wijk figures in codes of 2024: key figures, and buurt figures brought to their wijk."""
    names = recipe("columns")["key_figures_2024"]
    table = read_table(raw / "indicators" / "kerncijfers_wijk_2024.csv", ["code", *names], text=["code"])
    return _observations(_wide(table, names, 2024), _wijken_from_buurten(raw))


def buurten(raw: Path, known: pd.DataFrame) -> pd.DataFrame:
    """Buurt figures in codes of 2024.

    Figures of 2021 come in codes of 2021; they are kept where code and name are still the same in `known`
    (columns code and name), since a code can be given to another place.
    """
    columns = recipe("columns")
    folder = raw / "indicators"
    names = columns["key_figures_2024"]
    table = _buurt_table(raw)
    people = table.set_index("code")["inwoners"]
    crimes = _crimes(table)
    same, _ = _kwb_buurten(folder, known)
    path = folder / "leefbaarometer3_buurt_mean2020_22_7gm.csv"
    mean = read_table(path, ["code", "value", "qc_ok"], text=["code", "qc_ok"])
    mean = mean[mean["qc_ok"] == "True"].assign(year=2022, indicator="lbm_mean")[_COLUMNS]
    return _observations(
        _wide(table, names, 2024), crimes, crime_rates(crimes, people), _health(table), same[_COLUMNS], mean
    )


def buurten_2021_left_out(raw: Path, known: pd.DataFrame) -> pd.DataFrame:
    """Buurten of 2021 whose code or name is another one now, so that `buurten` leaves their figures of 2021 out.

    Returns:
        Columns indicator, year, code, name; one row per buurt, for the figure that stands for the table.
    """
    _, other = _kwb_buurten(raw / "indicators", known)
    return other.loc[other["indicator"] == "welfare", ["indicator", "year", "code", "name"]].sort_values("code")


def _kwb_buurten(folder: Path, known: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The CBS key figures per buurt: of those with the same code and name in `known`, and of all others."""
    tidy = _tidy_source(folder / "kwb_19gm.parquet", "bu")
    chosen = _kwb(tidy, "buurt").merge(tidy[["code", "year", "name"]].drop_duplicates(["code", "year"]), validate="m:1")
    joined = chosen.merge(known[["code", "name"]], how="left", validate="many_to_one", indicator="found")
    same = (joined["found"] == "both").to_numpy()
    return chosen[same], chosen[~same]


def crime_rates(crimes: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Registered crimes per 1,000 residents of 2024; no rate below `SMALLEST_DENOMINATOR` residents."""
    base = crimes["code"].map(people.where(people >= SMALLEST_DENOMINATOR))
    return crimes.assign(indicator="crime", value=1000.0 * crimes["value"] / base)


def _wijken_from_buurten(raw: Path) -> pd.DataFrame:
    """Crimes (summed) and health (mean weighted with residents) per wijk."""
    table = _buurt_table(raw)
    wijk = table.set_index("code")["wijk_code"]
    people = table.set_index("code")["inwoners"]
    everybody = people.groupby(wijk).sum()

    def per_wijk(observed: pd.DataFrame, share: float) -> pd.DataFrame:
        """Sums per wijk and year, for wijken where the known buurten hold `share` of the residents."""
        lives = observed["code"].map(people).fillna(0.0)
        parts = observed.assign(code=observed["code"].map(wijk), people=lives, product=observed["value"] * lives)
        sums = parts.groupby(["code", "year", "indicator"])[["value", "people", "product"]].sum().reset_index()
        return sums[sums["people"] >= share * sums["code"].map(everybody)]

    crimes = per_wijk(_crimes(table), COVERAGE_SUM)
    health = per_wijk(_health(table), COVERAGE_MEAN)
    health = health[health["people"] > 0].assign(value=lambda f: f["product"] / f["people"])
    return _observations(crimes, crime_rates(crimes[_COLUMNS], pd.Series(inhabitants_2024(raw))), health)


def _buurt_table(raw: Path) -> pd.DataFrame:
    columns = recipe("columns")
    wanted = [
        "code",
        "wijk_code",
        *columns["key_figures_2024"],
        *(f"misdrijven_{year}" for year in columns["crime_years"]),
        *columns["health_years"],
    ]
    return read_table(raw / "indicators" / "kerncijfers_buurt_2024.csv", wanted, text=["code", "wijk_code"])


def _crimes(table: pd.DataFrame) -> pd.DataFrame:
    years = {f"misdrijven_{year}": year for year in recipe("columns")["crime_years"]}
    return _by_year(table, years, "crimes")


def _health(table: pd.DataFrame) -> pd.DataFrame:
    return _by_year(table, recipe("columns")["health_years"], "good_health")


def _by_year(table: pd.DataFrame, years: dict[str, int], indicator: str) -> pd.DataFrame:
    """Columns that differ in year -> observations of one indicator."""
    long = table.melt("code", list(years), var_name="column", value_name="value").dropna(subset=["value"])
    return long.assign(year=long["column"].map(years), indicator=indicator)[_COLUMNS]


def _wide(table: pd.DataFrame, names: dict[str, str], year: int) -> pd.DataFrame:
    """Columns that differ in indicator -> observations of one year."""
    long = table.melt("code", list(names), var_name="column", value_name="value").dropna(subset=["value"])
    return long.assign(year=year, indicator=long["column"].map(names))[_COLUMNS]


def _tidy_source(path: Path, level: str) -> pd.DataFrame:
    columns = ["level", "code", "name", "year", "indicator", "value"]
    table = read_table(path, columns, text=["level", "code", "name", "year", "indicator"])
    return table[table["level"] == level].assign(year=lambda f: f["year"].astype(int))


def _kwb(tidy: pd.DataFrame, level: str) -> pd.DataFrame:
    columns = recipe("columns")
    chosen = pd.concat(
        [
            tidy[(tidy["year"] == year) & tidy["indicator"].isin(wanted)]
            for year, wanted in columns["kwb_years"][level].items()
        ]
    )
    return chosen.assign(indicator=chosen["indicator"].map(columns["kwb"]))[_COLUMNS]


def _attributes_2022(raw: Path) -> pd.DataFrame:
    names = recipe("columns")["attributes_2022"]
    table = read_table(raw / _MAP_2022, ["code", *names, "pop_0_14"], text=["code"])
    adults = table.assign(year=2022, indicator="adults", value=table["population"] * (1 - table["pop_0_14"] / 100))
    return _observations(_wide(table, names, 2022), adults[_COLUMNS])


def _told_apart(raw: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures that come with the name of their wijk: of places that kept their code until 2022, and all others."""
    now, kwb = _wijken_2022(raw), _kwb_wijken(raw)
    ses = _tidy_source(raw / "indicators" / "ses_woa.parquet", "wk")
    scores = ses[ses["indicator"] == "ses_woa_score"].assign(indicator="ses_woa")[_COLUMNS]
    of_kwb = _places(kwb, recipe("columns")["kwb_years"]["wijk"], now)
    # Both scores are for the wijken of 2019.
    of_ses = _places(ses, (2014, 2019), now)
    chosen = pd.concat(
        [
            figures.merge(places, on=["code", "year"], validate="many_to_one")
            for figures, places in ((_kwb(kwb, "wijk"), of_kwb), (scores, of_ses))
        ]
    )
    same = chosen["same"].to_numpy(dtype=bool)
    return chosen[same], chosen[~same]


def _wijken_2022(raw: Path) -> pd.DataFrame:
    """Name, residents and owner-occupied homes of the wijken of 2022, by code."""
    columns = ["name", "population", "dwelling_ownership"]
    table = read_table(raw / _MAP_2022, ["code", *columns], text=["code", "name"]).set_index("code")
    return table.rename(columns={"population": "inhabitants", "dwelling_ownership": "owners"})


def _kwb_wijken(raw: Path) -> pd.DataFrame:
    """The CBS key figures of all wijken."""
    files = ("kwb_19gm.parquet", "kwb_otherNL_wijk.parquet")
    return pd.concat([_tidy_source(raw / "indicators" / name, "wk") for name in files])


def _places(tidy: pd.DataFrame, years: Iterable[int], now: pd.DataFrame) -> pd.DataFrame:
    """Per wijk and year its name, and whether it is the same place in `now`."""
    places = []
    for year in years:
        rows = tidy[tidy["year"] == year]
        then = rows.drop_duplicates("code").set_index("code")[["name"]]
        for column, indicator in (("inhabitants", "inhabitants"), ("owners", "p_owner")):
            known = rows[rows["indicator"] == indicator].drop_duplicates("code")
            then[column] = known.set_index("code")["value"]
        places.append(then[["name"]].assign(year=year, same=same_place(then, now)).reset_index())
    return pd.concat(places)


def _leefbaarometer(folder: Path) -> pd.DataFrame:
    names = recipe("columns")["leefbaarometer"]
    path = folder / "leefbaarometer3_wijken_2002_2022.csv"
    table = read_table(path, ["wk_code", "jaar", *names], text=["wk_code", "jaar"])
    table = table.rename(columns={"wk_code": "code", "jaar": "year"})
    long = table.melt(["code", "year"], list(names), var_name="column", value_name="value")
    return long.assign(year=long["year"].astype(int), indicator=long["column"].map(names))[_COLUMNS]


def _violence(folder: Path) -> pd.DataFrame:
    """Violent crime per 1,000 residents, 2017: known for Amsterdam, Heerlen and part of Rotterdam.

    The rows of 2018 are left out: for Rotterdam they hold counts under the name of a rate (2,005 in the centre).
    """
    tidy = _tidy_source(folder / "crime_19gm.parquet", "wk")
    chosen = tidy[(tidy["indicator"] == "crime_violence_per1000") & (tidy["year"] == 2017)]
    return chosen.assign(indicator="violence")[_COLUMNS]


def _observations(*parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([part[_COLUMNS] for part in parts], ignore_index=True).dropna(subset=["value"])
