# The commands of the project. Each sets up what it needs; nothing has to be prepared but CPython 3.11-3.13, make and git.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export REVIEW_HOME ?= $(CURDIR)/var
export DAGSTER_HOME := $(REVIEW_HOME)/dagster
# Telemetry of the libraries is off everywhere.
export GX_ANALYTICS_ENABLED := false
export DAGSTER_DISABLE_TELEMETRY := 1

.PHONY: help review test test-fast check docs ui bench soak fuzz lock clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements/review.txt pyproject.toml
	@interpreter=$$(for p in $${PYTHON:-python3 python3.13 python3.12 python3.11}; do \
	  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && { echo $$p; break; }; done || true)
	if [ -z "$$interpreter" ]; then echo "CPython 3.11, 3.12 or 3.13 is needed; name it with PYTHON=..." >&2; exit 1; fi
	echo "Setting up $(VENV) with $$($$interpreter --version), some two minutes the first time ..."
	rm -rf $(VENV)
	$$interpreter -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/review.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

review: $(READY)  ## demonstration submissions of 2011 and 2012, and their reviews on the shelf
	@$(BIN)/review demo --year 2011 --year 2012
	$(BIN)/review run --year 2011 --year 2012

check: $(READY) docs  ## ruff, mypy, import-linter, codespell, the documentation site, dagster definitions validate
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell
	home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT
	REVIEW_HOME=$$home DAGSTER_HOME=$$home $(BIN)/dagster definitions validate -w workspace.yaml

test: check  ## the checks above, then all tests; as root with LibreOffice, which opens the template
	@if [ "$$(id -u)" = 0 ] && ! command -v soffice >/dev/null && command -v apt-get >/dev/null; then
	  apt-get install -y -qq libreoffice-calc >/dev/null 2>&1 || echo "LibreOffice could not be installed: its tests are skipped."
	fi
	where=$$(mktemp -d)  # in memory where there is room: many small homes, each with databases that wait for their disk
	if [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $$4}')" -gt 8000000 ] 2>/dev/null; then
	  rmdir "$$where"; where=$$(mktemp -d -p /dev/shm)
	fi
	trap 'rm -rf "$$where"' EXIT
	TMPDIR=$$where $(BIN)/pytest -n 2 --no-loadscope-reorder --durations=20 --durations-min=10

test-fast: $(READY)  ## the units alone, under three minutes: no review of a year, no drawn examples
	@$(BIN)/pytest -n 2 --no-loadscope-reorder -m "not year and not property and not acceptance and not soak"

docs: $(READY)  ## the documentation site, into build/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict  # without --quiet, which would let warnings pass; see mkdocs.yml

ui: $(READY)  ## webserver and daemon on 127.0.0.1:3000; prints the address to open
	@$(BIN)/review ui

bench: $(READY)  ## the benchmark, as ratios within one run
	@$(BIN)/python -m benchmarks

soak: $(READY)  ## ten million records on SQLite, and all examples of the tests, some fifty minutes
	@$(BIN)/python -m benchmarks.soak
	KEY_GUESSING_EXAMPLES=30 $(BIN)/pytest -n 2 tests/disclosure/suppression/test_key_guessing_intruder.py --timeout=3600
	$(BIN)/pytest -n 1 -m soak --timeout=3600

fuzz: $(READY)  ## ten minutes of damaged submissions, read or refused
	@$(BIN)/python -m fuzz --seconds 600 --seed $${SEED:-0}

lock: $(READY)  ## write requirements/review.txt again from pyproject.toml; versions in it stay where they can
	@$(BIN)/python -m venv build/lock
	build/lock/bin/pip install --quiet uv==0.13.9
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --no-strip-extras pyproject.toml --all-extras -o requirements/review.txt

clean:  ## remove the environment; var/ stays
	@rm -rf $(VENV) build *.egg-info
