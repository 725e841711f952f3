/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/held_consents.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "broker/answer.h"
#include "core/consent_recorded.h"
#include "model/entry.h"
#include "model/exchange_text.h"
#include "wire/content.h"

/* Who holds which consent: the counts name the consent only. */
struct holder {
    struct uuid consent;
    char name[LIMIT_PARTY + 1];
};

struct loading {
    struct broker *broker;
    struct holder *holders; /* owned */
    size_t n_holders, room;
    size_t n_unreadable;
};

static void add_holder(struct loading *loading, const struct consent_message *message)
{
    struct holder *holder;

    if (loading->n_holders == loading->room) {
        loading->room = loading->room ? 2 * loading->room : 64;
        loading->holders = mem_grow(loading->holders, loading->room, sizeof(*holder));
    }
    holder = &loading->holders[loading->n_holders++];
    *holder = (struct holder){ .consent = message->id };
    snprintf(holder->name, sizeof(holder->name), "%s", message->sender);
}

static void apply(struct loading *loading, const struct stored_consent_message *stored,
                  const struct exchange_text *text, int64_t time_ms)
{
    struct private_header header;
    struct consent_recorded recorded = {
        .text = text,
        .subject = stored->has_subject_index ? stored->subject_index : NULL,
        .time_ms = time_ms,
    };
    struct consent_message message;

    if (stored->private_header.size > 0 &&
        !private_header_read(stored->private_header, &header, NULL))
        recorded.header = &header;
    if (!consent_recorded_read(&recorded, &message))
        return;
    consents_apply(loading->broker->consents, &message);
    if (message.grant && !message.has_target)
        add_holder(loading, &message);
}

static void on_message(void *arg, const struct stored_consent_message *stored)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    CLEANUP(mem_free) struct exchange_text *text = mem_new(1, sizeof(*text));
    struct loading *loading = arg;
    struct error err;

    if (entry_read(stored->entry, entry, &err) || exchange_text_read(entry->text, text, &err)) {
        log_event(LOG_LEVEL_ERROR, "consent_unreadable", "code=%s %s", err.code, err.text);
        loading->n_unreadable++;
        return;
    }
    apply(loading, stored, text, entry->time_ms);
}

static int by_consent(const void *a, const void *b)
{
    return memcmp(((const struct holder *)a)->consent.bytes,
                  ((const struct holder *)b)->consent.bytes, UUID_SIZE);
}

static void on_count(void *arg, const struct uuid *consent, uint64_t n)
{
    struct loading *loading = arg;
    const struct holder asked = { .consent = *consent };
    const struct holder *holder = NULL;

    if (loading->n_holders > 0)
        holder = bsearch(&asked, loading->holders, loading->n_holders, sizeof(asked), by_consent);
    for (uint64_t i = 0; holder && i < n && i < CONSENT_EXCHANGES; i++)
        consents_count_exchange(loading->broker->consents, consent, holder->name);
}

enum fault held_consents_load(struct broker *broker, struct error *err)
{
    struct loading loading = { .broker = broker };
    enum fault fault;

    fault = store_load_consents(broker->store, on_message, &loading, err);
    /* It may have been a withdrawal, and without it the consent would be as good as ever. */
    if (!fault && loading.n_unreadable > 0)
        fault = error_set_code(err, FAULT_BROKEN, "consent_unreadable",
                               "%zu messages about consents in the record do not read",
                               loading.n_unreadable);
    if (!fault && loading.n_holders > 0)
        qsort(loading.holders, loading.n_holders, sizeof(loading.holders[0]), by_consent);
    if (!fault)
        fault = store_count_consents(broker->store, on_count, &loading, err);
    mem_free(loading.holders);
    return fault;
}
