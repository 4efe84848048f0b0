"""SECURITY.md names what there is: files, settings and limits that somebody can look up."""

from __future__ import annotations

import re
from pathlib import Path

from nplv_dash import ROOT
from nplv_dash.domain.rooms import ENOUGH
from nplv_dash.services.settings import Settings, strangers
from nplv_dash.ui import uploads
from nplv_dash.ui.routes.desk import MADE

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def found(name: str) -> bool:
    return any((base / name).exists() for base in (ROOT, ROOT / "nplv_dash"))


def test_every_file_that_it_names_is_there() -> None:
    named = {
        name
        for name in re.findall(r"`([\w./-]+)`", TEXT)
        if name.startswith(("tests/", "ui/", "rooms/", "domain/", "services/", "sources/", "present/", "deploy/"))
    }
    assert len(named) > 30
    files = {name for name in named if Path(name).suffix in {".py", ".yaml", ".conf", ".md"} or name.endswith("/")}
    assert {name for name in files if not found(name)} == set()
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert found(link), link


def test_every_setting_that_it_names_is_one() -> None:
    named = set(re.findall(r"NPLV_[A-Z_]+(?=[`, ])", TEXT))
    assert len(named) > 2
    assert strangers(dict.fromkeys(named, "")) == ()


def test_the_limits_that_it_names_are_those_of_the_code() -> None:
    words = {3: "three", 4: "four"}
    together = Settings.model_fields["own_data_mb"].default
    assert f"{words[uploads.EACH]} of them for a session; for all together {together} MB" in TEXT
    assert f"from {words[ENOUGH]} answers on" in TEXT
    assert f"{MADE.partition('/')[0]} a minute" in TEXT


def test_a_report_goes_to_nobody_by_name() -> None:
    assert not re.search(r"[\w.]+@[\w.]+\.\w{2,}", TEXT)
