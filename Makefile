# Two commands: `make run` opens the terminal on a fresh clone, `make test` proves it.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench fuzz simulate kills docs wheel bundle

help:
	@echo 'make run              install what is missing, build, open the terminal (offscreen for 20 s without a display)'
	echo 'make test             everything: format, lint, strict types, layers, tests'
	echo 'make setup            only install and build; quick when nothing changed'
	echo 'make check            the same door as make test'
	echo 'make bench NAME=x     one benchmark, ours beside the peer; without NAME the list'
	echo 'make fuzz SECONDS=n   the fuzz targets for longer than make test gives them'
	echo 'make simulate SEEDS=n  so many worlds of seeded accidents (default 20,000)'
	echo 'make kills COUNT=n    kill gateway and terminals at random points; 500 times unless said'
	echo 'make wheel            the wheel, for machines without a toolchain, into dist/'
	echo 'make bundle           an application folder with a Python of its own, and an AppImage where its tool is there'
	echo 'make docs             write the reference pages and the translation files anew'

setup:
	@setup/system-packages.sh
	setup/environment.sh

run: setup
	@.venv/bin/plimsoll run

test check: setup
	@.ci/steps.sh

bench: setup
	@.venv/bin/plimsoll bench $(NAME)

fuzz: setup
	@setup/fuzz.sh $(or $(SECONDS),300)

simulate: setup
	@.venv/bin/plimsoll simulate --seeds $(or $(SEEDS),20000)

kills: setup
	@PLIMSOLL_KILLS=$(or $(COUNT),500) .venv/bin/pytest -q --timeout 7200 tests/integration/test_gateway.py -k killed

docs: setup
	@.venv/bin/python -m setup.reference_pages
	.venv/bin/python -m setup.translations

wheel: setup
	@packaging/wheel.sh

bundle: wheel
	@packaging/bundle.sh
