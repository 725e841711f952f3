/* SPDX-License-Identifier: Apache-2.0 */
/* start - makes the cryptographic library ready. */
#ifndef KEYS_START_H
#define KEYS_START_H

#include "base/cleanup.h"
#include "base/error.h"

/* Call once in main() before any other function of keys/ or tlog/; calling again does nothing.
 * FAULT_BROKEN when the library refuses (no random source). */
MUST_CHECK enum fault keys_start(struct error *err);

#endif
