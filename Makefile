# Every verb a newcomer needs; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DEMO := demo-library
PORT ?= 8000

.PHONY: help setup demo test lint format bench cluster lock

help: ## list the verbs
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## make .venv with the product and what its tests need

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || \
	  { echo "blueprint-search needs Python 3.11 to 3.14, for which its packages are built; try: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: setup ## make the demonstration library, ingest it, serve page and API
	@test -d $(DEMO) || $(BIN)/python -m demo $(DEMO)
	$(BIN)/blueprints ingest $(DEMO) || test $$? -eq 3  # 3: some of its files are broken on purpose
	$(BIN)/blueprints serve --port $(PORT)

test: lint ## lint, types and tests
	$(BIN)/python -m pytest -n 2

lint: setup ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## measure the ratios of docs/benchmarks.md
	$(BIN)/python -m benchmarks

cluster: setup ## run OpenSearch, Tika and Redis on loopback until Ctrl-C
	$(BIN)/python -m tests.services

lock: ## renew the hashed requirements (needs uv)
	uv pip compile --universal --generate-hashes --no-header --extra demo --extra evaluate pyproject.toml -o requirements/run.txt
	uv pip compile --universal --generate-hashes --no-header --extra demo --extra evaluate --group dev pyproject.toml -o requirements/dev.txt
