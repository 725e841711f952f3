/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/held_consents.h"

#include "play.h"

TestSuite(held_consents, .init = play_open, .fini = play_close);

/* As the record and the rows hold an accepted message; `erased`: its header is gone. */
static void record(const struct uuid *id, bool erased)
{
    const struct fake_row *row = find_row(broker->store, id);

    cr_assert_not_null(row);
    cr_assert_eq(row->known.state, STATE_ACCEPTED);
    fake_consents[fake_n_consents] = (struct stored_consent_message){
        .entry = row->delivery.entry,
        .private_header = erased ? bytes_of(NULL, 0) : row->delivery.private_header,
        .has_subject_index = !erased,
    };
    memcpy(fake_consents[fake_n_consents++].subject_index, row->subject_index, 32);
}

/* A new broker, on the same record. */
static void start_anew(void)
{
    struct error err = { 0 };

    consents_free(broker->consents);
    broker->consents = consents_new();
    cr_assert_eq(held_consents_load(broker, &err), FAULT_NONE, "%s", err.text);
}

Test(held_consents, carry_what_they_carried_before_a_start)
{
    struct uuid consent = play_grant(), id;

    record(&consent, false);
    fake_counted = consent;
    fake_count_of = 7;
    start_anew();
    cr_expect_eq(consents_size(broker->consents), 1);
    cr_expect_eq(consents_find(broker->consents, &consent, FIXTURE_SCHOOL)->n_exchanges, 7);
    id = play_share(&consent);
    cr_expect_eq(play_state(&id), STATE_ACCEPTED, "%s", play_decision(&id).code);
}

static const struct {
    enum order_kind kind;
    bool erased;
} ends[] = {
    { ORDER_CONSENT_WITHDRAWAL, false },
    { ORDER_CONSENT_WITHDRAWAL, true },
    { ORDER_CONSENT_VOID, false },
    { ORDER_CONSENT_VOID, true },
};

Test(held_consents, that_ended_stay_ended_even_where_the_words_of_the_end_are_erased)
{
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        struct uuid consent = play_grant(), end = play_order(ends[i].kind, &consent), id;

        fake_n_consents = 0;
        record(&consent, false);
        record(&end, ends[i].erased);
        start_anew();
        id = play_share(&consent);
        cr_expect_eq(play_state(&id), STATE_REFUSED, "%zu", i);
        cr_expect_str_eq(play_decision(&id).code, "no_consent");
    }
}

Test(held_consents, whose_scope_is_erased_carry_nothing)
{
    struct uuid consent = play_grant(), id;

    record(&consent, true);
    fake_counted = consent;
    fake_count_of = 1;
    start_anew();
    cr_expect_eq(consents_size(broker->consents), 0);
    id = play_share(&consent);
    cr_expect_eq(play_state(&id), STATE_REFUSED);
}

Test(held_consents, start_nothing_while_one_leaf_about_them_does_not_read)
{
    struct uuid consent = play_grant(), end = play_order(ORDER_CONSENT_WITHDRAWAL, &consent);
    struct error err = { 0 };

    record(&consent, false);
    record(&end, false);
    fake_consents[1].entry.size--;
    consents_free(broker->consents);
    broker->consents = consents_new();
    cr_expect_eq(held_consents_load(broker, &err), FAULT_BROKEN);
    cr_expect_str_eq(err.code, "consent_unreadable");
}
