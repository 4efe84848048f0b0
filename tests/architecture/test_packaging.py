"""pyproject.toml, the requirements files and what is installed say the same."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import nplv_dash
from nplv_dash import ROOT
from scripts import parts

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
DEV = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
FILES = pytest.mark.parametrize(
    ("file", "direct"), [("requirements.txt", RUNTIME), ("requirements-dev.txt", RUNTIME + DEV)]
)


def pins(file: str) -> dict[str, str]:
    """Name -> version of every pin of a requirements file that holds for Python 3.11."""
    return {
        one.name: one.version
        for one in parts.packages(ROOT / file)
        if "python" not in one.marker or Marker(one.marker).evaluate()
    }


def test_one_version() -> None:
    assert PROJECT["version"] == nplv_dash.__version__


def test_every_direct_dependency_is_pinned_with_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if re.match(r'\s+"[A-Za-z-]+(?:\[[a-z]+\])?==', line)]
    assert len(entries) == len(RUNTIME + DEV)
    assert [line for line in entries if not re.search(r'",\s+# \w', line)] == []


@FILES
def test_requirements_agree_with_pyproject(file: str, direct: list[Requirement]) -> None:
    found = pins(file)
    assert {r.name: found.get(canonicalize_name(r.name)) for r in direct} == {
        r.name: str(r.specifier).removeprefix("==") for r in direct
    }


@FILES
def test_requirements_are_complete(file: str, direct: list[Requirement]) -> None:
    """Whatever a pinned package asks for here is pinned too."""
    found, missing, queue = pins(file), set(), list(direct)
    seen: set[str] = set()
    while queue:
        requirement = queue.pop()
        name = canonicalize_name(requirement.name)
        if name in seen:
            continue
        seen.add(name)
        if name not in found:
            missing.add(name)
            continue
        for line in distribution(name).requires or []:
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in ("", *requirement.extras)):
                queue.append(needed)
    assert missing == set()


@FILES
def test_requirements_name_no_host(file: str, direct: list[Requirement]) -> None:  # noqa: ARG001
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", (ROOT / file).read_text(encoding="utf-8"))


def test_the_dev_file_keeps_the_versions_of_the_app() -> None:
    app, dev = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: dev.get(name) for name in app} == app


def test_installed_is_what_is_pinned() -> None:
    for requirement in RUNTIME + DEV:
        assert distribution(requirement.name).version in requirement.specifier
