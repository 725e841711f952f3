/* SPDX-License-Identifier: EUPL-1.2 */
/* consent_quota - how many consents there may be, and how many of them one party may hold. */
#ifndef CORE_CONSENT_QUOTA_H
#define CORE_CONSENT_QUOTA_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CONSENTS_HELD = 200000,
    CONSENTS_OF_ONE = CONSENTS_HELD / 4, /* of one holder, so that there is room for others */
};

struct consent_holder;

/* Owned memory; zeroed is empty. */
struct consent_quota {
    size_t n_held; /* by all */
    struct consent_holder *holders;
    size_t n_holders;
};

void consent_quota_clear(struct consent_quota *quota);

/* One more is held; whether there is room for it is asked before, and not here. */
void consent_quota_count(struct consent_quota *quota, const char *holder);

/* Nothing more may be held, by this holder or by anybody. */
bool consent_quota_is_full(const struct consent_quota *quota, const char *holder);

#endif
