# One verb a job; CI calls the same ones. Set-up happens by itself, from lock files, and only when they changed.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint lint-python lint-contract generate generate-check contract-test \
	image image-test compose sbom audit bench modules deploy-test admin partner-key redrive \
	release rollback releases check lock
.PHONY: plan apply push image-scan publish notify lock-providers
.PHONY: contract-changes changelog release-notes
.PHONY: docs docs-test

PYTHON := .venv/bin/python
# Node's part of `check` comes before the tests: some run TypeScript where its packages are.
NPM := $(shell command -v npm)

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
override RELEASE := $(call typed,RELEASE)
override SHARE := $(call typed,SHARE)
override MINUTES := $(call typed,MINUTES)
override ARCH := $(value ARCH)
override BASE_IMAGE := $(value BASE_IMAGE)
override ENGINE := $(value ENGINE)
override LOCAL_RUNTIME := $(value LOCAL_RUNTIME)
override FUNCTIONS := $(call typed,FUNCTIONS)
override RENEW := $(call typed,RENEW)
override BASE := $(call typed,BASE)
override FROM := $(call typed,FROM)
override TO := $(call typed,TO)
export BASE FROM TO
export PORT RESET EMAIL BASE_URL STAGE DO NAME PLAN KEY RELEASE SHARE MINUTES ARCH BASE_IMAGE ENGINE LOCAL_RUNTIME FUNCTIONS RENEW
override IMAGE := $(call typed,IMAGE)
override VARS := $(call typed,VARS)
override ALLOW_DESTROY := $(call typed,ALLOW_DESTROY)
override DOCS := $(call typed,DOCS)
override RESULT := $(call typed,RESULT)
export IMAGE VARS ALLOW_DESTROY DOCS RESULT

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r verb what; do \
		printf '  make %-15s %s\n' "$$verb" "$$what"; done

run: ## serve the shop on this machine until Ctrl-C (PORT=8080; RESET=1 starts afresh; LOCAL_RUNTIME=image)
	@local/setup.sh local
	@if test "$$LOCAL_RUNTIME" = image; then $(PYTHON) -m docker.build && exec $(PYTHON) -m docker.run; else exec $(PYTHON) -m local; fi

test: ## run every test that needs no container engine, no Terraform, no Node and no account (COVERAGE=1)
	@local/setup.sh tests
	$(PYTHON) -m pytest -n 2 --ignore=tests/contract/lint $(if $(COVERAGE),--cov --cov-report=term --cov-report=xml)

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
	$(PYTHON) -m codegen.clients python
	$(PYTHON) -m docker.compose

generate-check: ## fail if generated/ is not what openapi.yaml gives
	@local/setup.sh tests
	$(PYTHON) -m codegen --check
	$(PYTHON) -m codegen.clients python --check
	$(PYTHON) -m docker.compose --check

image: ## build the image of the functions with Docker or podman (ARCH=arm64; BASE_IMAGE=…)
	@local/setup.sh local
	@$(PYTHON) -m docker.build

image-test: image ## start every function from the image, and look into it
	@local/setup.sh tests
	$(PYTHON) -m pytest -n 2 --dist=loadgroup tests/deploy/image

compose: image ## serve the shop in containers: every function from the image, DynamoDB Local (needs Docker Compose)
	@ARCH=$$($(PYTHON) -m docker.architecture) docker compose -f docker/compose.yaml up --build

sbom: image ## write the image's bill of materials to reports/
	@local/setup.sh tests
	@$(PYTHON) -m docker.sbom

audit: ## ask whether a locked package is vulnerable, or has a licence that we may not ship (REQUIRED=1)
	@local/setup.sh tests
	@$(PYTHON) -m docker.licences
	@$(PYTHON) -m docker.audit $${REQUIRED:+--required}

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
	@exec $(PYTHON) -m ops.admin "$$EMAIL"

partner-key: ## create, list, rotate or revoke partner keys, show their use (DO=list; STAGE=dev, or the local shop)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.partner_keys

redrive: ## put dead letters back to the stream processor (STAGE=dev, or the local shop)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.redrive

docs: ## build the documentation site into build/docs
	@local/setup.sh local
	@$(PYTHON) -m codegen.site

docs-test: ## look at the documentation in a browser, keep screenshots in reports/ (needs Chromium)
	@local/setup.sh tests
	@$(PYTHON) -m tests.docs

release: ## let a stage serve what was applied (STAGE=prod; SHARE=10 MINUTES=15 try it on some requests first; RELEASE=name)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.releases release

rollback: ## let a stage serve what it served before (STAGE=prod; RELEASE=name for an earlier one)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.releases rollback

releases: ## list a stage's releases (STAGE=prod)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.releases list

plan: ## plan a stage and write reports/plan.<stage>.md (STAGE=dev IMAGE=…@sha256:…; VARS=file; needs Terraform)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.plan

apply: ## do what a stage's saved plan says (STAGE=dev; ALLOW_DESTROY=1 where it takes away what can't be brought back)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.apply

push: ## build the image and push it to ECR, unless these sources are there; its URI is the last line
	@local/setup.sh local
	@exec $(PYTHON) -m ops.push

image-scan: ## fail for what ECR's scan has found in an image (IMAGE=…@sha256:…)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.image_scan

publish: ## put the documentation and the contract where a stage's readers find them (STAGE=dev; DOCS=build/docs)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.publish

notify: ## tell a stage's topic of alarms how a deployment went (STAGE=dev RESULT=success|failure|rolled-back; RELEASE=…)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.notify

lock-providers: ## lock Terraform's providers for Linux and macOS; commit the files that it names (needs the registry)
	@command -v terraform >/dev/null || { echo 'lock-providers needs Terraform 1.11 or newer: install it and run this again.' >&2; exit 1; }
	@for root in account bootstrap environments/dev environments/prod; do \
		terraform -chdir=terraform/$$root get && \
		terraform -chdir=terraform/$$root providers lock -platform=linux_amd64 -platform=linux_arm64 -platform=darwin_arm64 || exit 1; \
		echo "lock-providers: git add --force terraform/$$root/.terraform.lock.hcl"; done

contract-changes: ## say what changed in the contract since a commit, and whether it may (BASE=origin/main; else the newest release)
	@local/setup.sh tests
	@$(PYTHON) -m ops.contract_changes --base="$$BASE"

changelog: ## write what was committed since the newest release into CHANGELOG.md
	@local/setup.sh tests
	@$(PYTHON) -m ops.changelog

release-notes: ## write a release's notes to reports/ (FROM=v1.3.0 TO=v1.4.0 IMAGE=…@sha256:…; STAGE=prod)
	@local/setup.sh tests
	@$(PYTHON) -m ops.release_notes --from="$$FROM" --to="$${TO:-HEAD}" --image="$$IMAGE" --stage="$${STAGE:-prod}"

# What a deployed stage is asked. What a run makes there stands in reports/ under its name, RUN=…, and is purged by that.
.PHONY: smoke end-to-end stage-test purge
override RUN := $(call typed,RUN)
override EXAMPLES := $(call typed,EXAMPLES)
override PARTNER_URL := $(call typed,PARTNER_URL)
override PRODUCTION := $(call typed,PRODUCTION)
export RUN EXAMPLES PARTNER_URL PRODUCTION

smoke: ## look whether a deployment answers as the shop does; only reads (BASE_URL=https://api.example.com/v1; PARTNER_URL=…)
	@local/setup.sh tests
	@$(PYTHON) -m ops.smoke "$$BASE_URL"

end-to-end: ## register, order, cancel and leave on a deployment (BASE_URL=https://api.example.com/v1; RUN=…)
	@local/setup.sh tests
	@$(PYTHON) -m ops.end_to_end "$$BASE_URL"

stage-test: ## try a stage against the contract with credentials of its own, then purge (STAGE=dev; EXAMPLES=200; BASE_URL=…)
	@local/setup.sh tests
	@exec $(PYTHON) -m ops.stage_test --base-url="$$BASE_URL" --partner-url="$$PARTNER_URL" --max-examples="$$EXAMPLES"

purge: ## take away what a run of stage-test or end-to-end has made (STAGE=dev RUN=…; PRODUCTION=1 with STAGE=prod)
	@local/setup.sh tests
	@exec $(PYTHON) -m ops.purge $${PRODUCTION:+--production}

# What the workflows of GitHub call besides.
.PHONY: workflows terraform-check scan pass passed version github-release comment
override PULL_REQUEST := $(call typed,PULL_REQUEST)
override COVERAGE := $(call typed,COVERAGE)
override LANGUAGE := $(call typed,LANGUAGE)
override REQUIRED := $(call typed,REQUIRED)
export PULL_REQUEST REQUIRED

workflows: ## lint GitHub's workflows and all shell
	@local/setup.sh tests
	@$(PYTHON) -m ops.workflows

scan: ## look for holes in the code, secrets in what is committed, vulnerable packages of npm (REQUIRED=1)
	@local/setup.sh tests
	@$(PYTHON) -m ops.scan

terraform-check: ## check Terraform's files: form, validity, tests of modules, checkov (needs Terraform; TF_PLUGIN_DIR=…)
	@command -v terraform >/dev/null || { echo 'terraform-check needs Terraform 1.11 or newer: install it and run this again.' >&2; exit 1; }
	@local/setup.sh tests
	@$(PYTHON) -m tests.deploy fmt validate test checkov

pass: ## mark the image of this commit's files as good for production (IMAGE=…@sha256:…)
	@local/setup.sh local
	@exec $(PYTHON) -m ops.promotion mark

passed: ## find the image of this commit's files that development has run; its URI is the last line
	@local/setup.sh local
	@exec $(PYTHON) -m ops.promotion find

comment: ## write the plans in reports/ into the one comment of a pull request (PULL_REQUEST=12; GITHUB_TOKEN, GITHUB_REPOSITORY)
	@local/setup.sh tests
	@exec $(PYTHON) -m ops.github.comment

version: ## say which version this is, which was released last, and whether this one is new
	@local/setup.sh local
	@exec $(PYTHON) -m ops.github.version

github-release: ## tag this commit, and release it at GitHub with what reports/ holds (GITHUB_TOKEN, GITHUB_REPOSITORY)
	@local/setup.sh tests
	@exec $(PYTHON) -m ops.github.release

# The clients of generated/clients/.
.PHONY: sdk sdk-generate sdk-check sdk-test

sdk: node_modules/.installed ## build the clients: a wheel, an sdist and an npm tarball in build/sdk/ (needs Node)
	@local/setup.sh tests
	@$(PYTHON) -m codegen.clients.build

sdk-generate: node_modules/.installed ## write the clients in generated/clients/ from openapi.yaml and codegen/clients/ (needs Node)
	@local/setup.sh tests
	$(PYTHON) -m codegen.clients

sdk-check: node_modules/.installed ## fail if generated/clients/ is not what they give (needs Node)
	@local/setup.sh tests
	$(PYTHON) -m codegen.clients --check

sdk-test: node_modules/.installed ## install both clients as their users do, and let each play its story (LANGUAGE=typescript; needs Node)
	@local/setup.sh tests
	$(PYTHON) -m pytest tests/sdk/$(LANGUAGE)

check: override COVERAGE := 1
check: lint-python generate-check $(if $(NPM),lint-contract sdk sdk-check) workflows scan test audit ## all of the above that this machine can run
	@$(if $(NPM),$(MAKE) --no-print-directory sdk-test LANGUAGE=typescript,\
		echo 'check: left out Spectral, Redocly and the TypeScript client, which need Node: npm is not here.')
	@$(MAKE) --no-print-directory contract-changes docs
	@if reason=$$($(PYTHON) -m tests.docs ready 2>&1); then $(MAKE) --no-print-directory docs-test; \
		else echo "check: left out docs-test: $$reason"; fi
	@if reason=$$($(PYTHON) -m docker.engine 2>&1); then $(MAKE) --no-print-directory image-test sbom; \
		else echo "check: left out image, image-test and sbom: $$reason"; fi
	@if command -v valgrind >/dev/null; then \
		$(MAKE) --no-print-directory bench FUNCTIONS='getProduct createOrder registerUser'; \
		else echo 'check: left out bench, which counts with valgrind: it is not here.'; fi
	@if reason=$$($(PYTHON) -m tests.deploy.ready 2>&1); then $(MAKE) --no-print-directory terraform-check; \
		else echo "check: left out what deploy-test looks at before it applies: $$reason"; fi
	@echo 'check: left out the rest of deploy-test, which takes a quarter of an hour; run, compose, admin, partner-key and redrive, which serve and change a shop of yours; and what needs a deployed stage or GitHub, which the tests play. test ran contract-test on a shop of its own.'

lock: ## lock the newest versions that pyproject.toml and package.json allow; what is locked stays where it can
	@local/setup.sh tests
	local/lock.sh
	npm install --package-lock-only

node_modules/.installed: package-lock.json .npmrc
	@command -v npm >/dev/null || { echo 'This needs Node.js 20.19 or newer with npm, for Spectral, Redocly and the TypeScript client: install it and run this again.' >&2; exit 1; }
	npm ci --no-progress
	@touch $@
