"""Which scenarios stand side by side: what a link says of them, and what is done where they do not fit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from nplv_dash.domain.editions import Edition, Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import Model, Parameters, shown
from nplv_dash.domain.scenario import Example, Scenario
from nplv_dash.services.compare import LETTERS
from nplv_dash.services.links import is_link, link_of, scenario_of

#: How many there are side by side.
LEAST, MOST = 2, len(LETTERS)
#: Letters of the name of a scenario: it stands over a column.
LONGEST_NAME: Final = 40
#: Whoever chose nothing yet sees these, by key.
_FIRST: Final = ("plea_2024", "fair_share_gemeente")


@dataclass(frozen=True, slots=True)
class Entry:
    """One of them.

    Attributes:
        name: that somebody gave it, or none; a stranger may have written it.
        edition: id of the one that its link or file names.
    """

    scenario: Scenario
    name: str = ""
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What was changed to lay scenarios side by side: `vergelijken.remark.<key>` says it with the values."""

    key: str
    values: Mapping[str, int] = field(default_factory=dict)


def of_text(
    text: str, examples: Sequence[Example], parameters: Mapping[Model, Parameters], editions: Iterable[Edition]
) -> Entry:
    """The scenario that a link to a comparison names: the key of an example, or what a link to a scenario says.

    Args:
        text: such as `plea_2024`, `v=1&share_redirected=0.3`, or a whole link.

    Raises:
        NplvError: `compare_example`, `compare_funding`, or what `scenario_of` raises.
    """
    text = text.strip()
    if not is_link(text) and "=" not in text:
        found = next((example.scenario for example in examples if example.scenario.name == text), None)
        if found is None:
            raise NplvError("compare_example", shown(text, 60))
        return Entry(found)
    scenario, edition = scenario_of(text if is_link(text) else f"herverdeling?{text}", parameters, editions)
    if not isinstance(scenario, Scenario):
        raise NplvError("compare_funding", shown(text, 60))
    return Entry(scenario, edition=edition)


def text_of(entry: Entry, examples: Sequence[Example], edition: Edition) -> str:
    """What `of_text` reads: the key of an example, else what stands in a link behind the name of the page."""
    key = next((example.scenario.name for example in examples if example.scenario == entry.scenario), None)
    return key or link_of(Passport(entry.scenario, edition)).partition("?")[2]


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
