# Every command first builds the environment if it is missing or out of date: `report` what a run needs,
# `test`, `lint` and `dev` the tools of development too.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Where the path has no supported Python, uv looks for one elsewhere, or downloads it.
PYTHON ?= $(shell for v in 3.13 3.12 3.11; do python$$v -c '' 2>/dev/null && echo python$$v && break; done || echo '>=3.11,<3.14')
NO_PYTHON := error: no Python from 3.11 to 3.13 was found or could be downloaded. Install one: \
	Fedora has the package python3.13, Ubuntu the archive ppa:deadsnakes/ppa, and macOS "brew install python@3.13"; or name one: make report PYTHON=<path>
NO_UV := error: uv is missing and could not be installed. Get it from https://docs.astral.sh/uv, or install python3 with \
	its module venv (Debian and Ubuntu: the package python3-venv)
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
BIOME := node_modules/.bin/biome
NO_NODE := error: Node and npm are missing, with which lint checks the scripts of the site. Install Node 18 or later: \
	Debian and Ubuntu have the packages nodejs and npm, Fedora has nodejs, and macOS "brew install node"
# uv resolves and installs in seconds. If it is not on the path, it gets a folder of its own.
UV := $(or $(shell command -v uv),.venv-uv/bin/uv)
INSTALL = $(UV) pip install --quiet --compile-bytecode -c constraints.txt --build-constraints constraints.txt --python
export COMPUTE_DIVIDE_HOME ?= $(CURDIR)/data
export COMPUTE_DIVIDE_SOURCES := $(if $(SOURCES),$(SOURCES),$(COMPUTE_DIVIDE_SOURCES))
export COMPUTE_DIVIDE_ONLY := $(if $(ONLY),$(ONLY),$(COMPUTE_DIVIDE_ONLY))
# Ports of the site and, for `make dev`, of the Dagster UI.
PORT ?= 3001
UI_PORT ?= 3000
export COMPUTE_DIVIDE_PORT ?= $(PORT)
export DAGSTER_HOME ?= $(COMPUTE_DIVIDE_HOME)/dagster

.PHONY: help report check serve test classify accuracy dev bench backup restore prune lint lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv-uv/bin/uv:
	@python3 -m venv .venv-uv && .venv-uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/uv.txt \
		|| { echo '$(NO_UV)' >&2; exit 1; }

$(RUN): pyproject.toml constraints.txt | $(filter .venv-uv/%,$(UV))
	@$(UV) venv --quiet --clear --python "$(PYTHON)" $(VENV) || { echo '$(NO_PYTHON)' >&2; exit 1; }
	$(INSTALL) $(VENV) -e .
	@touch $@

$(DEV): $(RUN)
	$(INSTALL) $(VENV) -e '.[dev]'
	@touch $@

report: $(RUN) ## Refresh everything and publish: SOURCES=record (default), live, or a directory; ONLY=models or the name of a source; FULL=1 reloads
	@$(BIN)/compute-divide report $(if $(FULL),--full) $(if $(ACCEPT),--accept "$(ACCEPT)" --reason "$(REASON)")

check: $(RUN) ## Test each publisher with a small request: reachable, fields, newest date, robots, keys
	@$(BIN)/compute-divide check

serve: $(RUN) ## Show the report on http://127.0.0.1:3001; PORT=3002 changes the port
	@$(BIN)/compute-divide serve

# Three processes keep two cores busy, because whole runs wait for files and for each other.
test: $(DEV) ## Run all tests
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

classify: $(RUN) ## Classify affiliations: FILE=affiliations.csv (with a column 'affiliation') OUT=labels.csv
	@$(BIN)/compute-divide classify $(if $(FILE),"$(FILE)") $(if $(OUT),"$(OUT)")

accuracy: $(DEV) ## Measure how well we classify labelled strings: GOLD=<folder> adds more files
	@$(BIN)/compute-divide accuracy $(if $(GOLD),--gold "$(GOLD)")

dev: $(DEV) ## Open the Dagster UI on 127.0.0.1:3000 with the daily schedule, and the site on 127.0.0.1:3001
	$(BIN)/python -m orchestration.run.settings
	@$(BIN)/compute-divide serve & server=$$!; trap "kill $$server 2>/dev/null" EXIT; sleep 2; kill -0 $$server || exit 1; \
		VIRTUAL_ENV=$(CURDIR)/$(VENV) COMPUTE_DIVIDE_SITE=http://127.0.0.1:$(COMPUTE_DIVIDE_PORT) \
		$(BIN)/dg dev --host 127.0.0.1 --port $(UI_PORT)

bench: $(DEV) ## Time a run over synthetic works: WORKS=100000
	@home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; \
		$(BIN)/python -m tests.bench.works $(or $(WORKS),100000) "$$home/files" && \
		time COMPUTE_DIVIDE_HOME="$$home/home" COMPUTE_DIVIDE_SOURCES="$$home/files" $(BIN)/python -m orchestration

backup: $(RUN) ## Save stored files, publications and Dagster's history, while nothing is running: FILE=backup.tar.gz
	@$(BIN)/compute-divide backup "$(or $(FILE),$(error name a file: FILE=backup.tar.gz))"

restore: $(RUN) ## Restore a complete backup into an empty home: FILE=backup.tar.gz
	@$(BIN)/compute-divide restore "$(or $(FILE),$(error name a file: FILE=backup.tar.gz))"

prune: $(RUN) ## List old runs and publications; DELETE=1 deletes them
	@$(BIN)/compute-divide prune $(if $(DELETE),--delete)

$(BIOME): package.json package-lock.json
	@command -v npm >/dev/null || { echo '$(NO_NODE)' >&2; exit 1; }
	npm ci --silent
	@touch $@

lint: $(DEV) ## Lint Python, SQL, scripts and templates, dead code, spelling, import directions, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/vulture
	$(BIN)/codespell
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/*_*.yml
	$(BIN)/zizmor --quiet --offline --no-config --no-progress --pedantic .github
	$(BIN)/mypy
	$(BIN)/djlint --check --quiet reports/site/templates
	@$(MAKE) --no-print-directory $(BIOME)
	$(BIOME) ci --colors=off

# uv compares each file that it installs with the hashes of its constraint.
LOCK = $(UV) pip compile --quiet --universal --upgrade --generate-hashes --no-header --no-annotate
lock: ## Resolve uv and the libraries again, for every supported Python, with hashes
	$(LOCK) --python-version 3.11 --extra dev --extra spark --output-file constraints.txt pyproject.toml
	echo uv | $(LOCK) --output-file .ci/uv.txt -

clean: ## Remove the environment and built files; RAW=1, WAREHOUSE=1, PUBLISHED=1, HISTORY=1 remove data too
	rm -rf $(VENV) .venv-uv dbt_project/target build node_modules *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	rm -rf data/dbt data/preview data/logs $(if $(RAW),data/raw) $(if $(WAREHOUSE),data/warehouse) $(if $(PUBLISHED),data/published) $(if $(HISTORY),data/dagster)
