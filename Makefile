# Two commands do it all: `make check` (every theorem) and `make test` (the tests of the program).
# The first call sets up .venv; later calls repeat nothing.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
BIN := .venv/bin
REPORT ?= out/report
JOBS ?= 2
# linear algebra on one thread per process: the processes already use the cores
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup check test test-all figures bench lint format types contracts readme clean

help:
	@echo "make check     derive, evaluate, simulate and prove every theorem; writes $(REPORT)/index.html"
	@echo "make test      the tests (about 9 minutes on two cores)"
	@echo "make test-all  the same with the slow ones; STRICT=1 fails if anything was not run"
	@echo "make figures   compute the data of all figures anew (results/) and draw them (out/figures/)"
	@echo "make bench     the benchmarks; writes docs/benchmarks.md"
	@echo "make lint types contracts    style, types, layers of imports"
	@echo "make readme    print the table of theorems in README.md anew"

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer with its venv module is needed (Debian: apt install python3 python3-venv)"; exit 2; }
	@echo "setting up .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv || { echo "make: $(PYTHON) could not make .venv (Debian: apt install python3-venv)"; exit 2; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

check: setup
	@mkdir -p "$$(dirname "$(REPORT)")"
	@$(BIN)/w2s check --report "$(REPORT)"

test: setup
	@$(BIN)/python -m pytest -q -n $(JOBS) -m "not slow"

test-all: setup
	@$(BIN)/python -m pytest -q -n $(JOBS) $(if $(STRICT),--strict-run)

# the list of figures is the folder's
figures: setup
	@mkdir -p results out/figures
	@set -e; for name in $$(grep -l '^FIGURE = ' w2s_theory/figures/*.py | sed 's|.*/||; s|\.py$$||'); do \
		echo "$$name ..."; \
		$(BIN)/w2s figure "$$name" --recompute --data "results/$$name.csv" --out "out/figures/$$name.svg" --threads $(JOBS) >/dev/null; \
	done

bench: setup
	@$(BIN)/python -m benchmarks

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: setup
	@$(BIN)/pyright

contracts: setup
	@$(BIN)/lint-imports

readme: setup
	@$(BIN)/python -m w2s_theory.report.readme README.md

clean:
	rm -rf .venv out build dist
