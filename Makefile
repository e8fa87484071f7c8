# Every target creates .venv and installs what it needs when that is missing or stale.
PYTHON ?= python3
WORKERS ?= logical
PYTEST_ARGS ?=
PROFILE ?= full
FUZZ_MINUTES ?= 10
SEED ?= 1
BUDGET ?= 60

VENV := .venv
LOWEST := .venv/lowest
PY := $(VENV)/bin/python
PYTEST = $(PY) -m pytest -n $(WORKERS) --maxprocesses 8 $(PYTEST_ARGS)

.DEFAULT_GOAL := help
.PHONY: help demo test test-full test-lowest audit fuzz coverage mutation lint format lab bench docs wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed-core ## recompute a published ranking, run a second assessment; reports in out/
	@$(VENV)/bin/gkeval demo

test: $(VENV)/.installed-test ## quick tests, doctests and notebooks (minutes)
	$(PYTEST) -m "not full"

test-full: $(VENV)/.installed-full ## everything: every engine, fuzzing, long properties
	$(PYTEST) --hypothesis-profile=$(PROFILE)

fuzz: $(VENV)/.installed-test ## break schemes, records and workbooks for FUZZ_MINUTES
	FUZZ_MINUTES=$(FUZZ_MINUTES) $(PY) -m pytest tests/fuzz -n 0 -q

coverage: $(VENV)/.installed-test ## lines and branches that the quick tests run; page in out/coverage/html/
	@rm -rf out/coverage && mkdir -p out/coverage
	$(PY) -m coverage run -m pytest -n $(WORKERS) --maxprocesses 8 $(PYTEST_ARGS) -m "not full"
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage html --quiet --fail-under=0
	$(PY) -m coverage report

mutation: $(VENV)/.installed-test ## change the code in small ways for BUDGET minutes: does a test fail?
	$(PY) -m tests.quality.mutation --seed $(SEED) --budget $(BUDGET)

test-lowest: $(LOWEST)/.installed ## quick tests on the lowest versions that are allowed
	$(LOWEST)/bin/python -m pytest -n $(WORKERS) --maxprocesses 8 $(PYTEST_ARGS) -m "not full"

audit: ## known advisories about the versions that are tested (needs pip-audit and the network)
	@command -v pip-audit >/dev/null || { \
	  echo "Not audited: pip-audit is not there (pip install pip-audit)."; exit 2; }
	@pip-audit --requirement .ci/constraints.txt --no-deps --disable-pip || { \
	  echo "Not clean, or not audited: see above whether the advisories could be reached."; exit 1; }

lint: $(VENV)/.installed-test ## style, format and types; changes nothing
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(VENV)/.installed-test ## put code and notebooks into the common form
	$(PY) -m ruff check --fix --exit-zero --quiet .
	$(PY) -m ruff format .
	@find notebooks -name '*.ipynb' -not -path '*/.*' -exec $(PY) -m nbstripout {} +

lab: $(VENV)/.installed-lab ## JupyterLab with the notebooks
	$(PY) -m jupyter lab --notebook-dir=notebooks

bench: $(VENV)/.installed-bench ## time what has a limit; table in out/bench/
	$(PY) -m benchmarks

docs: $(VENV)/.installed-docs ## the guide, in out/guide/
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --quiet -f docs/mkdocs.yml -d ../out/guide
	@echo "out/guide/index.html"

wheel: $(VENV)/.installed-test ## source archive and wheel in dist/
	$(PY) -m hatchling build -d dist

clean: ## remove out/, dist/ and caches; .venv stays
	rm -rf out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# One stamp per set of extras: older than its inputs means stale.
extras-core :=
extras-test := [test]
extras-full := [test,spark,docs]
extras-lab := [all]
extras-bench := [bench]
extras-docs := [docs]

$(VENV)/.installed-%: pyproject.toml .ci/constraints.txt | $(PY)
	@echo "Installing gkeval$(extras-$*) and its requirements into $(VENV); the first time takes minutes."
	@$(PY) -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.$(extras-$*)'
	@touch $@

$(LOWEST)/.installed: pyproject.toml .ci/lowest.txt | $(PY)
	@echo "Installing the lowest versions into $(LOWEST); the first time takes minutes."
	@$(PY) -m venv --clear $(LOWEST)
	@$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check -c .ci/lowest.txt -e '.[test]'
	@touch $@

$(PY):
	@command -v '$(PYTHON)' >/dev/null || { \
	  echo "$(PYTHON) is not there. Install Python 3.11 or later, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "gkeval needs Python 3.11 or later; this is $$('$(PYTHON)' -V 2>&1). Name a newer one: make PYTHON=python3.12"; exit 1; }
	@echo "Creating $(VENV) with $$('$(PYTHON)' -V)."
	@'$(PYTHON)' -m venv --clear $(VENV) || { rm -rf $(VENV); \
	  echo "No virtual environment could be made. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
