# Two commands do everything: `make up` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv

##@ Use
.PHONY: up
up: .venv/.run ## Start the whole system and load the days around today
	@$(BIN)/tvsi up

# Two run what one does in less time, at the cost of tests that measure time.
WORKERS ?= 1
.PHONY: test
test: .venv/.dev ## Run the whole test suite on real Postgres and real Elasticsearch (WORKERS=2 in two processes)
	$(BIN)/python -m pytest $(if $(filter-out 1,$(WORKERS)),--numprocesses $(WORKERS) --no-loadscope-reorder) $(PYTEST_ARGS)

##@ Develop
.PHONY: check
check: .venv/.dev ## Format, lint, types, imports, unit tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/unit tests/conventions -q

.PHONY: coverage
coverage: .venv/.dev ## Run the whole suite and tell what it reaches; watching every service makes it half as slow again
	$(BIN)/python -m pytest --cov --cov-report=term $(PYTEST_ARGS)

.PHONY: format
format: .venv/.dev ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

LOCK = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url
.PHONY: lock
lock: .venv/.tools ## Resolve the lock files again from pyproject.toml
	$(LOCK) --extra pipeline --extra embedded --group build pyproject.toml -o requirements/run.lock
	$(LOCK) --extra pipeline --extra embedded --group build --group dev pyproject.toml -o requirements/dev.lock
	$(LOCK) pyproject.toml -o requirements/api.lock
	$(LOCK) --extra pipeline pyproject.toml -o requirements/pipeline.lock
	$(LOCK) --group build -o requirements/build.lock

.PHONY: clean
clean: ## Remove the environment, caches and all data
	rm -rf .venv .tvsi .mypy_cache .pytest_cache .ruff_cache .coverage build *.egg-info

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*##/ {printf "  %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Ship
IMAGE_BUILDER ?= docker
.PHONY: image
image: ## Build both images with Docker (or IMAGE_BUILDER=buildah, podman)
	$(IMAGE_BUILDER) build --target api --tag tvsi-api .
	$(IMAGE_BUILDER) build --target pipeline --tag tvsi-pipeline .

.PHONY: image-check
image-check: .venv/.dev ## Build and run both images without Docker, in three minutes (root; buildah, debootstrap, docker-compose, nginx)
	$(BIN)/python -m containers

##@ Measure
FAULTS = $(BIN)/python -m pytest tests/faults
.PHONY: faults
faults: .venv/.dev ## Kill processes, stop stores, and play the model of the index 200,000 times
	$(FAULTS) tests/model --fault-seeds 10 --hang-seconds 30 --plays 200000 --timeout 3600 $(PYTEST_ARGS)

FUZZ_EXAMPLES ?= 500
.PHONY: fuzz
fuzz: .venv/.dev ## Send hundreds of random requests to every operation, searches up and down, in half an hour
	$(BIN)/python -m pytest tests/integration/contract/test_fuzzing.py -rP --timeout 3600 --fuzz-examples $(FUZZ_EXAMPLES) $(PYTEST_ARGS)

.PHONY: soak
soak: .venv/.dev ## Run a minute's storm of likes, and an outage of a minute
	$(FAULTS) -k "storm or elasticsearch_outage" --storm-seconds 60 --outage-seconds 60 $(PYTEST_ARGS)

.PHONY: bench
bench: .venv/.run ## Measure what logins tell and cost, in some minutes
	$(BIN)/python -m bench.logins

.PHONY: bench-search
bench-search: .venv/.run ## Measure suggestions, walks under likes and kept answers, in some ten minutes
	$(BIN)/python -m bench.suggestions
	$(BIN)/python -m bench.walks
	$(BIN)/python -m bench.kept_answers

.PHONY: bench-backfill
bench-backfill: .venv/.run ## Measure a month's backfill while people search and like, in some three minutes
	$(BIN)/python -m bench.backfill 2020-12-01 2020-12-31

EPISODES ?= 100000
HEAP ?= 512m
SHARDS ?= 1
.PHONY: bench-scale
bench-scale: .venv/.run ## Measure what EPISODES episodes take (index, memory, rebuild, searches), with HEAP and SHARDS
	$(BIN)/python -m bench.scaling --episodes $(EPISODES) --heap $(HEAP) --shards $(SHARDS)

.PHONY: bench-projection
bench-projection: .venv/.run ## Measure how far the index is behind, and rebuilds against parallel_bulk, in ten minutes
	$(BIN)/python -m bench.projection

.PHONY: relevance
relevance: .venv/.run ## Score the order of search results, with and without each ingredient
	$(BIN)/python -m bench.relevance $(RELEVANCE_ARGS)

.PHONY: bench-page
bench-page: .venv/.dev ## Weigh the pages and time the first result in a browser (needs chromium)
	$(BIN)/python -m bench.pages

.PHONY: screenshots
screenshots: .venv/.dev ## Take the pictures of the docs from simulated data, in five minutes (needs chromium)
	$(BIN)/python -m bench.pages --screenshots
	$(BIN)/python -m bench.dagster_pages

.PHONY: bench-large
bench-large: .venv/.run ## Measure likes with ten million of them; takes 4 GB for ten minutes
	$(BIN)/python -m bench.likes_at_scale

# The environment, in stamps so that nothing is done twice.
.venv/.tools: requirements/tools.lock
	@$(PYTHON) -c 'import sys; sys.exit("TVSI needs Python 3.11 to 3.13; this is " + sys.version.split()[0] + ". Say make PYTHON=python3.12") if not (3, 11) <= sys.version_info[:2] <= (3, 13) else None'
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv module is missing; install it (Debian: apt-get install python3-venv)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.lock
	@touch $@

INSTALL = $(UV) pip install --quiet --python $(BIN)/python --compile-bytecode
.venv/.run: .venv/.tools requirements/run.lock pyproject.toml $(wildcard embedded/elasticsearch/jars.lock embedded/elasticsearch/java/*.java)
	$(INSTALL) --require-hashes -r requirements/run.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m embedded.install
	@touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	$(INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@
