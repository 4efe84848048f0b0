"""A PostgreSQL for the time of a test or a trial: of this machine's packages, on loopback, in a folder of its own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = DATABASE = "nplv"
#: Whom it may run as when this is root, which PostgreSQL refuses: the first of them that exists.
_OTHERS = ("postgres", "nobody")
#: Seconds that a start or a stop may take.
PATIENCE = 60


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, of the newest version; None without PostgreSQL."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    # Debian keeps them off the path, a folder for each version.
    folders = [one.parent for one in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Postgres:
    """A database cluster in a folder.

    Raises:
        FileNotFoundError: there is no PostgreSQL on this machine.
    """

    def __init__(self, folder: Path) -> None:
        found = programs()
        if found is None:
            raise FileNotFoundError("PostgreSQL is not installed: scripts/setup.sh postgres")
        self._programs = found
        self._folder, self._data = folder, folder / "data"
        self._port, self._password = free_port(), secrets.token_urlsafe(24)
        self._user = _other_user() if os.geteuid() == 0 else None
        self._make()

    @property
    def url(self) -> str:
        """For SQLAlchemy, with the password, which nobody else on this machine knows."""
        return f"postgresql+psycopg://{USER}:{self._password}@127.0.0.1:{self._port}/{DATABASE}"

    @property
    def pid(self) -> int:
        """Of the process that all others of it come from."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories='{self._folder}'"
        self._run("pg_ctl", "start", "-w", "-t", str(PATIENCE), "-D", self._data, "-l", self._log, "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it by its process, and wait until it is gone: `fast` ends all connections, `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-t", str(PATIENCE), "-D", self._data, "-m", mode)

    @property
    def _log(self) -> Path:
        return self._folder / "postgres.log"

    def _make(self) -> None:
        if self._user is not None:
            # Above it everybody may pass; nobody else may look into it.
            shutil.chown(self._folder, self._user)
        secret = self._folder / "password"
        secret.write_text(self._password)
        secret.chmod(0o600)
        if self._user is not None:
            shutil.chown(secret, self._user)
        self._run("initdb", "-D", self._data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
                  "--no-locale", "--no-sync")  # fmt: skip
        secret.unlink()
        self.start()
        try:
            self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", USER, DATABASE)
        except BaseException:
            self.stop("immediate")
            raise

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(  # noqa: S603  programs of this machine
            [self._programs / program, *map(str, arguments)],
            user=self._user,
            group=None if self._user is None else pwd.getpwnam(self._user).pw_gid,
            extra_groups=None if self._user is None else [],
            cwd=self._folder,
            env={"PATH": os.defpath, "PGPASSWORD": self._password, "LC_ALL": "C"},
            # Not a pipe: the server that stays behind would hold it open.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            log = self._log.read_text() if self._log.is_file() else "no log"
            raise RuntimeError(f"{program} {arguments[0]} failed ({done.returncode}):\n{log}")


def _other_user() -> str:
    names = {one.pw_name for one in pwd.getpwall()}
    return next(name for name in _OTHERS if name in names)


@contextmanager
def running() -> Iterator[Postgres]:
    """A PostgreSQL that is up, with an empty database; gone afterwards, with its folder."""
    with tempfile.TemporaryDirectory(prefix="nplv-postgres-") as folder:
        postgres = Postgres(Path(folder))
        try:
            yield postgres
        finally:
            if (Path(folder) / "data" / "postmaster.pid").exists():
                postgres.stop("immediate")
