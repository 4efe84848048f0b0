# Everything a person needs is here: `make run` opens the app, `make test` proves it.
# Stamp files in .venv remember what is done, so a second call is instant.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PORT ?= 8501
MINUTES ?= 5
WORKERS ?= 2
SECONDS_FUZZ ?= 600
SOURCES ?= ../shared
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: help run test bench cluster soak data lint requirements sbom audit fuzz screenshots clean

help:  ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1\t/' | expand -t 22

run: $(VENV)/run.stamp  ## open the app on http://127.0.0.1:8501 (another port: PORT=8600)
	$(PY) -m nplv_dash serve --port $(PORT)

# What the tests start again and again is compiled once, also where nothing would be kept of it otherwise.
test: export PYTHONDONTWRITEBYTECODE :=
test: lint $(VENV)/browser.stamp  ## lint, then every test
	@for one in postgres nginx; do scripts/setup.sh $$one || echo "Tests that need it are skipped."; done
	$(PY) -m pytest --ignore tests/e2e -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)
	$(PY) -m pytest tests/e2e -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

lint: $(VENV)/dev.stamp  ## style, types and the floors of the house
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/browser.stamp  ## measure speed and memory, keep the table in bench/latest.json
	$(PY) -m tests.bench.run

cluster: $(VENV)/servers.stamp  ## three servers behind nginx with PostgreSQL, on http://127.0.0.1:8500 until Ctrl-C
	$(PY) -m scripts.cluster up $(CLUSTER_ARGS)

soak: $(VENV)/servers.stamp  ## rooms full of people, and faults; kept in bench/soak.json (MINUTES=5 for each case)
	$(PY) -m tests.soak.run --minutes $(MINUTES) $(SOAK_ARGS)

data: $(VENV)/run.stamp  ## rebuild data/ from SOURCES, estimate anew and check it
	$(PY) -m nplv_dash data build --sources $(SOURCES)
	$(PY) -m nplv_dash calibrate
	$(PY) -m nplv_dash sensitivity
	$(PY) -m nplv_dash data check

screenshots: $(VENV)/browser.stamp  ## pictures for the README
	$(PY) -m scripts.screenshots

requirements: $(VENV)/dev.stamp  ## write requirements*.txt from pyproject.toml
	$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
		--custom-compile-command 'make requirements' --quiet --generate-hashes -o requirements.txt
	$(VENV)/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--custom-compile-command 'make requirements' --quiet --generate-hashes -c requirements.txt -o requirements-dev.txt

sbom: $(VENV)/dev.stamp  ## write sbom.json: all packages and what lies here of others, with versions and licences
	$(PY) -m scripts.parts

audit: $(VENV)/dev.stamp  ## known weaknesses and licences of all parts; needs a network, and fails without one
	$(PY) -m scripts.audit $(AUDIT_ARGS)

fuzz: $(VENV)/dev.stamp  ## feed the readers of uploads with rubbish (SECONDS_FUZZ=600)
	$(PY) -m tests.fuzz.run --seconds $(SECONDS_FUZZ)

clean:  ## remove the virtual environment and all caches
	rm -rf $(VENV) .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(VENV)/run.stamp: requirements.txt scripts/setup.sh
	scripts/setup.sh venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/browser.stamp: $(VENV)/dev.stamp scripts/setup.sh
	scripts/setup.sh browser
	@touch $@

$(VENV)/servers.stamp: $(VENV)/dev.stamp scripts/setup.sh
	scripts/setup.sh postgres
	scripts/setup.sh nginx
	@touch $@
