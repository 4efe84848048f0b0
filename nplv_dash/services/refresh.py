"""A new version of the data from what the publishers have now: fetched, joined, estimated, checked and compared.

Nothing of what holds is touched: everything is made in a folder beside it. Whether it will hold is decided by whoever
asked, see `cli.refresh`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd
import pyogrio.errors

from nplv_dash import __version__
from nplv_dash.domain.errors import DataError, Reason, of_system
from nplv_dash.domain.publishers import Publisher
from nplv_dash.domain.records import Dataset, NplvArea
from nplv_dash.domain.versions import Fetched, Version
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services import estimates
from nplv_dash.services.check import Finding, check_data
from nplv_dash.services.difference import SURE, Difference, compare
from nplv_dash.services.kept import write as write_record
from nplv_dash.services.workspace import open_workspace
from nplv_dash.sources.build import Content, Output, carry_over, write
from nplv_dash.sources.bundle import sha256
from nplv_dash.sources.fetching import Absent, Figures, Fresh, Tell, draw, fetch
from nplv_dash.sources.moving import Renewed, Unsure
from nplv_dash.sources.present import present
from nplv_dash.sources.publishers.client import Patience
from nplv_dash.sources.recoding import Placed
from nplv_dash.sources.renewal import path_of, renew, unreached
from nplv_dash.sources.tables import read_table
from nplv_dash.sources.versions import RECORD, Store, digest

#: The steps, in order; their names are in the locale files under `vernieuwen.step`.
STEPS: Final = ("fetch", "borders", "figures", "join", "write", "estimates", "check", "compare")
#: What changed, in the folder of the version.
DIFFERENCE: Final = "difference.csv"
_CODES: Final = "codes"


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes:
        publishers: whom to ask.
        folder: of their records; tables of old and new codes by the publisher stand in `codes/` below it.
        today: the date of the version.
        step, came: told which step begins, and what comes in.
    """

    publishers: Sequence[Publisher]
    folder: Path
    today: dt.date
    patience: Patience = field(default_factory=Patience)
    step: Callable[[str], None] = lambda _: None
    came: Tell = lambda *_: None


@dataclass(frozen=True)
class Made:
    """A version that was made, and does not hold yet.

    Attributes:
        folder: where it is; `Store.put` gives it its place.
        same: nothing is other than in the version that holds; then there is no version.
        absent, left_out: what the publishers do not have yet, and tables whose codes cannot be brought to these units.
        unsure, undrawn: see `Renewed`.
    """

    folder: Path
    name: str = ""
    same: bool = False
    difference: Difference = field(default_factory=Difference)
    fetched: tuple[Fetched, ...] = ()
    absent: tuple[Absent, ...] = ()
    left_out: tuple[Figures, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    undrawn: Mapping[int, DataError] = field(default_factory=dict)


def make(store: Store, folder: Path, request: Request) -> Made:
    """Make a version in a folder of `Store.alone`.

    Raises:
        DataError: a publisher fails (see `publishers.client`), `refresh_check` where the check finds what it did not
            find before, `not_writable`, or whatever is wrong with what came. Nothing was changed then.
    """
    with _writing(folder):
        based_on = store.chosen()
        base = store.root(based_on)
        request.step("fetch")
        kept = folder / "fetched"
        kept.mkdir()
        fresh = fetch(request.publishers, kept, request.patience, request.came, store.indeling(based_on))
        before = present(base)
        draw(request.publishers, unreached(before, fresh), kept, request.patience, fresh, request.came)
        renewed = renew(before, fresh, _official(request.folder, before.indeling, fresh), request.step)
        known = {(one.path, one.sha256) for one in before.sources}
        left = {(one.publisher, one.table) for one in renewed.left_out}
        new = [one for one in fresh.fetched if (path_of(one), one.sha256) not in known]
        # Nor does the map that is drawn come from one that was only laid over it.
        new = [one for one in new if (one.publisher, one.table) not in left and one not in fresh.laid.values()]
        content = _told(renewed, request, new)
        made = folder / "made"
        request.step("write")
        output = Output(made / "data", made / "static")
        output.data.mkdir(parents=True)
        write(content, output)
        # Of the project, and not of the version before: they belong to the code that runs now.
        carry_over(store.shipped / "data", output.data)
        found = Made(
            made, absent=tuple(fresh.absent), left_out=tuple(renewed.left_out), unsure=tuple(renewed.unsure),
            undrawn=renewed.undrawn, fetched=tuple(fresh.fetched),
        )  # fmt: skip
        if _same(base, made):
            return replace(found, same=True)
        return _finished(found, base, based_on, renewed, request)


def _finished(begun: Made, base: Path, based_on: str, renewed: Renewed, request: Request) -> Made:
    """Estimated, checked, compared, and named."""
    made = begun.folder
    request.step("estimates")
    estimates.renew(made, base)
    request.step("check")
    _check(made, base)
    request.step("compare")
    now = open_workspace(made)
    found = compare(open_workspace(base), now, renewed.recodings, renewed.placed)
    name = f"{request.today.isoformat()}-{digest(made)}"
    record = Version.model_validate(
        {
            "name": name, "made": dt.datetime.now(dt.UTC), "based_on": based_on, "program": __version__,
            "fingerprint": now.bundle.fingerprint, "indeling": renewed.content.indeling, "fetched": begun.fetched,
        }
    )  # fmt: skip
    write_record(made / RECORD, record, "data refresh", "nplv_dash/domain/versions.py")
    (made / DIFFERENCE).write_text(found.as_csv(), encoding="utf-8")
    return replace(begun, name=name, difference=found)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """A disk that is full speaks in many ways, by the library that writes."""
    try:
        yield
    except OSError as error:
        raise DataError("not_writable", error.filename or folder, reason=of_system(error)) from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, pyogrio.errors.GeometryError) as error:
        raise DataError(
            "not_writable", folder, reason=Reason("reasons.map_file"), detail=str(error).splitlines()[0]
        ) from error


def _official(folder: Path, indeling: int, fresh: Fresh) -> dict[str, pd.DataFrame]:
    """Tables of old and new codes that the publisher gives: `codes/wijk_2024_2025.csv`, columns old, new and share."""
    found = {}
    for level in ("wijk", "buurt"):
        path = folder / _CODES / f"{level}_{indeling}_{fresh.year}.csv"
        if path.exists():
            found[level] = read_table(path, ["old", "new", "share"], text=["old", "new"])
    return found


def _told(renewed: Renewed, request: Request, new: Sequence[Fetched]) -> Content:
    """The content, with what readers must know of it: areas whose trend is broken, and where figures come from now."""
    content = renewed.content
    tables: dict[str, list[str]] = {}
    for publisher in request.publishers:
        came = [one.table for one in new if one.publisher == publisher.id]
        for dataset in publisher.datasets if came else ():
            tables.setdefault(dataset, []).extend(came)
    return replace(
        content,
        areas=[_noted(area, renewed.placed.get(area.id), content.indeling) for area in content.areas],
        datasets=[_dated(one, tables.get(one.id, ()), request.today) for one in content.datasets],
    )


def _dated(dataset: Dataset, tables: Sequence[str], today: dt.date) -> Dataset:
    if not tables:
        return dataset
    named = ", ".join(tables)
    more = {
        f"obtained_{lang}": " | ".join(
            # What an earlier refresh said there goes.
            (
                dataset.said("obtained", lang).partition(" | ")[0],
                Text(lang)("vernieuwen.obtained", date=Numbers(lang).date(today), tables=named),
            )
        )
        for lang in LANGUAGES
    }
    return dataset.model_copy(update=more)


def _noted(area: NplvArea, placed: Placed | None, year: int) -> NplvArea:
    if placed is None or (placed.kept >= SURE and placed.others <= 1 - SURE):
        return area
    more = {}
    for lang in LANGUAGES:
        t = Text(lang)
        note = t("vernieuwen.area_note", year=year, kept=round(100 * placed.kept), others=round(100 * placed.others))
        more[f"note_{lang}"] = " ".join(filter(None, (area.said("note", lang), note)))
    return area.model_copy(update=more)


def _same(base: Path, made: Path) -> bool:
    """Whether the publishers had nothing new, and what people wrote is what it was in the version that holds."""
    estimated = {f"{name}.yaml" for name in (*estimates.NAMES, "editions")}
    files = [one for one in (made / "data").rglob("*") if one.is_file() and one.name not in estimated]
    others = [base / "data" / one.relative_to(made / "data") for one in files]
    return all(other.exists() and sha256(one) == sha256(other) for one, other in zip(files, others, strict=True))


def _check(made: Path, base: Path) -> None:
    """What the check finds now and did not find before; an anchor that does not hold is for people to judge."""
    failed = [one for one in check_data(made) if not one.ok and one.key != "anchor"]
    if not failed:
        return
    before = {(one.key, one.subject) for one in check_data(base) if not one.ok}
    new = [one for one in failed if (one.key, one.subject) not in before]
    if new:
        raise DataError("refresh_check", made, count=len(new), failures=tuple(map(_said, new[:5])))


def _said(finding: Finding) -> Reason:
    error = finding.error
    detail = Reason(f"errors.{error.key}.what", **error.values) if error and not finding.detail else finding.detail
    return Reason("reasons.check", check=Reason(f"check.{finding.key}"), subject=finding.subject, detail=detail)
