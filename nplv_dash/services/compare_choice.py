"""Which scenarios stand side by side: what a link says of them, and what is done where they do not fit together.

A link has `s1` to `s4`, each what stands in the link to a scenario, with its edition, and `n1` to `n4`, the names that
somebody gave them. Also examples are written out: the key of one would mean something else once it is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from nplv_dash.domain.editions import Edition, Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.levers import PLEA
from nplv_dash.domain.parameters import Model, Parameters, shown
from nplv_dash.domain.scenario import Example, Scenario
from nplv_dash.services.compare import LETTERS
from nplv_dash.services.links import is_cut, is_link, link_of, query_of, scenario_of

#: How many there are side by side.
LEAST, MOST = 2, len(LETTERS)
#: Letters of the name of a scenario: it stands over a column.
LONGEST_NAME: Final = 40
#: Whoever chose nothing yet sees these, by key.
_FIRST: Final = (PLEA, "fair_share_gemeente")
#: Names in an address: of a scenario, and of anything here.
_SCENARIO, _OURS = re.compile(r"s[1-9][0-9]?"), re.compile(r"[sn][1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One of them.

    Attributes:
        name: that somebody gave it, or none; a stranger may have written it.
        edition: id of the one that its link or file names.
        cut: whether its link lacks its end.
    """

    scenario: Scenario
    name: str = ""
    edition: str | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What was changed to lay scenarios side by side: `vergelijken.remark.<key>` says it with the values."""

    key: str
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What a link is read with.

    Attributes:
        examples: that it may name by their keys.
        parameters: of both models, to say that a link is of the other one.
        editions: that are kept; a link of an earlier version says what it said then.
    """

    examples: Sequence[Example]
    parameters: Mapping[Model, Parameters]
    editions: Iterable[Edition]


def of_query(query: Mapping[str, str], known: Known) -> tuple[tuple[Entry, ...], tuple[NplvError, ...]]:
    """The scenarios of an address, in their order, and what in it could not be used."""
    entries: list[Entry] = []
    refused: list[NplvError] = []
    for name in sorted(filter(_SCENARIO.fullmatch, query), key=lambda name: int(name[1:])):
        try:
            entry = of_text(query[name], name, known)
        except NplvError as error:
            refused.append(error)
        else:
            entries.append(replace(entry, name=name_of(query.get(f"n{name[1:]}", ""))))
    return tuple(entries), tuple(refused)


def to_query(entries: Sequence[Entry], edition: Edition) -> dict[str, str]:
    """Names and values of an address that `of_query` reads.

    Args:
        edition: with which they are computed.
    """
    scenarios = {f"s{i}": text_of(one, edition) for i, one in enumerate(entries, 1)}
    return scenarios | {f"n{i}": one.name for i, one in enumerate(entries, 1) if one.name}


def is_ours(name: str) -> bool:
    """Whether a name of an address belongs to a comparison."""
    return _OURS.fullmatch(name) is not None


def of_text(text: str, where: str, known: Known) -> Entry:
    """The scenario that a text names: the key of an example, or what a link to a scenario says.

    Args:
        text: such as `plea_2024`, `v=1&share_redirected=0.3`, or a whole link.
        where: it stands, for the errors.

    Raises:
        NplvError: `compare_example`, `compare_funding`, or what `scenario_of` raises.
    """
    text = text.strip()
    if not is_link(text) and "=" not in text:
        found = next((example.scenario for example in known.examples if example.scenario.name == text), None)
        if found is None:
            raise NplvError("compare_example", f"{where}={shown(text, 60)}")
        return Entry(found)
    link = text if is_link(text) else f"herverdeling?{text}"
    try:
        scenario, edition = scenario_of(link, known.parameters, known.editions)
    except NplvError as error:
        raise NplvError(error.key, f"{where}={error.where}", **error.values) from error
    if not isinstance(scenario, Scenario):
        raise NplvError("compare_funding", f"{where}={shown(text, 60)}")
    return Entry(scenario, edition=edition, cut=is_cut(query_of(link)))


def text_of(entry: Entry, edition: Edition) -> str:
    """What `of_text` reads: what stands in a link behind the name of the page."""
    return link_of(Passport(entry.scenario, edition)).partition("?")[2]


def name_of(text: str) -> str:
    """A text as the name of a scenario."""
    return " ".join(text.split())[:LONGEST_NAME].rstrip()


def example_of(entry: Entry, examples: Sequence[Example]) -> Example | None:
    """The example that a scenario is, whatever the seed of its draws."""
    return next((example for example in examples if example.scenario.changes == entry.scenario.changes), None)


def settled(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[Remark, ...]]:
    """The entries that can stand side by side: on the seed of the first, each once, and not too many."""
    remarks: list[Remark] = []
    seeds = {entry.scenario.seed for entry in entries}
    if len(seeds) > 1:
        remarks.append(Remark("seed", {"seed": entries[0].scenario.seed}))
        entries = [replace(one, scenario=replace(one.scenario, seed=entries[0].scenario.seed)) for one in entries]
    once: dict[Scenario, Entry] = {}
    for one in entries:
        once.setdefault(one.scenario, one)
    if len(once) < len(entries):
        remarks.append(Remark("double"))
    if len(once) > MOST:
        remarks.append(Remark("many", {"most": MOST, "given": len(once)}))
    return tuple(once.values())[:MOST], tuple(remarks)


def filled(entries: Sequence[Entry], examples: Sequence[Example]) -> tuple[Entry, ...]:
    """The entries, with examples where there are too few."""
    found = list(entries)
    # Sorting keeps their order otherwise.
    for example in sorted(examples, key=lambda one: one.scenario.name not in _FIRST):
        scenario = replace(example.scenario, seed=found[0].scenario.seed) if found else example.scenario
        if len(found) < LEAST and all(entry.scenario != scenario for entry in found):
            found.append(Entry(scenario))
    return tuple(found)


def free_example(entries: Sequence[Entry], examples: Sequence[Example]) -> Entry | None:
    """The first example that does not stand there yet, on the same seed."""
    seed = entries[0].scenario.seed
    taken = {entry.scenario.changes for entry in entries}
    free = (example.scenario for example in examples if example.scenario.changes not in taken)
    return next((Entry(replace(scenario, seed=seed)) for scenario in free), None)
