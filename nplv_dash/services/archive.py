"""The archive: scenarios that somebody froze, with the figures and pictures of their day, under their passports.

    archive = Archive(folder_of(ROOT))
    archive.keep(passport, files, today)
    archive.find("0123456789ab").read("areas.csv")

What is there is never changed: the same passport is the same figures, and whoever freezes it again finds the first.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from nplv_dash import __version__
from nplv_dash.domain.editions import Edition, Passport
from nplv_dash.domain.errors import DataError, NplvError
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.parameters import Model, Parameters, shown
from nplv_dash.domain.records import Record
from nplv_dash.domain.scenario import Changes, Scenario
from nplv_dash.services.editions import older
from nplv_dash.services.settings import settings
from nplv_dash.sources import shelf

#: Bytes that an archive may hold: some hundred scenarios, of three megabytes each.
MOST: Final = 2 * 1024**3
#: What a folder of the archive says of itself.
MANIFEST: Final = "passport.json"
_ID, _NAME = re.compile(r"[0-9a-f]{12}"), re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z]{2})?\.(?:csv|html|json|svg)")
#: Drawings and pages with drawings lie there pressed to a fifth, below another name; tables as they are.
_PRESSED, _ENDING = (".svg", ".html"), ".gz"
_KINDS: Final[Mapping[Model, type[Changes[Any]]]] = {"redistribution": Scenario, "funding": FutureScenario}


class Frozen(Record):
    """One scenario of the archive.

    Attributes:
        id: of its passport.
        scenario: version, levers and seed, as `Changes.to_plain` gives them.
        day: on which it was frozen.
        app_version: of the app that did.
        files: their names with the SHA-256 of their content.
    """

    id: str
    scenario: dict[str, Any]
    edition: Edition
    day: dt.date
    app_version: str
    files: dict[str, str]

    def passport(self, parameters: Parameters, editions: tuple[Edition, ...]) -> Passport:
        """The scenario as a passport; NplvError where the levers of now cannot hold it.

        Args:
            parameters: of its model, as they are now.
            editions: that are kept.
        """
        kind = _KINDS[self.edition.model]
        known = older(editions, self.edition.model)
        return Passport(kind.from_plain(parameters, self.scenario, where=self.id, older=known), self.edition)


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder with frozen scenarios, of `most` bytes at most."""

    folder: Path
    most: int = MOST

    def keep(self, passport: Passport, files: Mapping[str, bytes], day: dt.date) -> Frozen:
        """Freeze the files of a scenario, all or none; what is there already stays and is returned.

        Raises:
            DataError: `archive_full`, or `not_writable`. Nothing was kept then.
        """
        if is_passport(passport.id) and shelf.take(self.folder, passport.id, MANIFEST) is not None:
            return self.find(passport.id)
        frozen = Frozen(
            id=passport.id,
            scenario=passport.scenario.to_plain(),
            edition=passport.edition,
            day=day,
            app_version=__version__,
            files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        )
        text = json.dumps(frozen.model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True)
        lying = dict(_lying(name, content) for name, content in files.items())
        shelf.put(self.folder, passport.id, {**lying, MANIFEST: f"{text}\n".encode()}, self.most)
        return self.find(passport.id)

    def find(self, passport_id: str) -> Frozen:
        """What was frozen under a passport.

        Raises:
            NplvError: `archive_unknown`, where there is no such thing; a DataError `archive_damaged`.
        """
        content = shelf.take(self.folder, passport_id, MANIFEST) if is_passport(passport_id) else None
        if content is None:
            raise NplvError("archive_unknown", shown(passport_id, 40))
        try:
            frozen = Frozen.model_validate_json(content)
        except ValidationError as error:
            raise DataError("archive_damaged", f"{passport_id}/{MANIFEST}") from error
        if frozen.id != passport_id:
            raise DataError("archive_damaged", f"{passport_id}/{MANIFEST}")
        return frozen

    def read(self, frozen: Frozen, name: str) -> bytes:
        """One of its files, as it was.

        Raises:
            NplvError: `archive_unknown`, where it has no such file; a DataError `archive_damaged`, where the file is
                not what was frozen.
        """
        if name not in frozen.files or not _NAME.fullmatch(name):
            raise NplvError("archive_unknown", f"{frozen.id}/{shown(name, 40)}")
        content = self._content(frozen.id, name)
        if content is None or hashlib.sha256(content).hexdigest() != frozen.files[name]:
            raise DataError("archive_damaged", f"{frozen.id}/{name}")
        return content

    def _content(self, passport_id: str, name: str) -> bytes | None:
        """A file as it was frozen; None where it is not there, or damaged so that it cannot be unpacked."""
        pressed = shelf.take(self.folder, passport_id, f"{name}{_ENDING}")
        if pressed is None:
            return shelf.take(self.folder, passport_id, name)
        try:
            return gzip.decompress(pressed)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            return None

    def has(self, passport_id: str) -> bool:
        """Whether something was frozen under a passport."""
        return is_passport(passport_id) and shelf.take(self.folder, passport_id, MANIFEST) is not None


def _lying(name: str, content: bytes) -> tuple[str, bytes]:
    """How a file lies in the archive: its name there, and what it holds."""
    return (f"{name}{_ENDING}", gzip.compress(content, mtime=0)) if name.endswith(_PRESSED) else (name, content)


def is_passport(text: str) -> bool:
    """Whether a text is the id of a passport."""
    return _ID.fullmatch(text) is not None


def folder_of(root: Path) -> Path:
    """Where the archive of a project lies: what the settings say, else below the project."""
    return settings().archive or root / ".cache" / "archive"
