# SPDX-License-Identifier: EUPL-1.2
# Everything that is built lies under $(BUILD): obj/, gen/ (generated code), lib/, bin/, tests/.
# Sources are found by folder; a new room needs no line here.

VARIANT ?=
ifeq ($(VARIANT),)
BUILD := build
else
BUILD := build-$(VARIANT)
endif

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

include scripts/flags.mk
include scripts/parts.mk

# ---------------------------------------------------------------------------- what people type

.PHONY: all test check check-fast demo run install bench fuzz clean help objects tests tools replay benches

all: $(PROGRAMS) ## build the programs into build/bin (VARIANT=fault, asan or clang: another folder)

test: ## build all variants, check, run every test (ONLY=pattern, STAGES="unit asan ...")
	@scripts/setup test
	@ONLY='$(ONLY)' STAGES='$(STAGES)' $(CLEAN_ENV) scripts/run_tests

check: $(GENERATED_HEADERS) ## check-fast, then clang-tidy and cppcheck
	@scripts/run_checks fast; fast=$$?; \
	SAMBAND_CFLAGS='$(strip $(BASE_CFLAGS) -I$(BUILD)/gen $(PKG_CFLAGS))' scripts/run_checks slow && \
		exit $$fast

check-fast: ## format, layers, licence lines, words, shell scripts
	@scripts/run_checks fast

demo: ## a bus on this machine: twelve scenes with real programs, then all of it is gone again
	@scripts/setup run
	@$(CLEAN_ENV) $(MAKE) --no-print-directory -s -j$(CORES) all
	@scripts/demo

run: ## the same bus, left up until Ctrl-C, with the curl lines to use it
	@scripts/setup run
	@$(CLEAN_ENV) $(MAKE) --no-print-directory -s -j$(CORES) all
	@scripts/run

install: all ## DESTDIR= PREFIX=/usr/local: programs, units, rules, samples, manual
	@scripts/install '$(DESTDIR)' '$(or $(PREFIX),/usr/local)'

bench: ## measure the broker on a PostgreSQL with fsync on, under two minutes (tests/bench/RESULTS.md)
	@scripts/setup run
	@$(CLEAN_ENV) $(MAKE) --no-print-directory -s -j$(CORES) all benches
	@scripts/bench

fuzz: ## fuzz every decoder with libFuzzer for FUZZ_SECONDS (default 30) each
	@$(CLEAN_ENV) $(MAKE) --no-print-directory -j$(CORES) VARIANT=fuzz fuzzers
	@scripts/run_fuzz build-fuzz/tests/fuzz

clean: ## remove everything that was built
	rm -rf build build-fault build-asan build-clang build-fuzz

help: ## these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

# Used by scripts/run_tests.
objects: $(ALL_OBJECTS)
tests: $(UNIT_TESTS)
tools: $(TOOLS)
replay: $(REPLAYS)
benches: $(BENCHES)
.PHONY: fuzzers
fuzzers: $(FUZZERS)

include scripts/rules.mk
