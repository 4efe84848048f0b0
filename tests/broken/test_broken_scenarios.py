"""Scenario files of strangers: one fault is one sentence, whatever is in the file, and never a traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError, Reason, SeveralErrors
from nplv_dash.sources import scenarios
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import LARGEST, parse_scenario, read_example, read_scenario
from tests.broken.sentences import assert_said_in_full

PARAMETERS = load_parameters(ROOT)
FOLDER = Path(__file__).parent / "scenarios"

#: File -> which error it gives, and what that error must name.
FAULTS: dict[str, tuple[str, str]] = {
    # --- values
    "unknown_lever": ("lever_unknown", "lever='share_redirect'"),
    "uncertainty_as_lever": ("lever_unknown", "lever='tau'"),
    "number_as_lever": ("lever_unknown", "lever=1"),
    "out_of_bounds": ("parameter_bounds", "parameter=workers, value=1.5, low=0, high=1"),
    "not_a_number_at_all": ("parameter_bounds", "value=nan"),
    "infinite": ("parameter_bounds", "value=inf"),
    "year_far_away": ("parameter_bounds", "parameter=start_year, value=…"),
    "comma_for_point": ("parameter_number", "parameter=share_redirected, value='0,5'"),
    "list_for_number": ("parameter_number", "value=[0.5]"),
    "switch_for_number": ("parameter_number", "value=True"),
    "nothing_for_number": ("parameter_number", "value=None"),
    "half_a_year": ("parameter_whole", "parameter=horizon, value=10.5, low=5, high=20"),
    "unknown_choice": ("parameter_choice", "value='wereld', choices=gemeente, provincie, land"),
    "number_for_switch": ("parameter_switch", "parameter=stigma, value=1"),
    "seed_zero": ("scenario_seed", "value=0"),
    "seed_too_large": ("scenario_seed", "value=4294967296"),
    "seed_is_a_word": ("scenario_seed", "value='veel'"),
    "name_is_a_number": ("scenario_words", "text=name_nl"),
    "name_too_long": ("scenario_words", "text=name_nl, longest=80"),
    # --- keys
    "other_version": ("scenario_version", "version='2', current=1"),
    "version_is_true": ("scenario_version", "version=True"),
    "no_version": ("scenario_incomplete", "keys=version"),
    "no_levers": ("scenario_incomplete", "keys=levers"),
    "levers_are_a_number": ("scenario_levers", ""),
    "lever_at_the_top": ("scenario_keys", "keys='workers'"),
    # --- shape
    "list": ("scenario_mapping", ""),
    "one_word": ("scenario_mapping", ""),
    "only_a_comment": ("foreign_empty", ""),
    "not_yaml": ("foreign_yaml", "line 4"),
    "lever_twice": ("foreign_yaml", "double key workers at line 3"),
    "list_for_key": ("foreign_yaml", "line 3"),
    "date_that_is_none": ("foreign_yaml", "month must be in 1..12"),
    "two_documents": ("foreign_yaml", "line 3"),
    "anchor": ("foreign_alias", "line=2"),
    "tag": ("foreign_tag", "line=3"),
    "deep": ("foreign_deep", "line=3"),
}

_BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
)
#: Content that nobody should have to keep in a repository -> the error.
CONTENTS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "foreign_empty"),
    "spaces": (b" \n" * 1000, "foreign_empty"),
    "ten megabytes": (b"version: '1'\n#" + b"x" * 10_000_000, "foreign_large"),
    "a little too much": (b"#" * (LARGEST + 1), "foreign_large"),
    "a bomb of aliases": (_BOMB.encode(), "foreign_alias"),
    "lists in lists": (b"[" * LARGEST, "foreign_deep"),
    "mappings in mappings": (b"{a: " * (LARGEST // 4), "foreign_deep"),
    "items in items": (b"- " * (LARGEST // 2), "foreign_deep"),
    "very many keys": ("\n".join(f"k{i}: 1" for i in range(7000)).encode(), "scenario_keys"),
    "a number of thousands of digits": (b"version: '1'\nseed: 0x" + b"f" * 60_000 + b"\nlevers: {}", "scenario_seed"),
    "more digits than Python reads": (b"version: '1'\nseed: " + b"9" * 6000 + b"\nlevers: {}", "foreign_yaml"),
    "a very long word": (b"version: '1'\nlevers: {reach: " + b"x" * 60_000 + b"}", "parameter_choice"),
    "latin-1": ("version: '1'\nname_nl: Eén\nlevers: {}".encode("latin-1"), "foreign_encoding"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "foreign_encoding"),
    "a control character": (b"version: '1'\nlevers: {reach: \x00}", "foreign_yaml"),
}


def fault_of(path: Path) -> NplvError:
    """The error that reading gives; it names the file and says everything in whole sentences."""
    with pytest.raises(NplvError) as caught:
        read_scenario(path, PARAMETERS)
    assert str(path) in caught.value.where
    assert_said_in_full(caught.value)
    return caught.value


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_one_error(name: str) -> None:
    key, named = FAULTS[name]
    error = fault_of(FOLDER / f"{name}.yaml")
    assert error.key == key
    assert named in str(error)


def test_every_file_here_is_tried() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*FAULTS, "several_values"}


def test_several_faults_are_told_at_once() -> None:
    error = fault_of(FOLDER / "several_values.yaml")
    assert isinstance(error, SeveralErrors)
    assert [single.key for single in error.errors] == [
        "parameter_bounds", "parameter_choice", "lever_unknown", "scenario_seed",
    ]  # fmt: skip


@pytest.mark.parametrize("name", CONTENTS)
def test_content_that_is_too_much_or_no_text(tmp_path: Path, name: str) -> None:
    content, key = CONTENTS[name]
    path = tmp_path / "scenario.yaml"
    path.write_bytes(content)
    begin = time.process_time()
    error = fault_of(path)
    assert error.key == key
    # Seconds of the processor: a bomb would take hours, or all memory.
    assert time.process_time() - begin < 10
    assert max(len(str(value)) for value in [*error.values.values(), ""]) < 400
    # An upload is judged in the same way as a file.
    with pytest.raises(NplvError, match=key):
        parse_scenario(content, "upload.yaml", PARAMETERS)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "groot.yaml"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)
    assert fault_of(path).key == "foreign_large"
    assert len(scenarios._content(path)) == LARGEST + 1


@pytest.mark.parametrize("name", ["er_niet.yaml", ".", "naam\0.yaml"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    assert fault_of(tmp_path / name).key == "foreign_missing"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dicht.yaml"
    path.write_text("version: '1'")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    error = fault_of(path)
    assert (error.key, error.values) == ("foreign_unreadable", {"reason": Reason("reasons.not_allowed", number=13)})


def test_an_example_needs_all_its_words(tmp_path: Path) -> None:
    path = tmp_path / "01_kaal.yaml"
    path.write_text("version: '1'\nname_nl: Kaal\nlevers: {}", encoding="utf-8")
    with pytest.raises(NplvError, match="scenario_words") as caught:
        read_example(path, PARAMETERS)
    assert_said_in_full(caught.value)
    assert caught.value.values["text"] == "name_en"
