/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/agreed.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "broker/broker.h"
#include "keys/digest.h"
#include "model/entry.h"

void agreed_clear(struct agreed *agreed)
{
    mem_free(agreed->hashes);
    *agreed = (struct agreed){ 0 };
}

static bool has(const struct agreed *agreed, const char *hash)
{
    for (size_t i = 0; i < agreed->n; i++) {
        if (strcmp(agreed->hashes[i], hash) == 0)
            return true;
    }
    return false;
}

static void add(struct agreed *agreed, const char *hash)
{
    if (has(agreed, hash))
        return;
    agreed->hashes = mem_grow(agreed->hashes, agreed->n + 1, sizeof(agreed->hashes[0]));
    text_put(agreed->hashes[agreed->n++], sizeof(agreed->hashes[0]), hash);
}

static void take_leaf(void *arg, struct bytes bytes)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    char hash[72 + 1] = "sha256:";
    struct digest digest;

    if (entry_read(bytes, entry, NULL))
        return;
    digest = digest_of(entry->text);
    digest_write_hex(&digest, hash + strlen(hash));
    add(arg, hash);
}

enum fault agreed_load(struct broker *broker, struct error *err)
{
    agreed_clear(&broker->agreed);
    return store_load_agreements(broker->store, take_leaf, &broker->agreed, err);
}

bool agreed_has(const struct broker *broker, const char *hash)
{
    return has(&broker->agreed, hash);
}

void agreed_add(struct broker *broker, const struct agreements *agreements)
{
    for (size_t i = 0; i < agreements_size(agreements); i++)
        add(&broker->agreed, agreements_at(agreements, i)->hash);
}

static void warn(const struct agreements *agreements, int32_t day)
{
    for (size_t i = 0; i < agreements_size(agreements); i++) {
        const struct agreement *agreement = agreements_at(agreements, i);
        char text[AGREEMENT_WARNING];

        if (!agreement_has_ended(agreement, day))
            continue;
        agreement_write_warning(agreement, text);
        log_event(LOG_LEVEL_WARNING, "agreement_expired", "%s", text);
    }
}

enum fault agreed_check(const struct broker *broker, const struct agreements *agreements,
                        FILE *faults, struct error *err)
{
    int32_t day = text_day_of(clock_wall_ms());
    enum fault first = FAULT_NONE;

    for (size_t i = 0; i < agreements_size(agreements); i++) {
        const struct agreement *agreement = agreements_at(agreements, i);
        struct error one;

        if (agreed_has(broker, agreement->hash) || !agreement_check_end(agreement, day, &one))
            continue;
        fprintf(faults, "%s\n", one.text);
        if (!first)
            *err = one;
        first = FAULT_INPUT;
    }
    if (!first)
        warn(agreements, day);
    return first;
}
