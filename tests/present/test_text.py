"""Texts: complete in both languages, all of them used, none missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

from nplv_dash import ROOT
from nplv_dash.present import text
from nplv_dash.present.text import LANGUAGES, Text, as_language, catalogue

NL, EN = catalogue("nl"), catalogue("en")
NAMESPACES = {key.partition(".")[0] for key in NL}
#: Beginnings of keys that are put together at run time from the id of a record, as in `t(f"indicator.{id}.label")`.
DYNAMIC: tuple[str, ...] = (
    *("frame.pages.", "check.", "cli.", "errors.", "export.", "indicator.", "verantwoording.", "overzicht.ways."),
    *("presenteren.", "verhaal."),
    *("parameter.", "herverdeling.", "future.plan.", "future.outcome.", "future.command."),
    *("gebied.certainty.", "gebied.money.for.", "gebied.money.head.", "gebied.money.kinds.", "gebied.money.precision."),
    *("kaart.card.", "kaart.layer.", "kaart.table.unit.", "calibration."),
    *("backtest.about.", "backtest.caution.", "backtest.caution_title.", "backtest.check.", "backtest.column."),
    *("backtest.course.", "backtest.file.", "backtest.kind.", "backtest.mark.", "backtest.quality.", "backtest.short."),
    *("backtest.title.", "backtest.unit.", "backtest.variant."),
    *("progress.column.", "progress.file.", "progress.official.", "progress.sentence.", "progress.short."),
    *("progress.verdict.", "own.results.", "passport.changed.", "picture.difference.title."),
    *("sensitivity.column.", "sensitivity.outcome.", "sensitivity.scenario."),
    *(
        "financiering.belief.head.",
        "financiering.belief.held.",
        "financiering.belief.way.",
        "financiering.beside.",
        "financiering.flip.",
    ),
    *(
        "financiering.headline.",
        "financiering.contents",
        "financiering.know.",
        "financiering.moment.",
        "financiering.seen.",
    ),
    *("financiering.size.", "financiering.tabs.", "financiering.theme."),
    *("vergelijken.amount.", "vergelijken.apart.", "vergelijken.areas.caption.", "vergelijken.areas.cell."),
    *("vergelijken.caution.", "vergelijken.draws.", "vergelijken.file.column.", "vergelijken.group."),
    *("vergelijken.remark.", "vergelijken.row.", "vergelijken.sentence.", "vergelijken.subject."),
    *("vergelijken.unit.", "vergelijken.unit_name."),
    *("share.api.about.", "share.embed.", "share.frozen.title.", "share.part.", "share.tabs."),
    *("zinnen.", "klassen.kind.", "klassen.table.", "toegankelijkheid.tested.", "toegankelijkheid.gaps."),
    *(
        "brief.figures.",
        "workbook.column.",
        "workbook.head.",
        "workbook.role.",
        "workbook.statistic.",
        "workbook.unit.",
    ),
    *("geld.bar.", "geld.file.", "geld.group.", "geld.moment.", "geld.resident."),
)


#: Of those, the ones whose ends stand as literals in the file that puts the key together.
SPELLED: tuple[str, ...] = ("backtest.column.", "backtest.kind.", "backtest.unit.", "progress.column.")


def sources() -> list[Path]:
    return [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "nplv_dash").rglob("*.py"))]


def literals(file: Path) -> Iterator[str]:
    """Every text in the code of a file, and the beginning of every f-string."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                yield start + "{"
            case ast.Constant(value=str(value)):
                yield value


def record_keys() -> Iterator[str]:
    """Keys that stand in the records of `data/`, such as that of a caveat."""
    for file in sorted((ROOT / "data").rglob("*.yaml")):
        yield from re.findall(r"[a-z_]+(?:\.[a-z0-9_]+)+", file.read_text(encoding="utf-8"))


def used_keys() -> set[str]:
    key = re.compile(rf"(?:{'|'.join(sorted(NAMESPACES))})(?:\.[a-z0-9_]+)+")
    return {literal for file in sources() for literal in literals(file) if key.fullmatch(literal)}


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
    used = used_keys() | set(record_keys())
    assert [key for key in NL if key not in used and not key.startswith(DYNAMIC)] == []


@pytest.mark.parametrize("start", SPELLED)
def test_ends_that_the_code_spells_out_are_all_used(start: str) -> None:
    found = [set(literals(file)) for file in sources()]
    ends = {literal for one in found if start + "{" in one for literal in one}
    keys = [key for key in NL if key.startswith(start)]
    assert [key for key in keys if key.removeprefix(start) not in ends and key not in used_keys()] == []


def test_keys_put_together_at_run_time_are_known_to_be() -> None:
    starts = {start[:-1] for file in sources() for start in literals(file) if start.endswith("{")}
    keys = {start for start in starts if re.fullmatch(rf"(?:{'|'.join(sorted(NAMESPACES))})\.[a-z0-9_.]*", start)}
    assert [key for key in keys if not key.startswith(DYNAMIC)] == []


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
