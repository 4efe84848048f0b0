"""The records that describe the data: indicators, areas, schemes of money, data sets.

Each record is read from YAML in `data/`. Unknown, missing and duplicate keys are errors, so that a typing
mistake cannot silently change a figure.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator

from nplv_dash.domain.codes import Level

Theme = Literal["benefits", "crime", "education", "poverty", "housing", "liveability", "people"]
#: The five themes of the plea of 3 April 2024, in its order.
PLEA_THEMES: tuple[Theme, ...] = ("benefits", "crime", "education", "poverty", "housing")

#: At least this share of the residents of a place must live where a rate is known; otherwise the place has no figure.
KNOWN: Final = 0.8

#: How sure the delineation of an area is. None of the twenty has official borders that we could find.
Certainty = Literal["listed", "inferred", "partial"]
#: Mark of a fact, as in the research behind it.
Mark = Literal["found", "derived", "unverified", "conflict"]
#: How well whole wijken stand for one of the forty areas of 2008-2012.
MatchQuality = Literal["exact", "good", "approx", "contains"]
#: Whom a line of money reaches: only the NPLV, all of the country, one municipality, or (a part of) one area.
Scope = Literal["programme", "national", "city", "area"]

Text = Annotated[str, Field(min_length=1)]


class Record(BaseModel):
    """Frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual:
    """What has words in both languages, in fields such as `name_nl` and `name_en`."""

    __slots__ = ()

    def said(self, word: str, lang: str) -> str:
        """Its words of one kind, such as `name`, in a language; empty where there are none.

        Raises:
            AttributeError: it never has words of this kind, or not in this language.
        """
        found: str | None = getattr(self, f"{word}_{lang}")
        return found or ""


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
    #: Key of the texts: `<label>.label`, `.short` and `.definition` in the locale files.
    label: Text
    #: Years with figures per level; filled in by the build.
    years: dict[str, tuple[int, ...]] = {}
    #: Key of the caveat in the locale files. It stands under maps and charts of the figure, in the list of all figures
    #: and in the notes of every download; not in tooltips and not in single cells of a table.
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
    """A number of residents as somebody published it, which may be for other borders than ours.

    Where a second source gives another number, that stands in `other_value` and `other_source`, and the mark is
    `conflict` where the two cannot both hold.
    """

    value: int = Field(gt=0)
    #: None where the source names no year, or mixes years.
    year: str | None = None
    mark: Mark
    #: Site and date, in words that need no translation.
    source: Text
    other_value: int | None = Field(default=None, gt=0)
    other_source: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Population:
        if (self.other_value is None) != (self.other_source is None):
            raise ValueError("a second number of residents needs its source")
        if self.mark == "conflict" and self.other_value is None:
            raise ValueError("a conflict needs both numbers")
        return self


class Area(Protocol):
    """A named set of whole wijken and of buurten (indeling 2024): one of the twenty, or one that a visitor made.

    `buurten` are listed only for wijken of which the area is a part; those wijken are not in `wijken`.
    """

    @property
    def id(self) -> str:
        """Names it in addresses."""

    @property
    def name(self) -> str:
        """As pages and files write it; of an area of a visitor's own the name says that it is one."""

    @property
    def gemeente(self) -> str:
        """The name of its municipality, or the names where it lies in more than one."""

    @property
    def gemeente_code(self) -> str:
        """Names its municipality among the figures of the level `gemeente`."""

    @property
    def gemeenten(self) -> tuple[str, ...]:
        """The codes of the municipalities it lies in."""

    @property
    def wijken(self) -> tuple[str, ...]:
        """Codes of whole wijken."""

    @property
    def buurten(self) -> tuple[str, ...]:
        """Codes of buurten, of other wijken than those."""

    @property
    def own(self) -> bool:
        """Whether a visitor made it: then it is none of the programme's, and nothing is known but its figures."""


class NplvArea(Bilingual, Record):
    """One of the twenty NPLV areas; see `Area`."""

    id: Text
    number: int = Field(ge=1)
    name: Text
    #: As in the list of 2022; often, but not always, the same as `name`.
    official_name: Text
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
    #: What the programme wants to reach, in its own relative terms; none of the areas has a numeric target.
    goal_nl: str | None = None
    goal_en: str | None = None
    goal_source: str | None = None
    #: Of the local programme itself; not of the municipality, nor of the national programme.
    website: str | None = None
    target_year: str | None = None
    target_mark: Mark | None = None
    #: How we computed a target year that nobody published; only with the mark `derived`.
    target_method_nl: str | None = None
    target_method_en: str | None = None
    population: Population
    source: Text
    note_nl: str | None = None
    note_en: str | None = None

    @property
    def gemeenten(self) -> tuple[str, ...]:
        """The code of its one municipality."""
        return (self.gemeente_code,)

    @property
    def own(self) -> bool:
        """It is one of the programme's."""
        return False

    @model_validator(mode="after")
    def _has_ground(self) -> NplvArea:
        if not self.wijken and not self.buurten:
            raise ValueError(f"{self.id}: an area needs wijken or buurten")
        return self

    @model_validator(mode="after")
    def _says_how(self) -> NplvArea:
        methods = (self.target_method_nl, self.target_method_en)
        if any((method is None) == (self.target_mark == "derived") for method in methods):
            raise ValueError(f"{self.id}: a derived target year, and no other, says how it was computed")
        return self


class Scheme(Bilingual, Record):
    """One line of public money, or of money that somebody asked for (see `kind`).

    Amounts are never added: they are of different kinds and overlap.
    """

    id: Text
    name_nl: Text
    name_en: Text
    ministry: str | None = None
    #: `2024`, `2024-05` or `2026-06-01`; None where it was not found.
    start: str | None = None
    #: As `start`, or `structural`: every year, without an end.
    end: str | None = None
    #: None where the line was found and its amount was not.
    amount_eur: float | None = None
    #: `more_than` where the source says so: the amount is a lower bound.
    precision: Literal["exact", "about", "more_than"] = "exact"
    kind: Text
    scope: Scope
    #: Area id for the scopes `area` and `city`: the area on whose page the line stands.
    area: str | None = None
    #: What we added up ourselves of a national round: the awards to NPLV areas in the list. Not published by anybody.
    areas_sum_eur: float | None = None
    #: Ids of the lines that we added up to this one: it is the same money, in one amount.
    sum_of: tuple[str, ...] | None = None
    #: Why no page shows this line: the money stands in another line (`repeated`), is a part of another line (`part`),
    #: or is not for NPLV areas (`elsewhere`).
    left_out: Literal["repeated", "part", "elsewhere"] | None = None
    note_nl: str | None = None
    note_en: str | None = None
    #: As in the list, with the address where there is one.
    source: Text
    #: Site and date for readers; news, firms and party sites are named as such.
    source_nl: Text
    source_en: Text
    #: False for our own sums, for amounts whose source is unclear, and where there is no amount.
    verified: bool

    @model_validator(mode="after")
    def _has_place(self) -> Scheme:
        local = self.scope in {"city", "area"}
        if self.area is not None and not local:
            raise ValueError(f"{self.id}: money of scope {self.scope} is not for one area")
        if local and self.area is None and self.verified and self.left_out is None:
            raise ValueError(f"{self.id}: money of scope {self.scope} needs its area")
        return self


class Krachtwijk(Bilingual, Record):
    """One of the forty areas of the programme of 2008-2012, as far as whole wijken can stand for it.

    The list of postcodes that made up an area was not found; the wijken were matched by name, by us.

    Attributes:
        wijken: codes of 2024, as in the tables of figures. A wijk may stand in two areas.
        quality: `exact` (the same name), `good` (a wijk with little else in it), `approx` (chosen by name where only
            parts of a district took part), `contains` (the area is a part of the wijk).
        investment_mln_eur: the additional investment that was foreseen, in millions of euros.
        subsidy_max_eur_per_year: the largest yearly subsidy, in euros.
        source: of both amounts.
    """

    id: Text
    name: Text
    gemeente: Text
    gemeente_code: Text
    wijken: tuple[str, ...] = Field(min_length=1)
    quality: MatchQuality
    note_nl: str | None = None
    note_en: str | None = None
    investment_mln_eur: float = Field(gt=0)
    subsidy_max_eur_per_year: float = Field(gt=0)
    source: Text


class OfficialFigure(Record):
    """What the government said of all twenty areas together, then and now; the words are `progress.official.<id>`.

    Attributes:
        then, now: in `unit`, of `then_year` and `now_year`.
        netherlands: of the whole country now, where the source gives it.
        below_netherlands: how many percentage points the areas are below the country, where the source says that.
        times_netherlands: how many times the figure of the country that of the areas is, where the source says that.
    """

    id: Text
    unit: Literal["percent"]
    then: float
    then_year: int
    now: float
    now_year: int
    netherlands: float | None = None
    below_netherlands: float | None = None
    times_netherlands: float | None = None
    mark: Mark
    source: Text
    url: Text


class Dataset(Bilingual, Record):
    """A source as its publisher made it; its title is what the publisher calls it."""

    id: Text
    producer: Text
    title: Text
    vintage_nl: Text
    vintage_en: Text
    url: Text
    licence_nl: Text
    licence_en: Text
    licence_verified: bool
    obtained_nl: Text
    obtained_en: Text
    processing_nl: Text
    processing_en: Text
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
