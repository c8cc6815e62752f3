# Everything from a fresh machine that has Python >= 3.11, Node >= 20 and make. A second run skips what is in place.

VENV ?= .venv
# Each of two processes has a half of the folders, so that what a module's tests share is made once, and takes from the other's
# when it is done.
PYTEST_ARGS ?= -n 2 --dist worksteal
# A file of packages with their hashes, from which alone the site is made: make site LOCKED=.ci/publishing.txt
LOCKED ?=
# What the tests need; the whole check adds PyTorch, which is several gigabytes where no build for the processor is found.
EXTRAS ?= dev,dask,oracles
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What pip does for every package but one that is edited in place: where Python may write no byte code, each start would compile it.
COMPILE := $(BIN)/python -m compileall -q generator/jacobook

# The first Python on the path that is new enough; `make PYTHON=...` names another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$name; break; fi; done)

# Material for MkDocs announces its end of life on every run; docs/development/decisions.md has the plan for it.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two installations into one environment at the same time would spoil it.
.NOTPARALLEL:
.PHONY: help site serve test quick lint format check benchmark hooks clean distclean

help: ## List the commands
	@echo "Jacobook: make <command>"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

site: node_modules/.ready $(VENV)/.site ## Derive, prove, and typeset everything: website and PDFs in site/
	$(BIN)/jacobook build --strict $(BUILD)

serve: node_modules/.ready $(VENV)/.site ## Preview the site while you edit rules, templates, and pages
	$(BIN)/jacobook serve

test: node_modules/.ready $(VENV)/.dev ## Run the tests (PYTEST_ARGS="-k name" for some of them)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

quick: $(VENV)/.dev ## Run the most telling tests in a minute: no browser, no whole catalogue, nothing slow
	$(BIN)/python -m pytest $(PYTEST_ARGS) -m "not slow and not thorough and not browser and not node and not latex and not oracle"

lint: $(VENV)/.dev ## Check style, types, import direction, and spelling
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/typos

format: $(VENV)/.dev ## Format the code and apply automatic fixes
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

check: $(VENV)/.site ## Prove every rule of the catalogue
	$(BIN)/jacobook check

benchmark: $(VENV)/.dev ## Compare the time of a derivative with SymPy
	$(BIN)/python benchmarks/derivative.py

hooks: $(VENV)/.dev ## Run the linters before each of your commits
	$(BIN)/prek install

clean: ## Remove what was generated
	rm -rf site docs/reference build dist .cache .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

distclean: clean ## Also remove the environments
	rm -rf $(VENV) node_modules

# ------------------------------------------------------------------------------------------------------------- set-up
# Each stamp is newer than the file it was made from, and is written only when everything before it succeeded.

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Jacobook needs Python 3.11 or newer, but none was found; install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot create virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Creating a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.site: $(VENV)/.python pyproject.toml
	@echo "Installing Jacobook and what it needs (once)"
	@if [ -n "$(LOCKED)" ]; then \
		$(PIP) install --require-hashes --requirement $(LOCKED) && $(PIP) install --no-deps --no-build-isolation --editable .; \
	else $(PIP) install --editable '.[site]'; fi
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: $(VENV)/.python pyproject.toml
	@echo "Installing Jacobook and what its tests need (once, a minute or two)"
	@$(PIP) install --editable '.[$(EXTRAS)]'
	@$(COMPILE)
	@touch $(VENV)/.site $@

node_modules/.ready: package.json package-lock.json
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "Jacobook needs Node 20 or newer with npm to typeset its formulas, and found none on the path" >&2; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { echo "Jacobook needs Node 20 or newer; this is Node $$(node --version)" >&2; exit 1; }
	@echo "Installing the Node packages (once)"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
