# The two commands of the README are `make demo` and `make test`. Everything that they need and
# make is in this folder.

PYTHON ?= python3
CORES ?= 2
READS ?= 1000000
ROUNDS ?= 10

# What is written or removed is named relative to this folder, whose own path may hold blanks and
# quotes, and what is run is the Python of `.venv`. Elsewhere, both would be those of a stranger.
ifeq ($(filter Makefile ./Makefile,$(lastword $(MAKEFILE_LIST))),)
$(error Run make in the folder of this Makefile, or with --directory)
endif

# Whole paths, as jobs run in other folders, and only in variables, which no shell splits. A colon
# would part the PATH in two.
COLON := $(findstring :,$(CURDIR))
export PATH := $(if $(COLON),,$(CURDIR)/.venv/bin:)$(value PATH)
export XDG_CACHE_HOME := $(CURDIR)/.venv/cache
export XDG_CONFIG_HOME := $(CURDIR)/.venv/config
export TMPDIR := $(CURDIR)/.venv/tmp
export PIP_NO_CACHE_DIR := 1
export PIP_REQUIRE_VIRTUALENV := 1
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_USER PYTHONHOME PYTHONPATH
export PYTHON

.PHONY: demo test test-faults test-slurm test-recipe lint docs benchmark calibrate install install-slurm clean

demo: install  ## Run the workflow on the demo cohort
	.venv/bin/python -m snakemake --cores "$(CORES)" --directory .test

test: install  ## Run the tests and show which lines they leave out
	.venv/bin/python -m pytest --numprocesses "$(CORES)" --cov

# As root on Debian or Ubuntu, what is missing is installed; elsewhere the tests say why they are skipped.
test-slurm: install-slurm  ## Run the demo on a SLURM of one node on this machine
	command -v slurmctld >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install --yes --no-install-recommends slurmctld slurmd slurm-client munge; } || true
	.venv/bin/python -m pytest -m slurm -s tests/workflow/test_slurm.py

test-recipe: install  ## Run the one step of the recipes of containers
	.venv/bin/python -m pytest -m recipe tests/workflow/test_containers.py

test-faults: install  ## Kill 20 runs and jobs, fill a disk, and hold the results against those of a run left alone
	FAULTS=20 .venv/bin/python -m pytest tests/workflow/test_faults.py

lint: install  ## Check format, style and types
	.venv/bin/python -m ruff format --check
	.venv/bin/python -m ruff check
	.venv/bin/python -m snakefmt --check Snakefile workflow/rules
	.venv/bin/python -m snakemake --lint --directory .test
	.venv/bin/python -m mypy

docs: .venv/docs/installed  ## Build the documentation into site/
	NO_MKDOCS_2_WARNING=1 .venv/docs/bin/python -m mkdocs build --strict
	@echo "Open site/index.html"

benchmark: install  ## Time, memory and accuracy on simulated reads
	.venv/bin/python tests/simulation/benchmark.py "$(READS)"

calibrate: install  ## Error rates and power on simulated cohorts
	.venv/bin/python tests/simulation/calibrate.py "$(ROUNDS)"

install: .venv/installed

install-slurm: .venv/slurm-installed  ## For runs on a cluster: snakemake --profile profiles/slurm

# No environment can be made where a colon is in the path; Snakemake would fill in what is in braces.
.venv/installed: requirements.txt
	@"$$PYTHON" -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Error: Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@"$$PYTHON" -c 'import os, sys; set(os.getcwd()) & set(":{}\n") and sys.exit("Error: The path of this folder may hold neither colons, braces nor line ends")'
	mkdir -p .venv/tmp
	"$$PYTHON" -m venv .venv 2>/dev/null || { "$$PYTHON" -m venv --without-pip .venv && .venv/bin/python tools/get_pip.py; }
	.venv/bin/python -m pip install --quiet --require-hashes --requirement requirements.txt
	touch $@

.venv/slurm-installed: requirements-slurm.txt .venv/installed
	.venv/bin/python -m pip install --quiet --require-hashes --requirement requirements-slurm.txt
	touch $@

# An environment of its own: the site needs none of the packages of a run, nor a run those of the site.
.venv/docs/installed: requirements-docs.txt .venv/installed
	.venv/bin/python -m venv --without-pip .venv/docs
	.venv/bin/python -m pip --python .venv/docs install --quiet --require-hashes --requirement requirements-docs.txt
	touch $@

clean:  ## Remove the environments, the results of the demo and the site
	rm -rf .venv site .test/results .test/logs .test/benchmarks .test/.snakemake
