# The two commands are `make up` and `make test`; each sets up what it needs on a fresh clone, once.
#
#   make up [ARGS=--no-demo]     install, build, start everything on this machine
#   make test                    lint, type check and the whole test suite, on an embedded PostgreSQL of its own
#   make test DATABASE_URL=...   the same on a PostgreSQL server of yours (15 or newer; the role must be a superuser or
#                                may create databases)
#   make lint | bench | screenshots | openapi | messages | lock

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
MANIFEST := src/sangdam/static/dist/.vite/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/sangdam/locale/*/LC_MESSAGES/*.po))
FRONTEND_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*')

.PHONY: up test lint bench screenshots openapi messages lock setup setup-test browser

up: setup
	@exec $(BIN)/sangdam up $(ARGS)

test: setup-test browser lint
	@$(BIN)/python -m pytest -n 2 $(ARGS)

lint: setup-test
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/sangdam
	$(BIN)/lint-imports
	cd frontend && ./with-node.sh npm run --silent check

bench: setup-test
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: setup-test browser
	@$(BIN)/python -m frontend.screenshots $(ARGS)

# The OpenAPI document, compared with the code in the tests.
openapi: setup-test
	@$(BIN)/python -m sangdam.doors.open_api docs/openapi/open-api.json

# Takes the texts to translate out of the sources (needs gettext); `make up` and `make test` compile them.
messages: setup
	@cd src/sangdam && ../../$(BIN)/django-admin makemessages --locale ko --locale en --add-location file --no-wrap

# --- set-up -----------------------------------------------------------------------------------------------------------

setup: .venv/.run-installed $(MANIFEST) $(CATALOGUES)

setup-test: setup .venv/.test-installed

.venv/.created:
	@python=
	for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi
	done
	if [ -z "$$python" ]; then echo "Sangdam needs Python 3.11 or newer; none was found." >&2; exit 1; fi
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
			echo "Installing Python's venv module ..."
			package=$$($$python -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$package >/dev/null
		else
			echo "Python's venv module is missing: install it (on Debian: apt-get install python3-venv) and run this again." >&2
			exit 1
		fi
	fi
	echo "Making the virtual environment .venv ..."
	$$python -m venv .venv
	touch $@

.venv/.run-installed: .venv/.created requirements/run.txt requirements/build.txt requirements/run.in pyproject.toml
	@echo "Installing what Sangdam needs ..."
	$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src/sangdam  # five processes start at once: none shall compile for itself
	touch $@

.venv/.test-installed: .venv/.run-installed requirements/test.txt
	@echo "Installing what the tests need ..."
	$(PIP) install --require-hashes -r requirements/test.txt
	touch $@

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json frontend/.npmrc | .venv/.run-installed
	@echo "Installing what the front end is built with ..."
	cd frontend && ./with-node.sh npm ci --no-audit --no-fund --loglevel=error
	touch node_modules/.installed

$(MANIFEST): frontend/node_modules/.installed $(FRONTEND_SOURCES)
	@echo "Building the front end ..."
	cd frontend && ./with-node.sh npm run --silent build -- --logLevel error
	touch ../$(MANIFEST)

%.mo: %.po | .venv/.run-installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Debian's own browser: nothing here downloads one.
browser:
	@missing=()
	command -v chromium >/dev/null || missing+=(chromium)
	command -v msgfmt >/dev/null || missing+=(gettext)
	command -v curl >/dev/null || missing+=(curl)
	command -v openssl >/dev/null || missing+=(openssl)
	[ -n "$$(fc-list :lang=ko 2>/dev/null)" ] || missing+=(fonts-noto-cjk)
	if [ "$${#missing[@]}" = 0 ]; then exit 0; fi
	if [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; then
		echo "Installing $${missing[*]} ..."
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$${missing[@]}" >/dev/null
	else
		echo "The tests need Debian packages that are missing here: install $${missing[*]} and run this again." >&2
		exit 1
	fi

# --- lock files: every dependency with its hashes, and no registry's address ---------------------------------------------

COMPILE := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(LOCK_ARGS)

# `make lock` keeps what is pinned; `make lock LOCK_ARGS=--upgrade` takes the newest.
lock: .venv/lock/.installed
	@for name in run build node lock; do $(COMPILE) requirements/$$name.in -o requirements/$$name.txt; done
	$(COMPILE) --constraint requirements/run.txt requirements/test.in -o requirements/test.txt
	cd frontend && ./with-node.sh npm install --package-lock-only --no-audit --no-fund --loglevel=error && cd ..
	$(BIN)/python requirements/strip_addresses.py frontend/package-lock.json

.venv/lock/.installed: .venv/.created requirements/lock.txt
	@$(BIN)/python -m venv .venv/lock
	.venv/lock/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/lock.txt
	touch $@
