"""The records that describe the data: indicators, areas, schemes of money, data sets.

Each record is read from YAML in `data/`. Unknown, missing and duplicate keys are errors, so that a typing
mistake cannot silently change a figure.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from nplv_dash.domain.codes import Level

Theme = Literal["benefits", "crime", "education", "poverty", "housing", "liveability", "people"]
#: The five themes of the plea of 3 April 2024, in its order.
PLEA_THEMES: tuple[Theme, ...] = ("benefits", "crime", "education", "poverty", "housing")

#: How sure the delineation of an area is. None of the twenty has official borders that we could find.
Certainty = Literal["listed", "inferred", "partial"]
#: Mark of a fact, as in the research behind it.
Mark = Literal["found", "derived", "unverified", "conflict"]

Text = Annotated[str, Field(min_length=1)]


class Record(BaseModel):
    """Frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Indicator(Record):
    """One figure that can be mapped, tabulated and aggregated.

    `kind` decides how units add up: a `count` is summed; a `rate` is averaged with `weight` (the id of a count).
    A rate with a `numerator` is made anew from the summed counts, so that units too small for a rate of their own still
    count. `weight_year` fixes the year of the weight; without it the nearest year that has the weight is used.
    `breaks` are four inner class bounds that hold for all years and levels; they make five classes.
    """

    id: Text
    theme: Theme
    kind: Literal["count", "rate"]
    unit: Literal["number", "per_1000", "percent", "score", "kilo_euro"]
    decimals: int = Field(ge=0, le=3)
    #: What a higher value means for residents; `neutral` where that is a matter of opinion.
    direction: Literal["higher_is_better", "lower_is_better", "neutral"]
    weight: str | None = None
    numerator: str | None = None
    weight_year: int | None = None
    breaks: tuple[float, ...] = ()
    dataset: Text
    #: Key of the caveat in the locale files, shown wherever the figure is shown.
    caveat: str | None = None
    #: The figure that stands for its theme where there is room for one.
    headline: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Indicator:
        if (self.kind == "rate") != (self.weight is not None):
            raise ValueError(f"{self.id}: a rate needs a weight, a count must not have one")
        if self.breaks and (len(self.breaks) != 4 or list(self.breaks) != sorted(set(self.breaks))):
            raise ValueError(f"{self.id}: breaks are four rising bounds")
        return self


class Population(Record):
    """A number of residents as somebody published it, which may be for other borders than ours."""

    value: int = Field(gt=0)
    year: str
    mark: Mark
    source: Text


class Area(Record):
    """One of the twenty NPLV areas, as a set of whole wijken and of buurten (indeling 2024).

    `buurten` are listed only for wijken of which the area is a part; those wijken are not in `wijken`.
    """

    id: Text
    number: int = Field(ge=1)
    name: Text
    gemeente: Text
    gemeente_code: Text
    wijken: tuple[str, ...]
    buurten: tuple[str, ...] = ()
    certainty: Certainty
    #: True where inner borders come from approximate geometry.
    hybrid: bool
    described_nl: Text
    described_en: Text
    programme: Text
    website: str | None = None
    target_year: str | None = None
    target_mark: Mark | None = None
    population: Population
    source: Text
    note_nl: str | None = None
    note_en: str | None = None

    @model_validator(mode="after")
    def _has_ground(self) -> Area:
        if not self.wijken and not self.buurten:
            raise ValueError(f"{self.id}: an area needs wijken or buurten")
        return self


class Scheme(Record):
    """One line of public money. Amounts of different `kind` are never added."""

    id: Text
    name_nl: Text
    name_en: Text
    ministry: str | None = None
    start: str | None = None
    end: str | None = None
    amount_eur: float | None = None
    kind: Text
    #: Area id, or None where the money is for all areas or wider.
    area: str | None = None
    #: For the programme as a whole, rather than for one city or area.
    for_all: bool
    #: The scheme or award also reaches places outside the areas.
    wider_than_area: bool
    source: Text
    verified: bool


class Dataset(Record):
    """A source as its publisher made it."""

    id: Text
    producer: Text
    title: Text
    vintage: Text
    url: Text
    licence: Text
    licence_verified: bool
    obtained: Text
    processing: Text
    files: tuple[str, ...] = ()


class BuiltFile(Record):
    """A file that the build step wrote, with what it was made from."""

    path: Text
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int
    rows: int | None = None
    datasets: tuple[str, ...] = ()


class SourceFile(Record):
    """A file that the build step read."""

    path: Text
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class WebLayer(Record):
    """Geometry as the browser fetches it once; `path` is below `static/` and holds a fingerprint of the content."""

    key: Text
    level: Level
    path: Text
    count: int
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Anchor(Record):
    """A figure copied by hand from a publisher's table, to prove that ours is the same.

    `code` may be a gemeente: then the figure is compared with the aggregate of its wijken.
    """

    code: Annotated[str, Field(pattern=r"^(GM|WK|BU)")]
    name: Text
    indicator: Text
    year: int
    value: float
    #: Largest difference that rounding at the publisher explains.
    tolerance: float = Field(ge=0)
    where: Text


class Catalog(Record):
    """What lies in `data/`: sources, what was read, what was made."""

    schema_version: Literal[1]
    datasets: tuple[Dataset, ...]
    sources: tuple[SourceFile, ...]
    files: tuple[BuiltFile, ...]
    web: tuple[WebLayer, ...]
