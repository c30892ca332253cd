# The two commands of the README are `make demo` and `make test`. Everything that they need and
# make is in this folder.

PYTHON ?= python3
CORES ?= 2
READS ?= 1000000
ROUNDS ?= 10
VENV := $(CURDIR)/.venv
INSTALLED := $(VENV)/installed
export PATH := $(VENV)/bin:$(PATH)
export PIP_NO_CACHE_DIR := 1
export XDG_CACHE_HOME := $(VENV)/cache
export XDG_CONFIG_HOME := $(VENV)/config
export TMPDIR := $(VENV)/tmp

.PHONY: demo test lint benchmark calibrate install clean

demo: install  ## Run the workflow on the demo cohort
	snakemake --cores $(CORES) --directory .test
	@echo "Open .test/results/expression/TRD_vs_control.volcano.png and .test/results/candidates/TRD_vs_control.tsv"

test: install  ## Run the tests
	python -m pytest

lint: install  ## Check format and style
	ruff format --check
	ruff check
	snakefmt --check Snakefile workflow/rules
	snakemake --lint --directory .test

benchmark: install  ## Time, memory and accuracy on simulated reads
	python tests/simulation/benchmark.py $(READS)

calibrate: install  ## Error rates and power on simulated cohorts
	python tests/simulation/calibrate.py $(ROUNDS)

install: $(INSTALLED)

$(INSTALLED): requirements.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Error: Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { $(PYTHON) -m venv --without-pip $(VENV) && $(VENV)/bin/python envs/get_pip.py; }
	mkdir -p $(TMPDIR)
	python -m pip install --quiet --require-hashes --requirement requirements.txt
	touch $@

clean:  ## Remove the environment and the results of the demo
	rm -rf $(VENV) $(addprefix .test/,results logs benchmarks .snakemake)
