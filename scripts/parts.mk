# SPDX-License-Identifier: EUPL-1.2
# Which sources make up which archive and program.

LIB := $(BUILD)/lib
BIN := $(BUILD)/bin
GEN := $(BUILD)/gen
objects_of = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
without_main = $(filter-out %/main.c,$(1))

# Generated: protobuf code, the SQL statements of the store, the database schema.
PROTO_FILES := $(wildcard proto/*.proto)
PROTO_SOURCES := $(patsubst proto/%.proto,$(GEN)/%.pb-c.c,$(PROTO_FILES))
PROTO_HEADERS := $(PROTO_SOURCES:.c=.h)
SQL_FILES := $(sort $(wildcard daemon/store/sql/*.sql))
SCHEMA_FILES := $(sort $(wildcard deploy/schema/*.sql))
GENERATED_HEADERS := $(PROTO_HEADERS) $(GEN)/sql.h $(GEN)/schema.h
generated_objects = $(patsubst $(GEN)/%.c,$(BUILD)/obj/gen/%.o,$(1))

SAMBAND_SOURCES := $(sort $(wildcard proto/*/*.c))
DAEMON_SOURCES := $(sort $(wildcard daemon/*/*.c))
EDGE_SOURCES := $(sort $(wildcard adapters/edge/*.c))

SAMBAND_OBJECTS := $(call objects_of,$(SAMBAND_SOURCES)) $(call generated_objects,$(PROTO_SOURCES))
DAEMON_OBJECTS := $(call objects_of,$(call without_main,$(DAEMON_SOURCES))) \
	$(BUILD)/obj/gen/sql.o $(BUILD)/obj/gen/schema.o
EDGE_OBJECTS := $(call objects_of,$(call without_main,$(EDGE_SOURCES)))

# One agency, one folder with its own main.c.
AGENCIES := $(filter-out edge,$(sort $(patsubst adapters/%/,%,$(dir $(wildcard adapters/*/*.c)))))
agency_objects = $(call objects_of,$(call without_main,$(sort $(wildcard adapters/$(1)/*.c))))

# daemon/broker is sambandd, daemon/ctl is sambandctl; every other main.c is samband-<its folder>.
daemon_program = $(if $(filter broker,$(1)),sambandd,$(if $(filter ctl,$(1)),sambandctl,samband-$(1)))
DAEMON_MAINS := $(patsubst daemon/%/main.c,%,$(wildcard daemon/*/main.c))
ADAPTER_MAINS := $(patsubst adapters/%/main.c,%,$(wildcard adapters/*/main.c))
PROGRAMS := $(foreach d,$(DAEMON_MAINS),$(BIN)/$(call daemon_program,$(d))) \
	$(foreach a,$(ADAPTER_MAINS),$(BIN)/samband-$(a))

ARCHIVES_PROTO := $(LIB)/libsamband.a
ARCHIVES_DAEMON := $(LIB)/libdaemon.a $(ARCHIVES_PROTO)
ARCHIVES_EDGE := $(LIB)/libedge.a $(ARCHIVES_PROTO)
ARCHIVES_ALL := $(LIB)/libedge.a $(LIB)/libdaemon.a $(ARCHIVES_PROTO)

# Tests. What is no _test.c under tests/unit is help for the tests.
find_sources = $(sort $(shell find $(1) -name '*.c' 2>/dev/null))
UNIT_SOURCES := $(call find_sources,tests/unit)
UNIT_TEST_SOURCES := $(filter %_test.c,$(UNIT_SOURCES))
UNIT_HELP_OBJECTS := $(call objects_of,$(filter-out %_test.c tests/unit/guard.c,$(UNIT_SOURCES)))
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(UNIT_TEST_SOURCES))

FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/*_fuzz.c))
REPLAYS := $(patsubst tests/fuzz/%_fuzz.c,$(BUILD)/tests/fuzz/%_replay,$(FUZZ_SOURCES))
FUZZERS := $(patsubst tests/fuzz/%_fuzz.c,$(BUILD)/tests/fuzz/%_fuzz,$(FUZZ_SOURCES))
TOOL_SOURCES := $(sort $(wildcard tests/integration/tools/*.c))
TOOLS := $(patsubst tests/integration/tools/%.c,$(BUILD)/tests/tools/%,$(TOOL_SOURCES))
BENCH_SOURCES := $(sort $(wildcard tests/bench/*.c))
BENCHES := $(patsubst %.c,$(BUILD)/%,$(BENCH_SOURCES))

ALL_OBJECTS := $(SAMBAND_OBJECTS) $(DAEMON_OBJECTS) $(call objects_of,$(sort $(DAEMON_SOURCES) \
	$(wildcard adapters/*/*.c) $(UNIT_SOURCES) $(FUZZ_SOURCES) $(wildcard tests/fuzz/replay.c) \
	$(TOOL_SOURCES) $(BENCH_SOURCES)))
