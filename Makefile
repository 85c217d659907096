# One verb for each task. Parameters are NAME=value on make's command line, which exports them to the environment. Commands
# with options are in bin/shop: bin/shop --help. The set-up runs automatically, from lock files, when they have changed.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint format generate generate-check contract-test image image-test deploy-test bench load docs docs-test \
	sdk sdk-test check

PYTHON := .venv/bin/python

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 23; echo '  bin/shop --help      the commands with options'

run: ## serve the shop on this machine until Ctrl-C (PORT=8080; RESET=1 starts afresh; LOCAL_RUNTIME=image)
	@local/setup.sh local
	@if test "$$LOCAL_RUNTIME" = image; then $(PYTHON) -m docker.build && exec $(PYTHON) -m docker.run; else exec $(PYTHON) -m local; fi

test: ## run every test that needs no container engine, no Terraform, no Node and no account (COVERAGE=1)
	@local/setup.sh tests
	$(PYTHON) -m pytest -n 3 --dist=loadscope --no-loadscope-reorder --ignore=tests/contract/lint $(if $(FULL),-p tests.mutation.lines) $(if $(COVERAGE),--cov --cov-report=term --cov-report=xml)

lint: ## check style, types, imports and the contract (the contract needs Node)
	@bin/shop lint

format: generate ## fix what can be fixed mechanically: style, formatting, generated files
	$(PYTHON) -m ruff check --fix . ; $(PYTHON) -m ruff format .

generate: ## write what openapi.yaml generates (the TypeScript client needs Node)
	@bin/shop generate

generate-check: ## fail if a generated file is not up to date
	@bin/shop generate --check

contract-test: ## test a running deployment against the contract (BASE_URL=http://127.0.0.1:8080/v1)
	@local/setup.sh tests
	@$(PYTHON) -m tests.contract.run "$${BASE_URL:-http://127.0.0.1:8080/v1}"

image: ## build the image of the functions with Docker or podman (ARCH=arm64; BASE_IMAGE=…)
	@local/setup.sh local
	@$(PYTHON) -m docker.build

image-test: image ## start every function from the image and inspect it
	@local/setup.sh tests
	$(PYTHON) -m pytest -n 2 --dist=loadfile tests/deploy/image

deploy-test: ## rehearse releases; check Terraform's files; apply prod and dev to the embedded AWS, test dev and destroy both (STEPS=…; TF_PLUGIN_DIR=…)
	@command -v terraform >/dev/null || { echo 'This needs Terraform 1.11 or newer: install it and run this again.' >&2; exit 1; }
	@local/setup.sh tests
	@$(PYTHON) -m tests.deploy $(STEPS)

bench: ## measure cold starts, events and the image, write docs/performance.md (FUNCTIONS="getProduct getCart"; RENEW=1)
	@local/setup.sh tests
	@$(PYTHON) -m tests.performance.bench

load: ## send a rising load to `make run` or a stage, write docs/load.md (RATES=5,10,20; DURATION=15; MIX=getProduct=9,getCart=1; STAGE=dev)
	@bin/shop load

docs: ## build the documentation site into build/docs
	@local/setup.sh local
	@$(PYTHON) -m codegen.site

docs-test: ## test the documentation in a browser, keep screenshots in reports/ (needs Chromium)
	@local/setup.sh tests
	@$(PYTHON) -m tests.docs

sdk: node_modules/.installed ## build the clients: a wheel, an sdist and an npm tarball in build/sdk/ (needs Node)
	@local/setup.sh tests
	@$(PYTHON) -m codegen.clients.build

sdk-test: node_modules/.installed ## install both clients as users do, generate one in Java, run their stories (LANGUAGE=java; needs Node)
	@local/setup.sh tests
	$(PYTHON) -m pytest tests/sdk/$(LANGUAGE)

check: ## run every check that this machine can run, and list the skipped ones (FULL=1: also the slow ones)
	@bin/shop check

node_modules/.installed: package-lock.json .npmrc
	@command -v npm >/dev/null || { echo 'This needs Node.js 20.19 or newer with npm: install it and run this again.' >&2; exit 1; }
	npm ci --no-progress
	@touch $@
