# One way to run each tool. `make` alone checks and tests.
UV_RUN = uv run --locked
# What only checks is not installed to run the tests; where it is there already, it stays.
TESTS = $(UV_RUN) --no-default-groups --group test pytest

# What was compiled is kept, whatever the environment says: the tests start many processes, and each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

# What is installed is compiled then, once and on all processors: else each process of a first run compiles most of it for itself.
export UV_COMPILE_BYTECODE = 1

# A distribution builds its Python with profile-guided optimization, a version manager seldom does: in one process, the same tests took an
# eighth less. UV_PYTHON=... chooses another.
DISTRIBUTED := $(shell /usr/bin/python3 -c 'import sqlite3, ssl, sys; print(sys.executable * (sys.version_info >= (3, 11)))' 2>/dev/null)
ifneq ($(DISTRIBUTED),)
export UV_PYTHON ?= $(DISTRIBUTED)
endif

.PHONY: all check docs test test-slow test-both chaos laws strangers bench soak pictures pages release

all: check test test-slow

check: docs  ## formatting, lint, types, who imports whom, dependencies, the pages
	$(UV_RUN) ruff format --check .
	$(UV_RUN) ruff check .
	$(UV_RUN) mypy
	$(UV_RUN) lint-imports
	$(UV_RUN) deptry .

docs:  ## the pages as a site in site/; a link to nowhere, or a page nobody leads to, ends it
	$(UV_RUN) sphinx-build -W --keep-going -n -q docs site

test:  ## the tests, on SQLite and on a PostgreSQL of its own: storage on both, what comes in by the front door on one of them
	$(TESTS) -m "not slow"

test-slow:  ## those that take seconds of a processor by themselves, or a browser
	$(TESTS) -m slow

test-both:  ## every test on both, the slow ones too
	$(TESTS) --databases both

chaos:  ## two thousand things said on each database, while whatever can go wrong does; an account of what became of each
	$(TESTS) tests/test_chaos.py --deliveries 2000 -n 0 -s

strangers:  ## ten thousand malformed payloads, and random people through random doors beside a model
	$(TESTS) tests/test_strangers.py tests/test_incident_model.py --hypothesis-profile many

laws:  ## what holds of whatever people write, each law with a thousand examples that no run before has seen
	$(TESTS) -m hypothesis --hypothesis-profile laws

bench:  ## ratios against a bare Bolt app on the same sandbox, in one run; how questions fare as records grow; WRITE=--write puts it into docs/
	$(UV_RUN) python -m benchmarks $(WRITE)

soak:  ## whether memory stays flat while people work for an hour, or for MINUTES
	$(UV_RUN) python -m benchmarks.soak --minutes $(or $(MINUTES),60) $(WRITE)

pictures:  ## the pictures of the README and of every word, taken while the sandbox's story is played
	$(UV_RUN) python -m tests.browser.pictures

pages:  ## the pages of docs/ that are made from code
	$(TESTS) tests/test_permissions.py tests/test_commands.py --write -n 0

release:  ## the version, the changelog's section, a commit and a tag: make release VERSION=1.2.3
	.ci/release "$(VERSION)"
