"""A scenario: what differs from the defaults, frozen. It is the key of a cache, the content of a file and the link."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar, Final, Generic, Self, TypeVar

from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.levers import Levers
from nplv_dash.domain.parameters import DECIMALS, Model, Parameter, Parameters, Value, shown
from nplv_dash.domain.records import Bilingual

#: Which model and which defaults a scenario was made with. A scenario says only what differs from the defaults, so a
#: new default needs a new version, like any change of the model that changes figures.
MODEL_VERSION: Final = "1"
#: The day after the plea; any other seed would do.
DEFAULT_SEED: Final = 20240403
#: The largest seed that every generator takes.
LARGEST_SEED: Final = 2**32 - 1

#: Names in a link that are not a lever.
VERSION_NAME, SEED_NAME = "v", "seed"
#: How a switch stands in a link: off, on.
_OFF_ON: Final = ("0", "1")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_KEYS = ("version", "seed", "levers")
#: Earlier versions with the defaults that their levers had: a scenario says only what differs from those.
Older = Mapping[str, Mapping[str, Value | None]]
NONE_OLDER: Final[Older] = MappingProxyType({})
T = TypeVar("T")
L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Changes(Generic[L]):
    """What a user decided, as a difference from the defaults of a model. Equal and hashable by value.

    Each model has its own kind, with its levers and its version. Made by `of`, `from_plain` or `of_query`, which check
    every value.

    Attributes:
        LEVERS: every lever with its value, as the model takes them.
        MODEL: which one.
        VERSION: which model, and which defaults: that of a scenario made now.
        changes: (id of a lever, value) for every lever that is not at its default, by id.
        seed: of the draws, 1 to `LARGEST_SEED`.
        version: of the model.
        name: key of the example that it is; says nothing about what is computed, and plays no part in equality.
    """

    LEVERS: ClassVar[type[Any]]
    MODEL: ClassVar[Model]
    VERSION: ClassVar[str]

    changes: tuple[tuple[str, Value], ...] = ()
    seed: int = DEFAULT_SEED
    version: str = ""
    name: str | None = field(default=None, compare=False)

    @classmethod
    def of(
        cls,
        parameters: Parameters,
        values: Mapping[str, object],
        seed: object = DEFAULT_SEED,
        *,
        name: str | None = None,
        where: object = None,
    ) -> Self:
        """The scenario in which the levers have these values; those at their default are left out.

        Args:
            where: the file that the values stand in, for the errors.

        Raises:
            NplvError: `lever_unknown`, `scenario_seed`, or what `Parameter.check` raises; a SeveralErrors with all of
                them where more than one value is refused.
        """
        errors: list[NplvError] = []
        checked = {lever: _attempt(errors, _set, parameters, lever, value, where) for lever, value in values.items()}
        number = _attempt(errors, check_seed, seed, where)
        if errors or number is None:
            raise SeveralErrors(errors) if len(errors) > 1 else errors[0]
        return cls(_changes(parameters, checked), number, name=name)

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits of what is computed: changes, seed and version of the model."""
        content = json.dumps([self.version, self.seed, self.changes], ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def levers(self, parameters: Parameters) -> L:
        """Every lever with its value, for the model."""
        found: L = self.LEVERS(**(parameters.defaults("lever") | dict(self.changes)))
        return found

    def to_plain(self) -> dict[str, object]:
        """Content for a file; `from_plain` reads it."""
        return {"version": self.version, "seed": self.seed, "levers": dict(self.changes)}

    @classmethod
    def from_plain(
        cls,
        parameters: Parameters,
        content: object,
        *,
        name: str | None = None,
        where: object = "scenario",
        older: Older = NONE_OLDER,
    ) -> Self:
        """The scenario that `to_plain` wrote, or that somebody wrote by hand: version, levers and perhaps seed.

        Args:
            older: of which versions a scenario is read too; it then says the same as it did.

        Raises:
            NplvError: `scenario_mapping`, `scenario_keys`, `scenario_incomplete`, `scenario_version`,
                `scenario_levers`, or what `of` raises.
        """
        if not isinstance(content, Mapping):
            raise NplvError("scenario_mapping", where)
        unknown = [shown(key) for key in content if key not in _KEYS]
        if unknown:
            raise NplvError("scenario_keys", where, keys=", ".join(unknown[:5]))
        absent = [key for key in ("version", "levers") if key not in content]
        if absent:
            raise NplvError("scenario_incomplete", where, keys=", ".join(absent))
        # In YAML `version: 1` is a number; what is meant is plain.
        version = str(content["version"])
        if isinstance(content["version"], bool) or version not in {cls.VERSION, *older}:
            raise NplvError("scenario_version", where, version=shown(content["version"]), current=cls.VERSION)
        if not isinstance(content["levers"], Mapping):
            raise NplvError("scenario_levers", where)
        levers = {**_then(older, version, parameters), **content["levers"]}
        return cls.of(parameters, levers, content.get("seed", DEFAULT_SEED), name=name, where=where)

    @classmethod
    def of_query(
        cls, parameters: Parameters, query: Mapping[str, str], older: Older = NONE_OLDER
    ) -> tuple[Self, list[Rejected]]:
        """The scenario of an address, and what in it could not be used.

        Names that are no levers belong to others and are passed over. A link of another version is reported: its
        figures may differ from what they were. A link without a version is of this one.

        Args:
            older: versions of which a link is read with the defaults of its time; any other is read as of this version.
        """
        rejected: list[Rejected] = []

        def attempt(name: str, read: Callable[[str], T]) -> T | None:
            errors: list[NplvError] = []
            value = _attempt(errors, read, query[name]) if name in query else None
            rejected.extend(Rejected(name, query[name], error) for error in errors)
            return value

        attempt(VERSION_NAME, cls._check_version)
        then = _then(older, query.get(VERSION_NAME, cls.VERSION), parameters)
        given = {lever.id: attempt(lever.id, partial(_read, lever)) for lever in parameters.levers}
        values = {**then, **{lever: value for lever, value in given.items() if value is not None}}
        seed = attempt(SEED_NAME, _read_seed)
        return cls(_changes(parameters, values), DEFAULT_SEED if seed is None else seed), rejected

    @classmethod
    def _check_version(cls, text: str) -> None:
        if text != cls.VERSION:
            raise NplvError("link_version", VERSION_NAME, version=shown(text), current=cls.VERSION)


@dataclass(frozen=True, slots=True)
class Scenario(Changes[Levers]):
    """A scenario of redistribution."""

    LEVERS = Levers
    MODEL = "redistribution"
    VERSION = MODEL_VERSION

    version: str = MODEL_VERSION


@dataclass(frozen=True, slots=True)
class Example(Bilingual):
    """A scenario with a name and an explanation in both languages."""

    scenario: Scenario
    name_nl: str
    name_en: str
    text_nl: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something in a link that could not be used, and for which the default stands.

    Attributes:
        name: what it is called in the link.
        value: what the link says; a stranger may have written it, so a page shows it as text only.
        error: why not, for `nplv_dash.present.explain`.
    """

    name: str
    value: str
    error: NplvError


def to_query(scenario: Changes[Any]) -> dict[str, str]:
    """Names and values for the address of a page: the version always, the rest only where it is not the default."""
    seed = {} if scenario.seed == DEFAULT_SEED else {SEED_NAME: str(scenario.seed)}
    return {VERSION_NAME: scenario.version, **{lever: _written(value) for lever, value in scenario.changes}, **seed}


def check_seed(value: object, where: object = None) -> int:
    """`value` as a seed; a NplvError `scenario_seed` when it is no whole number from 1 to `LARGEST_SEED`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST_SEED:
        place = SEED_NAME if where is None else where
        raise NplvError("scenario_seed", place, value=shown(value), high=LARGEST_SEED)
    return value


def _set(parameters: Parameters, lever: object, value: object, where: object) -> Value | None:
    levers = [row.id for row in parameters.levers]
    if lever not in levers or not isinstance(lever, str):
        place = "scenario" if where is None else where
        raise NplvError("lever_unknown", place, lever=shown(lever), known=", ".join(levers))
    return parameters.check(lever, value, where)


def _then(older: Older, version: str, parameters: Parameters) -> dict[str, Value]:
    """The defaults of an older version, of the levers that are still there; none of a version that is not older."""
    levers = {lever.id for lever in parameters.levers}
    return {name: value for name, value in older.get(version, {}).items() if name in levers and value is not None}


def _changes(parameters: Parameters, values: Mapping[str, Value | None]) -> tuple[tuple[str, Value], ...]:
    """What differs from the defaults, by id. Only a default can be None: it is the value of what is drawn."""
    return tuple(
        (lever, value)
        for lever, value in sorted(values.items())
        if value is not None and value != parameters[lever].default
    )


def _attempt(errors: list[NplvError], read: Callable[..., T], *arguments: object) -> T | None:
    """What `read` returns; None where it raises, and then the error is added to `errors`."""
    try:
        return read(*arguments)
    except NplvError as error:
        errors.append(error)
        return None


def _written(value: Value) -> str:
    """A value for a link: plain decimals, never an exponent."""
    if isinstance(value, bool):
        return _OFF_ON[value]
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _read(lever: Parameter, text: str) -> Value:
    """The value that a link gives to a lever. A text that is no such value is left to the check, which refuses it."""
    if lever.numeric:
        return lever.check(_number(text))
    return lever.check(text == _OFF_ON[True] if lever.kind == "switch" and text in _OFF_ON else text)


def _read_seed(text: str) -> int:
    return check_seed(_number(text))


def _number(text: str) -> object:
    """A number in plain decimals; else the text itself."""
    if not _DECIMAL.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)
