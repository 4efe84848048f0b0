"""Scenarios in files: the examples in `data/scenarios/`, and files that anybody may have written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

from nplv_dash.domain.editions import Passport, passport_id
from nplv_dash.domain.errors import NplvError, SeveralErrors, of_system
from nplv_dash.domain.parameters import Parameters, shown
from nplv_dash.domain.scenario import DEFAULT_SEED, NONE_OLDER, Changes, Example, Older, Scenario
from nplv_dash.sources.yamlfiles import parse_foreign

#: Letters of the name that somebody gives a scenario.
LONGEST_NAME: Final = 80
#: Beside the scenario in a file that a page wrote; they say nothing of what is computed.
_OWN: Final = ("name", "edition", "passport")
C = TypeVar("C", bound=Changes[Any])
#: A scenario with long texts is about 2 kB.
LARGEST = 64 * 1024
#: A scenario is a mapping in a mapping; a little more is let through, for an error that says what is wrong with it.
DEEPEST = 4
#: Texts that a file may have beside the scenario itself, with their longest length.
WORDS = {"name_nl": 80, "name_en": 80, "text_nl": 600, "text_en": 600}


def read_scenario(path: Path, parameters: Parameters) -> Scenario:
    """The scenario of redistribution in a YAML file, see `read_changes`."""
    return read_changes(path, parameters, Scenario)


def read_changes(path: Path, parameters: Parameters, kind: type[C]) -> C:
    """The scenario in a YAML file, with the keys version, levers, and perhaps seed and the `WORDS`.

    Args:
        parameters: of the model of that kind.

    Raises:
        NplvError: `foreign_missing`, `foreign_unreadable`, or what `parse_scenario` raises.
    """
    scenario, _ = _parse(_content(path), path, parameters, kind)
    return scenario


def find_scenario(asked: str, root: Path, parameters: Parameters) -> Scenario:
    """The example with this key, such as `plea_2024`, or else the scenario in the file with this name.

    A file that says the same as an example is that example, and gets its name.

    Raises:
        NplvError: `example_unknown`, where it is neither and does not look like a file; or what `read_scenario` and
            `read_example` raise.
    """
    paths = {_key(path): path for path in example_paths(root)}
    if asked in paths:
        return read_example(paths[asked], parameters).scenario
    path = Path(asked)
    if not path.suffix and len(path.parts) == 1 and not path.exists():
        raise NplvError("example_unknown", asked, name=asked, known=", ".join(paths))
    scenario = read_scenario(path, parameters)
    same = (example.scenario.name for example in examples(root, parameters) if example.scenario == scenario)
    return replace(scenario, name=next(same, None))


def parse_scenario(content: bytes, where: object, parameters: Parameters) -> Scenario:
    """The scenario in the content of a YAML file, such as one that somebody uploaded.

    Args:
        where: name of the file, for the errors.

    Raises:
        NplvError: `foreign_large`, `foreign_empty`, `foreign_encoding`, what `parse_foreign` and `Scenario.from_plain`
            raise, `scenario_words`, `own_words`, or `own_passport`, where a part is lost or was changed; a
            SeveralErrors where more than one value is refused.
    """
    scenario, _ = _parse(content, where, parameters, Scenario)
    return scenario


@dataclass(frozen=True)
class Own:
    """A scenario that somebody kept as a file.

    Attributes:
        name: that they gave it; may be empty. A stranger may have written it.
        edition: id of the edition it was made with; None where the file does not say.
    """

    scenario: Changes[Any]
    name: str
    edition: str | None


def write_own(passport: Passport, name: str) -> bytes:
    """The content of a file that `read_own` reads."""
    about = {"name": name.strip(), "edition": passport.edition.id, "passport": passport.id}
    content = {**about, **passport.scenario.to_plain()}
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True)).encode()


def read_own(content: bytes, where: object, parameters: Parameters, kind: type[Changes[Any]], older: Older) -> Own:
    """What `write_own` wrote, perhaps with an earlier version of the model, or what somebody wrote by hand.

    Args:
        where: name of the file, for the errors.
        older: versions that are read too, see `Changes.from_plain`.

    Raises:
        NplvError: what `parse_scenario` raises, `scenario_words`, `own_words`, or `own_passport`.
    """
    scenario, words = _parse(content, where, parameters, kind, older=older)
    # An example is a file too, with its own name.
    name = words.get("name", words.get("name_nl", ""))
    return Own(scenario, " ".join(name.split()), words.get("edition"))


def examples(root: Path, parameters: Parameters) -> tuple[Example, ...]:
    """The examples in `root/data/scenarios/`, in the order of the numbers their names begin with.

    Raises:
        NplvError: a file is not as it must be, see `read_example`.
    """
    return tuple(read_example(path, parameters) for path in example_paths(root))


def example_paths(root: Path) -> tuple[Path, ...]:
    """The files of the examples, in order; none where there is no such folder."""
    return tuple(sorted((root / "data" / "scenarios").glob("*.yaml")))


def read_example(path: Path, parameters: Parameters) -> Example:
    """One example; its key is the name of the file without number and ending: `02_plea_2024.yaml` is `plea_2024`.

    Raises:
        NplvError: as for `read_scenario`, or `scenario_words` where one of the `WORDS` is missing.
    """
    scenario, words = _parse(_content(path), path, parameters, Scenario, _key(path))
    for word, longest in WORDS.items():
        if word not in words:
            raise NplvError("scenario_words", path, text=word, longest=longest)
    return Example(scenario, **{word: words[word] for word in WORDS})


def _key(path: Path) -> str:
    """The key of the example in a file."""
    return path.stem.lstrip("0123456789").lstrip("_")


def _content(path: Path) -> bytes:
    """The content of a file, or as much of it as shows that it is too large."""
    if not path.is_file():
        raise NplvError("foreign_missing", path)
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise NplvError("foreign_unreadable", path, reason=of_system(error)) from error


def _parse(
    content: bytes,
    where: object,
    parameters: Parameters,
    kind: type[C],
    name: str | None = None,
    older: Older = NONE_OLDER,
) -> tuple[C, dict[str, str]]:
    """The scenario, and the words beside it: `WORDS`, and what a page wrote."""
    plain = _plain(content, where)
    words = _words({key: plain.pop(key) for key in WORDS if key in plain}, where)
    own = _own({key: plain.pop(key) for key in _OWN if key in plain}, where)
    scenario = kind.from_plain(parameters, plain, name=name, where=where, older=older)
    # A file that was cut short may still be one, of another scenario.
    said = {"seed": DEFAULT_SEED, **plain, "version": str(plain["version"])}
    if "passport" in own and own["passport"] != passport_id(own.get("edition", ""), said):
        raise NplvError("own_passport", where, passport=shown(own["passport"]))
    return scenario, words | own


def _own(words: dict[str, Any], where: object) -> dict[str, str]:
    """What a page wrote beside a scenario."""
    for key, value in words.items():
        if not isinstance(value, str) or len(value) > LONGEST_NAME:
            raise NplvError("own_words", where, word=key, longest=LONGEST_NAME)
    return words


def _plain(content: bytes, where: object) -> dict[Any, Any]:
    """The mapping in a file."""
    if len(content) > LARGEST:
        raise NplvError("foreign_large", where, most=f"{LARGEST // 1024} kB")
    try:
        # Some editors put a mark at the beginning of UTF-8.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NplvError("foreign_encoding", where, position=error.start) from error
    plain = parse_foreign(text, where, deepest=DEEPEST)
    if plain is None:
        raise NplvError("foreign_empty", where)
    if not isinstance(plain, dict):
        raise NplvError("scenario_mapping", where)
    return plain


def _words(words: dict[str, Any], where: object) -> dict[str, str]:
    wrong = [
        NplvError("scenario_words", where, text=key, longest=WORDS[key])
        for key, value in words.items()
        if not isinstance(value, str) or not 0 < len(value.strip()) <= WORDS[key]
    ]
    if wrong:
        raise SeveralErrors(wrong) if len(wrong) > 1 else wrong[0]
    return {key: value.strip() for key, value in words.items()}
