/* SPDX-License-Identifier: EUPL-1.2 */
/* fake_start - of store/store.h, what a broker calls only while it starts. Included once in a test
 * program, by fakes.h.
 */
#ifndef TESTS_BROKER_FAKE_START_H
#define TESTS_BROKER_FAKE_START_H

#include "store/store.h"

enum fault store_open(const struct store_settings *settings, sd_event *event,
                      struct store **ret_store, struct error *err)
{
    (void)settings, (void)event, (void)ret_store;
    return error_set(err, FAULT_BROKEN, "not in a test");
}

enum fault store_take_over(struct store *store, const char *origin, uint64_t takeover,
                           const struct change *start, struct error *err)
{
    (void)store, (void)origin, (void)takeover, (void)start, (void)err;
    return FAULT_NONE;
}

enum fault store_load_open(struct store *store, store_open_exchange *each, void *arg,
                           struct error *err)
{
    (void)store, (void)each, (void)arg;
    return error_set(err, FAULT_BROKEN, "not in a test");
}

/* What stands in the record of cards, as a start finds it, in the order of the log. */
static struct bytes fake_key_leaves[8];
static size_t fake_n_key_leaves;

enum fault store_load_cards(struct store *store, store_key_leaf *each, void *arg, struct error *err)
{
    (void)store, (void)err;
    for (size_t i = 0; i < fake_n_key_leaves; i++)
        each(arg, fake_key_leaves[i]);
    return FAULT_NONE;
}

/* The one agreement leaf of the record; empty: there is none. */
static struct bytes fake_agreement_leaf;

enum fault store_load_agreements(struct store *store, store_agreement_leaf *each, void *arg,
                                 struct error *err)
{
    (void)store, (void)err;
    if (fake_agreement_leaf.size)
        each(arg, fake_agreement_leaf);
    return FAULT_NONE;
}

/* What stands in the record of consents, as a start finds it: `fake_consents`. */
static struct stored_consent_message fake_consents[8];
static size_t fake_n_consents;
static struct uuid fake_counted;
static uint64_t fake_count_of;

enum fault store_load_consents(struct store *store, store_consent_message *each, void *arg,
                               struct error *err)
{
    (void)store, (void)err;
    for (size_t i = 0; i < fake_n_consents; i++)
        each(arg, &fake_consents[i]);
    return FAULT_NONE;
}

enum fault store_count_consents(struct store *store, store_consent_count *each, void *arg,
                                struct error *err)
{
    (void)store, (void)err;
    if (fake_count_of > 0)
        each(arg, &fake_counted, fake_count_of);
    return FAULT_NONE;
}

static size_t fake_n_committed; /* changes, while it starts */

enum fault store_commit_now(struct store *store, const struct change changes[], size_t n_changes,
                            struct error *err)
{
    (void)store, (void)changes, (void)err;
    fake_n_committed += n_changes;
    return FAULT_NONE;
}

#endif
