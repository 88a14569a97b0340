# What one does with Anbang. `make help` lists it.

.DEFAULT_GOAL := help
.PHONY: help setup wheels demo test check prove audit bench format pictures lock development

python := .venv/bin/python
texts := src/anbang/web/locale/en/LC_MESSAGES/django
ours := src tests bench scripts
pytest := $(python) -m pytest

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name told; do printf '  make %-9s %s\n' "$$name" "$$told"; done

setup:  ## install into .venv; the command is then .venv/bin/anbang
	@sh scripts/setup.sh base
	@$(MAKE) -s --no-print-directory $(texts).mo

wheels: setup  ## every package into the folder wheels, for a machine without internet: WHEELS=wheels make setup
	@sh scripts/wheels.sh

demo: setup  ## the demo district in the browser; Ctrl-C stops it; PORT=9000 make demo takes another port
	@exec .venv/bin/anbang demo

test: development  ## install what the tests need and run them
	@sh scripts/browser.sh
	@sh scripts/proxy.sh
	@$(pytest) -n 2 --dist loadgroup

check: development  ## what must be green before a commit
	$(python) -m ruff format --check $(ours)
	$(python) -m ruff check $(ours)
	sh scripts/with_settings.sh $(python) -m mypy
	.venv/bin/lint-imports
	sh scripts/with_settings.sh $(python) -W ignore -m django makemigrations --check --dry-run
	.venv/bin/djlint --quiet --lint src/anbang/web/templates
	@sh scripts/browser.sh
	@sh scripts/proxy.sh
	$(pytest) -n 2 --dist loadgroup

prove: development  ## the long proofs, up to an hour; each has a control that must fail
	@$(pytest) -v -n 2 --dist loadgroup -m proof

audit: setup  ## the scanners on the source and on a demo of their own, a quarter of an hour; each with planted faults that it must find
	@sh scripts/audit.sh

bench:  ## the measurements, into bench/results.json
	@sh scripts/setup.sh bench
	@$(MAKE) -s --no-print-directory $(texts).mo
	@$(python) -m bench

format: development  ## put the code into shape
	$(python) -m ruff format $(ours)
	$(python) -m ruff check --fix $(ours)

pictures: development  ## the pictures of the documents, anew
	@sh scripts/browser.sh
	@$(python) scripts/pictures.py

lock: development  ## pin every package again, with hashes
	@sh scripts/lock.sh

development:
	@sh scripts/setup.sh dev
	@$(MAKE) -s --no-print-directory $(texts).mo

$(texts).mo: $(texts).po
	@$(python) -m anbang.site.messages
