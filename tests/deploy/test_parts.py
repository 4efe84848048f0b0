"""What the app is made of: pinned, with hashes, known by licence, and listed."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from packaging.utils import canonicalize_name

from nplv_dash import ROOT
from scripts import parts

DEV = ROOT / "requirements-dev.txt"


@pytest.mark.parametrize("path", [parts.REQUIREMENTS, DEV], ids=lambda path: path.name)
def test_every_line_has_a_version_and_hashes(path: Path) -> None:
    found = parts.packages(path)
    assert len(found) > 50
    for one in found:
        assert one.hashes
        assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in one.hashes), one.name


@pytest.mark.parametrize(
    "line", ["streamlit==1.67.0", "streamlit>=1 --hash=sha256:00", "streamlit==1.* --hash=sha256:00", "-e ."]
)
def test_a_line_without_them_is_noticed(tmp_path: Path, line: str) -> None:
    (tmp_path / "requirements.txt").write_text(f"{line}\n")
    with pytest.raises(ValueError, match=r"."):
        parts.packages(tmp_path / "requirements.txt")


@pytest.mark.parametrize("file", ["Makefile", "deploy/Dockerfile", "deploy/README.md"])
def test_nothing_is_installed_without_its_hash(file: str) -> None:
    said = (ROOT / file).read_text()
    installs = re.findall(r"pip install\b.*", said)
    assert installs
    assert [one for one in installs if "--require-hashes" not in one] == []


def test_the_list_of_parts_is_what_is_installed() -> None:
    assert parts.SBOM.read_text(encoding="utf-8") == parts.sbom(), "run `make sbom`"
    listed = json.loads(parts.SBOM.read_text(encoding="utf-8"))["components"]
    wanted = [(one.name, one.version) for one in parts.packages()] + [(one.name, one.version) for one in parts.VENDORED]
    found = [
        (canonicalize_name(one["name"]) if one["purl"].startswith("pkg:pypi/") else one["name"], one["version"])
        for one in listed
    ]
    assert sorted(found) == sorted(wanted)
    assert [one["name"] for one in listed if not one["licenses"][0]["expression"]] == []


def test_what_lies_in_the_repository_is_what_the_list_says() -> None:
    leaflet, fira = parts.VENDORED
    assert f"Leaflet {leaflet.version}," in (ROOT / "static/leaflet/leaflet.js").read_text(encoding="utf-8")[:100]
    assert "BSD 2-Clause License" in (ROOT / "static/leaflet/LICENSE").read_text(encoding="utf-8")
    for cut in (ROOT / "nplv_dash" / "present" / "fonts").glob("*.ttf"):
        with TTFont(cut) as font:
            assert font["name"].getDebugName(5) == f"Version {fira.version}"
    assert "SIL Open Font License, Version 1.1" in (ROOT / "static/fonts/LICENSE.txt").read_text(encoding="utf-8")
    listed = json.loads(parts.SBOM.read_text(encoding="utf-8"))["components"]
    files = {file["name"]: file["hashes"][0]["content"] for one in listed for file in one.get("components", ())}
    for path in (path for one in parts.VENDORED for path in parts.files_of(one)):
        assert files.pop(path.relative_to(ROOT).as_posix()) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert files == {}
    # Scripts and letters of others lie nowhere else.
    known = {path for one in parts.VENDORED for path in parts.files_of(one)}
    others = {
        path
        for path in (ROOT / "static").rglob("*")
        if path.is_file() and path.parent.name not in {"geo", "map"} and path not in known
    }
    assert others == set()


@pytest.mark.parametrize("one", sorted({package.name for package in parts.packages()}))
def test_every_licence_is_allowed(one: str) -> None:
    licence = parts.licence_of(one)
    assert licence
    assert set(parts.terms(licence)) <= parts.ALLOWED, licence
