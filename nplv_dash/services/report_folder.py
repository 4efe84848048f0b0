"""Reports: results as tables with what they were made of, and the folders that commands write them to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from nplv_dash.present.export import Export, csv_international
from nplv_dash.sources.folders import Mark, check_folder, write_folder

#: Names of the quantiles of a band: 95, 80 and 50 % of the draws lie between a low and a high.
STATISTICS: Final = ("95_low", "80_low", "50_low", "median", "50_high", "80_high", "95_high")
PROVENANCE: Final = "provenance.json"


@dataclass(frozen=True)
class Report:
    """A result as tables.

    Attributes:
        tables: name -> rows; rounded, with NaN where something does not apply.
        provenance: what it was made of, as JSON can hold it; no clock time, so that equal runs give equal files.
    """

    tables: Mapping[str, pd.DataFrame]
    provenance: Mapping[str, Any]

    def files(self) -> dict[str, bytes]:
        """Name -> content of every file: CSV with commas, decimal points and UTF-8, and JSON with their checksums."""
        files = {f"{name}.csv": csv_international(Export(table, {}, ())) for name, table in self.tables.items()}
        sums = {
            name: {"rows": len(self.tables[Path(name).stem]), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        }
        text = json.dumps({**self.provenance, "files": sums}, ensure_ascii=False, indent=2, allow_nan=False)
        return {**files, PROVENANCE: f"{text}\n".encode()}


@dataclass(frozen=True)
class ReportFolder:
    """The folder of one kind of report.

    Attributes:
        made_by: the words by which such a folder is known, first in its provenance.
        tables: their names, each a file.
        more: those that only some reports have.
    """

    made_by: str
    tables: tuple[str, ...]
    more: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that every report has."""
        return (*(f"{name}.csv" for name in self.tables), PROVENANCE)

    def check(self, folder: Path) -> None:
        """Raise DataError, before anything is computed, when `save` would refuse the folder."""
        check_folder(folder, self._known, self._mark)

    def save(self, report: Report, folder: Path) -> None:
        """Write the files of a report to `folder`, all or none; a report that is there is replaced.

        Raises:
            DataError: `folder_taken`, where anything else is there, or `not_writable`. No file was changed then.
        """
        self.put(report.files(), folder)

    def put(self, files: Mapping[str, bytes], folder: Path) -> None:
        """The same with the files of a report that was made before."""
        write_folder(folder, files, self._mark, self._known)

    @property
    def _known(self) -> tuple[str, ...]:
        """The names of all files that a report may have."""
        return (*self.files, *(f"{name}.csv" for name in self.more))

    @property
    def _mark(self) -> Mark:
        return Mark(PROVENANCE, f'{{\n  "made_by": "{self.made_by}"'.encode())
