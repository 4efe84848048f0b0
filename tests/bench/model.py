"""Time and memory of the model, each case in a process of its own: `python -m tests.bench.model CASE` prints its JSON.

A process that does nothing else shows what a case takes: everything is loaded and compiled before its memory and time
count. Memory is what the highest resident size of the case lies above that of the moment before it.

Two yardsticks stand beside 20 years x 1,000 draws x all wijken. The same code as plain Python, one wijk after the
other: `run_draws` with NUMBA_DISABLE_JIT on two draws and three years, scaled up to as many cell-years. And what memory
alone would ask: `bytes_of` divided by the speed at which two threads copy arrays that no cache can hold.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from nplv_dash import ROOT
from nplv_dash.domain.futures import DOMAINS, FutureScenario, Plan
from nplv_dash.domain.levers import Levers, Reach
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model import kernel, programme
from nplv_dash.model.draws import draw
from nplv_dash.model.places import Places
from nplv_dash.model.redistribute import Outcome, regions, simulate, within_reach
from nplv_dash.services import backtest, calibration, futures, futures_belief, futures_doubt, goalseek
from nplv_dash.services import redistribution as service
from nplv_dash.services import redistribution_summary as summaries
from nplv_dash.services.country import country_of
from nplv_dash.services.workspace import open_workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import find_scenario
from tests.bench.setting import summary

FAR_YEARS, DRAWS = 20, 1000
PLAIN_YEARS, PLAIN_DRAWS = 3, 2
#: As many places as the country has buurten with residents.
MANY = 14_566
#: A goal that asks something of most areas, at the end of the horizon.
GOAL_YEAR, GOAL = 10, 0.2
REPEATS = 7
#: Of one future of the money: years, and steps of each.
FUTURE_YEARS, FUTURE_STEPS = range(2026, 2046), 4
#: Of each array that is copied; far more than a cache holds.
COPIED_MB = 256

Found = dict[str, Any]


class Model:
    """The country, the parameters, and what a case needs of both."""

    def __init__(self) -> None:
        self.parameters = load_parameters(ROOT)
        self.country = country_of(open_workspace(ROOT))
        self.places = self.country.places

    def plea(self, reach: Reach, years: int) -> Levers:
        levers = find_scenario("plea_2024", ROOT, self.parameters).levers(self.parameters)
        return replace(levers, reach=reach, horizon=years)

    def simulate(self, levers: Levers, count: int, places: Places | None = None, **options: Any) -> Outcome:
        draws = draw(service.spreads_of(self.parameters), Scenario().seed, count)
        odds, shape = service.odds_of(self.parameters), service.shape_of(self.parameters)
        return simulate(self.places if places is None else places, levers, draws, shape, odds=odds, **options)

    def far(self, reach: Reach) -> Found:
        """20 years x 1,000 draws x all wijken, on two threads."""
        levers = self.plea(reach, FAR_YEARS)
        self.simulate(levers, 2)
        extra = extra_memory(lambda: self.simulate(levers, DRAWS))
        busy = time.process_time()
        times = timed(lambda: self.simulate(levers, DRAWS))
        busy = (time.process_time() - busy) / len(times)
        years = cell_years(self.places, levers) * DRAWS
        rate = copy_speed()
        least = 1000 * bytes_of(self.places, levers, DRAWS) / rate
        return {
            **summary(times),
            "extra MB": extra,
            "cell-years": years,
            "processor ns per cell-year": round(1e9 * busy / years, 1),
            "copied GB/s": round(rate / 1e9, 1),
            "memory alone ms": round(least, 1),
            "times memory alone": round(summary(times)["median"] / least, 2),
        }

    def plain(self, reach: Reach) -> Found:
        """A few draws and years of the same as plain Python, scaled."""
        if not os.environ.get("NUMBA_DISABLE_JIT"):
            raise RuntimeError("this is to run without compiling")
        levers = self.plea(reach, PLAIN_YEARS)
        (took,) = timed(lambda: self.simulate(levers, PLAIN_DRAWS, threads=1), 1)
        done = cell_years(self.places, levers) * PLAIN_DRAWS
        asked = cell_years(self.places, self.plea(reach, FAR_YEARS)) * DRAWS
        return {
            "measured ms": round(took, 1),
            "measured cell-years": done,
            "us per cell-year": round(1000 * took / done, 2),
            "scaled to ms": round(took * asked / done),
        }

    def answer(self, reach: Reach, count: int) -> Found:
        """One answer of the default scenario as the page asks it, and where the time goes (medians, ms)."""
        scenario = Scenario.of(self.parameters, {"reach": reach})
        levers = scenario.levers(self.parameters)
        ask = (self.country, self.parameters, scenario)
        service.run(*ask, 2)
        whole = timed(lambda: service.run(*ask, count))
        outcome = self.simulate(levers, count)
        within = within_reach(self.places, outcome.region) & (self.places.homes > 0)
        medians = summaries._medians(outcome, within)
        spread = summaries._spread(self.country, levers, outcome, within)
        parts: dict[str, Callable[[], object]] = {
            "simulate": lambda: self.simulate(levers, count),
            "summary": lambda: service.summarise(*ask, outcome),
            "of which medians": lambda: summaries._medians(outcome, within),
            "fairness": lambda: summaries._fairness(self.country, levers, spread, within, medians),
            "wijken": lambda: summaries._places(self.country, outcome, within, medians),
        }
        return {**summary(whole), **{name: summary(timed(part))["median"] for name, part in parts.items()}}

    def many(self) -> Found:
        """As many places as there are buurten: the wijken, over and over, without figures per place."""
        levers = self.plea("provincie", 10)
        places = self.places.take(np.arange(MANY) % len(self.places))

        def run() -> Outcome:
            return self.simulate(levers, DRAWS, places, per_place=False)

        self.simulate(levers, 2, places, per_place=False)
        extra = extra_memory(run)
        return {**summary(timed(run, 3)), "places": len(places), "extra MB": extra}

    def goal(self) -> Found:
        """One goal."""
        ask = (self.country, self.parameters, Scenario(), GOAL_YEAR)
        goalseek.seek_share(*ask, GOAL)
        return summary(timed(lambda: goalseek.seek_share(*ask, GOAL)))

    def trade_off(self) -> Found:
        """Twelve goals."""
        ask = (self.country, self.parameters, Scenario(), GOAL_YEAR)
        goalseek.seek_share(*ask, GOAL)
        return summary(timed(lambda: goalseek.trade_off(*ask), 3))

    def future(self) -> Found:
        """One future of 20 years in quarters with its bands; the areas have one effect, so it is that of all twenty."""
        draws = programme.draw(service.spreads_of(load_parameters(ROOT, "funding")), Scenario().seed, futures.FULL)

        def run() -> None:
            x = programme.intensity([Plan(2042)], FUTURE_YEARS, draws, None).repeat(FUTURE_STEPS, axis=0)
            for domain in DOMAINS:
                one = draws.domains[domain]
                effect = one.full * programme.mixed(programme.simulate(x, one, 1 / FUTURE_STEPS), one)[:, 0]
                service.Band.of(effect.T)

        return summary(timed(run))

    def futures(self) -> Found:
        """The answer of the page: seven futures, five domains and the total, weighed; and what else it asks for."""
        parameters = load_parameters(ROOT, "funding")
        evidence = futures_belief.evidence_of(parameters, calibration.kept(ROOT), backtest.kept(ROOT))
        ask = (parameters, FutureScenario(), evidence)
        futures.run(*ask, 2)
        times = timed(lambda: futures.run(*ask))
        flips = summary(timed(lambda: futures_doubt.flips(*ask), 3))["median"]
        return {**summary(times), "extra MB": extra_memory(lambda: futures.run(*ask)), "turning points": flips}


#: Name -> what to run. The names of those in plain Python begin with "plain".
CASES: dict[str, Callable[[Model], Found]] = {
    "model, 20 years x 1000 draws, land": lambda model: model.far("land"),
    "model, 20 years x 1000 draws, provincie": lambda model: model.far("provincie"),
    "plain loop, scaled, land": lambda model: model.plain("land"),
    "plain loop, scaled, provincie": lambda model: model.plain("provincie"),
    "answer of 200 draws, provincie": lambda model: model.answer("provincie", service.QUICK),
    "answer of 200 draws, gemeente": lambda model: model.answer("gemeente", service.QUICK),
    "answer of 1000 draws, provincie": lambda model: model.answer("provincie", service.FULL),
    "model, 14566 places x 1000 draws": lambda model: model.many(),
    "model, futures": lambda model: model.futures(),
    "model, one future in quarters": lambda model: model.future(),
    "goal": lambda model: model.goal(),
    "trade-off of 12 goals": lambda model: model.trade_off(),
}

#: Case -> figure of it -> at most.
TARGETS: dict[str, dict[str, float]] = {
    "model, 20 years x 1000 draws, land": {"median": 2000, "extra MB": 1024, "times memory alone": 5},
    "model, 20 years x 1000 draws, provincie": {"median": 2000, "extra MB": 1024, "times memory alone": 5},
    "answer of 200 draws, provincie": {"median": 60},
    "answer of 1000 draws, provincie": {"summary": 500},
    "model, 14566 places x 1000 draws": {"extra MB": 1024},
    "model, futures": {"median": 150},
    "model, one future in quarters": {"median": 150},
    "goal": {"median": 2000},
    "trade-off of 12 goals": {"median": 2000},
}


def cell_years(places: Places, levers: Levers) -> int:
    """Wijken with corporation homes times years, for one draw.

    Out of reach of every NPLV area, and without the policy, the first year is that of all years, so only that counts.
    """
    reached, housed = within_reach(places, regions(places, levers)), places.homes > 0
    return int((reached & housed).sum()) * levers.horizon + int((housed & ~reached).sum())


def bytes_of(places: Places, levers: Levers, draws: int) -> int:
    """The least that has to pass through memory.

    Formula: draws * cell-years * 8 bytes * 3 arrays of stock (vulnerable households, workers, effect) * (read + write)
    = 48 bytes per cell-year; and each output written once in 4 bytes: years * groups * columns and wijken * columns per
    draw. What is constant per wijk, the run without the policy, and flows that live for one year only, are left out:
    the bound is a low one, and the caches may well do better than it.
    """
    state = 8 * 3 * 2
    outputs = levers.horizon * (places.areas + 2) * len(kernel.SUMS) + len(places) * len(kernel.FINAL)
    return draws * (cell_years(places, levers) * state + 4 * outputs)


def copy_speed() -> float:
    """Bytes read and written per second by two threads that copy arrays; the best of some."""
    size = COPIED_MB * 2**20 // 8
    pairs = [(np.ones(size), np.empty(size)) for _ in range(2)]
    with ThreadPoolExecutor(len(pairs)) as pool:
        times = timed(lambda: list(pool.map(lambda pair: np.copyto(pair[1], pair[0]), pairs)))
    return len(pairs) * 2 * 8 * size / (min(times) / 1000)


def timed(work: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Milliseconds on the clock, of each of some times."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return times


def extra_memory(work: Callable[[], object]) -> float:
    """MB by which the resident size rises at most while `work` runs and its result is there."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    # Linux forgets the highest size so far; elsewhere loading the data may hide a part of what the case takes.
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5")
    kept = work()
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    del kept
    return round(float(highest - before) / 2**20, 1)


def measure(quick: bool) -> Found:
    """Every case, one after the other; with the load of the machine just before each.

    Args:
        quick: leave out the plain loops.
    """
    found = {}
    for name in CASES:
        plain = name.startswith("plain")
        if plain and quick:
            continue
        load = os.getloadavg()[0]
        environment = os.environ | ({"NUMBA_DISABLE_JIT": "1"} if plain else {})
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.model", name],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        found[name] = {**json.loads(done.stdout), "load": round(load, 1)}
    for reach in ("land", "provincie"):
        plain_case = found.get(f"plain loop, scaled, {reach}")
        if plain_case:
            ours = found[f"model, 20 years x 1000 draws, {reach}"]["median"]
            plain_case["times ours"] = round(plain_case["scaled to ms"] / ours)
    return found


def verdicts(found: Found) -> list[tuple[str, float, float]]:
    """Each target that was measured: what, found, allowed."""
    return [
        (f"{'ms' if figure == 'median' else figure}, {name}", found[name][figure], limit)
        for name, limits in TARGETS.items()
        if name in found
        for figure, limit in limits.items()
    ]


def main() -> None:
    """Runs one case in this process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("case", choices=list(CASES))
    case = parser.parse_args().case
    print(json.dumps(CASES[case](Model())))  # noqa: T201


if __name__ == "__main__":
    main()
