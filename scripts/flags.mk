# SPDX-License-Identifier: EUPL-1.2
# Compilers, warnings, hardening, and what each VARIANT changes.

# Not ?=, which would keep make's own "cc".
ifeq ($(origin CC),default)
CC := gcc
endif
CORES := $(shell nproc)

# A make started by a recipe decides by itself what it builds.
CLEAN_ENV := env -u MAKEFLAGS -u MFLAGS -u MAKEOVERRIDES -u MAKELEVEL -u VARIANT

WARNINGS := -Wall -Wextra -Wshadow -Wformat -Wformat-security -Werror
HARDENING := -fstack-protector-strong -fstack-clash-protection
ifeq ($(shell uname -m),x86_64)
HARDENING += -fcf-protection
endif
ifeq ($(shell uname -m),aarch64)
HARDENING += -mbranch-protection=standard
endif
FORTIFY := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
OPTIMISE := -O2
VARIANT_FLAGS :=
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all

ifeq ($(VARIANT),)
else ifeq ($(VARIANT),clang)
# A second reading of the code: what clang warns of, it sees without optimising.
CC := clang
OPTIMISE := -O0
FORTIFY := -U_FORTIFY_SOURCE
else ifeq ($(VARIANT),fault)
VARIANT_FLAGS := -DSAMBAND_FAULT_POINTS
else ifeq ($(VARIANT),asan)
VARIANT_FLAGS := $(SANITIZE) -fno-omit-frame-pointer -DSAMBAND_FAULT_POINTS
# -O1 would remove stores that nothing reads, and with them the reports about those.
OPTIMISE := -Og
FORTIFY := -U_FORTIFY_SOURCE
else ifeq ($(VARIANT),fuzz)
CC := clang
VARIANT_FLAGS := $(SANITIZE) -fsanitize=fuzzer-no-link -fno-omit-frame-pointer
OPTIMISE := -O1
FORTIFY := -U_FORTIFY_SOURCE
else
$(error VARIANT is one of fault, asan, clang, fuzz)
endif

BASE_CFLAGS := -std=gnu17 -D_GNU_SOURCE
COMPILE_FLAGS = $(BASE_CFLAGS) $(OPTIMISE) -g $(WARNINGS) $(HARDENING) $(FORTIFY) -fPIE \
	$(VARIANT_FLAGS) $(CFLAGS)
LINK_FLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed $(VARIANT_FLAGS) $(LDFLAGS)

# pkg-config is asked once, and only when something is compiled: on a fresh machine scripts/setup
# has installed it by then.
PACKAGES_PROTO := libsodium yaml-0.1 libprotobuf-c
PACKAGES_DAEMON := libzmq libpq libsystemd
PACKAGES_ADAPTERS := libzmq libsystemd libmicrohttpd libcurl jansson sqlite3
PACKAGES := $(sort $(PACKAGES_PROTO) $(PACKAGES_DAEMON) $(PACKAGES_ADAPTERS))

ask_once = $(eval $(1) := $(2))$($(1))
pkg_config = $(shell pkg-config $(1))$(if $(filter-out 0,$(.SHELLSTATUS)),$(error \
	libraries are missing; scripts/setup installs them))
# Other people's headers are not held to our warnings.
PKG_CFLAGS = $(call ask_once,PKG_CFLAGS,$(patsubst -I%,-isystem %,$(call pkg_config,--cflags \
	$(PACKAGES))))
LIBS_PROTO = $(call ask_once,LIBS_PROTO,$(call pkg_config,--libs $(PACKAGES_PROTO)))
LIBS_DAEMON = $(call ask_once,LIBS_DAEMON,$(call pkg_config,--libs $(PACKAGES_DAEMON)))
LIBS_ADAPTERS = $(call ask_once,LIBS_ADAPTERS,$(call pkg_config,--libs $(PACKAGES_ADAPTERS)))
LIBS_TEST := -lcriterion -ljansson
