"""What is known, with what came fresh from the publishers: content of a new version.

New borders bring other codes: every earlier figure, the areas, the krachtwijken and the anchors are brought over, see
`recoding`. Then figures of a year that came anew replace those of that year, as a whole, and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import geopandas as gpd
import pandas as pd

from nplv_dash.domain.codes import is_code
from nplv_dash.domain.records import Anchor, Indicator, Krachtwijk, NplvArea, SourceFile
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.build import Content, join
from nplv_dash.sources.fetching import Figures, Fresh
from nplv_dash.sources.harmonise import recode
from nplv_dash.sources.indicators import crime_rates
from nplv_dash.sources.newground import ground_of
from nplv_dash.sources.recoding import Placed, Recoding, chain, place, table_of

Progress = Callable[[str], None]
_LEVELS = ("wijk", "buurt")
_FIRST = 2022
_KEY = ["code", "year", "indicator"]


@dataclass
class Renewed:
    """A new version's content, and what became of what there was.

    Attributes:
        recodings: per level what became of codes, see `recoding.table_of`; empty where the borders stayed.
        placed: per area, what became of its wijken and buurten; only of those whose codes changed.
        left_out: tables whose codes are of a year that cannot be brought here.
    """

    content: Content
    recodings: dict[str, Recoding] = field(default_factory=dict)
    placed: dict[str, Placed] = field(default_factory=dict)
    left_out: list[Figures] = field(default_factory=list)


def renew(
    content: Content,
    fresh: Fresh,
    official: Mapping[str, pd.DataFrame] | None = None,
    progress: Progress = lambda _: None,
) -> Renewed:
    """Put what came into what there was.

    Args:
        official: tables of old and new codes by the publisher, by level.

    Raises:
        DataError: what `newground.ground_of`, `recoding.table_of` and `harmonise.recode` raise.
    """
    renewed = Renewed(content)
    if fresh.year is not None and _is_new(content, [one for one in fresh.fetched if _is_border(one, fresh)]):
        progress("borders")
        _move(renewed, fresh, official or {})
    progress("figures")
    replaced = _put(renewed, fresh)
    progress("join")
    _join(renewed, replaced)
    left = {(one.publisher, one.table) for one in renewed.left_out}
    taken = [one for one in fresh.fetched if (one.publisher, one.table) not in left]
    renewed.content = replace(renewed.content, sources=_sources(content, taken))
    return renewed


def _is_border(one: Fetched, fresh: Fresh) -> bool:
    return one.table.endswith(f" {fresh.year}") and not any(
        figures.publisher == one.publisher for figures in fresh.figures
    )


def path_of(one: Fetched) -> str:
    """How what was fetched stands among the sources in the catalogue."""
    return f"{one.publisher}/{one.table}"


def _is_new(content: Content, fetched: Sequence[Fetched]) -> bool:
    known = {(one.path, one.sha256) for one in content.sources}
    return any((path_of(one), one.sha256) not in known for one in fetched)


def _sources(content: Content, fetched: Sequence[Fetched]) -> list[SourceFile]:
    """Everything that was read for this version or an earlier one; of each the newest."""
    found = {one.path: one for one in content.sources}
    found |= {path_of(one): SourceFile(path=path_of(one), sha256=one.sha256) for one in fetched}
    return list(found.values())


def _move(renewed: Renewed, fresh: Fresh, official: Mapping[str, pd.DataFrame]) -> None:
    """To the new borders."""
    content, year = renewed.content, fresh.year or 0
    ground = ground_of(fresh.layers, content.ground)
    lives = {level: residents(content, level) for level in _LEVELS}
    people = _people(content.ground.buurten_nl, lives["buurt"])
    olds = {"wijk": _all(content.ground.wijken, content.ground.wijken_elsewhere), "buurt": content.ground.buurten_nl}
    news = {"wijk": _all(ground.wijken, ground.wijken_elsewhere), "buurt": ground.buurten_nl}
    recodings = {
        level: table_of(olds[level], news[level], people if level == "wijk" else None, official.get(level))
        for level in _LEVELS
    }
    tables = {level: one.table for level, one in recodings.items()}
    counts = {one.id for one in content.indicators if one.kind == "count"}
    moved = {
        level: recode(_without(getattr(content, f"{level}en"), recodings[level]), tables[level], counts, lives[level])
        for level in _LEVELS
    }
    areas, renewed.placed = _areas(content.areas, recodings, lives, ground.buurten["hybrid"].any())
    mapping = chain(content.mapping, tables["wijk"])
    steps = {f"{level}_{content.indeling}_{year}.csv": tables[level] for level in _LEVELS if len(tables[level])}
    renewed.recodings = recodings
    renewed.content = replace(
        content,
        wijken=moved["wijk"],
        buurten=moved["buurt"],
        lbm2=recode(_without(content.lbm2, recodings["wijk"]), tables["wijk"], set(), lives["wijk"]),
        mapping=mapping,
        steps={**content.steps, **steps},
        ground=ground.with_areas(areas, mapping),
        areas=areas,
        krachtwijken=[_krachtwijk(one, recodings["wijk"], lives["wijk"]) for one in content.krachtwijken],
        anchors=_anchors(content.anchors, tables),
        indeling=year,
    )


def _all(*frames: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        pd.concat([frame[["code", "geometry"]] for frame in frames], ignore_index=True), crs=frames[0].crs
    )


def residents(content: Content, level: str, year: int | None = None) -> dict[str, float]:
    """Residents per code, of a year; without one, of the newest that is known of each unit."""
    table = content.wijken if level == "wijk" else content.buurten
    known = table[(table["indicator"] == "inhabitants") & ((table["year"] == year) | (year is None))]
    newest = known.sort_values("year").drop_duplicates("code", keep="last")
    found: dict[str, float] = newest.set_index("code")["value"].to_dict()
    return found


def _without(figures: pd.DataFrame, recoding: Recoding) -> pd.DataFrame:
    """Figures of places that are still there: the code of one that is gone may be given to another."""
    return figures[~figures["code"].isin(recoding.gone)]


def _people(buurten: gpd.GeoDataFrame, lives: Mapping[str, float]) -> gpd.GeoDataFrame | None:
    found = buurten[["geometry"]].assign(people=buurten["code"].map(lives).fillna(0.0))
    return found if found["people"].sum() > 0 else None


def _areas(
    areas: Sequence[NplvArea],
    recodings: Mapping[str, Recoding],
    lives: Mapping[str, Mapping[str, float]],
    hybrid: object,
) -> tuple[list[NplvArea], dict[str, Placed]]:
    moved, placed = [], {}
    for area in areas:
        parts = {level: place(getattr(area, f"{level}en"), recodings[level], lives[level]) for level in _LEVELS}
        codes = {f"{level}en": parts[level].codes for level in _LEVELS}
        if any(codes[f"{level}en"] != getattr(area, f"{level}en") for level in _LEVELS) or _unsure(parts):
            placed[area.id] = Placed(
                (*parts["wijk"].codes, *parts["buurt"].codes),
                min(part.kept for part in parts.values()),
                max(part.others for part in parts.values()),
            )
        moved.append(area.model_copy(update={**codes, "hybrid": area.hybrid and bool(hybrid)}))
    return moved, placed


def _unsure(parts: Mapping[str, Placed]) -> bool:
    return any(part.kept < 1 - 1e-9 or part.others > 1e-9 for part in parts.values())


def _krachtwijk(one: Krachtwijk, recoding: Recoding, lives: Mapping[str, float]) -> Krachtwijk:
    placed, table = place(one.wijken, recoding, lives), recoding.table
    # Where none has half of its people from here, those that have most.
    codes = placed.codes or tuple(
        table[table["old"].isin(one.wijken)].sort_values("share").drop_duplicates("old", keep="last")["new"]
    )
    quality = one.quality if placed.kept >= 0.95 and placed.others <= 0.05 else "approx"
    return one.model_copy(update={"wijken": tuple(dict.fromkeys(codes)), "quality": quality})


def _anchors(anchors: Sequence[Anchor], tables: Mapping[str, pd.DataFrame]) -> list[Anchor]:
    """Those whose unit is still one unit; of a unit that was split or joined nobody has published that figure."""
    kept = []
    for anchor in anchors:
        level = next((one for one in _LEVELS if is_code(one, anchor.code)), None)
        if level is None or anchor.code not in set(tables[level]["old"]):
            kept.append(anchor)
            continue
        table = tables[level]
        rows = table[table["old"] == anchor.code]
        if len(rows) == 1 and (table["new"] == rows["new"].iloc[0]).sum() == 1:
            kept.append(anchor.model_copy(update={"code": rows["new"].iloc[0]}))
    return kept


def _put(renewed: Renewed, fresh: Fresh) -> dict[str, set[tuple[str, int]]]:
    """Replace figures; which ones, per level as indicator and year."""
    content = renewed.content
    now = {level: getattr(content, f"{level}en")[[*_KEY, "value"]] for level in _LEVELS}
    replaced: dict[str, set[tuple[str, int]]] = {level: set() for level in _LEVELS}
    known = {one.id for one in content.indicators}
    counts = {one.id for one in content.indicators if one.kind == "count"}
    for figures in fresh.figures:
        tables = _way(content, figures.codes_of)
        if tables is None:
            renewed.left_out.append(figures)
            continue
        for level in _LEVELS:
            rows = figures.frame[(figures.frame["level"] == level) & figures.frame["indicator"].isin(known)]
            came = recode(rows[[*_KEY, "value"]], tables[level], counts, residents(content, level))
            now[level] = _over(now[level], came, replaced[level])
    renewed.content = content = replace(content, wijken=now["wijk"], buurten=now["buurt"])
    for level in _LEVELS:
        for indicator in content.indicators:
            if indicator.numerator and any(one == indicator.numerator for one, _ in replaced[level]):
                now[level] = _rates(content, level, indicator, now[level], replaced[level])
    renewed.content = replace(content, wijken=now["wijk"], buurten=now["buurt"])
    return replaced


def _way(content: Content, codes_of: int) -> dict[str, pd.DataFrame] | None:
    """The tables from the units of a year to those of now; None where there is no way."""
    nothing = content.mapping.iloc[:0]
    if codes_of == content.indeling:
        return dict.fromkeys(_LEVELS, nothing)
    if codes_of == _FIRST:
        # Of buurten nothing is known from that year on: those that are still there under their code are taken.
        return {"wijk": content.mapping, "buurt": nothing}
    ways = {}
    for level in _LEVELS:
        found, year = nothing, codes_of
        while year != content.indeling:
            steps = {int(name[:-4].split("_")[2]): table for name, table in content.steps.items()
                     if name.startswith(f"{level}_{year}_")}  # fmt: skip
            if not steps:
                return None
            year = max(steps)
            found = chain(found, steps[year]) if len(found) else steps[year]
        ways[level] = found
    return ways


def _over(now: pd.DataFrame, came: pd.DataFrame, replaced: set[tuple[str, int]]) -> pd.DataFrame:
    keys = {
        (str(one), int(year)) for one, year in came[["indicator", "year"]].drop_duplicates().itertuples(index=False)
    }
    replaced |= keys
    stays = [(one, year) not in keys for one, year in zip(now["indicator"], now["year"], strict=True)]
    return pd.concat([now[stays], came], ignore_index=True)


def _rates(
    content: Content, level: str, indicator: Indicator, now: pd.DataFrame, replaced: set[tuple[str, int]]
) -> pd.DataFrame:
    """A rate that is made of a count: anew, with the residents of the year that its record names."""
    years = {year for one, year in replaced if one == indicator.numerator}
    counted = now[(now["indicator"] == indicator.numerator) & now["year"].isin(years)]
    people = pd.Series(residents(content, level, indicator.weight_year), dtype=float)
    rates = crime_rates(counted, people).assign(indicator=indicator.id).dropna(subset=["value"])
    return _over(now, rates[[*_KEY, "value"]], replaced)


def _join(renewed: Renewed, replaced: Mapping[str, set[tuple[str, int]]]) -> None:
    """Only figures of units with a border; and the report of what did not match, of before and of now."""
    content = renewed.content
    ground = content.ground
    codes = {
        "wijk": pd.concat([ground.wijken, ground.wijken_elsewhere])[["code", "name"]],
        "buurt": pd.concat([ground.buurten, ground.buurten_nl])[["code", "name"]].drop_duplicates("code"),
    }
    matched, reports = {}, []
    for level in _LEVELS:
        matched[level], report = join(getattr(content, f"{level}en"), codes[level], level)
        # Figures that an earlier version could not place are in no table any more.
        old = content.report[(content.report["level"] == level) & (content.report["side"] == "figures")]
        still = [(one, year) not in replaced[level] for one, year in zip(old["indicator"], old["year"], strict=True)]
        reports += [report, old[still]]
    report = pd.concat(reports, ignore_index=True).drop_duplicates(["level", "side", "indicator", "year", "code"])
    changed = bool(renewed.recodings) or any(replaced.values())
    renewed.content = replace(
        content,
        wijken=matched["wijk"],
        buurten=matched["buurt"],
        lbm2=content.lbm2[content.lbm2["code"].isin(set(codes["wijk"]["code"]))],
        report=report.astype({"year": int}) if changed else content.report,
    )
