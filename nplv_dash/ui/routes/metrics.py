"""What `/metrics` says: the counts of this process as Prometheus reads them. No visitor, room or answer is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from streamlit.runtime import Runtime
from streamlit.runtime.stats import CounterStat, GaugeStat

from nplv_dash import __version__
from nplv_dash.ui.meters import BOUNDS, Meters, Times

MEDIA: Final = CONTENT_TYPE_PLAIN_0_0_4
#: Streamlit's own counts of sessions.
_ACTIVE, _EVENTS = "active_sessions", "session_events"


def text(meters: Meters, rooms: Any) -> bytes:
    """All counts, read now.

    Args:
        rooms: what the store counts; None where it cannot be asked.
    """
    # Of this call only: the library's own registry belongs to whoever imports it.
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Counts(meters, rooms))
    return generate_latest(registry)


class _Counts(Collector):
    def __init__(self, meters: Meters, rooms: Any) -> None:
        self._meters, self._rooms = meters, rooms

    def collect(self) -> Iterable[Metric]:
        """Every family."""
        yield _gauge("nplv_info", "The version that runs.", [((__version__,), 1)], "version")
        yield from self._sessions()
        yield from self._store()
        messages = CounterMetricFamily("nplv_session_messages", "Messages of browsers: runs of a page or a part of it.")
        messages.add_metric((), self._meters.messages)
        yield messages
        answers = CounterMetricFamily("nplv_answers", "Answers to requests.", labels=("kind", "status"))
        for (kind, status), count in sorted(self._meters.statuses.items()):
            answers.add_metric((kind, str(status)), count)
        yield answers
        yield _histogram("nplv_answer_seconds", "Time until an answer was sent, by kind.", self._meters.answered)
        yield _histogram("nplv_stored_seconds", "Time until something was stored, by kind.", self._meters.stored)

    def _sessions(self) -> Iterator[Metric]:
        if not Runtime.exists():
            return
        found = Runtime.instance().stats_mgr.get_stats((_ACTIVE, _EVENTS))
        active = [((), stat.value) for stat in found.get(_ACTIVE, ()) if isinstance(stat, GaugeStat)]
        yield _gauge("nplv_sessions", "Sessions with an open connection.", active)
        events = CounterMetricFamily("nplv_session_events", "Sessions by what happened to them.", labels=("event",))
        for stat in found.get(_EVENTS, ()):
            if isinstance(stat, CounterStat):
                events.add_metric(tuple((stat.labels or {}).values()), stat.value)
        yield events

    def _store(self) -> Iterator[Metric]:
        rooms = self._rooms
        yield _gauge("nplv_rooms_up", "Whether the database of the rooms answers.", [((), int(rooms is not None))])
        if rooms is not None:
            yield _gauge("nplv_rooms", "Rooms that are alive.", [((), rooms.rooms)])
            yield _gauge("nplv_room_people", "People in them.", [((), rooms.people)])
            yield _gauge("nplv_room_answers", "Answers kept in them.", [((), rooms.answers)])


def _gauge(name: str, about: str, values: Iterable[tuple[tuple[str, ...], float]], *labels: str) -> Metric:
    family = GaugeMetricFamily(name, about, labels=labels)
    for label, value in values:
        family.add_metric(label, value)
    return family


def _histogram(name: str, about: str, times: Times) -> Metric:
    family = HistogramMetricFamily(name, about, labels=("kind",))
    bounds = [*map(str, BOUNDS), "+Inf"]
    for kind, (counts, total) in sorted(times.read().items()):
        # Prometheus counts all that lie below a bound.
        family.add_metric((kind,), list(zip(bounds, accumulate(counts), strict=True)), sum_value=total)
    return family
