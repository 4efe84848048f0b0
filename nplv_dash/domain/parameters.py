"""One record per parameter of a model; widget, link, sampling, method page and export sheet all derive from it.

The records stand in `data/parameters.yaml`. What a parameter means to people stands in the locale files, under its
label.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import Field, model_validator

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.records import Bilingual, Record, Text

#: Which model a record belongs to: redistribution of households, or what happens when the funding ends.
Model = Literal["redistribution", "funding"]
#: `lever`: a user sets it. `uncertainty`: nobody knows it, it is drawn. `constant`: one value in every run.
#: `reference`: shown with the method and not used in the sum.
Group = Literal["lever", "uncertainty", "constant", "reference"]
#: `share` is a fraction of one, `year` a calendar year, `years` a duration, `score` a Leefbaarometer score.
Kind = Literal["share", "number", "year", "years", "score", "choice", "switch"]
Unit = Literal[
    "none", "share", "share_per_year", "probability", "ratio", "year", "years", "score", "sd", "sd_per_point",
    "log_per_unit", "persons", "percent", "points", "metre", "per_1000_households", "sign", "million_euro",
]  # fmt: skip
Distribution = Literal["fixed", "triangular", "uniform", "choice"]
#: How good the evidence behind the default and the bounds is; `assumption` is none.
Grade = Literal["strong", "medium", "weak", "assumption"]
#: How much the outcome moves when the parameter goes from one bound to the other.
Impact = Literal["high", "medium", "low"]
#: A value that is set; a lever that is "not known" has None instead.
Value: TypeAlias = bool | int | float | str

MODELS: tuple[Model, ...] = get_args(Model)
GROUPS: tuple[Group, ...] = get_args(Group)
GRADES: tuple[Grade, ...] = get_args(Grade)
IMPACTS: tuple[Impact, ...] = get_args(Impact)
#: What each model reads beside its levers. That of the funding has six of every domain.
NEEDED: Mapping[Model, tuple[str, ...]] = MappingProxyType({
    "redistribution": (
        "m_soc_city", "m_soc_nat", "a_V", "k_conc", "rV", "rW", "tau", "g_comply", "u_fit", "d_W", "b_assoc",
        "rho_slab", "p_spike", "eta", "x0", "omega", "alpha", "kappa", "p_low_V", "p_low_N", "p_low_W", "kink_width",
        "logistic_width", "stigma_size", "bend_first", "bend_second", "slope_few", "slope_some", "slope_many",
        "lowinc_min", "W_legal_share",
    ),
    "funding": (
        *(f"{one}_{domain}" for domain in ("live", "safe", "work", "educ", "soc")
          for one in ("B", "p0", "up", "phi", "hf", "hk")),
        "x_2026_28", "eps", "lbm_place", "lbm_safety", "lbm_perception",
    ),
})  # fmt: skip
#: Far finer than anything that is known; it takes away the noise of 0.1 + 0.2, so that equal choices are equal.
DECIMALS = 6
_WHOLE = {"year", "years"}
_Number = Annotated[float, Field(allow_inf_nan=False)]


class Parameter(Bilingual, Record):
    """One parameter.

    Attributes:
        model: whose it is.
        default: what is used where nothing else is said. None is "not known", and only for a lever with `drawn_from`.
        low, high: bounds, both included, in `unit`. For a lever what a user may set, for an uncertainty the range it is
            drawn from, for a constant or a reference how far off it could be. None for a choice or a switch, and for a
            reference of which no range was found.
        step: of the widget of a lever. Values in between are allowed: a link or a file may ask for 0.333.
        distribution: how an uncertainty is drawn; a triangle has its top at the default. All else is `fixed`.
        drawn_from: the uncertainty that a lever takes its value from while that is not known.
        source: who and when, in words that need no translation; None where no source was found.
        verified: whether the default was read in the source, or is a ratio of figures that were.
        impact: None for a reference, which moves nothing.
        label: key of the texts: `<label>.label`, `.help`, `.unit` (not for the unit `none`), `.choice.<choice>`, and
            `.not_known` where there is a `drawn_from`.
        note_nl, note_en: where the value comes from, what the source does not say, what was corrected.
    """

    id: Text
    model: Model = "redistribution"
    group: Group
    kind: Kind
    unit: Unit
    default: Value | None
    low: _Number | None = None
    high: _Number | None = None
    step: Annotated[_Number, Field(gt=0)] | None = None
    distribution: Distribution = "fixed"
    choices: tuple[Text, ...] = ()
    drawn_from: Text | None = None
    source: Text | None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    grade: Grade
    verified: bool
    impact: Impact | None
    label: Text
    note_nl: Text | None = None
    note_en: Text | None = None

    @property
    def numeric(self) -> bool:
        """Whether the value is a number; else it is a choice or a switch."""
        return self.kind not in {"choice", "switch"}

    @property
    def steps(self) -> tuple[Value, ...]:
        """The values of a lever's widget, from the low bound to the high one; none of what has no step."""
        if self.low is None or self.high is None or self.step is None:
            return ()
        count = int((self.high - self.low) / self.step + 0.5) + 1
        found = (round(self.low + i * self.step, DECIMALS) for i in range(count))
        return tuple(int(x) if self.kind in _WHOLE else x for x in found if x <= self.high)

    def check(self, value: object, where: object = None) -> Value:
        """`value` as the model takes it: a number within bounds, rounded to `DECIMALS`; a choice; True or False.

        Args:
            where: the file or link that the value stands in; the parameter itself where that is None.

        Raises:
            NplvError: `parameter_number`, `parameter_whole`, `parameter_bounds`, `parameter_choice` or
                `parameter_switch`.
        """
        values: dict[str, object] = {"parameter": self.id, "value": shown(value)}
        if self.kind == "switch":
            if isinstance(value, bool):
                return value
        elif self.kind == "choice":
            if isinstance(value, str) and value in self.choices:
                return value
            values["choices"] = ", ".join(self.choices)
        else:
            return self._number(value, self.id if where is None else where, values)
        raise NplvError(f"parameter_{self.kind}", self.id if where is None else where, **values)

    def _number(self, value: object, where: object, values: dict[str, object]) -> Value:
        low, high = -math.inf if self.low is None else self.low, math.inf if self.high is None else self.high
        values |= {"low": f"{low:.10g}", "high": f"{high:.10g}"}
        # To Python True is a number; to whoever wrote `stigma: true` one line too low it is not.
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise NplvError("parameter_number", where, **values)
        # A whole number may be too large for a float, so it is compared before it is converted. NaN fits nowhere.
        number = value if isinstance(value, int) else round(float(value), DECIMALS)
        if not (low <= number <= high and abs(number) < math.inf):
            raise NplvError("parameter_bounds", where, **values)
        if self.kind not in _WHOLE:
            # Never -0.0, which is equal to 0.0 and written otherwise.
            return float(number) + 0.0
        if number != int(number):
            raise NplvError("parameter_whole", where, **values)
        return int(number)

    @model_validator(mode="after")
    def _consistent(self) -> Parameter:
        for problem in (self._range(), self._start(), self._handling(), self._evidence()):
            if problem:
                raise ValueError(f"{self.id}: {problem}")
        return self

    def _range(self) -> str | None:
        """What is wrong with bounds and choices."""
        if self.kind != "choice" and self.choices:
            return "only a choice has choices"
        if self.kind == "choice" and (len(self.choices) < 2 or len(set(self.choices)) < len(self.choices)):
            return "a choice has two or more different choices"
        if self.low is None or self.high is None:
            needed = self.numeric and self.group != "reference"
            return "a number needs both bounds" if needed or self.low != self.high else None
        if not self.numeric:
            return "a choice or a switch has no bounds"
        if self.low > self.high:
            return "the low bound is above the high one"
        if self.kind == "share" and (self.low < 0 or self.high > 1):
            return "a share lies between 0 and 1"
        return None

    def _start(self) -> str | None:
        """What is wrong with the default."""
        if self.default is None or self.drawn_from is not None:
            fine = self.default is None and self.drawn_from is not None and self.group == "lever"
            return None if fine else "only a lever that is drawn from an uncertainty has no default, and must have none"
        try:
            checked = self.check(self.default)
        except NplvError as error:
            return f"the default is refused ({error})"
        same = type(checked) is type(self.default) and checked == self.default
        return None if same else f"the default is written as {checked!r}"

    def _handling(self) -> str | None:
        """What is wrong with how the value is set or drawn."""
        lever, drawn = self.group == "lever", self.distribution != "fixed"
        if drawn != (self.group == "uncertainty"):
            return "an uncertainty, and nothing else, is drawn"
        if drawn and (self.distribution == "choice") == self.numeric:
            return "a choice is drawn from its choices, a number from a triangle or evenly"
        if drawn and self.numeric and self.low == self.high:
            return "nothing can be drawn between equal bounds"
        if (self.step is not None) != (lever and self.numeric):
            return "a lever with a number, and nothing else, has a step"
        return None

    def _evidence(self) -> str | None:
        """What is wrong with the source."""
        if self.source is None and (self.url is not None or self.verified or self.grade != "assumption"):
            return "without a source it is an assumption, without an address and not verified"
        if (self.impact is None) != (self.group == "reference"):
            return "a reference has no impact, and everything else has one"
        if (self.note_nl is None) != (self.note_en is None):
            return "a note stands in both languages"
        return None


class Parameters(Mapping[str, Parameter]):
    """The parameters of one model by id, in the order of the file. Never changes; equal and hashable by content."""

    def __init__(self, records: Iterable[Parameter]) -> None:
        """Take the records.

        Raises:
            ValueError: an id stands twice, or a lever is drawn from something that is not an uncertainty.
        """
        rows = tuple(records)
        self._rows = {row.id: row for row in rows}
        if len(self._rows) < len(rows):
            raise ValueError("an id stands twice")
        for row in rows:
            if row.drawn_from is not None and row.drawn_from not in {u.id for u in self.uncertainties}:
                raise ValueError(f"{row.id}: drawn_from {row.drawn_from} is not an uncertainty")

    def __getitem__(self, key: str) -> Parameter:
        return self._rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __hash__(self) -> int:
        return hash(tuple(self._rows.values()))

    def of(self, group: Group) -> tuple[Parameter, ...]:
        """The parameters of one group, in the order of the file."""
        return tuple(row for row in self._rows.values() if row.group == group)

    @property
    def levers(self) -> tuple[Parameter, ...]:
        """What a user sets."""
        return self.of("lever")

    @property
    def uncertainties(self) -> tuple[Parameter, ...]:
        """What is drawn."""
        return self.of("uncertainty")

    @property
    def constants(self) -> tuple[Parameter, ...]:
        """What is the same in every run."""
        return self.of("constant")

    @property
    def references(self) -> tuple[Parameter, ...]:
        """What is shown with the method and not used in the sum."""
        return self.of("reference")

    def defaults(self, group: Group | None = None) -> dict[str, Value | None]:
        """The default of every parameter, or of those of one group, by id."""
        return {row.id: row.default for row in self._rows.values() if group in {None, row.group}}

    def check(self, parameter: str, value: object, where: object = None) -> Value | None:
        """`value` as the model takes it, see `Parameter.check`; None for a lever that may be "not known".

        Raises:
            NplvError: `parameter_unknown`, or what `Parameter.check` raises.
        """
        if parameter not in self._rows:
            place = "parameters.yaml" if where is None else where
            raise NplvError("parameter_unknown", place, parameter=shown(parameter), known=", ".join(self._rows))
        row = self._rows[parameter]
        return None if value is None and row.drawn_from is not None else row.check(value, where)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when any record does."""
        # All are of one model, so its name says nothing of them.
        lines = "\n".join(row.model_dump_json(exclude={"model"}) for row in self._rows.values())
        return hashlib.sha256(lines.encode()).hexdigest()[:12]


def shown(value: object, longest: int = 40) -> str:
    """A value as an error may name it: on one line and short, whatever a stranger wrote.

    The sentences stand on pages and in terminals, which escape it as they need.
    """
    # Python refuses to write out a number of thousands of digits.
    if isinstance(value, int) and value.bit_length() > 128:
        return "…"
    text = repr(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
