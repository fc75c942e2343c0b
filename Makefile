# `make` alone lists the targets. Everything happens in .venv and out/; nothing else on the machine is
# touched, but for the system packages that tools/system_packages.sh names before it installs them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?= python3
VENV ?= .venv
OUT ?= out
CASE ?= reference-ght
# What `make quick` looks at: all by default.
TESTS ?=
# Workers that share the tests. Each may hold a gigabyte.
JOBS ?= 2

BIN := $(VENV)/bin
UV := $(BIN)/uv
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
LOWEST := .venv-lowest
QUICK := -m "not slow and not browser"
TOGETHER := -n $(JOBS) --dist loadgroup
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed

export PYTHONUTF8 := 1

# Shell text: says in both languages why a Python will not do; installs the one part that Debian keeps apart, if it can.
define CHECK_PYTHON
command -v $(PYTHON) >/dev/null || { \
	    echo "✗ Python est introuvable : « $(PYTHON) ». Il faut Python 3.11 ou plus récent." >&2; \
	    echo "  Python was not found: $(PYTHON). Version 3.11 or newer is needed." >&2; exit 1; }; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "✗ Il faut Python 3.11 ou plus récent ; ici $(PYTHON) est : $$($(PYTHON) --version 2>&1 | head -n 1)" >&2; \
	    echo "  Python 3.11 or newer is needed. If you have one: make PYTHON=python3.12 demo" >&2; exit 1; }; \
	PYTHON=$(PYTHON) tools/system_packages.sh module; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "✗ Il manque le module venv de $(PYTHON). Debian, Ubuntu : sudo apt-get install python3-venv" >&2; \
	    echo "  The venv module of $(PYTHON) is missing (Debian, Ubuntu: the package python3-venv)." >&2; exit 1; }
endef

.PHONY: help demo install programs test test-all quick lowest lowest-tests lint bench pictures docs lock clean

help: ## Cette aide / this help
	@echo "hds-tco : le coût complet de l'hébergement des données de santé / total cost of ownership of health-data hosting"
	@echo
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 16
	@echo
	@echo "  PYTHON=python3.12 make demo     un autre interpréteur (3.11 ou plus) / another interpreter (3.11 or newer)"

demo: install ## Installe, compare les options du cas livré, écrit out/ / install, compare the shipped case, write out/
	@mkdir -p $(OUT)
	@echo "→ Comparaison du cas $(CASE) / comparing the case $(CASE)"
	@$(BIN)/hds-tco compare $(CASE)
	@$(BIN)/hds-tco compare $(CASE) --lines --out $(OUT)/$(CASE).txt --force
	@for format in json csv; do $(BIN)/hds-tco compare $(CASE) --out $(OUT)/$(CASE).$$format --force; done
	@echo "→ Dossier du conseil / board pack"
	@$(BIN)/hds-tco board $(CASE) --out $(OUT) --force
	@echo "✓ Résultats / results: $(OUT)/$(CASE).txt, .json, .csv"

install: $(INSTALLED) ## L'environnement .venv seul / only the .venv

programs: ## Installe les programmes que les tests appellent / install the programs that the tests call
	@PYTHON=$(PYTHON) tools/system_packages.sh

test: programs install ## Comme demo, puis tous les tests / as demo, then the whole test suite
	@mkdir -p $(OUT)
	@echo "→ make demo ; son écran est dans $(OUT)/demo.log / its screen is in $(OUT)/demo.log"
	@$(MAKE) --no-print-directory demo >$(OUT)/demo.log || { cat $(OUT)/demo.log; exit 1; }
	@echo "→ Tests"
	@$(BIN)/python -m pytest $(TOGETHER)

test-all: programs install ## Tous les tests, essais aléatoires en nombre / every test, random trials by the hundred
	@HDS_TCO_EXAMPLES=200 $(BIN)/python -m pytest $(TOGETHER)

quick: install ## Les tests rapides, sans navigateur / the quick tests, no browser
	@$(BIN)/python -m pytest -q $(TOGETHER) $(QUICK) $(TESTS)

lowest: install ## Les plus anciennes versions permises / the oldest versions that pyproject.toml allows
	@$(UV) venv --quiet --clear --python $(PYTHON) $(LOWEST)
	@$(UV) pip install --quiet --system-certs --python $(LOWEST)/bin/python --resolution lowest-direct -e ".[all,dev]"
	@mkdir -p $(OUT)
	@echo "→ compare, simulate, sensitivity, board : $(OUT)/lowest.log"
	@{ $(LOWEST)/bin/hds-tco compare $(CASE); \
	    $(LOWEST)/bin/hds-tco simulate $(CASE) --draws 1000; \
	    $(LOWEST)/bin/hds-tco sensitivity $(CASE) --draws 1000; \
	    $(LOWEST)/bin/hds-tco board $(CASE) --out $(OUT)/lowest --force; } >$(OUT)/lowest.log

# Old libraries beside new ones warn of their age: here that is no error.
lowest-tests: lowest ## Et les tests rapides avec elles / and the quick tests with them
	@$(LOWEST)/bin/python -m pytest -q $(TOGETHER) $(QUICK) \
	    -W ignore::DeprecationWarning -W ignore::PendingDeprecationWarning -W ignore::FutureWarning

lint: install ## Style, types et sens des imports / style, types and direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: install ## Mesures de temps et de mémoire / time and memory measurements
	@$(BIN)/python -m benchmarks

pictures: install ## Refait les images du README / remake the README's pictures
	@$(BIN)/python -m tools.pictures

# Notebooks are run again only when they or the library changed. Quiet, mkdocs would see no warning, and --strict pass.
docs: install ## Le site de documentation, dans out/docs / the documentation site, in out/docs
	@echo "→ Carnets, quelques minutes la première fois / notebooks, a few minutes the first time"
	@$(BIN)/python -m tools.gallery $(OUT)/notebooks
	@HDS_TCO_EXECUTED_NOTEBOOKS=$(OUT)/notebooks NO_MKDOCS_2_WARNING=1 \
	    $(BIN)/python -m mkdocs build --strict --site-dir $(abspath $(OUT))/docs
	@echo "✓ $(OUT)/docs/index.html"

# The lock is made for every Python from 3.11.0 on (Debian 12 ships 3.11.2), with hashes, without any registry address.
lock: install ## Refait requirements.lock d'après pyproject.toml / remake requirements.lock from pyproject.toml
	@$(UV) pip compile pyproject.toml --extra all --extra dev --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --universal --python-version 3.11 --no-header -q -o requirements.lock $(LOCK_ARGS)
	@echo "✓ requirements.lock"

clean: ## Efface tout ce qui se refait / remove all that can be made again
	@rm -rf $(OUT) .venv .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find hds_tco tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The lines of the lock that pin uv, which installs the rest in a third of the time: pip reads them, and checks the hashes.
# As pip does, it trusts the certificates that the system trusts (a hospital's proxy has its own). Where it does not reach what pip does (a mirror that
# only pip's settings name), pip installs all.
LOCK_OF_UV := sed -n '/^uv==/,/[^\\]$$/p' requirements.lock

# Stamps: made once, and again when the lock (or what pip reads of pyproject.toml) changes.
$(LOCKED): requirements.lock
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	    $(CHECK_PYTHON); \
	    echo "→ Environnement Python $(VENV) / Python environment $(VENV)"; \
	    $(PYTHON) -m venv --clear $(VENV); }
	@echo "→ Dépendances épinglées, moins d'une minute / pinned dependencies, less than a minute"
	@$(LOCK_OF_UV) | $(PIP) install --require-hashes --no-deps -r /dev/stdin
	@$(UV) pip install --quiet --system-certs --python $(BIN)/python --require-hashes -r requirements.lock || { \
	    echo "→ uv n'a pas pu ; par pip / uv could not; by pip"; \
	    $(PIP) install --require-hashes -r requirements.lock; }
	@touch $@

$(INSTALLED): pyproject.toml $(LOCKED)
	@echo "→ hds-tco"
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
