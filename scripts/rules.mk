# SPDX-License-Identifier: EUPL-1.2
# How things are made.

# A stamp changes only when its text does: a list of members, or the flags. What depends on it is
# made anew when a source has gone or a flag is another.
.PHONY: force
stamp = mkdir -p $(@D) && printf '%s\n' '$(1)' | cmp -s - $@ || printf '%s\n' '$(1)' >$@

$(BUILD)/flags.stamp: force
	@$(call stamp,$(CC) $(COMPILE_FLAGS) $(LINK_FLAGS))

# ---------------------------------------------------------------------------- generated code

# One .proto may import another.
$(GEN)/%.pb-c.c $(GEN)/%.pb-c.h: proto/%.proto $(PROTO_FILES)
	@mkdir -p $(GEN)
	protoc-c --proto_path=proto --c_out=$(GEN) $<

# The folder is named too: its time changes when a file is removed.
$(GEN)/sql.c $(GEN)/sql.h &: $(SQL_FILES) $(wildcard daemon/store/sql) scripts/embed_sql
	@mkdir -p $(GEN)
	scripts/embed_sql statements $(GEN)/sql $(SQL_FILES)

$(GEN)/schema.c $(GEN)/schema.h &: $(SCHEMA_FILES) $(wildcard deploy/schema) scripts/embed_sql
	@mkdir -p $(GEN)
	scripts/embed_sql schema $(GEN)/schema $(SCHEMA_FILES)

# ---------------------------------------------------------------------------- objects, archives

# A folder sees its own component and libsamband; tests see what they test.
INCLUDES = -Iproto -I$(GEN)
$(BUILD)/obj/daemon/%.o: INCLUDES += -Idaemon
$(BUILD)/obj/adapters/%.o: INCLUDES += -Iadapters
$(BUILD)/obj/tests/%.o: INCLUDES += -Idaemon -Iadapters -Itests
# Most of a build's time would go into making unit tests fast that run once.
$(BUILD)/obj/tests/unit/%.o: private OPTIMISE := -O0
$(BUILD)/obj/tests/unit/%.o: private FORTIFY := -U_FORTIFY_SOURCE

compile = @mkdir -p $(@D) && echo "CC $(VARIANT) $<" && $(CC) $(COMPILE_FLAGS) $(INCLUDES) \
	$(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.c $(BUILD)/flags.stamp | $(GENERATED_HEADERS)
	$(compile)

$(BUILD)/obj/gen/%.o: $(GEN)/%.c $(BUILD)/flags.stamp | $(GENERATED_HEADERS)
	$(compile)

# $(1) archive, $(2) objects
define archive
$(LIB)/$(1).stamp: force
	@$$(call stamp,$(2))
$(LIB)/$(1): $(2) $(LIB)/$(1).stamp
	@mkdir -p $(LIB) && rm -f $$@ && ar rcs $$@ $(2)
endef
$(eval $(call archive,libsamband.a,$(SAMBAND_OBJECTS)))
$(eval $(call archive,libdaemon.a,$(DAEMON_OBJECTS)))
$(eval $(call archive,libedge.a,$(EDGE_OBJECTS)))
$(eval $(call archive,libunit.a,$(UNIT_HELP_OBJECTS)))
$(foreach a,$(AGENCIES),$(eval $(call archive,lib$(a).a,$(call agency_objects,$(a)))))

# ---------------------------------------------------------------------------- programs

link = @mkdir -p $(@D) && echo "LD $(VARIANT) $@" && $(CC) $(LINK_FLAGS) $(LINK_EXTRA) -o $@ $(filter %.o,$^) \
	-Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

# $(1) folder under daemon/
define daemon_rule
$(BIN)/$(call daemon_program,$(1)): LIBS = $$(LIBS_PROTO) $$(LIBS_DAEMON)
$(BIN)/$(call daemon_program,$(1)): $(BUILD)/obj/daemon/$(1)/main.o $(ARCHIVES_DAEMON)
	$$(link)
endef
$(foreach d,$(DAEMON_MAINS),$(eval $(call daemon_rule,$(d))))

# $(1) folder under adapters/
define adapter_rule
$(BIN)/samband-$(1): LIBS = $$(LIBS_PROTO) $$(LIBS_ADAPTERS)
$(BIN)/samband-$(1): $(BUILD)/obj/adapters/$(1)/main.o $(if $(filter edge,$(1)),,$(LIB)/lib$(1).a) \
		$(ARCHIVES_EDGE)
	$$(link)
endef
$(foreach a,$(ADAPTER_MAINS),$(eval $(call adapter_rule,$(a))))

# ---------------------------------------------------------------------------- tests

# A unit test is linked with the component it mirrors and what that stands on, nothing else.
archives_for = $(strip $(if $(filter tests/unit/daemon/%,$(1)),$(ARCHIVES_DAEMON), \
	$(if $(filter tests/unit/adapters/edge/%,$(1)),$(ARCHIVES_EDGE), \
	$(if $(filter tests/unit/adapters/%,$(1)),$(foreach a,$(AGENCIES), \
	$(if $(filter tests/unit/adapters/$(a)/%,$(1)),$(LIB)/lib$(a).a)) $(ARCHIVES_EDGE), \
	$(ARCHIVES_PROTO)))))
libs_for = $$(LIBS_PROTO) $(if $(filter tests/unit/daemon/%,$(1)),$$(LIBS_DAEMON)) \
	$(if $(filter tests/unit/adapters/%,$(1)),$$(LIBS_ADAPTERS))

# $(1) tests/unit/.../x_test. A test must not end by an exit(0) of the code it tests: guard.c.
define unit_rule
$(BUILD)/$(1): LIBS = $(call libs_for,$(1)) $$(LIBS_TEST) -Wl,--wrap=exit,--wrap=_exit,--wrap=_Exit
$(BUILD)/$(1): $(BUILD)/obj/$(1).o $(BUILD)/obj/tests/unit/guard.o $(LIB)/libunit.a \
		$(call archives_for,$(1))
	$$(link)
endef
$(foreach t,$(UNIT_TEST_SOURCES:.c=),$(eval $(call unit_rule,$(t))))

# A fuzz target is linked with everything; so are the integration tests' helpers and the benches.
LINK_ALL := $(foreach a,$(AGENCIES),$(LIB)/lib$(a).a) $(ARCHIVES_ALL)
$(BUILD)/tests/%: LIBS = $(LIBS_PROTO) $(LIBS_DAEMON) $(LIBS_ADAPTERS)

$(BUILD)/tests/fuzz/%_replay: $(BUILD)/obj/tests/fuzz/%_fuzz.o $(BUILD)/obj/tests/fuzz/replay.o \
		$(LINK_ALL)
	$(link)

$(FUZZERS): private LINK_EXTRA := -fsanitize=fuzzer
$(BUILD)/tests/fuzz/%_fuzz: $(BUILD)/obj/tests/fuzz/%_fuzz.o $(LINK_ALL)
	$(link)

$(BUILD)/tests/tools/%: $(BUILD)/obj/tests/integration/tools/%.o $(LINK_ALL)
	$(link)

$(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o $(LINK_ALL)
	$(link)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
