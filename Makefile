SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO_FILES := $(shell find cmd graph internal migrations sqlc -name '*.go' 2>/dev/null) go.mod go.sum frontend/frontend.go
# What the dashboard is built from: not its tests, nor what tools leave behind.
FRONTEND_FILES := $(shell find frontend/src frontend/public frontend/scripts frontend/graphiql frontend/*.html frontend/*.ts frontend/*.json -type f ! -name '*.test.ts*' 2>/dev/null)
GOLANGCI_VERSION := v2.15.0

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

.PHONY: run
run: build ## build and serve on http://localhost:3000 with real WhatsApp
	@exec bin/switchboard serve

.PHONY: demo
demo: build ## the same with simulated phones: no phone, no internet
	@DATA_DIR=$${DATA_DIR:-./data/demo} exec bin/switchboard serve --sandbox

.PHONY: build
build: bin/switchboard ## bin/switchboard with the dashboard inside

bin/switchboard: $(GO_FILES) frontend/dist/index.html $(wildcard migrations/*.sql)
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $@ ./cmd/switchboard

frontend/dist/index.html: $(FRONTEND_FILES) frontend/node_modules/.package-lock.json
	cd frontend && npm run build
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json frontend/package.json
	cd frontend && npm ci --no-audit --no-fund
	@touch $@

.PHONY: generate
generate: frontend/node_modules/.package-lock.json ## write all generated code anew
	go tool sqlc generate
	go tool gqlgen generate
	cd frontend && npm run generate

.PHONY: check-generated
check-generated: generate ## fail when generated code is not what is committed
	@git diff --exit-code --stat -- sqlc graph frontend/src/gql frontend/src/routeTree.gen.ts || { echo "Generated code differs: run make generate and commit."; exit 1; }

.PHONY: lint
lint: bin/golangci-lint frontend/node_modules/.package-lock.json ## check the rules of Go and TypeScript
	bin/golangci-lint run
	cd frontend && npm run lint

# Built from source, apart from go.mod: a linter's dependencies are not the product's.
bin/golangci-lint: Makefile
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	@touch $@

.PHONY: test
test: test-frontend test-browser test-go ## every test: Go, frontend, browser

.PHONY: test-go
test-go: internal/sandbox/interop/node_modules/.package-lock.json ## Go tests with the race detector, on a real PostgreSQL
	@bash .ci/install pooler
	go vet ./...
	GORACE="suppressions=$(CURDIR)/.ci/known-races" go test -race -timeout 20m ./...

# Another client library than ours, for the sandbox to prove itself with.
internal/sandbox/interop/node_modules/.package-lock.json: internal/sandbox/interop/package-lock.json
	cd internal/sandbox/interop && npm ci --no-audit --no-fund
	@touch $@

.PHONY: soak
soak: ## kill the server 100 times at each point of sending and receiving; about an hour and a half
	GORACE="suppressions=$(CURDIR)/.ci/known-races" SWITCHBOARD_TEST_ROUNDS=100 go test -race -count=1 -timeout 4h -run 'TestKillAtEachPoint$$' ./internal/app

.PHONY: test-frontend
test-frontend: frontend/node_modules/.package-lock.json ## unit tests of the dashboard
	cd frontend && npm test

.PHONY: test-browser
test-browser: build ## the whole story in a real browser
	@bash .ci/install browser
	@bash .ci/e2e

.PHONY: bench
bench: build ## the benchmarks, as one table
	go run ./internal/bench

.PHONY: ci
ci: check-generated lint size test ## what .ci/run calls

.PHONY: size
size: frontend/dist/index.html ## hold the dashboard against its size budget
	cd frontend && npm run size

.PHONY: clean
clean: ## remove what was built, not the data
	rm -rf bin frontend/dist/* frontend/node_modules
	touch frontend/dist/.gitkeep
