"""Texts: complete in both languages, all of them used, none missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final, NamedTuple

import pytest
import yaml

from nplv_dash import ROOT
from nplv_dash.present import text
from nplv_dash.present.text import LANGUAGES, Text, as_language, catalogue

NL, EN = catalogue("nl"), catalogue("en")
NAMESPACES = {key.partition(".")[0] for key in NL}
WORD = r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*"
FILLED = r"([A-Za-z0-9_.]+?)"
#: A key with something filled in.
SHAPE = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)+")
#: Beginnings of keys of which the rest is spelled in another file than the one that puts them together.
ELSEWHERE: Final = (
    *("errors.", "cli.fault.", "herverdeling.explain.terms.", "zinnen.heading."),
    *("vergelijken.amount.", "vergelijken.sentence.", "vergelijken.subject."),
)
#: Those of which the rest is put together too, or is the name of a setting.
COMPOSED: Final = ("cli.setting.", "errors.parameter_", "financiering.beside.", "vergelijken.file.column.")


@cache
def sources() -> tuple[Path, ...]:
    return (ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "nplv_dash").rglob("*.py")))


class Code(NamedTuple):
    """What stands in the code of a file.

    Attributes:
        texts: every text.
        shapes: what the keys look like that it puts together, as in `t(f"geld.{kind}")`, and how each begins. What is
            filled in is a group; where a key begins with it, as in `f"{record.label}.short"`, it is a whole key.
        imports: the files from which it takes names.
    """

    texts: frozenset[str]
    shapes: tuple[tuple[str, re.Pattern[str]], ...]
    imports: tuple[Path, ...]


@cache
def parsed(file: Path) -> Code:
    texts, shapes, imports = set(), [], []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.JoinedStr(values=values):
                parts = [str(one.value) if isinstance(one, ast.Constant) else None for one in values]
                # Two things with a point between them could be any key.
                plain = any(part and part.strip(".") for part in parts)
                if plain and SHAPE.fullmatch("".join(part or "x" for part in parts)):
                    shape = "".join(FILLED if part is None else re.escape(part) for part in parts)
                    shapes.append((parts[0] or "", re.compile(shape)))
            case ast.Constant(value=str(value)):
                texts.add(value)
            case ast.ImportFrom(module=str(module)) if module.startswith("nplv_dash"):
                places = [module, *(f"{module}.{name.name}" for name in node.names)]
                found = (ROOT.joinpath(*place.split(".")).with_suffix(".py") for place in places)
                imports += [one for one in found if one.is_file()]
    return Code(frozenset(texts), tuple(shapes), tuple(imports))


@cache
def recorded() -> frozenset[str]:
    """Words and keys in the records of `data/`, such as the id of a figure."""
    files = sorted((ROOT / "data").rglob("*.yaml"))
    return frozenset(word for file in files for word in re.findall(WORD, file.read_text(encoding="utf-8")))


@cache
def everywhere() -> frozenset[str]:
    return frozenset(text for file in sources() for text in parsed(file).texts)


def spelled(file: Path) -> tuple[frozenset[str], ...]:
    """What may be filled into a key that a file puts together: what stands there, in what it imports, in a record."""
    domain = (one for one in sources() if one.parent.name == "domain")
    return recorded(), *(parsed(one).texts for one in (file, *parsed(file).imports, *domain))


def made() -> Iterator[str]:
    """The keys that the code puts together."""
    for file in sources():
        near = spelled(file)
        for begin, shape in parsed(file).shapes:
            for key in NL:
                if not key.startswith(begin) or not (found := shape.fullmatch(key)):
                    continue
                words = (everywhere(),) if key.startswith(ELSEWHERE) else near
                if key.startswith(COMPOSED) or all(is_in(part, words) for part in found.groups()):
                    yield key


def is_in(part: str, words: tuple[frozenset[str], ...]) -> bool:
    """Whether what is filled in is spelled somewhere, as a whole or word for word."""
    return all(any(part in one or word in one for one in words) for word in part.split("."))


def used_keys() -> set[str]:
    key = re.compile(rf"(?:{'|'.join(sorted(NAMESPACES))})(?:\.[a-z0-9_]+)+")
    return {text for text in everywhere() if key.fullmatch(text)}


def placeholders(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def test_both_languages_have_the_same_keys() -> None:
    assert sorted(NL) == sorted(EN)


def test_both_languages_have_the_same_placeholders() -> None:
    differing = {key for key in NL if key in EN and placeholders(NL[key]) != placeholders(EN[key])}
    assert differing == set()


def test_no_text_is_empty() -> None:
    assert [key for texts in (NL, EN) for key, value in texts.items() if not value] == []


def test_every_key_in_the_code_has_a_text() -> None:
    # A file name such as "kaart.yaml" looks like a key, and is none.
    missing = {
        key for key in used_keys() - set(NL) if not key.endswith((".css", ".csv", ".json", ".parquet", ".py", ".yaml"))
    }
    assert missing == set()


def test_every_text_is_used() -> None:
    used = {*used_keys(), *recorded(), *made()}
    assert [key for key in NL if key not in used] == []


def test_every_key_that_is_put_together_has_texts() -> None:
    spaces = tuple(f"{name}." for name in NAMESPACES)
    shapes = [one for file in sources() for one in parsed(file).shapes if one[0].startswith(spaces)]
    assert len(shapes) > 100
    assert [shape.pattern for _, shape in shapes if not any(map(shape.fullmatch, NL))] == []


@pytest.mark.parametrize("key", ["verhaal.deck.qqq", "presenteren.what.qqq", "zinnen.areas.qqq", "own.qqq"])
def test_a_text_that_nobody_uses_is_found(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setitem(globals(), "NL", {key: "", "zinnen.areas.share": ""})
    assert set(made()) == {"zinnen.areas.share"}


@pytest.mark.parametrize("begin", [*ELSEWHERE, *COMPOSED])
def test_no_exception_is_wider_than_it_must_be(begin: str) -> None:
    assert sum(key.startswith(begin) for key in NL) > 1


def test_missing_key_is_a_loud_error_that_names_key_and_language() -> None:
    with pytest.raises(KeyError, match=r"frame\.nowhere.*'en'"):
        Text("en")("frame.nowhere")


def test_missing_value_is_a_loud_error_that_names_it() -> None:
    with pytest.raises(KeyError, match=r"frame\.footer\.data.*'nl'.*fingerprint"):
        Text("nl")("frame.footer.data", version="1")


def test_values_are_filled_in() -> None:
    assert Text("nl")("frame.footer.no_data", version="1.2") == "Versie 1.2 · gegevens nog niet geladen"


def test_texts_that_are_no_texts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "broken.yaml").write_text(yaml.safe_dump({"answer": False}))
    monkeypatch.setattr(text, "_LOCALES", tmp_path)
    with pytest.raises(TypeError, match=r"broken\.answer"):
        catalogue.__wrapped__("nl")


def test_texts_are_equal_by_language_and_say_what_they_hold() -> None:
    assert Text("nl") == Text() != Text("en")
    assert len({Text("nl"), Text("nl"), Text("en")}) == len(LANGUAGES)
    assert "frame.app" in Text("nl")
    assert "frame.nowhere" not in Text("nl")


@pytest.mark.parametrize(("value", "lang"), [("en", "en"), ("nl", "nl"), ("xx", "nl"), (None, "nl"), (3, "nl")])
def test_unknown_language_is_dutch(value: object, lang: str) -> None:
    assert as_language(value) == lang


def test_the_number_one_has_its_accents_in_dutch() -> None:
    # `een` before such a word is the number and not the article.
    before, after = "meer dan|hoogstens|minstens|per code|in|binnen|aan", "keer|vlak|tabel|gebied|jaar"
    number = re.compile(rf"\b(?:(?:{before}) een (?:{after})|een voor een|een keer)\b")
    files = ("indicator.", "errors.", "check.")
    assert [key for key, value in NL.items() if key.startswith(files) and number.search(value)] == []


def test_names_and_definitions_of_figures_agree() -> None:
    # From 2000 on, the year itself included.
    assert "na 2000" not in NL["indicator.built_2000plus.label"].lower() + NL["indicator.built_2000plus.short"].lower()
    assert "vanaf 2000" in NL["indicator.built_2000plus.definition"]
    for texts in (NL, EN):
        shorts = [value for key, value in texts.items() if re.fullmatch(r"indicator\.\w+\.short", key)]
        assert len(shorts) == len(set(shorts))
