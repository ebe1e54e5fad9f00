# Every target sets up what it needs; the logic is in Python.
.DEFAULT_GOAL := help
.PHONY: help setup lock generate check-generated lint format test conformance faults bench serve clean

PYTHON   ?= python3
VENV     := .venv
BIN      := $(VENV)/bin
READY    := $(VENV)/.ready
PROVIDER ?= all
PROFILE  ?=
SEED     ?= 1
PORT     ?= 8080
JOBS     ?= auto

help: ## print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  make conformance PROVIDER=tikkie BASE_URL=https://... judges another server (credentials: TIKKIE_*)"
	@echo "  Variables: PROVIDER=$(PROVIDER) PROFILE=quick|full|live SEED=$(SEED) PORT=$(PORT) PYTHON=$(PYTHON)"

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(READY) ## create .venv from requirements.lock

generate: $(READY) ## write generated/ from specs/ (does nothing when up to date)
	@$(BIN)/python -m specs.codegen.generate

check-generated: $(READY) ## prove that generated/ is what specs/ give, byte for byte
	@$(BIN)/python -m specs.codegen.generate --check

lint: $(READY) ## ruff, mypy --strict and the review of the specs
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/conformance review

format: $(READY) ## format the code and apply safe fixes
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

test: $(READY) ## run our own tests
	$(BIN)/pytest -n $(JOBS) -q

conformance: $(READY) ## judge the embedded sandboxes, or BASE_URL, against the specs; writes report/
	@$(BIN)/conformance run $(PROVIDER) --seed $(SEED) $(if $(PROFILE),--profile $(PROFILE)) $(if $(BASE_URL),--base-url "$(BASE_URL)") \
	  $(if $(CONTROL_URL),--control-url "$(CONTROL_URL)")

faults: $(READY) ## arm every fault of the sandbox in turn and show which check catches it
	@$(BIN)/conformance faults $(PROVIDER)

serve: $(READY) ## run a sandbox by hand: make serve PROVIDER=tikkie PORT=8080
	@$(BIN)/conformance serve $(filter-out all,$(PROVIDER)) --port $(PORT)

bench: $(READY) ## measure the sandbox, the judge, the hook and the generator
	@$(BIN)/python -m tests.bench

lock: ## pin pyproject.toml again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-annotate --no-header --extra dev pyproject.toml -o requirements.lock

clean: ## remove .venv, reports and caches
	rm -rf $(VENV) report .mypy_cache .ruff_cache .pytest_cache .hypothesis
