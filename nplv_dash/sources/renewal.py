"""What is known, with what came fresh from the publishers: content of a new version.

New borders bring other codes: every earlier figure, the areas, the krachtwijken and the anchors are brought over, see
`recoding`. Then figures of a year that came anew replace those of that year, as a whole, and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import KNOWN, Indicator, SourceFile
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.build import Content, join
from nplv_dash.sources.fetching import Fresh
from nplv_dash.sources.harmonise import recode
from nplv_dash.sources.indicators import crime_rates
from nplv_dash.sources.mappings import FIRST_YEAR
from nplv_dash.sources.moving import LEVELS, Renewed, Unsure, move, over, residents
from nplv_dash.sources.recoding import chain

Progress = Callable[[str], None]
_KEY = ["code", "year", "indicator"]


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
    renewed = Renewed(content, undrawn=dict(fresh.undrawn))
    if fresh.year is not None and _is_new(content, [one for one in fresh.fetched if _is_border(one, fresh)]):
        progress("borders")
        move(renewed, fresh, official or {})
    progress("figures")
    _lay(renewed, fresh)
    replaced = _put(renewed, fresh)
    progress("join")
    _join(renewed, replaced)
    left = {(one.publisher, one.table) for one in renewed.left_out}
    left |= {(one.publisher, one.table) for year, one in fresh.laid.items() if year in renewed.undrawn}
    taken = [one for one in fresh.fetched if (one.publisher, one.table) not in left]
    renewed.content = replace(renewed.content, sources=_sources(content, taken))
    return renewed


def unreached(content: Content, fresh: Fresh) -> tuple[int, ...]:
    """Of which years the tables that came have codes from which no way leads to the units of the new version."""
    year = content.indeling if fresh.year is None else fresh.year
    moved = {f"{level}_{content.indeling}_{year}.csv": content.mapping.iloc[:0] for level in LEVELS}
    after = content if year == content.indeling else replace(content, indeling=year, steps={**content.steps, **moved})
    return tuple(sorted({one.codes_of for one in fresh.figures if _way(after, one.codes_of) is None}))


def _lay(renewed: Renewed, fresh: Fresh) -> None:
    """Make the ways from other years of which the map came, and keep them as those of a move are kept."""
    content = renewed.content
    for year, buurten in fresh.drawn.items():
        try:
            ways = over(buurten, year, content)
        except DataError as error:
            renewed.undrawn[year] = error
            continue
        steps = {f"{level}_{year}_{content.indeling}.csv": ways[level] for level in LEVELS}
        content = replace(content, steps={**content.steps, **steps})
    renewed.content = content


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


def _put(renewed: Renewed, fresh: Fresh) -> dict[str, set[tuple[str, int]]]:
    """Replace figures; which ones, per level as indicator and year."""
    content = renewed.content
    now = {level: getattr(content, f"{level}en")[[*_KEY, "value"]] for level in LEVELS}
    replaced: dict[str, set[tuple[str, int]]] = {level: set() for level in LEVELS}
    known = {one.id for one in content.indicators}
    counts = {one.id for one in content.indicators if one.kind == "count"}
    for figures in fresh.figures:
        tables = _way(content, figures.codes_of)
        if tables is None:
            renewed.left_out.append(figures)
            continue
        for level in LEVELS:
            rows = figures.frame[(figures.frame["level"] == level) & figures.frame["indicator"].isin(known)]
            table = tables[level]
            # By old code: those of now, under a code that both have, are of another place or of more than that.
            lives = table.groupby("old")["people"].sum().to_dict() if "people" in table else {}
            came = recode(rows[[*_KEY, "value"]], table, counts, lives, KNOWN)
            if lost := _lost(rows, came, table):
                renewed.unsure.append(Unsure(figures.publisher, figures.table, level, lost))
            now[level] = _over(now[level], came, replaced[level])
    renewed.content = content = replace(content, wijken=now["wijk"], buurten=now["buurt"])
    for level in LEVELS:
        for indicator in content.indicators:
            if indicator.numerator and any(one == indicator.numerator for one, _ in replaced[level]):
                now[level] = _rates(content, level, indicator, now[level], replaced[level])
    renewed.content = replace(content, wijken=now["wijk"], buurten=now["buurt"])
    return replaced


def _lost(rows: pd.DataFrame, came: pd.DataFrame, table: pd.DataFrame) -> int:
    """Units that have a part of one with a figure, and did not get that figure: it is known of too few of them."""
    parts = rows.dropna(subset=["value"]).merge(table[["old", "new"]], left_on="code", right_on="old")
    due, found = (
        frame[[code, "indicator", "year"]].itertuples(index=False, name=None)
        for frame, code in ((parts, "new"), (came, "code"))
    )
    return len({code for code, *_ in set(due) - set(found)})


def _way(content: Content, codes_of: int) -> dict[str, pd.DataFrame] | None:
    """The tables from the units of a year to those of now; None where there is no way."""
    nothing = content.mapping.iloc[:0]
    if codes_of == content.indeling:
        return dict.fromkeys(LEVELS, nothing)
    if codes_of == FIRST_YEAR:
        # Of buurten nothing is known from that year on: those that are still there under their code are taken.
        return {"wijk": content.mapping, "buurt": nothing}
    ways = {}
    for level in LEVELS:
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
    for level in LEVELS:
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
