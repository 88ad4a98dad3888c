# make run    set up, start everything, import the example; Ctrl-C stops it
# make test   set up, run the tests
# Needs Python 3.11 or newer and make; tests are skipped where Chromium, Prometheus, Caddy, nginx
# or systemd is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Twice the two processors that all figures here are about: tests often wait.
# What they compile is kept: four processes and hundreds of children would do it again.
PYTEST = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

# On a terminal pip shows what it downloads and installs.
PIP_OPTIONS = --disable-pip-version-check $$(test -t 1 || echo --quiet)

.PHONY: setup run import test thorough lint style types layers installations bench corpus chaos screenshots sbom lock

setup: $(STAMP)

# The lock says what is installed, the project file what it is installed for. pip's check of every
# hash makes the result the same everywhere. pip would compile on one processor, and what packages
# bring as tests, too; some of them bring templates that are no Python.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Preciso do Python 3.11 ou mais novo; '$(PYTHON)' não é. Indique outro: make PYTHON=/caminho/do/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Falta o módulo venv do Python (no Debian e no Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Preparando o ambiente em $(VENV) (só na primeira vez; de um a três minutos)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_OPTIONS) --no-compile --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet $(PIP_OPTIONS) --no-deps -e .
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests/' $(VENV)/lib || true
	@echo "Pronto."
	@touch $@

run: setup
	@$(BIN)/vehicle-pipeline up --import examples/frota.csv

import: setup
	@test -n "$(FILE)" || { echo "Diga qual arquivo: make import FILE=planilha.csv" >&2; exit 2; }
	@$(BIN)/vehicle-pipeline import "$(FILE)"

test: setup
	@$(PYTEST)

# `make test` and all that is only tried in part there (tests/effort.py).
thorough: setup
	@THOROUGH=1 $(PYTEST) --timeout=1800

lint: style types layers

style: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

layers: setup
	@$(BIN)/lint-imports

# What an installation without the `dev` tools needs, at the oldest and newest versions admitted.
installations:
	@PYTHON="$(PYTHON)" .ci/installations

bench: setup
	@$(BIN)/python -m benchmarks

corpus: setup
	@test -n "$(DIR)" || { echo "Diga qual pasta: make corpus DIR=../planilhas" >&2; exit 2; }
	@$(BIN)/python -m foreign_files "$(DIR)" $(if $(JSON),--json "$(JSON)")

# The same seed plans the same storm; 50 rounds take about ten minutes.
chaos: setup
	@$(BIN)/python -m chaos --seed $(or $(SEED),1) --rounds $(or $(ROUNDS),50) $(if $(JSON),--json "$(JSON)")

# Each page, wide and narrow, light and dark.
screenshots: setup
	@$(BIN)/python -m screenshots $(or $(DIR),.screenshots)

# What all this is made of, with hashes: CycloneDX, as JSON.
sbom: setup
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
	  --of JSON --output-file $(or $(FILE),sbom.json) requirements.lock
	@echo "SBOM: $(or $(FILE),sbom.json)"

# Names, versions and hashes only: where packages come from is the business of each machine's pip.
# `make lock` keeps the versions that still fit; `make lock UPGRADE=1` takes the newest.
lock:
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools"; \
	"$$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv; \
	cp requirements.lock "$$tools/lock"; \
	"$$tools/bin/uv" pip compile --quiet $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --extra local --extra aws --extra dev pyproject.toml --output-file "$$tools/lock"; \
	grep -E '^([a-z0-9]|    --hash=sha256:)' "$$tools/lock" > requirements.lock
	@echo "requirements.lock: $$(grep -c == requirements.lock) pacotes"
