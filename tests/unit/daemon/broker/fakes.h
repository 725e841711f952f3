/* SPDX-License-Identifier: EUPL-1.2 */
/* fakes - a broker whose database and link are kept in memory. Included once in a test program: it
 * defines the functions of store/store.h and link/link.h, so that the real ones are not linked.
 */
#ifndef TESTS_BROKER_FAKES_H
#define TESTS_BROKER_FAKES_H

#include <criterion/criterion.h>

#include "broker/batch.h"
#include "broker/broker.h"
#include "fake_start.h"
#include "fake_store.h"
#include "link/link.h"

enum { FAKE_SENT = 2048 };

struct fake_sent {
    struct link_peer peer;
    Samband__V1__Frame *frame; /* NULL if it does not read */
    size_t n_commits;          /* done when it was sent */
};

struct link {
    struct fake_sent sent[FAKE_SENT];
    size_t n_sent;
    struct link_peer gone;
};

enum fault link_check(const char *endpoint, struct error *err)
{
    (void)endpoint, (void)err;
    return FAULT_NONE;
}

enum fault link_open(const struct link_settings *settings, sd_event *event,
                     link_party_of_key *party_of_key, link_on_frame *on_frame, void *arg,
                     struct link **ret_link, struct error *err)
{
    (void)settings, (void)event, (void)party_of_key, (void)on_frame, (void)arg, (void)ret_link;
    return error_set(err, FAULT_BROKEN, "not in a test");
}

void link_close(struct link *link) { (void)link; }
const char *link_endpoint(const struct link *link) { return link ? "fake" : ""; }

/* ---- the link ---- */

bool link_peer_equal(const struct link_peer *a, const struct link_peer *b)
{
    return a->size == b->size && memcmp(a->id, b->id, a->size) == 0;
}

static struct store *fake_store;

enum link_sent link_send(struct link *link, const struct link_peer *peer, struct bytes frame)
{
    struct fake_sent *sent = &link->sent[link->n_sent];
    struct error err = { 0 };

    if (link_peer_equal(peer, &link->gone))
        return LINK_GONE;
    cr_assert_lt(link->n_sent++, FAKE_SENT);
    sent->peer = *peer;
    sent->n_commits = fake_store->n_commits;
    cr_expect_eq(frame_read(frame, &sent->frame, &err), FAULT_NONE, "%s", err.text);
    return LINK_SENT;
}

static struct link_peer fake_peer(uint8_t number)
{
    return (struct link_peer){ .id = { number }, .size = 1 };
}

/* The frames of one kind sent to the peer; *ret_last (may be NULL) is the newest. */
static __attribute__((unused)) size_t fake_count(const struct link *link, uint8_t peer,
                                                 Samband__V1__Frame__KindCase kind,
                                                 const struct fake_sent **ret_last)
{
    struct link_peer to = fake_peer(peer);
    size_t n = 0;

    for (size_t i = 0; i < link->n_sent; i++) {
        const struct fake_sent *sent = &link->sent[i];

        if (!link_peer_equal(&sent->peer, &to) || !sent->frame || sent->frame->kind_case != kind)
            continue;
        n++;
        if (ret_last)
            *ret_last = sent;
    }
    return n;
}

/* ---- the broker ---- */

struct fake_broker {
    struct fixture fixture;
    struct settings settings;
    struct broker broker;
};

static void fake_open(struct fake_broker *fake)
{
    fixture_open(&fake->fixture);
    fake->settings = (struct settings){
        .credit = 32, .heartbeat_ms = 5000, .submits_per_second = 1000, .submits_burst = 1000
    };
    fake->broker = (struct broker){ .settings = &fake->settings,
                                    .directory = fake->fixture.directory,
                                    .vocabulary = fake->fixture.vocabulary,
                                    .policy = fake->fixture.policy,
                                    .consents = consents_new(),
                                    .index_key = fake->fixture.index_key,
                                    .signer = fake->fixture.signer,
                                    .takeover = 3,
                                    .store = mem_new(1, sizeof(struct store)),
                                    .link = mem_new(1, sizeof(struct link)) };
    strcpy(fake->broker.policy_hash, fake->fixture.policy_hash);
    fake->broker.store->is_up = true;
    fake->broker.store->head.size = 10;
    fake_store = fake->broker.store;
    members_init(&fake->broker.members);
    TAILQ_INIT(&fake->broker.errands);
    fake->broker.batch = batch_new(&fake->broker);
    cr_assert_geq(sd_event_default(&fake->broker.event), 0);
}

static void fake_close(struct fake_broker *fake)
{
    struct store *store = fake->broker.store;
    struct link *link = fake->broker.link;

    batch_free(fake->broker.batch);
    while (!TAILQ_EMPTY(&fake->broker.errands))
        errand_end(TAILQ_FIRST(&fake->broker.errands));
    members_clear(&fake->broker.members);
    for (size_t i = 0; i < store->n_rows; i++) {
        for (size_t j = 0; j < store->rows[i].n_bytes; j++)
            buffer_clear(&store->rows[i].bytes[j]);
    }
    for (size_t i = 0; i < link->n_sent; i++)
        frame_free(link->sent[i].frame);
    consents_free(fake->broker.consents);
    mem_free(store);
    mem_free(link);
    sd_event_unref(fake->broker.event);
    fixture_close(&fake->fixture);
}

#endif
