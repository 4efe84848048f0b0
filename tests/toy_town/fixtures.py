"""The toy town as fixtures for all tests: one that nobody changes, and copies to break."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import yaml

from nplv_dash.domain.errors import DataError
from nplv_dash.services.workspace import Workspace, open_workspace
from nplv_dash.sources.attributes import write_beside
from nplv_dash.sources.build import sha256, to_yaml
from nplv_dash.sources.bundle import level_of
from nplv_dash.sources.shapes import write_shapefile
from nplv_dash.sources.tables import write_parquet
from tests.toy_town import build_town


@dataclass(frozen=True)
class Town:
    """A copy of the toy town that a test may change, file by file. Paths are below `data/`."""

    root: Path

    def path(self, name: str) -> Path:
        return self.root / "data" / name

    def edit_bytes(self, name: str, change: Callable[[bytes], bytes]) -> None:
        path = self.path(name)
        path.write_bytes(change(path.read_bytes()))

    def edit_text(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text, f"nothing to change in {name}"
        self.path(name).write_text(text.replace(old, new, 1), encoding="utf-8")

    def edit_table(self, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        write_parquet(change(pd.read_parquet(self.path(name))), self.path(name))

    def edit_beside(self, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        """Change the table beside a zip, and let it say that it was made of that zip."""
        path = self.path(name).with_suffix(".parquet")
        made_of = pq.read_schema(path).metadata
        table = pa.Table.from_pandas(change(pd.read_parquet(path)), preserve_index=False)
        pq.write_table(table.replace_schema_metadata({**table.schema.metadata, **made_of}), path)

    def edit_shapes(self, name: str, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
        write_shapefile(change(pyogrio.read_dataframe(self.path(name))), self.path(name))

    def drop_part(self, name: str, suffix: str) -> None:
        """Take one file out of a zip."""
        with zipfile.ZipFile(self.path(name)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist() if not part.endswith(suffix)}
        with zipfile.ZipFile(self.path(name), "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, content)

    def recatalogue(self) -> None:
        """Enter the changed files in the catalogue, as a careless build would: now only their content is wrong."""
        path = self.path("catalog.yaml")
        catalog = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for built in catalog["files"]:
            file = self.path(built["path"])
            # A build writes the table of the borders from what it has just written, if that can be read at all.
            if file.suffix == ".zip" and file.exists() and sha256(file) != built["sha256"]:
                with suppress(DataError):
                    write_beside(file, level_of(file.stem), sha256(file))
        for built in catalog["files"]:
            if self.path(built["path"]).exists():
                built["sha256"] = sha256(self.path(built["path"]))
        path.write_text(to_yaml(catalog), encoding="utf-8")


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder, with a hash of its content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture(scope="session")
def toy_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy town, for reading only."""
    root = tmp_path_factory.mktemp("toy")
    build_town(root)
    return root


@pytest.fixture(scope="session")
def toy(toy_root: Path) -> Workspace:
    """The toy town with its aggregates."""
    return open_workspace(toy_root)


@pytest.fixture
def town(toy_root: Path, tmp_path: Path) -> Town:
    """A toy town to break."""
    shutil.copytree(toy_root, tmp_path / "town")
    return Town(tmp_path / "town")
