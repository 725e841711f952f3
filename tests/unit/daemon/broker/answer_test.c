/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/answer.h"

#include "play.h"

TestSuite(answer, .init = play_open, .fini = play_close);

static const Samband__V1__Receipt *last_receipt(void)
{
    const struct fake_sent *last = NULL;

    cr_assert_gt(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_RECEIPTS, &last), 0);
    return last->frame->receipts->receipts[0];
}

Test(answer, refusing_an_old_card_takes_the_card_in_use_along_every_time)
{
    struct held_card *card =
        fixture_hold(&fake.fixture, FIXTURE_WELFARE, 2, fake.fixture.now_ms - 1);
    struct draft draft = fixture_draft(&fake.fixture);
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    card->in_record = true;
    fixture_submit_bytes(&fake.fixture, &draft, &bytes);
    for (int i = 0; i < 2; i++) {
        intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
        fake_run(broker->store);
        cr_expect_str_eq(play_decision(&draft.text.id).code, "new_card");
        cr_expect(bytes_equal(frame_bytes(last_receipt()->new_card), bytes_of_buffer(&card->text)),
                  "%d", i);
    }
    cr_expect_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_RECEIPTS, NULL), 2);
}

Test(answer, has_no_card_with_any_other_decision)
{
    struct draft accepted = fixture_draft(&fake.fixture), refused = accepted;

    play_submit(&accepted);
    cr_expect_eq(last_receipt()->new_card.len, 0);
    refused.text.id = uuid_new(fake.fixture.now_ms);
    refused.header.age = 40;
    play_submit(&refused);
    cr_expect_eq(play_decision(&refused.text.id).state, STATE_REFUSED);
    cr_expect_eq(last_receipt()->new_card.len, 0);
}

Test(answer, to_an_order_on_an_old_card_of_the_bus_has_its_new_one)
{
    struct held_card *card = fixture_hold(&fake.fixture, PARTY_BUS, 2, fake.fixture.now_ms - 1);
    struct draft draft = fixture_grant(&fake.fixture);

    card->in_record = true;
    play_submit(&draft);
    cr_expect_str_eq(play_decision(&draft.text.id).code, "new_card");
    cr_expect(bytes_equal(frame_bytes(last_receipt()->new_card), bytes_of_buffer(&card->text)));
}
