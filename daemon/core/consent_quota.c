/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/consent_quota.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "model/limits.h"

struct consent_holder {
    char name[LIMIT_PARTY + 1];
    size_t n_held;
};

void consent_quota_clear(struct consent_quota *quota)
{
    mem_free(quota->holders);
    *quota = (struct consent_quota){ 0 };
}

/* As many as an area has parties: not worth a table. */
static struct consent_holder *find(const struct consent_quota *quota, const char *name)
{
    for (size_t i = 0; i < quota->n_holders; i++) {
        if (strcmp(quota->holders[i].name, name) == 0)
            return &quota->holders[i];
    }
    return NULL;
}

void consent_quota_count(struct consent_quota *quota, const char *name)
{
    struct consent_holder *holder = find(quota, name);

    if (!holder) {
        quota->holders = mem_grow(quota->holders, quota->n_holders + 1, sizeof(*quota->holders));
        holder = &quota->holders[quota->n_holders++];
        *holder = (struct consent_holder){ 0 };
        text_put(holder->name, sizeof(holder->name), name);
    }
    holder->n_held++;
    quota->n_held++;
}

bool consent_quota_is_full(const struct consent_quota *quota, const char *name)
{
    const struct consent_holder *holder = find(quota, name);

    return quota->n_held >= CONSENTS_HELD || (holder && holder->n_held >= CONSENTS_OF_ONE);
}
