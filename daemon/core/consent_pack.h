/* SPDX-License-Identifier: EUPL-1.2 */
/* consent_pack - a consent and its words in one piece of memory.
 *
 * A register of many consents is larger than any cache: a look-up should read one place, and no word
 * before it is compared with.
 */
#ifndef CORE_CONSENT_PACK_H
#define CORE_CONSENT_PACK_H

#include "core/consent.h"

/* A consent with the words of the scope and nothing else. It belongs to the caller; mem_free(). */
struct consent *consent_pack(const struct consent_scope *scope);

#endif
