"""A version of the data, read as content and written again, is the same byte for byte: a refresh loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.sources.build import Output, carry_over, write
from nplv_dash.sources.present import present
from tests.toy_town.fixtures import Town, digests


def again(root: Path, folder: Path) -> Path:
    output = Output(folder / "data", folder / "static")
    output.data.mkdir(parents=True)
    write(present(root), output)
    carry_over(root / "data", output.data)
    return folder


def test_the_data_of_the_project(tmp_path: Path) -> None:
    made = again(ROOT, tmp_path)
    assert digests(made / "data") == digests(ROOT / "data")
    assert digests(made / "static" / "geo") == digests(ROOT / "static" / "geo")


def test_the_toy_town(town: Town, tmp_path: Path) -> None:
    assert digests(again(town.root, tmp_path / "again")) == digests(town.root)


def test_a_refresh_needs_all_of_it(town: Town) -> None:
    # The app does without the buurten; a new version that did would have lost them.
    town.path("boundaries/buurten_nl.zip").unlink()
    with pytest.raises(DataError, match="file_missing"):
        present(town.root)
