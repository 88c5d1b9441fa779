# Every command that a person needs. CI runs only these.
#   make atlas   set up, create the atlas from the starter collection, publish it, serve it on 127.0.0.1
#   make test    set up, run all tests and checks
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
ATLAS  ?= build/atlas
SITE   ?= build/site
PORT   ?= 8910
SERVE  ?= yes

.PHONY: atlas test lint types audit docs bench wheel browser clean help

help:
	@sed -n 's/^#   //p' Makefile

$(VENV)/.run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Python 3.11 or newer is needed; say which: make atlas PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run pyproject.toml
	@echo "Adding the tools of the tests (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

atlas: $(VENV)/.run
	@$(BIN)/aneatlas init --home $(ATLAS)
	@$(BIN)/aneatlas publish $(SITE) --home $(ATLAS)
ifeq ($(SERVE),yes)
	@$(BIN)/aneatlas preview $(SITE) --port $(PORT)
endif

test: lint types
	@$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.test
	@$(BIN)/mypy src

#   make audit   look every installed package up in the public list of known vulnerabilities
audit: $(VENV)/.test
	@mkdir -p build
	@$(BIN)/pip-audit --skip-editable --progress-spinner off > build/audit.txt 2>&1 || true
	@grep -v "could not be audited" build/audit.txt | tail -n 40
	@echo "audit: $$(grep -c 'could not be audited' build/audit.txt) packages are not in the list that could be reached"
	@! grep -q "^Found .* known vulnerabilit" build/audit.txt

#   make docs    write the generated pages of docs/reference anew
docs: $(VENV)/.test
	@$(BIN)/python docs/generate.py

#   make bench   print every figure that README claims
bench: $(VENV)/.test
	@$(BIN)/python benchmarks/run.py

#   make browser install Debian's Chromium for the journeys (needs root)
browser:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }

#   make clean   remove what these commands made, the virtual environment and the atlas included
clean:
	@rm -rf $(VENV) build dist src/*.egg-info
