/* SPDX-License-Identifier: EUPL-1.2 */
/* self_test - shows, before anybody is served, that the link keeps strangers out.
 *
 * The socket that will serve is bound to a free port of the loopback interface; two clients with
 * fresh random keys connect: one that nobody has listed, and its twin that the ZAP handler knows
 * for these moments. The stranger must be refused and its frame must not arrive; the twin's must,
 * under the twin's name. Takes some 100 ms.
 */
#ifndef LINK_SELF_TEST_H
#define LINK_SELF_TEST_H

#include <stdint.h>

#include "base/error.h"
#include "link/router.h"
#include "link/zap.h"

/* FAULT_BROKEN "curve_open": the stranger got through, or the twin did not, or nothing was decided
 * in time. The loopback port is closed again in any case. Blocks; only for the start. */
MUST_CHECK enum fault self_test_run(void *context, struct router *router, struct zap *zap,
                                    const uint8_t server_public[ZAP_KEY_SIZE], struct error *err);

#endif
