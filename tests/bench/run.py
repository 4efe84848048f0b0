"""Measures the map engine beside the plain way and the floor, prints a table, and keeps the figures.

`python -m tests.bench.run` takes about twenty-five minutes; `--quick` a part of the changes, `--only kaart decide` some
parts. A run that was cut off goes on with `--resume`, where the code is still the same. Figures compare within one run
only: machine and load are the same for all rows, and nothing else should run.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright
from rich.console import Console
from rich.table import Table

from nplv_dash import ROOT
from nplv_dash.ui.model import warm_up
from tests.bench import exports, forecast, model
from tests.bench.browser import BARE, CONTENT, FRAME, Decider, Kind, Person, first_look
from tests.bench.setting import (
    DECIDE,
    DECIDE_STEPS,
    DECIDE_WIDGET,
    KAART,
    KAART_FIGURE,
    KAART_WIDGET,
    LAYERS,
    RESULT,
    build_workplace,
    memory,
    pace,
    serving,
    summary,
)
from tests.bench.wire import Listener
from tests.chromium import FLAGS, executable
from tests.servers import Server, running

SIZE = {"width": 1440, "height": 900}

#: Measured changes; the plain way takes seconds for each at 14,566 polygons.
CHANGES, QUICK_CHANGES = 40, 8
PLAIN_CHANGES = {"areas": 20, "wijken": 20, "buurten": 12, "country": 5}
WARM_UP = 5
PEOPLE, ROUNDS = 10, 12
RERUNS = 1000
#: Cold starts of each kind, of which the median counts.
COLD_STARTS = 7

#: What a run has measured so far, and of which code: these files.
NOTES = ROOT / ".cache" / "bench.json"
MEASURED = ("nplv_dash", "pages", "data", "static", "tests/bench", "tests/visitor.py")

#: What must hold: 95th percentile in ms, and the share of the plain way's median.
P95 = {
    "areas": 120,
    "wijken": 120,
    "buurten": 120,
    "country": 180,
    "kaart": 250,
    "kaart idle": 250,
    "kaart, another figure": 250,
    "ten people": 500,
    "herverdeling, provincie": 300,
    "herverdeling, provincie, while it sharpens": 300,
    "herverdeling, gemeente": 300,
    "herverdeling, gemeente, while it sharpens": 300,
    **dict.fromkeys(forecast.CASES, 400),
    # Asked of the wijken of the nineteen municipalities; ten people who share over whole provinces are a row without
    # a target.
    "ten people, herverdeling, gemeente": 800,
    "ten people, herverdeling, gemeente, while it sharpens": 800,
}
SHARE = {"wijken": 0.25, "buurten": 0.08, "country": 0.03}
COLD_MS, MEMORY_MB = 2000, 500
#: From which moment on people can use a page.
INTERACTIVE = "page interactive"


class Bench:
    """The cases, and what they found so far."""

    def __init__(self, playwright: Playwright, workplace: Path, counts: dict[str, int], changes: int) -> None:
        self._playwright, self._workplace, self._counts, self._changes = playwright, workplace, counts, changes
        self._open: Browser | None = None
        self.chromium = ""
        self.found: dict[str, Any] = {}

    async def _browser(self) -> Browser:
        if self._open is None:
            self._open = await self._playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
            self.chromium = self._open.version
        return self._open

    async def _context(self, **more: Any) -> BrowserContext:
        """A visitor's own part of the browser, as a screen sees it."""
        return await (await self._browser()).new_context(viewport=SIZE, **more)

    async def close_browser(self) -> None:
        """End the browser; what needs one opens another."""
        if self._open is not None:
            await self._open.close()
            self._open = None

    async def repaint(self, layer: str) -> None:
        """Ours, and the plain way, on one layer."""
        with serving(self._workplace / "ours.py") as server:
            self.found[f"ours {layer}"] = await self._changes_on(server, "ours", layer, self._changes)
        with serving(self._workplace / "plain.py") as server:
            changes = min(self._changes, PLAIN_CHANGES[layer])
            self.found[f"plain {layer}"] = await self._changes_on(server, "plain", layer, changes)

    async def without_freeze(self, layer: str) -> None:
        """Ours without the frozen garbage collection."""
        with serving(self._workplace / "ours.py", "--no-freeze") as server:
            self.found[f"ours {layer}, gc not frozen"] = await self._changes_on(server, "ours", layer, self._changes)

    async def floor(self) -> None:
        """A slider and a line of text, and the engine: alone, ten at once, and the memory that the first takes."""
        with serving(self._workplace / "empty.py") as server:
            self.found["empty"] = await self._changes_on(server, "empty", None, self._changes)
            self.found["ten people, empty page"] = await self._together(server, "", "empty", "Step")
        with serving(self._workplace / "ours.py") as server:
            self.found["ten people, engine only"] = await self._together(server, "/?layer=wijken", "ours", "Step")

    async def kaart(self, reruns: int) -> None:
        """The whole page: one person, ten at once, and the memory of its server beside that of a bare page."""
        with running() as server:
            # Before the year: figures that no one has asked for yet.
            await self._whole_page(server, "kaart, another figure", KAART_FIGURE, 0)
            await self._whole_page(server, "kaart", KAART_WIDGET, WARM_UP)
            self.found["ten people"] = await self._among(server, KAART, KAART_WIDGET)
            self.found["ten people, ten browsers here"] = await self._together(server, KAART, "ours", KAART_WIDGET)
            self.found["memory"] = await self._memory(server, KAART, "ours", KAART_WIDGET, reruns)
        with serving(self._workplace / "empty.py") as server:
            self.found["memory of a bare page"] = await self._memory(server, "", "empty", "Step", reruns)

    async def _whole_page(self, server: Server, name: str, widget: str, warm_up: int) -> None:
        """One person; until the map is painted, and until table and figures have settled too."""
        async with await self._context() as context:
            person = await Person.arrive(context, server.url + KAART, "ours", widget)
            for _ in range(warm_up):
                await person.change()
            times = [await person.change() for _ in range(self._changes)]
        self.found[name] = summary(painted for painted, _ in times)
        self.found[f"{name} idle"] = summary(idle for _, idle in times)

    async def forecast(self) -> None:
        """The page about the end of the funding."""
        with running() as server:
            for case in forecast.CASES:
                self.found[case] = await forecast.slider_to_chart(await self._browser(), server, case, self._changes)

    async def decide(self, reach: str) -> None:
        """The page of redistribution: one person, and ten at once.

        Every change is a scenario that nobody has asked for: the lever goes from nothing to half, in the address
        of each person stands another seed of the draws, and every case has a server of its own.
        """
        for count in (1, PEOPLE):
            name = f"{'ten people, ' if count > 1 else ''}herverdeling, {reach}"
            for case, resting in ((name, True), (f"{name}, while it sharpens", False)):
                with running() as server:
                    self.found.update(await self._decisions(server, case, reach, count, resting=resting))

    async def _decisions(self, server: Server, name: str, reach: str, count: int, *, resting: bool) -> dict[str, Any]:
        """So many people who move the lever at the same moment, some times over; the browser of one of them is here.

        Args:
            resting: whether all wait for the sharp answer before the next change; otherwise it comes as soon as the
                one who is here sees the first answer, while the server sharpens those of all.
        """
        answers: list[tuple[float, float] | None] = []
        sharpening, load = 0, os.getloadavg()[0]
        for first in range(0, self._changes, DECIDE_STEPS):
            pages = [DECIDE.format(reach=reach, seed=1 + first + number) for number in range(count)]
            async with AsyncExitStack() as room:
                context = await room.enter_async_context(await self._context(locale="nl-NL"))
                person = await Decider.arrive(context, server.url + pages[0], "ours", DECIDE_WIDGET)
                others = [
                    await room.enter_async_context(Listener.arrive(server.url, page, DECIDE_WIDGET))
                    for page in pages[1:]
                ]
                everybody = [person.settle, *(other.rest for other in others)]
                await asyncio.gather(*(settled() for settled in everybody))
                for _ in range(min(DECIDE_STEPS, self._changes - first)):
                    answer, *_ = await asyncio.gather(person.decide(), *(other.change() for other in others))
                    answers.append(answer)
                    if resting:
                        await asyncio.gather(*(settled() for settled in everybody))
                sharpening += person.sharpening
        times = [answer for answer in answers if answer]
        notes = {"while sharpening": sharpening, "mixed": answers.count(None), "load": round(load, 1)}
        return {
            name: {**summary(answered for _, answered in times), **notes},
            f"{name}, map only": summary(painted for painted, _ in times),
        }

    async def cold(self) -> None:
        """From starting a server, for an open browser: the first page and the map page, beside a bare page; medians.

        "Frame interactive": menu and language can be used. "Page interactive": the title stands, and the first chart or
        the choices. A bare page has no frame and no map.
        """
        ours = {"frame interactive": FRAME, INTERACTIVE: CONTENT}
        cases: list[tuple[str, Callable[[], AbstractContextManager[Server]], str, dict[str, str]]] = [
            ("cold first page", running, "/", ours),
            ("cold kaart", running, KAART, ours),
            ("cold bare page", lambda: serving(self._workplace / "empty.py"), "", {INTERACTIVE: BARE}),
        ]
        for name, start, path, marks in cases:
            looks = [await self._cold(start, path, marks, map_too=marks is ours) for _ in range(COLD_STARTS)]
            moments = {mark: [look["moments"][mark] for look in looks] for mark in looks[0]["moments"]}
            self.found[name] = {
                **{mark: round(statistics.median(times)) for mark, times in moments.items()},
                "worst": round(max(moments[INTERACTIVE])),
                "starts": COLD_STARTS,
                "requests": looks[0]["requests"],
                "foreign": sorted({host for look in looks for host in look["foreign"]}),
            }

    async def _cold(
        self, start: Callable[[], AbstractContextManager[Server]], path: str, marks: dict[str, str], *, map_too: bool
    ) -> dict[str, Any]:
        """One cold start, as `first_look` tells of it, in milliseconds since the server was started."""
        async with await self._context() as context:
            page = await context.new_page()
            started = time.time() * 1000
            with start() as server:
                answered = time.time() * 1000
                look = await first_look(page, server.url + path, marks, map_too=map_too)
        moments = {"server": answered, **look["moments"]}
        return look | {"moments": {mark: moment - started for mark, moment in moments.items()}}

    async def _changes_on(self, server: Server, kind: Kind, layer: str | None, changes: int) -> dict[str, float]:
        url = server.url + (f"/?layer={layer}" if layer else "")
        async with await self._context() as context:
            person = await Person.arrive(context, url, kind, "Step", self._counts.get(layer or "", 0))
            for _ in range(WARM_UP if kind != "plain" else 1):
                await person.change()
            return summary([(await person.change())[0] for _ in range(changes)])

    async def _among(self, server: Server, path: str, widget: str) -> dict[str, float]:
        """One person here and nine elsewhere, who all change the widget at the same moment, some times over."""
        async with AsyncExitStack() as room:
            context = await room.enter_async_context(await self._context())
            person = await Person.arrive(context, server.url + path, "ours", widget)
            others = [
                await room.enter_async_context(Listener.arrive(server.url, path, widget)) for _ in range(PEOPLE - 1)
            ]
            times: list[float] = []
            for round_ in range(WARM_UP + self._changes):
                (painted, _), *_ = await asyncio.gather(person.change(), *(other.change() for other in others))
                if round_ >= WARM_UP:
                    times.append(painted)
                await asyncio.gather(*(other.rest() for other in others))
        return summary(times)

    async def _together(self, server: Server, path: str, kind: Kind, widget: str) -> dict[str, float]:
        """Ten people with their browsers on this machine, who all change the widget at the same moment, repeatedly."""
        contexts = [await self._context() for _ in range(PEOPLE)]
        people = [await Person.arrive(context, server.url + path, kind, widget) for context in contexts]
        times: list[float] = []
        for round_ in range(ROUNDS):
            answers = await asyncio.gather(*(person.change() for person in people))
            if round_ > 1:
                times += [painted for painted, _ in answers]
        for context in contexts:
            await context.close()
        return summary(times)

    async def _memory(self, server: Server, path: str, kind: Kind, widget: str, reruns: int) -> dict[str, float]:
        """Resident memory of the server before and after many reruns of the page."""
        async with await self._context() as context:
            person = await Person.arrive(context, server.url + path, kind, widget)
            before = memory(server)
            for _ in range(reruns):
                await person.change()
            return {"reruns": reruns, "before": round(before, 1), "after": round(memory(server), 1)}


def verdicts(found: dict[str, Any]) -> list[tuple[str, float, float, bool]]:
    """Each target that was measured: what, found, allowed, held."""
    rows: list[tuple[str, float, float]] = []
    for name, limit in P95.items():
        case = found.get(name) or found.get(f"ours {name}")
        if case:
            rows.append((f"p95 ms, {name}", case["p95"], limit))
    for layer, limit in SHARE.items():
        if f"plain {layer}" in found:
            share = found[f"ours {layer}"]["median"] / found[f"plain {layer}"]["median"]
            rows.append((f"share of the plain way, {layer}", round(share, 4), limit))
    if "cold first page" in found:
        rows.append(("cold start, ms to the interactive first page", found["cold first page"][INTERACTIVE], COLD_MS))
    if "memory" in found:
        rows.append((f"MB after {found['memory']['reruns']} reruns", found["memory"]["after"], MEMORY_MB))
    rows += model.verdicts(found) + exports.verdicts(found)
    return [(what, value, limit, value <= limit) for what, value, limit in rows]


def tables(report: dict[str, Any]) -> list[Table]:
    """The figures, and the targets."""
    figures = Table(
        "case", "polygons", "changes", "median ms", "p95 ms", title="Change -> last polygon painted; runs of the model"
    )
    others = Table("case", "found", title="Start, memory, and more of the cases above")
    for name, case in report["found"].items():
        rest = {key: value for key, value in case.items() if "median" not in case or key not in summary([0])}
        if "median" in case:
            count = next((str(n) for layer, n in report["polygons"].items() if layer in name), "")
            figures.add_row(name, count, str(case["changes"]), f"{case['median']:.0f}", f"{case['p95']:.0f}")
        if rest:
            others.add_row(name, ", ".join(f"{key} {value}" for key, value in rest.items()))
    targets = Table("target", "found", "at most", "held", title="Targets")
    for what, value, limit, held in report["verdicts"]:
        targets.add_row(what, f"{value:g}", f"{limit:g}", "yes" if held else "[bold red]no")
    return [figures, others, targets]


def parts(bench: Bench, *, quick: bool) -> dict[str, Callable[[], Awaitable[None]]]:
    """What a whole run does, in this order: names, and what measures."""

    async def alone(measured: Callable[[], dict[str, Any]]) -> None:
        # Not beside the browser, which would take from the processor and from its caches.
        await bench.close_browser()
        bench.found.update(measured())

    return {
        "floor": bench.floor,
        **{layer: partial(bench.repaint, layer) for layer in LAYERS},
        "gc": partial(bench.without_freeze, "wijken"),
        "cold": bench.cold,
        "kaart": partial(bench.kaart, 50 if quick else RERUNS),
        **{reach: partial(bench.decide, reach) for reach in ("provincie", "gemeente")},
        "forecast": bench.forecast,
        "model": lambda: alone(partial(model.measure, quick)),
        "exports": lambda: alone(exports.measure),
    }


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Run the parts that `options` ask for, and note each as soon as it is done."""
    # Once per installation the first server compiles the model beside its visitors; that is not what is measured.
    warm_up()
    with tempfile.TemporaryDirectory(prefix="nplv-bench-") as folder:
        counts = build_workplace(Path(folder))
        async with async_playwright() as playwright:
            bench = Bench(playwright, Path(folder), counts, QUICK_CHANGES if options.quick else CHANGES)
            noted = _noted() if options.resume else {}
            for name, part in parts(bench, quick=options.quick).items():
                if options.only and name not in options.only:
                    continue
                if name not in noted:
                    bench.found = {f"the machine before {name}": {"fixed work, ms": pace()}}
                    await part()
                    noted[name] = bench.found
                    _note(noted)
            await bench.close_browser()
    found = {case: figures for part in noted.values() for case, figures in part.items()}
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(), "python": platform.python_version(), "chromium": bench.chromium,
            "system": platform.platform(),
        },
        "polygons": counts,
        "found": found,
        "verdicts": verdicts(found),
    }  # fmt: skip


def _noted() -> dict[str, Any]:
    """The parts that a run of this very code has measured so far."""
    if not NOTES.exists():
        return {}
    notes = json.loads(NOTES.read_text(encoding="utf-8"))
    return notes["parts"] if notes["code"] == _code() else {}


def _note(measured: dict[str, Any]) -> None:
    NOTES.parent.mkdir(parents=True, exist_ok=True)
    NOTES.write_text(json.dumps({"code": _code(), "parts": measured}, indent=1), encoding="utf-8")


def _code() -> str:
    """Names the code that is measured: every file that the app is made of."""
    digest = hashlib.sha256()
    paths = (ROOT / name for name in MEASURED)
    files = (file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())
    for path in sorted(files):
        if path.suffix != ".pyc":
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def main() -> int:
    """Measures, prints, and keeps the figures of a whole run; 1 if a target was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few changes per case; the figures are not kept")
    parser.add_argument("--only", nargs="+", metavar="PART", help="these parts only; the figures are not kept")
    parser.add_argument("--resume", action="store_true", help="keep the parts that a run of the same code has measured")
    options = parser.parse_args()
    report = asyncio.run(measure(options))
    console = Console()
    for table in tables(report):
        console.print(table)
    if not (options.quick or options.only):
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        console.print(f"kept in {RESULT}")
    return 0 if all(held for *_, held in report["verdicts"]) else 1


if __name__ == "__main__":
    raise SystemExit(main())
