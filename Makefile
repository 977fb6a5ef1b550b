# Everything a developer types. "make run" and "make test" need Python 3.11+ with venv, git and make, nothing else.
.DEFAULT_GOAL := help
.PHONY: help run test test-postgres check bench demo-reset messages lock fix clean
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
TESTS ?= tests
# One process more than the two cores of a small machine: tests with a browser wait a lot.
DIVIDED := -n 3 --dist loadfile --no-loadscope-reorder
# Containers often forbid Python to keep what it compiled; every program would then compile two thousand files anew.
export PYTHONDONTWRITEBYTECODE :=

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: .venv/program ## Set up everything and serve the site on 127.0.0.1:8000
	@$(BIN)/okrilje serve

demo-reset: .venv/program ## Build the demonstration anew
	@$(BIN)/okrilje demo --reset

test: .venv/tools ## Run all tests
	@scripts/chromium
	@$(BIN)/python -m okrilje.lib.messages compile
	@$(BIN)/pytest $(DIVIDED) $(TESTS)

test-postgres: .venv/tools ## Run all tests on a PostgreSQL that is started for it
	@$(BIN)/python -m okrilje.lib.messages compile
	@scripts/with-postgres $(BIN)/pytest $(DIVIDED) $(TESTS)

check: .venv/tools ## Lint, types, contracts, translations, docs, licences
	@scripts/check

fix: .venv/tools ## Format the code and mend what the linter can
	@$(BIN)/ruff check --fix -q okrilje tests benchmarks docs; $(BIN)/ruff format -q okrilje tests benchmarks docs

messages: .venv/tools ## Bring the translation catalogues up to date with the code
	@$(BIN)/python -m okrilje.lib.messages update

bench: .venv/tools ## Measure what we claim about speed
	@$(BIN)/python -m benchmarks

lock: .venv/tools ## Choose the newest allowed versions of all libraries
	@scripts/lock

clean: ## Remove the virtual environment and caches (never the data in var/)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Okrilje needs Python 3.11 or newer; $(PYTHON) is older. Name another one: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@touch $@

.venv/program: .venv/uv requirements.lock pyproject.toml CHANGELOG.md
	@echo "Setting up the program ..."
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/tools: .venv/program requirements-dev.lock
	@echo "Setting up the tools for tests ..."
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@
