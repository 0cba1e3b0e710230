# make            notebooks and figures of the articles in seeds/
# make ARTICLES=folder OUT=folder THEMES=file.toml DASK=tcp://…     the same for your own, on a cluster if you have one
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

ARTICLES ?=
THEMES ?=
# Your own articles or themes never overwrite what is committed here.
OUT ?= $(if $(ARTICLES)$(THEMES),out)
TEXTS ?=
CONC ?=
WRITER ?=
INPUTS ?= 10000
# A Dask scheduler whose workers do the work: tcp://…
DASK ?=

export ANALYSIS_ARTICLES := $(ARTICLES)
export ANALYSIS_THEMES := $(THEMES)
export ANALYSIS_OUT := $(OUT)
export ANALYSIS_DASK := $(DASK)
export TEXTS
export CONC
# The results must not depend on the order of sets.
export PYTHONHASHSEED := 0

.DEFAULT_GOAL := figures
.PHONY: figures test lint types lab bench coverage bench-scale stress proofs fuzz lock clean help

figures: $(READY)  ## execute the notebooks and leave figures/ complete (the default)
	@$(BIN)/python -m analysis

test: lint types  ## all that a reviewer would run: lint, types, tests, doctests, notebooks
	@env -u ANALYSIS_ARTICLES -u ANALYSIS_THEMES -u ANALYSIS_OUT -u ANALYSIS_DASK $(BIN)/python -m pytest

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/mypy

lab: $(READY)  ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks

bench: $(READY)  ## speed beside wc, scikit-learn and nltk (TEXTS=folder for your own texts, CONC=python of an environment with conc)
	@$(BIN)/python tests/bench.py $(if $(TEXTS),"$$TEXTS")

coverage: $(READY)  ## how often intervals hold the true rate, and how often chance makes a word key; writes docs/coverage.md (TEXTS="folder folder")
	@$(BIN)/python tests/coverage.py --report docs $(TEXTS)

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with make PYTHON=python3.12")'
	@echo "Setting up .venv (once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

bench-scale: $(READY)  ## how time, memory and disk grow from one article to a million; writes docs/scale.md (WRITER=script that writes articles)
	@cd tests && ../$(BIN)/python bench_scale.py --report ../docs $(if $(WRITER),--articles "$(abspath $(WRITER))")

stress: $(READY)  ## kill fifty builds of a store, each at another moment, and look whether the next run is right
	@MOMENTS=50 $(BIN)/python -m pytest tests/test_store.py -k killed

proofs: $(READY)  ## the proofs about themes on twenty times as many examples: matching, shifts, company, topics, false alarms
	@TIMES=20 $(BIN)/python -m pytest -m proof

fuzz: $(READY)  ## read ten thousand mutated files of every format: none may stop it, hang, or go unaccounted for
	@$(BIN)/python tests/fuzz.py $(INPUTS)

lock:  ## lock the dependencies of pyproject.toml again (needs uv)
	uv pip compile pyproject.toml --group dev --extra chinese --extra cluster --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file requirements.txt

clean:  ## take away .venv and caches
	rm -rf .venv .store out .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info

help:  ## this list
	@sed -n 's/^# \(make.*\)/\1/p' Makefile
	@grep -E '^[a-z-]+:.*  ## ' Makefile | sed -E 's/:.*  ## /\t/' | expand -t 14
