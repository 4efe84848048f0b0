"""The examples, and files as people write them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.levers import Levers
from nplv_dash.domain.scenario import Scenario
from nplv_dash.sources.build import to_yaml
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import LARGEST, WORDS, example_paths, examples, parse_scenario, read_scenario

PARAMETERS = load_parameters(ROOT)
EXAMPLES = examples(ROOT, PARAMETERS)
BY_NAME = {example.scenario.name: example.scenario.levers(PARAMETERS) for example in EXAMPLES}


def test_examples_stand_in_a_fixed_order() -> None:
    assert list(BY_NAME) == [
        "as_now", "plea_2024", "fair_share_gemeente", "nationwide_by_stock", "workers_first", "everything", "stress",
    ]  # fmt: skip
    assert [path.name[:3] for path in example_paths(ROOT)] == [f"0{i}_" for i in range(1, 8)]
    assert len({example.scenario for example in EXAMPLES}) == len(EXAMPLES)


def test_examples_ask_what_their_names_say() -> None:
    assert BY_NAME["as_now"] == Levers(share_redirected=0.0, workers=0.0)
    law = PARAMETERS["W_legal_share"].default
    assert {BY_NAME[name].workers for name in ("plea_2024", "workers_first", "everything")} == {law}
    assert BY_NAME["workers_first"].share_redirected == 0
    widest = BY_NAME["nationwide_by_stock"]
    limits = PARAMETERS["receiver_max_share"].high, PARAMETERS["receiver_min_lbm"].low
    assert (widest.receiver_max_share, widest.receiver_min_lbm) == limits
    assert not widest.spare_pressed
    # The same half moves in these two: only the place differs.
    assert BY_NAME["fair_share_gemeente"].share_redirected == widest.share_redirected == 0.5
    assert (BY_NAME["stress"].stigma, BY_NAME["stress"].feedback, BY_NAME["stress"].response) == (True, True, "kink")
    # Otherwise the plea, so that both can be laid side by side.
    plain = replace(BY_NAME["stress"], stigma=False, feedback=False, response="linear")
    assert plain == BY_NAME["plea_2024"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.scenario.name)
def test_an_example_is_told_in_two_sentences(example: object) -> None:
    for word in WORDS:
        text = getattr(example, word)
        assert text == " ".join(text.split())
        assert len(re.findall(r"[.?!](?= |$)", text)) == (2 if word.startswith("text") else 0)


def test_what_was_saved_can_be_read(tmp_path: Path) -> None:
    for example in EXAMPLES:
        path = tmp_path / "mijn scenario.yaml"
        path.write_text(to_yaml(example.scenario.to_plain()), encoding="utf-8")
        assert read_scenario(path, PARAMETERS) == example.scenario


@pytest.mark.parametrize(
    "content",
    [
        b"version: 1\nlevers:\n  workers: 0.5\n",
        b"\xef\xbb\xbfversion: '1'\r\nlevers:\r\n  workers: 0.50\r\n",
        b"{version: '1', seed: 20240403, levers: {workers: .5, horizon: 10}}",
        "# café\nversion: '1'\nname_nl: Mijn idee\nlevers: {workers: 0.5}\n".encode(),
        b"version: '1'\nlevers: {workers: 0.5}\n" + b"#" * (LARGEST - 37),
    ],
)
def test_people_write_in_many_ways(content: bytes) -> None:
    assert parse_scenario(content, "upload.yaml", PARAMETERS) == Scenario.of(PARAMETERS, {"workers": 0.5})


def test_without_a_folder_there_are_no_examples(tmp_path: Path) -> None:
    assert examples(tmp_path, PARAMETERS) == ()
