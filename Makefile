# Needs Python 3.11 or newer and make; everything else goes into .venv, which `make clean` removes.
# Another Python: make PYTHON=python3.12 demo

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# One stamp for each thing that is installed: the package, the tools of the tests, those of the benchmarks, all tools.
READY := $(VENV)/ready

HYPOTHESIS_PROFILE ?= fast
export HYPOTHESIS_PROFILE

RECORDS := $(filter-out %.tried.jsonl,$(sort $(wildcard examples/records/*.jsonl)))
EXAMPLES := $(sort $(wildcard examples/*.py))
TYPED := $(wildcard src tests examples benchmarks docs)
LINTED := $(wildcard src tests examples benchmarks docs)

# The rooms whose every line and branch the tests must reach.
empty :=
comma := ,
CORE := process/* facts/* persistent.py amended.py history.py replay.py case.py record.py rules/* judge.py courses.py \
	engine.py codec/* access/* research/* report/bundle/*
CORE_FILES := $(subst $(empty) ,$(comma),$(addprefix src/casework_model/,$(CORE)))

.PHONY: help demo test test-long tamper check bench docs clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(READY)/package ## show the example records
	@$(PY) -m casework_model show $(RECORDS)

test: $(READY)/test ## run the tests; the core must be covered completely
	$(PY) -m pytest -n auto --cov --cov-report=
	$(PY) -m coverage report
	$(PY) -m coverage report --include='$(CORE_FILES)' --fail-under=100
	$(PY) tests/scenario_file.py tests/data/cases/*.json

test-long: HYPOTHESIS_PROFILE := long
test-long: $(READY)/test ## run all tests with many more random examples, also those marked long, and change files at random
	$(PY) -m pytest -n auto -m ''
	$(PY) tests/fuzz.py --mutations 200000

tamper: $(READY)/package ## tamper with every example record, made a chain, in every way, and print what was found
	$(PY) tests/tamper.py $(RECORDS)

check: $(READY)/dev ## lint, types, layers, documents, examples, sizes, and the built wheel
	$(PY) -m ruff check $(LINTED)
	$(PY) -m ruff format --check $(LINTED)
	$(PY) -m mypy $(TYPED)
	$(PY) -m pyright --pythonpath $(PY)
	$(VENV)/bin/lint-imports
	$(PY) tests/sizes.py
	$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	$(PY) tests/code_blocks.py
	@set -e; for example in $(EXAMPLES); do echo "$(PY) $$example"; $(PY) $$example > /dev/null; done
	$(PY) tests/wheel_check.py $(firstword $(RECORDS))

bench: $(READY)/bench ## measure the speed beside other libraries; BENCH=--write writes the page of the documents
	$(PY) benchmarks/run.py $(BENCH)

docs: $(READY)/dev ## build the documents into docs/_build/html
	$(PY) -m sphinx -b html docs docs/_build/html

clean: ## remove .venv and everything else that was made here
	rm -rf $(VENV) build dist docs/_build htmlcov .coverage .coverage.* .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests $(wildcard examples benchmarks) docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY)/venv:
	@command -v $(PYTHON) > /dev/null || { echo "There is no $(PYTHON) here. casework_model needs Python 3.11 or newer: make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is $$($(PYTHON) --version 2>&1). casework_model needs Python 3.11 or newer: make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'
	@mkdir -p $(READY) && touch $@

$(READY)/package: $(READY)/venv pyproject.toml
	$(PIP) install --editable .
	@touch $@

$(READY)/test: $(READY)/package
	$(PIP) install --group test
	@touch $@

$(READY)/bench: $(READY)/package
	$(PIP) install --group bench
	@touch $@

$(READY)/dev: $(READY)/test
	$(PIP) install --group dev
	@touch $@
