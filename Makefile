# make lab    build, set up, open JupyterLab on the tour
# make test   everything that is tested
# make help   the rest
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

export CGO_ENABLED := 0
export GOAMD64 := v1
# Where git does not answer (an unpacked archive, another owner's folder) the
# build would fail for want of a revision.
export GOFLAGS := -trimpath $(shell git rev-parse -q --verify HEAD >/dev/null 2>&1 || echo -buildvcs=false)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTHON ?= python3
VENV := .venv
BIN := build/starling
PINS := kernel/conformance/requirements.txt
STARLARK := stdlib notebooks
arrow := → %s
ifdef MAKE_TERMOUT # bold where somebody reads along
arrow := \033[1m→ %s\033[0m
endif
say = @printf '$(arrow)\n' "$(1)"

.PHONY: help
help: ## show this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: needs-go needs-python
needs-go:
	@command -v go >/dev/null || { echo 'Go is missing: install Go 1.26 or newer (go.dev/dl)'; exit 1; }
	@v=$$(go env GOVERSION | sed -E 's/^go([0-9]+)\.([0-9]+).*/\1 \2/'); set -- $$v; \
	  [ "$$1" -gt 1 ] || [ "$$2" -ge 26 ] || { echo "Go $$1.$$2 is too old: install Go 1.26 or newer (go.dev/dl)"; exit 1; }
needs-python:
	@command -v $(PYTHON) >/dev/null || { echo 'Python is missing: install Python 3.11 or newer, with venv'; exit 1; }
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "$$($(PYTHON) --version) is too old, or lacks venv: install Python 3.11 or newer, with venv (or name one: make PYTHON=python3.12 …)"; exit 1; }

.PHONY: build
build: needs-go ## build the binary, build/starling
	$(call say,building $(BIN))
	@go build -o $(BIN) .

# The environment is made again when what it was made from is another: the
# pins, the Python, or the folder, whose name is in its scripts.
.PHONY: env
env: needs-python ## make the project's own Python environment, .venv
	@made_from() { echo "$(CURDIR)"; $(PYTHON) --version; cat $(PINS); }; \
	if ! made_from | cmp -s - $(VENV)/.made-from; then \
	  printf '$(arrow)\n' 'setting up JupyterLab and what tests it in $(VENV) (a minute or two, once)'; \
	  $(PYTHON) -m venv --clear $(VENV); \
	  $(VENV)/bin/python -m pip install --quiet --requirement $(PINS); \
	  made_from > $(VENV)/.made-from; \
	fi

.PHONY: kernelspec
kernelspec: build env
	$(call say,telling JupyterLab of the kernel)
	@$(BIN) install --prefix $(VENV)

.PHONY: lab
lab: kernelspec ## open JupyterLab on the tour (LABFLAGS='--no-browser --port=9000')
	$(call say,opening JupyterLab; stop it with Ctrl-C)
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(BIN) lab notebooks/tour.ipynb -- \
	  --ServerApp.root_dir="$(CURDIR)/notebooks" $(if $(filter 0,$(shell id -u)),--allow-root) $(LABFLAGS)

.PHONY: check
check: needs-go ## format, vet, staticcheck, lint, Go tests: needs only Go
	$(call say,formatting)
	@bad=$$(go tool gofumpt -l .); [ -z "$$bad" ] || { echo "not formatted (make fmt):"; echo "$$bad"; exit 1; }
	@go run . fmt --check $(STARLARK) || { echo "not formatted (make fmt)"; exit 1; }
	$(call say,vet and staticcheck)
	@go vet ./...
	@go tool staticcheck ./...
	$(call say,linting Starlark)
	@go run . lint $(STARLARK)
	$(call say,Go tests)
	@go test ./...

.PHONY: test
test: check kernelspec ## everything: the above, real Jupyter clients, notebooks, a browser
	$(call say,Go tests with a real ZeroMQ and CPython at the other end)
	@STARLING_PYTHON="$(CURDIR)/$(VENV)/bin/python" go test ./...
	@$(MAKE) --no-print-directory fuzz FUZZ='FuzzPeer|FuzzDecode|FuzzConnection' FUZZTIME=10s
	$(call say,Jupyter clients and notebooks and a browser)
	@cd kernel/conformance && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" ../../$(VENV)/bin/python -m pytest -q -rs

.PHONY: fmt
fmt: needs-go ## format the Go code, the Starlark and the notebooks
	@go tool gofumpt -w .
	@go run . fmt $(STARLARK)

.PHONY: golden
golden: build ## rewrite what tests compare with (texts, pictures, notebooks); read the diff
	$(call say,rewriting golden files)
	@go test $$(grep -rl --include='*_test.go' 'Bool("golden"' lang builtins stdlib | xargs -n1 dirname | sort -u | sed 's|^|./|') -golden
	$(call say,running the notebooks again)
	@find notebooks -name '*.ipynb' -not -path '*/.*' | sort | while read -r n; do echo "$$n"; $(BIN) run "$$n" -o "$$n"; done

.PHONY: bench-kernel
bench-kernel: build env ## the kernel beside ipykernel and xeus-python, in one run: half an hour (BENCH='--runs 1')
	@$(VENV)/bin/python -m pip install --quiet --requirement kernel/conformance/peers.txt
	@$(VENV)/bin/python kernel/conformance/bench_kernel.py $(BENCH)

WHAT ?= .
.PHONY: bench-lang
bench-lang: needs-go ## the language beside the stock machine and CPython (WHAT='<|truth' for some)
	@go test -c -o build/lang.test ./lang && cd lang && ../build/lang.test -test.run TestPeers -peers '$(WHAT)'

SOAK ?= 10m
.PHONY: soak
soak: build env ## five clients of one kernel, of which most behave badly, for long (SOAK=30m)
	@$(VENV)/bin/python kernel/conformance/soak.py --time $(SOAK)

.PHONY: bench
bench: needs-go ## Go benchmarks
	@go test -run '^$$' -bench . ./lang/... ./kernel/...

FUZZ ?= Fuzz
FUZZTIME ?= 10s
.PHONY: fuzz
fuzz: needs-go ## the parsers against arbitrary input (FUZZTIME=10m for long, FUZZ=FuzzPeer for one)
	@grep -rnoE --include='*_test.go' '^func ($(FUZZ))[A-Za-z]*' . | sed -E 's|/[^/]*:[0-9]+:func | |' | sort -u | while read -r pkg target; do \
	  printf '$(arrow)\n' "fuzzing $$target in $$pkg"; \
	  said=$$(go test "$$pkg" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) 2>&1) || { echo "$$said"; exit 1; }; \
	  tail -1 <<< "$$said"; \
	done
