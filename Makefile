# One verb a job; CI calls the same ones. Set-up happens by itself, from lock files, and only when they changed.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint lint-python lint-contract generate generate-check contract-test \
	image image-test compose sbom audit bench modules deploy-test admin partner-key redrive docs docs-test check lock

PYTHON := .venv/bin/python

# What is typed on the command line reaches the programs as it is, through the environment: neither make nor the
# shell reads it.
override PORT := $(value PORT)
override RESET := $(value RESET)
override BASE_URL := $(value BASE_URL)
# Whom and what a verb changes is what was typed, and not what happens to be in the environment: NAME often is.
typed = $(if $(filter command,$(origin $1)),$(value $1))
override EMAIL := $(call typed,EMAIL)
override STAGE := $(call typed,STAGE)
override DO := $(call typed,DO)
override NAME := $(call typed,NAME)
override PLAN := $(call typed,PLAN)
override KEY := $(call typed,KEY)
override ARCH := $(value ARCH)
override BASE_IMAGE := $(value BASE_IMAGE)
override ENGINE := $(value ENGINE)
override LOCAL_RUNTIME := $(value LOCAL_RUNTIME)
override FUNCTIONS := $(call typed,FUNCTIONS)
override RENEW := $(call typed,RENEW)
export PORT RESET EMAIL BASE_URL STAGE DO NAME PLAN KEY ARCH BASE_IMAGE ENGINE LOCAL_RUNTIME FUNCTIONS RENEW

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r verb what; do \
		printf '  make %-15s %s\n' "$$verb" "$$what"; done

run: ## serve the shop on this machine until Ctrl-C (PORT=8080; RESET=1 starts afresh; LOCAL_RUNTIME=image)
	@local/setup.sh local
	@test "$$LOCAL_RUNTIME" != image || $(PYTHON) -m local.image.build
	@exec $(PYTHON) -m local

test: ## run every test that needs no container engine, no Terraform, no Node and no account
	@local/setup.sh tests
	$(PYTHON) -m pytest -n 2 --ignore=tests/contract/lint

lint: lint-python lint-contract ## check style, types, who imports whom, and the contract (needs Node)

lint-python:
	@local/setup.sh tests
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy .
	.venv/bin/lint-imports
	$(PYTHON) -m openapi_spec_validator openapi.yaml

lint-contract: node_modules/.installed
	@local/setup.sh tests
	node_modules/.bin/spectral lint --fail-severity=hint openapi.yaml
	REDOCLY_SUPPRESS_UPDATE_NOTICE=true node_modules/.bin/redocly lint shop
	$(PYTHON) -m pytest tests/contract/lint

generate: ## write generated/ from openapi.yaml
	@local/setup.sh tests
	$(PYTHON) -m codegen
	$(PYTHON) -m local.image.compose

generate-check: ## fail if generated/ is not what openapi.yaml gives
	@local/setup.sh tests
	$(PYTHON) -m codegen --check
	$(PYTHON) -m local.image.compose --check

image: ## build the image of the functions with Docker or podman (ARCH=arm64; BASE_IMAGE=…)
	@local/setup.sh local
	@$(PYTHON) -m local.image.build

image-test: image ## start every function from the image, and look into it
	@local/setup.sh tests
	$(PYTHON) -m pytest -n 2 --dist=loadgroup tests/deploy/image

compose: image ## serve the shop in containers: every function from the image, DynamoDB Local (needs Docker Compose)
	@ARCH=$$($(PYTHON) -m local.image.architecture) docker compose -f docker/compose.yaml up --build

sbom: image ## write the image's bill of materials to reports/
	@local/setup.sh tests
	@$(PYTHON) -m docker.sbom

audit: ## ask whether a locked package is vulnerable, or has a licence that we may not ship
	@local/setup.sh tests
	@$(PYTHON) -m docker.licences
	@$(PYTHON) -m docker.audit

bench: ## measure starts, events and the image, write docs/performance.md (FUNCTIONS="getProduct getCart"; RENEW=1)
	@local/setup.sh tests
	@$(PYTHON) -m tests.performance.bench

modules: ## write which modules each function imports, which a test compares
	@local/setup.sh tests
	@$(PYTHON) -m tests.performance.modules

contract-test: ## try a running deployment against the contract (BASE_URL=http://127.0.0.1:8080/v1)
	@test -n "$$BASE_URL" || { echo 'Say which deployment: make contract-test BASE_URL=http://127.0.0.1:8080/v1' >&2; exit 2; }
	@local/setup.sh tests
	$(PYTHON) -m tests.contract.run "$$BASE_URL"

deploy-test: ## check Terraform's files, apply dev to the embedded AWS, try it, destroy it (needs Terraform; TF_PLUGIN_DIR=…)
	@command -v terraform >/dev/null || { echo 'deploy-test needs Terraform 1.11 or newer: install it and run this again.' >&2; exit 1; }
	@local/setup.sh tests
	@$(PYTHON) -m tests.deploy

admin: ## make an account an admin (EMAIL=ada@example.com; STAGE=dev, or the local shop)
	@test -n "$$EMAIL" || { echo 'Say whose account: make admin EMAIL=ada@example.com' >&2; exit 2; }
	@local/setup.sh local
	@exec $(PYTHON) -m local.admin "$$EMAIL"

partner-key: ## create, list, rotate or revoke partner keys, show their use (DO=list; STAGE=dev, or the local shop)
	@local/setup.sh local
	@exec $(PYTHON) -m local.partner_keys

redrive: ## put dead letters back to the stream processor (STAGE=dev, or the local shop)
	@local/setup.sh local
	@exec $(PYTHON) -m local.redrive

docs: ## build the documentation site into build/docs
	@local/setup.sh local
	@$(PYTHON) -m codegen.site

docs-test: ## look at the documentation in a browser, keep screenshots in reports/ (needs Chromium)
	@local/setup.sh tests
	@$(PYTHON) -m tests.docs

check: lint-python generate-check test audit ## all of the above that this machine can run
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-contract; \
		else echo 'check: left out the part of lint that needs Node (Spectral): npm is not here.'; fi
	@if reason=$$($(PYTHON) -m local.image.engine 2>&1); then $(MAKE) --no-print-directory image-test sbom; \
		else echo "check: left out image, image-test and sbom: $$reason"; fi
	@if command -v valgrind >/dev/null; then \
		$(MAKE) --no-print-directory bench FUNCTIONS='getProduct createOrder registerUser'; \
		else echo 'check: left out bench, which counts with valgrind: it is not here.'; fi
	@if reason=$$($(PYTHON) -m tests.deploy.ready 2>&1); then $(PYTHON) -m tests.deploy fmt validate test checkov; \
		else echo "check: left out what deploy-test looks at before it applies: $$reason"; fi
	@echo 'check: left out the rest of deploy-test, which takes a quarter of an hour, and run, compose, admin, partner-key and redrive, which serve and change a shop of yours; test ran contract-test on one of its own.'

lock: ## lock the newest versions that pyproject.toml and package.json allow; what is locked stays where it can
	@local/setup.sh tests
	local/lock.sh
	npm install --package-lock-only

node_modules/.installed: package-lock.json .npmrc
	@command -v npm >/dev/null || { echo 'Linting the contract needs Node.js 20.19 or newer with npm, for Spectral and Redocly: install it and run this again.' >&2; exit 1; }
	npm ci --no-progress
	@touch $@
