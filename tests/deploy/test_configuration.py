"""The files in `deploy/`: what reads them takes them, and they agree with each other."""

from __future__ import annotations

import configparser
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from nplv_dash import ROOT
from nplv_dash.services.settings import strangers
from nplv_dash.ui.sticky import COOKIE
from scripts import cluster

DEPLOY = ROOT / "deploy"
TEMPLATE = cluster.TEMPLATE.read_text()
UNIT = (DEPLOY / "systemd" / "nplv_dash@.service").read_text()
SERVERS = {name: f"127.0.0.1:{8601 + number}" for number, name in enumerate(cluster.NAMES)}


#: What every unit does without.
HARD = (
    "NoNewPrivileges", "ProtectHome", "ProtectClock", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules",
    "ProtectKernelTunables", "ProtectControlGroups", "PrivateTmp", "PrivateDevices", "PrivateUsers", "PrivateIPC",
    "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "LockPersonality", "RemoveIPC",
)  # fmt: skip


def test_nginx_takes_the_template(tmp_path: Path) -> None:
    program = cluster.nginx()
    if program is None:
        pytest.skip("nginx is not installed: scripts/setup.sh nginx")
    main = cluster.configure(tmp_path, "127.0.0.1:8500", SERVERS)
    log = tmp_path / "nginx.log"
    tried = subprocess.run(
        [program, "-t", "-p", tmp_path, "-e", log, "-c", main], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr
    assert "${" not in (tmp_path / "nplv_dash.conf").read_text()


def test_each_server_has_its_own_upstream_with_the_others_behind_it() -> None:
    assert f"map $cookie_{COOKIE} " in TEMPLATE
    for name in cluster.NAMES:
        block = re.search(rf"upstream nplv_{name} {{(.*?)}}\n", TEMPLATE.replace("${", "<"), re.DOTALL)
        assert block is not None
        own, *others = re.findall(r"server <NPLV_([A-C])}(?: (backup))?", block[1])
        assert own == (name.upper(), "")
        assert sorted(others) == [(one.upper(), "backup") for one in cluster.NAMES if one != name]


def test_every_name_in_the_template_is_filled_in_everywhere() -> None:
    names = set(re.findall(r"\$\{(NPLV_[A-Z]+)\}", TEMPLATE))
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    manual = (DEPLOY / "README.md").read_text()
    assert names <= set(compose["services"]["nginx"]["environment"])
    assert {f"${name}" for name in names} == set(re.findall(r"\$NPLV_[A-Z]+", manual))
    assert set(compose["services"]) == {"db", "nginx", "purge", *cluster.NAMES}


def test_every_setting_that_the_files_name_is_one() -> None:
    named: set[str] = set()
    for file in (
        "Dockerfile",
        "compose.yaml",
        "README.md",
        "systemd/nplv_dash@.service",
        "systemd/nplv_dash-purge.service",
    ):
        named |= set(re.findall(r"NPLV_[A-Z_]+(?=[=:])", (DEPLOY / file).read_text()))
    of_nginx = set(re.findall(r"NPLV_[A-Z]+", TEMPLATE)) | {"NPLV_PORT"}
    assert named >= {"NPLV_DATABASE_URL", "NPLV_SERVER_NAME", "NPLV_DRAIN_SECONDS"}
    assert strangers(dict.fromkeys(named - of_nginx, "")) == ()


def test_no_log_of_nginx_holds_an_address_or_what_stands_behind_a_path() -> None:
    form = re.search(r"log_format nplv (.*?);", TEMPLATE, re.DOTALL)
    assert form is not None
    logged = set(re.findall(r"\$(\w+)", form[1]))
    assert not logged & {
        "remote_addr",
        "request",
        "request_uri",
        "args",
        "http_referer",
        "http_user_agent",
        "http_cookie",
    }
    assert "nplv;" in TEMPLATE
    assert re.findall(r"error_log \S+ (\w+);", TEMPLATE) == ["crit"]


@pytest.mark.parametrize("file", sorted((DEPLOY / "systemd").iterdir()), ids=lambda file: file.name)
def test_units_are_whole(file: Path) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names are in both cases
    unit.read(file)
    assert unit.has_option("Unit", "Description")
    if file.suffix == ".service":
        assert unit.get("Service", "User") == "nplv"
        assert unit.get("Service", "ProtectSystem") == "strict"
        for name in HARD:
            assert unit.get("Service", name) == "yes", name
        assert unit.get("Service", "CapabilityBoundingSet") == ""
        assert unit.get("Service", "IPAddressDeny") == "any"
        assert unit.get("Service", "LimitCORE") == "0"
        assert re.fullmatch(r"\d+[MG]", unit.get("Service", "MemoryMax"))
        assert unit.get("Service", "ExecStart").startswith("/opt/nplv_dash/.venv/bin/python -m nplv_dash ")


def test_a_server_gets_longer_to_stop_than_it_empties_itself() -> None:
    drain = re.search(r"NPLV_DRAIN_SECONDS=(\d+)", UNIT)
    stop = re.search(r"TimeoutStopSec=(\d+)", UNIT)
    assert drain is not None
    assert stop is not None
    assert int(stop[1]) >= int(drain[1]) + 10


def test_a_process_that_reads_uploads_may_limit_itself_and_takes_no_server_along() -> None:
    filters = re.findall(r"^SystemCallFilter=(.*)$", UNIT, re.MULTILINE)
    assert filters[0] == "@system-service"
    assert {"setrlimit", "prlimit64", "setpriority"} <= set(filters[-1].split()), "the last one that names them holds"
    assert "OOMPolicy=continue" in UNIT


def test_nginx_takes_files_of_the_size_that_the_app_takes_and_leaves_headers_to_it() -> None:
    largest = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]["maxUploadSize"]
    block = re.search(r"location /_stcore/upload_file/ {(.*?)}", TEMPLATE, re.DOTALL)
    assert block is not None
    taken = re.search(r"client_max_body_size (\d+)m;", block[1])
    assert taken is not None
    # What a form has around a file.
    assert int(taken[1]) == largest + 1
    said = [line.strip() for line in TEMPLATE.splitlines() if not line.strip().startswith("#")]
    assert not [line for line in said if line.startswith(("add_header", "proxy_hide_header"))]


def test_containers_have_no_rights_no_network_and_an_end() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert compose["networks"]["inside"] == {"internal": True}
    for name, service in compose["services"].items():
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["networks"] == (["inside", "outside"] if name == "nginx" else ["inside"]), name
        assert ("ports" in service) == (name == "nginx"), name
    for name in (*cluster.NAMES, "purge"):
        service = compose["services"][name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert {"mem_limit", "pids_limit"} <= service.keys()
        assert [one for one in service["tmpfs"] if "noexec" not in one] == []


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    user = lines.index("USER nplv")
    # Nothing is copied or installed after that, so the code belongs to root and cannot be changed.
    assert not [line for line in lines[user:] if line.startswith(("COPY", "RUN", "ADD", "USER root"))]
    assert not [line for line in lines if "--chown" in line or "chmod" in line]
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    # The password of the database stands in deploy/.env.
    assert {".git", "**/.env", "deploy", ".streamlit/secrets.toml"} <= set(kept)
