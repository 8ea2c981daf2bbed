# Every command first builds the environment if it is missing or out of date.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= $(shell for v in 3.13 3.12 3.11; do p=$$(command -v python$$v) && $$p -c 'import venv, ensurepip' 2>/dev/null && echo $$p && break; done || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK := .venv-spark
export COMPUTE_DIVIDE_HOME ?= $(CURDIR)/data
export COMPUTE_DIVIDE_SOURCES := $(if $(SOURCES),$(SOURCES),$(COMPUTE_DIVIDE_SOURCES))
export DAGSTER_HOME ?= $(COMPUTE_DIVIDE_HOME)/dagster
SITE := 127.0.0.1:3001

.PHONY: help report test test-spark classify accuracy dev bench backup restore prune lint clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt orchestration/no_telemetry.pth
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.13 is needed" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	cp orchestration/no_telemetry.pth "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
	$(BIN)/python -m orchestration.dbt.manifest
	@touch $@

report: $(READY) ## Refresh everything and publish: SOURCES=sample (default), live, or a directory; FULL=1 reloads
	@$(BIN)/python -m orchestration $(if $(FULL),--full) $(if $(ACCEPT),--accept "$(ACCEPT)" --reason "$(REASON)")

test: $(READY) ## Run all tests
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

# An environment of its own: pyspark takes a forked process for its own doctests, and ends it.
$(SPARK)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv --clear $(SPARK)
	$(SPARK)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[spark]'
	@touch $@

test-spark: $(READY) $(SPARK)/.ready ## Build the sample's models on Apache Spark too, and compare every mart (needs Java 17)
	COMPUTE_DIVIDE_SPARK_PYTHON=$(CURDIR)/$(SPARK)/bin/python $(BIN)/python -m pytest -s -m spark tests/spark

classify: $(READY) ## Classify affiliations: FILE=affiliations.csv (a column 'affiliation') OUT=labels.csv
	@$(BIN)/python -m orchestration.cli.classify $(if $(FILE),"$(FILE)") $(if $(OUT),"$(OUT)")

accuracy: $(READY) ## Measure the classification on labelled strings: GOLD=<folder> adds more files
	@$(BIN)/python -m orchestration.cli.accuracy $(if $(GOLD),--gold "$(GOLD)")

dev: $(READY) ## Open the Dagster UI on 127.0.0.1:3000 with the daily schedule, and the site on 127.0.0.1:3001
	$(BIN)/python -m orchestration.settings
	@mkdir -p "$(COMPUTE_DIVIDE_HOME)/published"
	@$(BIN)/python -m http.server --bind $(firstword $(subst :, ,$(SITE))) --directory "$(COMPUTE_DIVIDE_HOME)/published" \
		$(lastword $(subst :, ,$(SITE))) >/dev/null 2>&1 & server=$$!; trap "kill $$server" EXIT; \
		COMPUTE_DIVIDE_SITE=http://$(SITE)/latest $(BIN)/dg dev --host 127.0.0.1

bench: $(READY) ## Time the pipeline beside hand-written peers on synthetic works: WORKS="10000 100000", REPEAT=3
	@$(BIN)/python -m tests.bench.sizes $(if $(WORKS),--works $(WORKS)) $(if $(REPEAT),--repeat $(REPEAT)) $(if $(NOTE),--note "$(NOTE)")

backup: $(READY) ## Save stored files, publications and history, verified: FILE=backup.tar
	@$(BIN)/python -m orchestration.cli.backup save $(if $(FILE),"$(FILE)")

restore: $(READY) ## Restore a backup into an empty home, verified: FILE=backup.tar
	@$(BIN)/python -m orchestration.cli.backup restore $(if $(FILE),"$(FILE)")

prune: $(READY) ## List old runs and publications; DELETE=1 deletes them
	@$(BIN)/python -m orchestration.cli.prune $(if $(DELETE),--delete)

lint: $(READY) ## Lint Python and SQL, dead code, words, import directions, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/vulture
	$(BIN)/python -m tests.words
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models
	$(BIN)/lint-imports
	$(BIN)/mypy

clean: ## Remove the environment and built files; RAW=1, WAREHOUSE=1, PUBLISHED=1, HISTORY=1 remove data too
	rm -rf $(VENV) $(SPARK) dbt_project/target build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	rm -rf data/dbt data/preview data/logs data/spark $(if $(RAW),data/raw) $(if $(WAREHOUSE),data/warehouse) $(if $(PUBLISHED),data/published) $(if $(HISTORY),data/dagster)
