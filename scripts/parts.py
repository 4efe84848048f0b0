"""What the app is made of: the packages of requirements.txt and what lies in the repository itself, with licences.

`make sbom` writes them to `sbom.json` (CycloneDX), for whoever has to know whether a weakness is theirs too. The file
is committed, so that it can be read without installing anything; a test fails while it is not what is installed. The
hashes of the packages stand in requirements.txt.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from nplv_dash import ROOT

SBOM: Final = ROOT / "sbom.json"
REQUIREMENTS: Final = ROOT / "requirements.txt"
#: Licences under which the app may use something: none asks more of who runs it than to name it and pass its text on,
#: and to let what was changed in the part itself be seen.
ALLOWED: Final = frozenset(
    {
        "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC",
        "LGPL-3.0-only", "MIT", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
    }
)  # fmt: skip
#: How packages without an expression of SPDX say their licence, in words or as a classifier.
_WORDS: Final = {
    "2-clause BSD": "BSD-2-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
#: What a package says too broadly, or in a whole text, or not at all: as its licence file has it.
_READ: Final = {
    "altair": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",  # for Windows only
    "cycler": "BSD-3-Clause",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "kiwisolver": "BSD-3-Clause",
    "numba": "BSD-2-Clause",
    "reportlab": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "streamlit-folium": "MIT",
    "watchdog": "Apache-2.0",  # not for macOS
}


@dataclass(frozen=True, slots=True)
class Package:
    """A line of a requirements file.

    Attributes:
        marker: for which machines; empty for all.
        hashes: SHA-256 of the files that may be installed.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vendored:
    """Something of others that lies in the repository.

    Attributes:
        files: patterns below the repository.
    """

    name: str
    version: str
    licence: str
    purl: str
    files: tuple[str, ...]


VENDORED: Final = (
    Vendored("leaflet", "1.9.4", "BSD-2-Clause", "pkg:npm/leaflet@1.9.4", ("static/leaflet/**/*",)),
    Vendored(
        "Fira Sans", "4.203", "OFL-1.1", "pkg:generic/fira-sans@4.203", ("static/fonts/*", "nplv_dash/present/fonts/*")
    ),
)


def packages(path: Path = REQUIREMENTS) -> list[Package]:
    """The lines of a requirements file, as `make requirements` writes it.

    Raises:
        ValueError: a line is something else than a version with its hashes.
    """
    found = []
    for line in re.sub(r"\\\n", " ", path.read_text(encoding="utf-8")).splitlines():
        said = line.split("#", 1)[0].strip()
        if not said:
            continue
        spec, *hashes = said.split("--hash=sha256:")
        one = Requirement(spec.strip())
        exact = re.fullmatch(r"==([^*,]+)", str(one.specifier))
        if not exact or not hashes or one.url:
            raise ValueError(f"no version with its hashes: {said[:60]}")
        digests = tuple(digest.strip() for digest in hashes)
        found.append(Package(canonicalize_name(one.name), exact[1], str(one.marker or ""), digests))
    return found


def licence_of(name: str) -> str:
    """The licence of a package, as an expression of SPDX; empty where it says none that is known."""
    if name in _READ:
        return _READ[name]
    try:
        said = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    words = [said.get("License-Expression") or "", (said.get("License") or "").strip().partition("\n")[0]]
    words += [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    found = (_WORDS.get(one, one) for one in words)
    return next((one for one in found if one and set(terms(one)) <= ALLOWED), words[0])


def terms(expression: str) -> tuple[str, ...]:
    """The licences that an expression of SPDX names; of those joined by OR too, since one may be chosen."""
    return tuple(one.strip(" ()") for one in re.split(r"\bAND\b|\bOR\b", expression))


def sbom() -> str:
    """The list of all parts, as JSON of CycloneDX; the same for the same parts.

    Raises:
        ValueError: it would not be what CycloneDX asks for.
    """
    # Two seconds, for this list alone.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bom = _base()
    for one in bom["components"]:
        # The line in the file, and where its index has it, are of no use elsewhere.
        one.pop("description", None)
        one.pop("externalReferences", None)
        one["bom-ref"] = one["purl"]
        one["licenses"] = [{"expression": licence_of(canonicalize_name(one["name"]))}]
    bom["components"] += map(_component, VENDORED)
    direct = {canonicalize_name(Requirement(one).name) for one in project["dependencies"]}
    own = {one.purl for one in VENDORED}
    below = [one["bom-ref"] for one in bom["components"] if one["name"] in direct or one["bom-ref"] in own]
    refs = [one["bom-ref"] for one in bom["components"]]
    bom["dependencies"] = [
        {"ref": "root-component", "dependsOn": sorted(below)},
        *({"ref": one} for one in sorted(refs)),
    ]
    bom["metadata"].pop("tools", None)
    text = json.dumps(bom, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        raise ValueError(str(wrong))
    return text


def _base() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sbom.json"
        subprocess.run(  # noqa: S603  a program of the environment, with words of ours
            [
                sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", REQUIREMENTS,
                "--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "--short-PURLs", "--sv", "1.6",
                "--output-format", "JSON", "--output-file", file,
            ],
            check=True,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def files_of(one: Vendored) -> Iterator[Path]:
    """The files of something that lies in the repository, by name."""
    for pattern in one.files:
        yield from sorted(path for path in ROOT.glob(pattern) if path.is_file())


def _component(one: Vendored) -> dict[str, Any]:
    return {
        "bom-ref": one.purl,
        "type": "library",
        "name": one.name,
        "version": one.version,
        "purl": one.purl,
        "licenses": [{"expression": one.licence}],
        "components": [
            {
                "bom-ref": f"{one.purl}#{path.relative_to(ROOT).as_posix()}",
                "type": "file",
                "name": path.relative_to(ROOT).as_posix(),
                "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}],
            }
            for path in files_of(one)
        ],
    }


if __name__ == "__main__":
    SBOM.write_text(sbom(), encoding="utf-8")
    print(f"{SBOM.relative_to(ROOT)}: {len(packages())} packages, {len(VENDORED)} parts in the repository")
