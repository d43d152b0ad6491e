# Every target is a script in bin/, so that it can be read and run without make.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test check bench lock

help:   ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## make .venv with what Relais needs to run
	@bin/setup run

run:    ## start Relais and print its address (PORT, HOST and RELAIS_DATA are honoured)
	@bin/run

demo:   ## build the example business in RELAIS_DATA
	@bin/setup run
	@.venv/bin/relais demo

test:   ## everything that CI checks: checks, SQLite, PostgreSQL, browser, kill -9
	@bin/test

check:  ## the quick part: format, types, arrows, safety, translations
	@bin/check

bench:  ## measure pages, acts and searches at three sizes
	@bin/bench

lock:   ## remake requirements/*.txt from pyproject.toml
	@bin/lock
