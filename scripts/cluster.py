"""Three servers behind nginx, with PostgreSQL, on this machine alone: `make cluster`.

    python -m scripts.cluster up [--port 8500]     until Ctrl-C
    python -m scripts.cluster status               from another terminal: which are up
    python -m scripts.cluster kill a               what a crash does; it is started anew, as systemd would
    python -m scripts.cluster drain a              whoever comes new is sent to the others
    python -m scripts.cluster restart a            ends it in order, and starts it anew
    python -m scripts.cluster down

nginx runs `deploy/nginx.conf`. Everything listens on loopback, and goes with the script: rooms included.
"""

from __future__ import annotations

import argparse
import grp
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from string import Template
from types import FrameType
from typing import IO, Any

import psutil

from nplv_dash import ROOT
from nplv_dash.rooms.database import migrate
from scripts import postgres
from scripts.postgres import Postgres, free_port

NAMES = ("a", "b", "c")
TEMPLATE = ROOT / "deploy" / "nginx.conf"
#: Where a running cluster says what belongs to it.
STATE = ROOT / ".cache" / "cluster.json"
#: Seconds that a start may take, and that a process gets to end.
PATIENCE = 90
#: Seconds between two looks at the processes.
LOOK = 0.2
SIGNALS = {"kill": signal.SIGKILL, "drain": signal.SIGUSR1, "restart": signal.SIGTERM}
#: What deploy/nginx.conf does not say: the process itself, and folders that a user may write to.
_MAIN = """
daemon off;
$user
pid $folder/nginx.pid;
error_log $folder/nginx.log warn;
events { worker_connections 2048; }
http {
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/nplv_dash.conf;
}
"""


def nginx() -> str | None:
    """The program; Debian keeps it off the path of a user."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")


def configure(folder: Path, listen: str, servers: dict[str, str]) -> Path:
    """Fill in the template, and write what nginx needs beside it; returns the file to start nginx with.

    Args:
        servers: address by name.
    """
    values = {f"NPLV_{name.upper()}": address for name, address in servers.items()}
    # Safe: what is left are the variables of nginx itself.
    text = Template(TEMPLATE.read_text()).safe_substitute(values, NPLV_LISTEN=listen, NPLV_LOGS=str(folder))
    (folder / "nplv_dash.conf").write_text(text)
    # Its workers are another user where this is root, and must reach their files.
    folder.chmod(0o711)
    main = folder / "nginx.conf"
    main.write_text(Template(_MAIN).substitute(folder=folder, user=_nginx_user()))
    return main


def _nginx_user() -> str:
    if os.geteuid():
        return ""
    group = grp.getgrgid(pwd.getpwnam("nobody").pw_gid).gr_name
    return f"user nobody {group};"


class Cluster:
    """What runs.

    Attributes:
        url: of nginx.
        ports: of the servers, by name.
        postgres: their database.
    """

    def __init__(self, folder: Path, database: Postgres, port: int) -> None:
        self._folder, self.postgres = folder, database
        self.url = f"http://127.0.0.1:{port or free_port()}"
        self.ports = {name: free_port() for name in NAMES}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._stack = ExitStack()

    def start(self) -> None:
        """Start everything, and wait until each server can be used.

        Raises:
            RuntimeError: something did not start; the end of its log is in the message.
        """
        migrate(self.postgres.url)
        servers = {name: f"127.0.0.1:{port}" for name, port in self.ports.items()}
        main = configure(self._folder, self.url.removeprefix("http://"), servers)
        self._start("nginx", [nginx(), "-p", self._folder, "-e", self._folder / "nginx.log", "-c", main])
        for name in NAMES:
            self._start_server(name)
        for address in (*servers.values(), self.url.removeprefix("http://")):
            self._wait(f"http://{address}/healthz")

    def stop(self) -> None:
        """Stop nginx and the servers, each by its process, and wait until they are gone."""
        for process in reversed(self._processes.values()):
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._stack.close()

    def tend(self) -> list[str]:
        """Start anew whatever server has ended, as systemd would; returns their names.

        Raises:
            RuntimeError: nginx has ended.
        """
        ended = [name for name, process in self._processes.items() if process.poll() is not None]
        if "nginx" in ended:
            raise RuntimeError(f"nginx has ended:\n{self._tail('nginx')}")
        for name in ended:
            self._start_server(name)
        return ended

    def pid(self, name: str) -> int:
        """Of a server, or of `nginx`."""
        return self._processes[name].pid

    def send(self, name: str, number: signal.Signals) -> None:
        """Send a signal to one of them."""
        self._processes[name].send_signal(number)

    def _start_server(self, name: str) -> None:
        environment = {
            "NPLV_SERVER_NAME": name,
            "NPLV_DATABASE_URL": self.postgres.url,
            "NPLV_DATA_DIR": str(self._folder / "data"),
            "NPLV_TRUSTED_PROXIES": "127.0.0.1",
            "NPLV_LOG_FORMAT": "json",
        }
        command = [sys.executable, "-m", "nplv_dash", "serve", "--port", str(self.ports[name])]
        self._start(name, command, environment)

    def _start(self, name: str, command: list[Any], environment: dict[str, str] | None = None) -> None:
        log: IO[bytes] = self._stack.enter_context((self._folder / f"{name}.log").open("ab"))
        # In a session of its own: Ctrl-C in a terminal is for this script, which then stops them in order.
        self._processes[name] = subprocess.Popen(  # noqa: S603  programs of this machine
            command, cwd=ROOT, stdout=log, stderr=log, env=os.environ | (environment or {}), start_new_session=True
        )

    def _wait(self, address: str) -> None:
        end = time.monotonic() + PATIENCE
        while not is_well(address):
            ended = [name for name, process in self._processes.items() if process.poll() is not None]
            if ended or time.monotonic() > end:
                raise RuntimeError(f"{ended or address} did not start:\n{''.join(map(self._tail, ended or NAMES))}")
            time.sleep(LOOK)

    def _tail(self, name: str) -> str:
        lines = (self._folder / f"{name}.log").read_text(errors="replace").splitlines()
        return "".join(f"{line}\n" for line in lines[-20:])


def is_well(address: str) -> bool:
    """Whether 200 comes from there."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  an address of this machine
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def running(port: int = 0) -> Iterator[Cluster]:
    """A cluster that is up; gone afterwards, also where something does not start.

    Args:
        port: of nginx; 0 takes a free one.
    """
    with tempfile.TemporaryDirectory(prefix="nplv-cluster-") as folder, postgres.running() as database:
        cluster = Cluster(Path(folder), database, port)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def up(port: int, state: Path) -> int:
    """Run until a signal comes."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        with running(port) as cluster:
            _write(cluster, state)
            print(f"nplv_dash cluster {cluster.url}  (stop it with Ctrl-C)", flush=True)
            while not stopped.wait(LOOK):
                for name in cluster.tend():
                    print(f"{name} had ended and is started anew", flush=True)
                    _write(cluster, state)
    finally:
        state.unlink(missing_ok=True)
        for one, handler in before.items():
            signal.signal(one, handler)
    print("nplv_dash cluster stopped", flush=True)
    return 0


def _write(cluster: Cluster, state: Path) -> None:
    state.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "url": cluster.url,
        "pid": os.getpid(),
        "servers": {name: {"pid": cluster.pid(name), "port": cluster.ports[name]} for name in NAMES},
    }
    # At once: another terminal may read it at any moment.
    draft = state.with_suffix(".new")
    draft.write_text(json.dumps(content, indent=1))
    draft.replace(state)


def _status(found: dict[str, Any]) -> int:
    print(f"nginx {found['url']}  {'ok' if is_well(found['url'] + '/healthz') else 'away'}")
    for name, one in found["servers"].items():
        address = f"http://127.0.0.1:{one['port']}"
        print(f"{name}     {address}  process {one['pid']}  {'ok' if is_well(address + '/healthz') else 'away'}")
    return 0


def _down(found: dict[str, Any], state: Path) -> int:
    if not _send(found["pid"], "scripts.cluster", signal.SIGTERM):
        # It was ended without a chance to clean up.
        state.unlink()
    end = time.monotonic() + PATIENCE
    while state.exists() and time.monotonic() < end:
        time.sleep(LOOK)
    return int(state.exists())


def _send(pid: int, word: str, number: signal.Signals) -> bool:
    """Send a signal to a process of a cluster, and to no other that has got its number since."""
    try:
        process = psutil.Process(pid)
        if word not in " ".join(process.cmdline()):
            return False
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return False
    return True


def _install(kind: str, is_there: Callable[[], object]) -> None:
    if not is_there():
        subprocess.run([ROOT / "scripts" / "setup.sh", kind], check=True)  # noqa: S603  our own


def main(arguments: list[str] | None = None) -> int:
    """One of the commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=["up", "down", "status", *SIGNALS])
    parser.add_argument("name", nargs="?", choices=NAMES, help="of the server, for kill, drain and restart")
    parser.add_argument("--port", type=int, default=8500, help="of nginx; 0 takes a free one")
    parser.add_argument("--state", type=Path, default=STATE, help="file that says what is running")
    options = parser.parse_args(arguments)
    if options.command == "up":
        if options.state.exists():
            parser.error("a cluster is running, or was not stopped in order: python -m scripts.cluster down")
        _install("postgres", postgres.programs)
        _install("nginx", nginx)
        return up(options.port, options.state)
    if not options.state.exists():
        parser.error("no cluster is running: make cluster")
    found = json.loads(options.state.read_text())
    if options.command in SIGNALS:
        if options.name is None:
            parser.error(f"{options.command}: which one, {', '.join(NAMES)}?")
        return int(not _send(found["servers"][options.name]["pid"], "nplv_dash", SIGNALS[options.command]))
    return _status(found) if options.command == "status" else _down(found, options.state)


if __name__ == "__main__":
    raise SystemExit(main())
