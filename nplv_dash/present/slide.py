"""What stands on a slide, for whatever shows it: a page of HTML, a slide program.

Plain data: the words and figures were written by `services.deck`, which knows where they come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nplv_dash.present.palette import Colour
from nplv_dash.present.picture import Picture
from nplv_dash.present.text import Lang


@dataclass(frozen=True, slots=True)
class Mark:
    """A value in a chart, with its band where it has one.

    Attributes:
        label: as a person reads it.
        place: `lines`: the year; otherwise the index of its category.
    """

    place: float
    value: float
    label: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Marks that belong together."""

    name: str
    colour: Colour
    marks: tuple[Mark, ...]
    #: Drawn above the others, and larger.
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, small enough to be read from the back of a room, that a slide program can edit.

    Attributes:
        kind: `dots`: marks in a row per category, on a logarithmic scale around 1; `bands`: one mark per category with
            its band, on a scale around 0; `lines`: marks over the years, with a band.
        categories: words of the rows; empty for `lines`.
        subs: small print below them.
        axis: what the scale says, with its unit.
        ticks: position -> words on the scale.
        alt: what it shows, for whoever cannot see it.
        zero: words at the line everything is held against.
        spans: from, to and words of years that are shaded, for `lines`.
    """

    kind: Literal["dots", "bands", "lines"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    ticks: tuple[tuple[float, str], ...]
    alt: str
    zero: str = ""
    subs: tuple[str, ...] = ()
    spans: tuple[tuple[float, float, str], ...] = ()

    @property
    def extremes(self) -> tuple[float, float]:
        """The lowest and the highest value that is drawn, the ticks and bands included."""
        marks = [mark for series in self.series for mark in series.marks]
        found = [x for mark in marks for x in (mark.value, mark.low, mark.high) if x is not None]
        found += [x for x, _ in self.ticks]
        return min(found), max(found)


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures as text; the first column names the rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A few words, below a head that may be empty."""

    text: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Slide:
    """One message.

    Attributes:
        id: also its anchor.
        kind: words about whether this was measured or computed; empty where it is neither.
        computed: whether a model speaks.
        title: the message, in a sentence.
        lead: what the picture shows, with units and year; empty without a picture.
        source: publishers, licences and dates, in a line.
        passport: the line with the passport where a model speaks, else empty.
        address: of the page with the same figures.
        notes: for the speaker: sources in full, and what the figures do not say.
    """

    id: str
    kind: str
    computed: bool
    title: str
    lead: str
    points: tuple[Point, ...]
    source: str
    passport: str
    address: str
    notes: tuple[str, ...]
    chart: Chart | None = None
    picture: Picture | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides in one language.

    Attributes:
        about: what they are about, and of which day.
    """

    lang: Lang
    title: str
    about: str
    slides: tuple[Slide, ...]
