"""What a refresh changes: between two versions of the data, in rows that a person can read before it holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from nplv_dash.domain.records import Anchor
from nplv_dash.services.aggregate import Array
from nplv_dash.services.workspace import NETHERLANDS, Workspace
from nplv_dash.sources.recoding import Placed, Recoding
from nplv_dash.sources.yamlfiles import read_records

#: Below this share of residents who were placed, the trend of an area is said to be broken.
SURE = 0.95
#: A mean that moves no more than this share of its former size (of one, where that was smaller) has not moved.
_MOVED = 1e-9
#: Places of which a figure is known may lose so much of a share, in units and in residents: people move without a
#: figure being lost.
_NEAR = (1e-9, 0.01)

What = Literal["area", "code", "mean", "year", "anchor", "lacking"]


@dataclass(frozen=True)
class Row:
    """One thing that is not as it was.

    Attributes:
        key: what happened; the words are `vernieuwen.difference.<what>.<key>`.
        subject: area, code, indicator or anchor.
        level, year: where that matters.
        before, now: codes or values; empty where there was, or is, none.
        share: of an area, per cent of its residents who live in what belongs to it now.
        others: of an area, per cent of the residents of what belongs to it now who come from elsewhere.
    """

    what: What
    key: str
    subject: str
    level: str = ""
    year: str = ""
    before: str = ""
    now: str = ""
    share: str = ""
    others: str = ""


@dataclass(frozen=True)
class Difference:
    """Everything that is not as it was."""

    rows: tuple[Row, ...] = field(default=())

    def of(self, what: What) -> tuple[Row, ...]:
        """The rows of one kind."""
        return tuple(row for row in self.rows if row.what == what)

    @property
    def broken(self) -> tuple[Row, ...]:
        """Anchors that held and do not hold any more, or that nobody can check any more."""
        return tuple(row for row in self.of("anchor") if row.key != "mended")

    def as_csv(self) -> str:
        """All rows; the columns are the fields of `Row`."""
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\n")
        names = tuple(Row.__dataclass_fields__)
        writer.writerow(names)
        writer.writerows([getattr(row, name) for name in names] for row in self.rows)
        return held.getvalue()


def compare(
    before: Workspace, now: Workspace, recodings: Mapping[str, Recoding], placed: Mapping[str, Placed]
) -> Difference:
    """Hold a new version against the one before.

    Args:
        recodings, placed: what became of codes and areas, see `sources.moving.Renewed`.

    Raises:
        DataError: the anchors cannot be read.
    """
    return Difference(
        (
            *_areas(before, now, placed),
            *_codes(before, now, recodings),
            *_means(before, now),
            *_years(before, now),
            *_anchors(before, now),
            *_lacking(before, now),
        )
    )


def _areas(before: Workspace, now: Workspace, placed: Mapping[str, Placed]) -> Iterator[Row]:
    then = {area.id: (*area.wijken, *area.buurten) for area in before.bundle.areas}
    for area in now.bundle.areas:
        codes, one = (*area.wijken, *area.buurten), placed.get(area.id, Placed(()))
        sure = one.kept >= SURE and one.others <= 1 - SURE
        if codes != then.get(area.id) or not sure:
            yield Row(
                "area", "carried" if sure else "broken", area.name, before=", ".join(then.get(area.id, ())),
                now=", ".join(codes), share=f"{100 * one.kept:.0f}", others=f"{100 * one.others:.0f}",
            )  # fmt: skip


def _codes(before: Workspace, now: Workspace, recodings: Mapping[str, Recoding]) -> Iterator[Row]:
    for level in ("gemeente", "wijk", "buurt"):
        old, new = (_names(one, level) for one in (before, now))
        recoded = recodings.get(level)
        moved = dict(recoded.table.groupby("old")["new"].agg(", ".join)) if recoded and len(recoded.table) else {}
        for code in sorted(set(old) - set(new)):
            yield Row("code", "gone", code, level, before=old[code], now=moved.get(code, ""))
        for code in sorted(set(new) - set(old)):
            yield Row("code", "new", code, level, now=new[code])
        for code in sorted(set(new) & set(old)):
            if code in moved and moved[code] != code:
                yield Row("code", "other_place", code, level, before=old[code], now=moved[code])
            elif old[code] != new[code]:
                yield Row("code", "renamed", code, level, before=old[code], now=new[code])


def _names(workspace: Workspace, level: str) -> dict[str, str]:
    units = workspace.bundle.units.get(level)
    return {} if units is None else dict(units[["code", "name"]].itertuples(index=False))


def _means(before: Workspace, now: Workspace) -> Iterator[Row]:
    """Figures of the whole country, of every year that both know; and those of which too little is known now."""
    for indicator in now.bundle.indicators:
        for year in now.bundle.years("wijk", indicator):
            if year not in before.bundle.years("wijk", indicator):
                continue
            old, new = (one.figure("land", NETHERLANDS, indicator, year) for one in (before, now))
            if old is not None and new is None:
                yield Row("mean", "gone", indicator, "land", str(year), f"{old.value:.6g}")
            if old is None or new is None or abs(new.value - old.value) <= _MOVED * max(1.0, abs(old.value)):
                continue
            yield Row("mean", "moved", indicator, "land", str(year), f"{old.value:.6g}", f"{new.value:.6g}")


def _years(before: Workspace, now: Workspace) -> Iterator[Row]:
    for level in ("wijk", "buurt"):
        for indicator in now.bundle.indicators:
            old, new = (set(one.bundle.years(level, indicator)) for one in (before, now))
            for year in sorted(new - old):
                yield Row("year", "added", indicator, level, str(year))
            for year in sorted(old - new):
                yield Row("year", "gone", indicator, level, str(year))


def _anchors(before: Workspace, now: Workspace) -> Iterator[Row]:
    old, new = (
        {_name(one): one for one in read_records(one.bundle.root / "data" / "anchors.yaml", Anchor)}
        for one in (before, now)
    )
    for name in [name for name in old if name not in new]:
        yield Row("anchor", "left_out", name, before=f"{old[name].value:g}")
    for name, anchor in new.items():
        held = name not in old or holds(before, old[name])
        if holds(now, anchor) != held:
            found = _value(now, anchor)
            shown = "" if found is None else f"{found:.6g}"
            yield Row("anchor", "broken" if held else "mended", name, before=f"{anchor.value:g}", now=shown)


def _name(anchor: Anchor) -> str:
    return f"{anchor.name}, {anchor.indicator} {anchor.year}"


def _value(workspace: Workspace, anchor: Anchor) -> float | None:
    level = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}[anchor.code[:2]]
    known = anchor.code in workspace.codes.get(level, ())
    figure = workspace.figure(level, anchor.code, anchor.indicator, anchor.year) if known else None
    return None if figure is None else figure.value


def holds(workspace: Workspace, anchor: Anchor) -> bool:
    """Whether our figure is that of the publisher, within what rounding explains."""
    found = _value(workspace, anchor)
    return found is not None and abs(found - anchor.value) <= anchor.tolerance + 1e-9


def _lacking(before: Workspace, now: Workspace) -> Iterator[Row]:
    """Indicators and years of which a smaller share of the units has a figure than before, or fewer residents do.

    Shares, and not numbers: after new borders there may be far fewer units. The larger loss is told, in per cent.
    """
    for (level, indicator, year), values in now.bundle.figures.items():
        known = before.bundle.figures.get((level, indicator, year))
        if known is None:
            continue
        old, new = _known(before, level, known), _known(now, level, values)
        pairs = zip(old, new, _NEAR, strict=True)
        lost = [(was - left, was, left) for was, left, near in pairs if left < was - near]
        if lost:
            _, was, left = max(lost)
            yield Row("lacking", "fewer", indicator, level, str(year), f"{100 * was:.4g}%", f"{100 * left:.4g}%")


def _known(workspace: Workspace, level: str, values: Array) -> tuple[float, float]:
    """The share of units with a figure, and of the residents (of the newest year) who live in those."""
    known = np.isfinite(values)
    years = workspace.bundle.years(level, "inhabitants")
    people = np.nan_to_num(workspace.bundle.figures[(level, "inhabitants", max(years))]) if years else known * 1.0
    units = float(known.mean()) if len(known) else 0.0
    return units, float(people[known].sum() / people.sum()) if people.sum() else units
