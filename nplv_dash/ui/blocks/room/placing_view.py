"""What a phone and a screen share when households are placed: the job with its words, the map and the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from nplv_dash.domain.tasks import PlacingTask
from nplv_dash.present import foliummap, palette
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.legend import Swatch, swatches
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import placing as placings
from nplv_dash.services.placing import Job, Placing
from nplv_dash.services.placing_map import placing_map
from nplv_dash.ui import model
from nplv_dash.ui.blocks import mapblock
from nplv_dash.ui.data import workspace
from nplv_dash.ui.look import surface

#: The style sheet of both.
STYLE: Final = Path(__file__).parents[2] / "placing.css"


@dataclass(frozen=True, slots=True)
class View:
    """A job, and how it is told."""

    job: Job
    t: Text
    n: Numbers

    def percent(self, share: float) -> str:
        """A share of one, `12,3%`."""
        return self.n.percent(100 * share, 1)

    def households(self, number: int) -> str:
        """`1 huishouden`, `12 huishoudens`."""
        return self.t(f"plaatsen.households.{'one' if number == 1 else 'many'}", n=self.n.integer(number))

    def listed(self, names: Sequence[str]) -> str:
        """Names in a sentence: `A, B en C`."""
        *first, last = names
        return self.t("plaatsen.and", first=", ".join(first), last=last) if first else last

    def name(self, i: int) -> str:
        """Of wijk i; with its municipality where there are several."""
        one = self.job.receivers[i]
        return one.name if self.job.task.reach == "gemeente" else f"{one.name} ({one.gemeente})"

    def lead(self) -> str:
        """What is to be done, in some sentences."""
        values = {
            "count": self.households(self.job.count),
            "wanted": self.households(self.job.wanted),
            "place": self.job.place,
        }
        lead = self.t(f"plaatsen.lead.{self.job.task.reach}", **values)
        return f"{lead} {self.t('plaatsen.lead.full', **values)}" if self.job.wanted > self.job.count else lead


def view_of(task: PlacingTask, t: Text, n: Numbers) -> View:
    """The view of a task; what the model says of it is computed once for everybody.

    Raises:
        NplvError: what `placings.job_of` raises.
    """
    return View(_job(workspace().bundle.fingerprint, task.id, task), t, n)


@st.cache_resource(max_entries=32, show_spinner=False)
def _job(fingerprint: str, task_id: str, _task: PlacingTask) -> Job:  # noqa: ARG001  the keys
    return placings.job_of(workspace(), model.country(), model.parameters(), model.examples(), _task)


def draw_map(
    view: View, placing: Placing, *, key: str, height: int, on_click: Callable[[str], None], selected: str | None = None
) -> None:
    """A placing on the map, with its legend."""
    t, n, job = view.t, view.n, view.job
    found = placing_map(workspace(), job, placing)
    texts = [_tooltip(view, placing, i) for i in range(len(job.receivers))]
    mapblock.stand(
        foliummap.Paint(
            layer=mapblock.geometry(workspace(), found.layer),
            classes=found.classes,
            values=tuple("" if i < 0 else texts[i] for i in found.receivers),
            caption=t("plaatsen.map.caption"),
            description=t(
                "plaatsen.map.alt", place=job.place, some=n.integer(sum(found.counts[1:])),
                wijken=n.integer(sum(found.counts)),
            ),
            palette=mapblock.colours(palette.SEQUENTIAL),
            selected=selected,
            focus=found.bounds,
            outlines=mapblock.outlines(workspace(), found.layer),
        ),
        t, key=key, height=height, on_click=on_click, label=t("plaatsen.map.label", place=job.place),
    )  # fmt: skip
    rows = [
        Swatch(t(f"plaatsen.map.classes.{i}"), n.integer(count), colour)
        for i, (count, colour) in enumerate(zip(found.counts, palette.SEQUENTIAL, strict=True))
    ]
    st.html(swatches(t("plaatsen.map.legend"), [*rows, Swatch(t("plaatsen.map.other"), "", surface().map.land)], t))


def _tooltip(view: View, placing: Placing, i: int) -> str:
    one = view.job.receivers[i]
    return view.t(
        "plaatsen.map.tooltip", placed=view.n.integer(placing[i]), room=view.n.integer(one.room),
        before=view.percent(one.share()), after=view.percent(one.share(placing[i])),
    )  # fmt: skip


def figures(view: View, columns: Sequence[tuple[str, Sequence[str]]], after: Placing) -> str:
    """All wijken as a table: what is known of each, then some columns of the caller, then the share afterwards.

    Args:
        columns: (head, a text per wijk).
        after: the placing that the share afterwards is of.
    """
    t, n, job = view.t, view.n, view.job
    head = [t(f"plaatsen.table.{key}") for key in ("wijk", "homes", "vacant", "room", "before")]
    rows = [
        [
            Cell(view.name(i)),
            Cell(n.integer(one.homes)),
            Cell(n.integer(one.vacant)),
            Cell(n.integer(one.room)),
            Cell(view.percent(one.share())),
            *(Cell(texts[i]) for _, texts in columns),
            Cell(view.percent(one.share(after[i]))),
        ]
        for i, one in enumerate(job.receivers)
    ]
    heads = [*head, *(text for text, _ in columns), t("plaatsen.table.after")]
    return table(t("plaatsen.table.caption", place=job.place), heads, [Group(rows)], numbers=range(1, len(heads)))
