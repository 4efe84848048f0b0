"""The one door for the model: its country and parameters, and what scenarios gave, shared by all visitors."""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Condition, Lock, Thread
from time import monotonic
from typing import Final
from uuid import uuid4

import streamlit as st

from nplv_dash.domain.levers import PLEA
from nplv_dash.domain.parameters import Model, Parameters
from nplv_dash.domain.scenario import Example, Scenario
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.redistribution import FULL, QUICK, Result, run, run_in_parts
from nplv_dash.services.versions import data_root
from nplv_dash.sources.line import Line
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import examples as read_examples
from nplv_dash.ui.data import workspace

_log = logging.getLogger(__name__)
#: A result takes about 0.8 megabyte.
_KEPT: Final = 64
#: Draws of a part of the answer that stands: while one is running nobody's first answer can have its processor.
_PART: Final = 50
#: Seconds without a first answer before answers are sharpened: whoever moves one lever often moves it on.
_LULL: Final = 0.25
#: Seconds that a part waits for a lull at most, and after which a visitor who does not ask again has left.
_PATIENCE: Final = 2.0
_GONE: Final = 5.0
#: Seconds that the drawing of an answer waits for that of others.
_IN_ORDER: Final = 5.0
#: Seconds between two looks for a sharper answer, and how many may look so often: a look takes 10 ms of the processor
#: that has to sharpen.
_LOOK: Final = 0.5
_LOOKING: Final = 4
#: In the session: who asks.
_VISITOR: Final = "_visitor"


@st.cache_resource(show_spinner=False)
def parameters(model: Model = "redistribution") -> Parameters:
    """Every parameter of one model. Raises DataError when the file is damaged."""
    return load_parameters(data_root(), model)


@st.cache_resource(show_spinner=False)
def examples() -> tuple[Example, ...]:
    """The named scenarios, in their order. Raises NplvError when a file is damaged."""
    return read_examples(data_root(), parameters())


def plea() -> Example:
    """What stands in for whoever has chosen no scenario: what the plea asked for."""
    return next(one for one in examples() if one.scenario.name == PLEA)


@st.cache_resource(show_spinner=False)
def country() -> Country:
    """The wijken as the model sees them. Raises SeveralErrors when the data cannot be used."""
    return country_of(workspace())


def warm_up() -> None:
    """Compile the model, or read what was compiled before, while nobody waits."""
    run(country(), parameters(), Scenario(), 2)


class Results:
    """What was computed, by scenario and number of draws; what nobody asked for the longest goes first."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[Scenario, int], Result] = OrderedDict()
        self._lock = Lock()

    def get(self, scenario: Scenario, count: int) -> Result | None:
        """The result, if it is kept."""
        with self._lock:
            key = (scenario, count)
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, result: Result) -> Result:
        """Keep a result."""
        with self._lock:
            self._found[(result.scenario, result.count)] = result
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return result


class Sharpener:
    """Computes the answers that stand, one at a time, beside the visitors' own runs.

    First answers go before: it works in parts, and starts one only when nobody has asked for a first answer for a
    moment, or when it has waited long enough. Who moves a lever on, or has left, no longer wants the answer to the one
    before: then it is not computed further, and whoever waited longer than the next lever goes first.
    """

    def __init__(self, results: Results, compute: Callable[[Scenario], Iterator[Result | None]]) -> None:
        self._results, self._compute = results, compute
        self._change = Condition()
        # By visitor, in the order in which they asked: what they want, and until when they are thought to be there.
        self._wanted: dict[str, tuple[Scenario, float]] = {}
        self._failed: deque[Scenario] = deque(maxlen=_KEPT)
        self._first, self._rested_at = 0, 0.0
        Thread(target=self._work, name="sharpen", daemon=True).start()

    @contextmanager
    def first(self) -> Iterator[None]:
        """A turn for a first answer."""
        with self._change:
            self._first += 1
        try:
            yield
        finally:
            with self._change:
                self._first -= 1
                self._rested_at = monotonic() + _LULL
                self._change.notify_all()

    def ask(self, visitor: str, scenario: Scenario | None) -> None:
        """Want the answer that stands to a scenario, and none that this visitor asked for before.

        Whoever does not ask again within some seconds is thought to have left.
        """
        with self._change:
            if scenario is None or self._wanted.get(visitor, (None, 0.0))[0] != scenario:
                self._wanted.pop(visitor, None)
            if scenario is not None:
                self._wanted[visitor] = scenario, monotonic() + _GONE
            self._change.notify_all()

    @property
    def asked(self) -> int:
        """How many visitors want an answer."""
        return len(self._wanted)

    def failed(self, scenario: Scenario) -> bool:
        """Whether something went wrong when this one was computed; the log knows what."""
        return scenario in self._failed

    def wants(self, scenario: Scenario) -> bool:
        """Whether somebody who is still there wants the answer to a scenario."""
        now = monotonic()
        return any(one == scenario and until > now for one, until in self._wanted.values())

    def _work(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._wanted)
                scenario, _ = next(iter(self._wanted.values()))
            try:
                self._sharpen(scenario)
            except Exception:  # noqa: BLE001  the first answer stays; the page says so
                _log.exception("could not be sharpened: %s", scenario)
                self._failed.append(scenario)
            with self._change:
                self._wanted = {visitor: want for visitor, want in self._wanted.items() if want[0] != scenario}
                self._change.notify_all()

    def _sharpen(self, scenario: Scenario) -> None:
        parts = self._compute(scenario)
        while self._may(scenario):
            result = next(parts)
            if result is not None:
                self._results.put(result)
                return

    def _may(self, scenario: Scenario) -> bool:
        """Wait for a lull, but not for ever; whether somebody still wants the answer then."""
        latest = monotonic() + _PATIENCE
        with self._change:
            while self.wants(scenario):
                now = monotonic()
                if now >= latest or (not self._first and now >= self._rested_at):
                    return True
                self._change.wait(latest - now if self._first else min(latest, self._rested_at) - now)
            return False


@st.cache_resource(show_spinner=False)
def _results() -> Results:
    return Results()


@st.cache_resource(show_spinner=False)
def _sharpener() -> Sharpener:
    return Sharpener(_results(), lambda scenario: run_in_parts(country(), parameters(), scenario, FULL, _PART))


def best(scenario: Scenario) -> Result:
    """The sharpest answer at hand; at least the quick one, which is computed when there is none."""
    results = _results()
    known = results.get(scenario, FULL) or results.get(scenario, QUICK)
    if known:
        return known
    with _sharpener().first():
        return results.put(run(country(), parameters(), scenario, QUICK))


@st.cache_resource(show_spinner=False)
def _line() -> Line:
    return Line(1)


@contextmanager
def in_order() -> Iterator[None]:
    """Draw an answer when those who asked before have theirs.

    Ten at the same time would take turns in Python, some milliseconds each, and have all of theirs as late as the last;
    one after the other the last is as late, and the middle one has it in little more than half of the time. Whoever
    waits too long goes on among the others.
    """
    with ExitStack() as stack:
        with suppress(TimeoutError):
            stack.enter_context(_line().turn(_IN_ORDER, lambda _: None))
        yield


@contextmanager
def turn() -> Iterator[None]:
    """A turn for whoever computes something else for a page: nothing is sharpened meanwhile."""
    with _sharpener().first():
        yield


def full(scenario: Scenario) -> Result:
    """The answer that stands, computed at once where it is not at hand: up to half a second."""
    results = _results()
    known = results.get(scenario, FULL)
    if known:
        return known
    with _sharpener().first():
        return results.put(run(country(), parameters(), scenario, FULL))


def at_hand(scenario: Scenario) -> bool:
    """Whether `full` answers without computing anything."""
    return _results().get(scenario, FULL) is not None


def sharpen(scenario: Scenario) -> None:
    """Have the answer that stands computed for this visitor, if it is not at hand; `settled` tells when it is.

    To be repeated while the visitor waits.
    """
    visitor = st.session_state.setdefault(_VISITOR, uuid4().hex)
    _sharpener().ask(visitor, None if settled(scenario) else scenario)


def look_again() -> float:
    """Seconds after which to look for a sharper answer: the more who wait, the longer each of them does."""
    return _LOOK * max(1.0, _sharpener().asked / _LOOKING)


def settled(scenario: Scenario) -> bool:
    """Whether no sharper answer is to come: it is at hand, or it could not be computed."""
    return _results().get(scenario, FULL) is not None or _sharpener().failed(scenario)
