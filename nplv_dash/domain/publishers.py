"""What is known of the publishers' services: addresses, tables, columns. The records stand in `data/sources/*.yaml`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from nplv_dash.domain.records import Record, Text

#: Levels of which they have borders.
BorderLevel = Literal["gemeente", "wijk", "buurt"]


class _Publisher(Record):
    """What all have in common.

    Attributes:
        id: as people name it: `--only <id>`.
        datasets: ids in `data/catalog.yaml` whose figures or borders come from here.
        checked: the day on which somebody last compared this with what is known of the service.
        tried: whether it was ever asked for real.
        unverified: what of it is not known for sure.
        hosts: other hosts to which the service may send us on.
        per_second: requests in a second, at most.
        on_request: asked only by who names it, since another gives the same figures.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    producer: Text
    title: Text
    datasets: tuple[Text, ...] = Field(min_length=1)
    checked: dt.date
    tried: bool
    unverified: tuple[Text, ...] = ()
    hosts: tuple[Text, ...] = ()
    per_second: float = Field(default=2.0, gt=0)
    on_request: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where its services begin, where that is more than one address; no other host is asked, but for `hosts`."""
        return ()


class Layer(Record):
    """A layer of borders: its name at the service, and the names of the properties that we use."""

    name: Text
    columns: dict[str, Text]


class Edition(Record):
    """The borders of one year.

    Attributes:
        year: of the wijken and buurten.
        base: address of the service.
        may_lack: the publisher may not have made it yet; then the one before is taken.
    """

    year: int
    base: Text
    may_lack: bool = False


class Borders(_Publisher):
    """Borders of gemeenten, wijken and buurten.

    Attributes:
        page: features in one answer.
        editions: the newest first; the first that is there is drawn.
        overlay: other years, of which the buurten are asked where a table of figures has codes of that year: only to
            lay them over those that are drawn.
        of_gemeente: the property by which features are chosen; of WFS as well.
        water: the property that says whether it is water, and what it says then: water is no part of a wijk.
    """

    kind: Literal["borders"]
    protocol: Literal["ogc", "wfs"]
    page: int = Field(default=1000, ge=1)
    editions: tuple[Edition, ...] = Field(min_length=1)
    overlay: tuple[Edition, ...] = ()
    layers: dict[BorderLevel, Layer]
    of_gemeente: Text
    water: tuple[Text, Text] | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Of every year: see `_Publisher`."""
        return tuple(one.base for one in (*self.editions, *self.overlay))

    def of_year(self, year: int) -> Edition | None:
        """The borders of a year; None where the record has none."""
        return next((one for one in (*self.editions, *self.overlay) if one.year == year), None)


class Measure(Record):
    """A measure of a table, and how it becomes a figure of ours: `times` the value, over the sum of others.

    Attributes:
        name: its title, or the name of its column or its identifier. Where none is written just so, capitals, spaces
            and signs do not count, nor does a number at the end of the name of a column.
        over: names of measures; without them the value itself is meant.
        optional: not every year has it.
    """

    indicator: Text
    name: Text
    over: tuple[Text, ...] = ()
    times: float = 1.0
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All names that the table must know."""
        return (self.name, *self.over)


class Table(Record):
    """A table of figures at one year.

    Attributes:
        id: of the table at the publisher.
        year: of the figures.
        codes_of: year of the wijken and buurten whose codes it has.
        filter: what the service is asked, in the language of OData; None asks for everything.
        may_lack: see `Edition`.
    """

    id: Text
    year: int
    codes_of: int
    filter: str | None = None
    measures: tuple[Measure, ...] = Field(min_length=1)
    may_lack: bool = False


class OData(_Publisher):
    """Tables of OData, version 4 (a row per figure) or 3 (a row per unit).

    Attributes:
        units: the column with the codes.
    """

    kind: Literal["odata"]
    version: Literal[3, 4]
    base: Text
    units: Text = "WijkenEnBuurten"
    tables: tuple[Table, ...] = Field(min_length=1)


class ZipTable(Record):
    """A table in a zip.

    Attributes:
        member: its name in the zip; `*` stands for anything.
        columns: our indicators by the names of its columns.
    """

    member: Text
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    code: Text
    year: Text
    columns: dict[str, Text] = Field(min_length=1)


class Zip(_Publisher):
    """Tables in a zip.

    Attributes:
        sha256: of the zip, where somebody has written it down.
        most_mb: of the zip; unpacked it may be ten times that.
    """

    kind: Literal["zip"]
    address: Text
    codes_of: int
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    most_mb: int = Field(default=200, ge=1)
    tables: tuple[ZipTable, ...] = Field(min_length=1)


class WfsTable(Record):
    """A layer with figures: a feature per unit, and perhaps per year.

    Attributes:
        layer: its name at the service.
        code: the property with the code of the unit.
        year: of all its figures; or the property in which the year stands.
        columns: our indicators by the names of its properties.
    """

    layer: Text
    code: Text
    year: int | Text
    columns: dict[str, Text] = Field(min_length=1)

    @property
    def key(self) -> tuple[str, ...]:
        """The properties by which a feature is known."""
        return (self.code,) if isinstance(self.year, int) else (self.code, self.year)

    @property
    def names(self) -> tuple[str, ...]:
        """All properties that are asked for."""
        return tuple(dict.fromkeys((*self.key, *self.columns)))


class Wfs(_Publisher):
    """Figures by WFS 2.0.

    Attributes:
        page: features in one answer.
        codes_of: year of the wijken and buurten whose codes it has.
    """

    kind: Literal["wfs"]
    base: Text
    page: int = Field(default=1000, ge=1)
    codes_of: int
    tables: tuple[WfsTable, ...] = Field(min_length=1)


Publisher = Borders | OData | Zip | Wfs
AnyPublisher = Annotated[Publisher, Field(discriminator="kind")]


class Publishers(Record):
    """A file of `data/sources/`."""

    publishers: tuple[AnyPublisher, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_of_each(self) -> Publishers:
        ids = [one.id for one in self.publishers]
        if len(set(ids)) < len(ids):
            raise ValueError(f"an id occurs twice: {', '.join(ids)}")
        return self
