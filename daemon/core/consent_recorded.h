/* SPDX-License-Identifier: EUPL-1.2 */
/* consent_recorded - a message about a consent as the record holds it, read back for
 * consents_apply().
 *
 * What it says stands in its private header, which can be erased. That a consent has ended is never
 * forgotten then; that it was given is.
 */
#ifndef CORE_CONSENT_RECORDED_H
#define CORE_CONSENT_RECORDED_H

#include "core/consent.h"
#include "model/exchange_text.h"
#include "model/private_header.h"

/* Borrowed. */
struct consent_recorded {
    const struct exchange_text *text;
    const struct private_header *header; /* NULL: erased */
    const uint8_t *subject;              /* CONSENT_SUBJECT_SIZE; NULL: none, or erased */
    int64_t time_ms;                     /* of its leaf */
};

/* False if nothing is left of it that changes a consent. `ret_message` borrows from `recorded`. A
 * withdrawal whose own day was erased counts from its leaf's. */
bool consent_recorded_read(const struct consent_recorded *recorded,
                           struct consent_message *ret_message);

#endif
