# make run    installs what is missing and starts Alongside
# make test   installs what tests need, checks the code and runs every test
# Each step leaves a stamp and is skipped the next time, so both are quick and work offline once all is there.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell tools/find-python)
# Build tools that pip fetches for itself are pinned as well.
PIP := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip --quiet
PYTEST ?= $(BIN)/pytest

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: system-run $(VENV)/.stamp-run ## Install what is missing and start Alongside
	@$(BIN)/alongside

.PHONY: install
install: system-run $(VENV)/.stamp-run ## Install what is missing, start nothing

.PHONY: system-run system-test
system-run:
	@tools/system-packages run
system-test:
	@tools/system-packages test

$(VENV)/bin/python:
	@echo "Making a virtual environment in $(VENV) with $(PYTHON)"
	@$(or $(PYTHON),python3) -m venv $(VENV)

$(VENV)/.stamp-run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Alongside and its Python packages into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.stamp-test: $(VENV)/.stamp-run
	@echo "Installing the Python packages that tests need"
	@$(PIP) install --editable '.[dev]'
	@touch $@

# What benchmarks compare with and what models are trained with.
$(VENV)/.stamp-bench: $(VENV)/.stamp-test
	@echo "Installing the Python packages that benchmarks need"
	@$(PIP) install --editable '.[dev,train]'
	@touch $@

# npm ci takes exactly what the lock file says; --ignore-scripts: nothing a package brings is run to install it.
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

node_modules/.stamp: package-lock.json
	@echo "Installing the JavaScript packages that check the extension"
	@$(NPM_CI)
	@touch $@

tests/browser/node_modules/.stamp: tests/browser/package-lock.json
	@echo "Installing the editors that the extension is tested in"
	@$(NPM_CI) --prefix tests/browser
	@touch $@

.PHONY: install-test
install-test: system-test $(VENV)/.stamp-test node_modules/.stamp tests/browser/node_modules/.stamp
# What `make test` needs, without running it

.PHONY: check
check: install-test ## Lint and type-check everything (ruff, mypy, tsc)
	@echo "ruff"; $(BIN)/ruff check && $(BIN)/ruff format --check
	@echo "mypy"; $(BIN)/mypy
	@echo "tsc"; npx --no-install tsc -p extension/tsconfig.json && npx --no-install tsc -p server/web/tsconfig.json

.PHONY: test
test: check ## Check the code, then run every test
	@node --test tests/extension/
	@# Two at a time, those of one file in their order; the desktop has the machine to itself, as its keys are pressed in real time.
	@$(PYTEST) -n 2 --dist loadfile --ignore tests/desktop
	@$(PYTEST) tests/desktop

.PHONY: bench
bench: install-test $(VENV)/.stamp-bench ## Measure speed and quality; prints the figures the README gives
	@for script in benchmarks/[a-z]*.py; do \
	  name=benchmarks.$$(basename "$$script" .py); echo "== python -m $$name"; $(BIN)/python -m "$$name"; done

.PHONY: wheel
wheel: $(VENV)/.stamp-test ## Build the Python package into dist/
	@$(PIP) wheel --no-deps --wheel-dir dist . && ls dist/*.whl

.PHONY: installer
installer: ## Build the Linux program that needs no Python into dist/, and try it (some minutes)
	@packaging/build-linux

.PHONY: extension
extension: ## Build the store zips for Chrome, Edge and Firefox into dist/
	@$(or $(PYTHON),python3) tools/build_extension.py

.PHONY: constraints
constraints: $(VENV)/.stamp-bench ## Write constraints.txt anew from what is installed in .venv
	@$(BIN)/python tools/write_constraints.py

.PHONY: format
format: $(VENV)/.stamp-test ## Sort imports and lay out Python code
	@$(BIN)/ruff check --fix --quiet && $(BIN)/ruff format

.PHONY: clean
clean: ## Delete everything that was built or installed here (never your settings or library)
	@rm -rf $(VENV) node_modules tests/browser/node_modules dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
