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
# compiled modules are kept: rewriting the assertions of all tests takes longer than importing everything that they test
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup browser coq look check test test-ci test-all prove-coq prove-coq-sample docs mutants mutate fuzz-proofs figures bench accuracy calibrate lint format types contracts readme notebooks clean

help:
	@echo "make check     derive, evaluate, simulate and prove every theorem; writes $(REPORT)/index.html"
	@echo "make test      the tests (about 4 minutes on two cores); what you changed first"
	@echo "make test-all  the same with the slow ones; STRICT=1 fails if anything was not run"
	@echo "make test-ci   all but the longest, as continuous integration runs them"
	@echo "make look      the report's pages in headless Chromium: nothing cut at two widths, in both colour schemes (half a minute)"
	@echo "make docs      the documentation as a site, out/docs/index.html; a warning is an error (about a minute)"
	@echo "make prove-coq all proofs put to Coq as well, two at a time; prints docs/second_kernel.md (about 5 minutes)"
	@echo "make prove-coq-sample  the same for ten theorems (about 40 s); continuous integration runs this"
	@echo "make fuzz-proofs random proofs; what the kernel accepts is asked of random models: MINUTES=10 SEED=date"
	@echo "make mutants   other mutants of the proofs every day, steps that are not needed, every figure twice: MINUTES=10 SEED=date"
	@echo "make mutate    change every proof mechanically; the checker must notice; writes docs/mutation.md (about 15 minutes on two idle cores)"
	@echo "make figures   compute the data of all figures anew (results/) and draw them (out/figures/)"
	@echo "make bench     the benchmarks; writes docs/benchmarks.md (about 15 minutes)"
	@echo "make accuracy  1200 simulated teachers against ball arithmetic; writes docs/accuracy.md (about 15 minutes)"
	@echo "make calibrate false alarms, coverage and power of the statistics; writes docs/calibration.md (about 8 minutes)"
	@echo "make lint types contracts    style, types, layers of imports"
	@echo "make notebooks  write the .ipynb beside every notebook anew and run all of them (under a minute)"
	@echo "make readme    print the lists of README.md, docs/theorems.md and docs/paper.md anew"

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

# what continuous integration runs: all but the long ones (tests/not_in_ci.py)
test-ci: setup
	@$(BIN)/python -m pytest -q -n $(JOBS) -m "not long" $(if $(STRICT),--strict-run)

test-all: setup
	@$(BIN)/python -m pytest -q -n $(JOBS) $(if $(STRICT),--strict-run)

docs: setup
	@$(BIN)/python -m documentation out/docs --jobs $(JOBS)

COQ_PACKAGES := coq libcoq-coquelicot libcoq-interval

# Coq is no Python package: Debian's is installed if we may, else the command is named
coq: setup
	@command -v coqc >/dev/null 2>&1 || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq $(COQ_PACKAGES) >/dev/null; } || \
		{ echo "make: coqc is needed (Debian: apt-get install -y $(COQ_PACKAGES))"; exit 2; }

# looking at pages needs a browser, which is no Python package either
browser: setup
	@command -v chromium >/dev/null 2>&1 || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
		{ echo "make: chromium is needed (Debian: apt-get install -y chromium)"; exit 2; }

look: browser
	@$(BIN)/python -m pytest -q -n 0 tests/report/test_browser.py

prove-coq: coq
	@$(BIN)/python -m benchmarks.second_kernel docs/second_kernel.md

# limits, gains, chance, calculus, the equivalent
COQ_SAMPLE := student_error_ge_of_shrinkage student_error_ge_sq_of_eigenfunction_target student_error_ge_of_norm_nonincreasing \
	student_error_lt_sq_of_overshoot student_error_eq_bias_plus_noise student_error_le_of_residual_energy \
	expected_teacher_error_le_of_units expected_teacher_error_le_of_log_det student_error_le_of_equivalent_noise_degrees \
	student_error_le_sq_of_universality

prove-coq-sample: coq
	@$(BIN)/w2s prove --coq $(COQ_SAMPLE)

# the seed says what is looked at, MINUTES for how long
MINUTES ?= 10
SEED ?= $(shell date +%F)

mutants: setup
	@$(BIN)/python -m benchmarks.mutants --minutes "$(MINUTES)" --seed "$(SEED)" --workers $(JOBS)

mutate: setup
	@$(BIN)/python -m benchmarks.mutations --workers $(JOBS)

# random proofs: what the kernel accepts is asked of the models
fuzz-proofs: setup
	@$(BIN)/python -m benchmarks.fuzz_proofs --minutes "$(MINUTES)" --seed "$(SEED)"

# the list of figures is the folder's
figures: setup
	@mkdir -p results out/figures
	@set -e; for name in $$(grep -l '^FIGURE = ' w2s_theory/figures/*.py | sed 's|.*/||; s|\.py$$||'); do \
		echo "$$name ..."; \
		$(BIN)/w2s figure "$$name" --recompute --data "results/$$name.csv" --out "out/figures/$$name.svg" --threads $(JOBS) >/dev/null; \
	done

bench: setup
	@$(BIN)/python -m benchmarks

accuracy: setup
	@$(BIN)/python -m benchmarks.simulation_accuracy --workers $(JOBS)

calibrate: setup
	@$(BIN)/python -m benchmarks.calibration --workers $(JOBS)

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

notebooks: setup
	@$(BIN)/python -m benchmarks.notebooks

clean:
	rm -rf .venv out build dist
