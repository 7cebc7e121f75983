# Everything is set up by what needs it: `make run` and `make test` work in a fresh clone.

SHELL  := /bin/bash
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/.stamps
# One worker a core, a file's tests on one of them: what they share is made once. The widgets draw
# off screen, only the end-to-end tests open a virtual display.
# Everything below the screens is tested with Qt blocked, which proves that it needs none.
SCREENS := tests/ui tests/endtoend tests/benchmarks
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Empty means: keep the bytecode. Each worker and each program that a test starts would compile all.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run demo setup test test-full check lint format typecheck bench proof schema lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Set everything up and open the program
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  exec $(BIN)/crs-workstation; \
	else \
	  echo "No display here: the demo runs on a virtual screen instead (make demo)."; \
	  $(MAKE) --no-print-directory demo; \
	fi

demo: setup ## Play five calls through the real window, into build/demo
	@packaging/system_libraries.sh screen
	@rm -rf build/demo && mkdir -p build/demo
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  $(BIN)/crs-workstation demo --out build/demo; \
	else \
	  xvfb-run -a -s "-screen 0 1920x1200x24 -nolisten tcp" \
	    $(BIN)/crs-workstation demo --out build/demo; \
	fi

setup: $(STAMPS)/window $(STAMPS)/project ## Set up .venv and the libraries of the system

test: setup $(STAMPS)/tests check ## All checks and tests
	$(PYTEST) $(SCREENS)
	CRS_TESTS_WITHOUT_QT=1 $(PYTEST) -p no:pytest-qt

test-full: setup $(STAMPS)/tests check ## The same with coverage, and the long campaigns
	$(PYTEST) --cov --cov-report=term
	$(PYTEST) -m full -o faulthandler_timeout=3600
	CRS_TESTS_WITHOUT_QT=1 $(PYTEST) -p no:pytest-qt -q

check: lint typecheck ## Style, types and floors

lint: setup ## Style and floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo

typecheck: setup ## Types
	$(BIN)/mypy

format: setup ## Put the code in its form
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format

bench: setup $(STAMPS)/tests ## Speed, each figure beside its floor
	@$(BIN)/python -m tests.benchmarks

proof: setup ## Prove the delivered protocols anew and keep the proofs beside them
	$(BIN)/python packaging/prove_protocols.py

schema: setup ## Write the schemas of a pack's files anew, after a shape was changed
	$(BIN)/python packaging/write_schemas.py

lock: setup ## Compile packaging/requirements.lock (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --quiet pyproject.toml packaging/requirements.in \
	  -o packaging/requirements.lock

clean: ## Remove what was built, but not .venv
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# --- set-up, each step once ---------------------------------------------------------------------

$(STAMPS)/window: packaging/system_libraries.sh | $(STAMPS)/venv
	@packaging/system_libraries.sh window
	@touch $@

$(STAMPS)/tests: packaging/system_libraries.sh | $(STAMPS)/venv
	@packaging/system_libraries.sh tests
	@touch $@

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is " + sys.version.split()[0])'
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV) || \
	  { echo "python3-venv is needed: sudo apt-get install python3-venv" >&2; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/packages: packaging/requirements.lock | $(STAMPS)/venv
	@echo "Installing the Python packages into $(VENV) (once)"
	@$(BIN)/python -m pip install -q --require-hashes -r packaging/requirements.lock
	@touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/packages
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@
