/* SPDX-License-Identifier: EUPL-1.2 */
/* What a party asks, and what it is told; nothing else comes of it. */
#include "broker/asked.h"

#include "ask_play.h"
#include "broker/answer.h"
#include "keys/tag.h"
#include "model/entry.h"

TestSuite(asked, .init = ask_open, .fini = play_close);

/* ---- the record first ---- */

Test(asked, is_answered_only_after_the_commit)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);
    uint64_t leaf = broker->store->head.size;
    const struct fake_sent *last = NULL;

    post(&inquiry);
    cr_expect_null(answer(), "before anything is committed");
    cr_assert(fake_turn(broker->store));
    cr_assert_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_QUESTION_ANSWER, &last),
                 1);
    cr_expect_eq(last->n_commits, 1);
    cr_expect_eq(answer()->leaf, leaf);
    cr_expect_eq(broker->store->head.size, leaf + 1);
    cr_expect_arr_eq(answer()->id.data, draft.text.id.bytes, UUID_SIZE);
}

Test(asked, is_not_answered_if_the_database_refuses_it)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);

    broker->store->fault = FAULT_INPUT;
    post(&inquiry);
    fake_run(broker->store);
    cr_expect_null(answer());
    cr_expect_str_eq(error_told()->code, "not_stored");
    cr_expect_eq(school->n_asking, 0);
}

static bool holds(struct bytes bytes, const char *text)
{
    return memmem(bytes.data, bytes.size, text, strlen(text)) != NULL;
}

/* Every line of the leaf and of the text in it: what cannot stand there need not be looked for among
 * digests, which may hold any digits. */
static void expect_known_lines(struct bytes leaf)
{
    static const char *const fields[] = {
        "samband-entry/1",
        "kind ",
        "time ",
        "nonce ",
        "policy ",
        "rule ",
        "decision ",
        "code ",
        "sig ",
        "text ",
        "samband-question/1",
        "log ",
        "id ",
        "type ",
        "from ",
        "to ",
        "agreement ",
        "ground ",
        "purpose ",
        "created ",
        "subject ",
        "private ",
        "categories ",
    };
    CLEANUP(mem_free) char *text = mem_printf("%.*s", (int)leaf.size, (const char *)leaf.data);
    char *rest = text, *line;

    while ((line = strsep(&rest, "\n")) && line[0]) {
        bool known = false;

        for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
            known = known || strncmp(line, fields[i], strlen(fields[i])) == 0;
        cr_expect(known, "%s", line);
    }
}

Test(asked, leaves_a_leaf_without_age_category_or_consent)
{
    static const char *const nowhere[] = { "identity", "observation", "health" };
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry;
    struct bytes leaf;
    struct entry entry;
    struct error err = { 0 };

    draft.header.age = 141;
    draft.header.consents[0] = uuid_new(fake.fixture.now_ms);
    draft.header.n_consents = 1;
    inquiry = fixture_inquiry(&draft);
    post(&inquiry);
    cr_assert_eq(broker->store->n_jobs, 1);
    cr_assert_eq(broker->store->jobs[0].n_changes, 1);
    leaf = broker->store->jobs[0].changes[0].entry;
    for (size_t i = 0; i < ARRAY_SIZE(nowhere); i++)
        cr_expect(!holds(leaf, nowhere[i]), "%s", nowhere[i]);
    expect_known_lines(leaf);
    cr_expect(!holds(leaf, answer_id(&draft.header.consents[0]).text));
    cr_assert_eq(entry_read(leaf, &entry, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(entry.kind, ENTRY_CHECKED);
    cr_expect_str_eq(entry.signer, FIXTURE_SCHOOL);
    cr_expect_str_eq(entry.policy, fake.fixture.policy_hash);
    cr_expect_str_eq(entry.code, "age_outside");
    cr_expect(!entry.permitted);
    cr_expect(sign_verify(directory_card(fake.fixture.directory, FIXTURE_SCHOOL, 1)->card.sign,
                          TAG_QUESTION, FIXTURE_ORIGIN, entry.text, entry.signature));
    fake_run(broker->store);
}

Test(asked, changes_nothing_else)
{
    struct uuid consent = play_grant();
    struct draft draft = fixture_resting_on(&fake.fixture, &consent);
    size_t n_rows = broker->store->n_rows, n_open = broker->members.n_open;
    const Samband__V1__QuestionAnswer *told = ask_about(&draft);

    cr_expect_str_eq(told->decision, "permit");
    cr_expect_eq(broker->store->n_changes, 1);
    cr_expect_eq(broker->store->last[0].kind, CHANGE_NOTED);
    cr_expect_eq(broker->store->n_rows, n_rows);
    cr_expect_eq(broker->members.n_open, n_open);
    cr_expect_eq(consents_find(broker->consents, &consent, FIXTURE_SCHOOL)->n_exchanges, 0);
    cr_expect_eq(school->n_asking, 0);
    cr_expect_eq(school->n_unanswered, 0);

    /* The same id may still be an exchange's. */
    play_submit(&draft);
    cr_expect_eq(play_state(&draft.text.id), STATE_ACCEPTED);
}

/* ---- who may ask ---- */

static void expect_error(const struct inquiry *inquiry, const char *code)
{
    uint64_t leaf = broker->store->head.size;

    post(inquiry);
    fake_run(broker->store);
    cr_assert_not_null(error_told(), "%s wanted", code);
    cr_expect_str_eq(error_told()->code, code);
    cr_expect_null(answer());
    cr_expect_eq(broker->store->head.size, leaf, "nothing is recorded");
    cr_expect_eq(school->n_asking, 0);
}

static void spoil_signature(Samband__V1__Question *message) { message->signature.data[5] ^= 1; }
static void spoil_header(Samband__V1__Question *message)
{
    message->private_header_salt.data[0] ^= 1;
}
static void spoil_subject(Samband__V1__Question *message) { message->subject.data[9] ^= 1; }
static void drop_subject(Samband__V1__Question *message)
{
    message->subject.len = message->subject_salt.len = 0;
}
static void drop_category(Samband__V1__Question *message) { message->n_categories--; }

Test(asked, must_be_what_its_asker_signed)
{
    static const struct {
        void (*spoil)(Samband__V1__Question *message);
        const char *code;
    } forged[] = {
        { spoil_signature, "bad_signature" }, { spoil_header, "bad_digest" },
        { spoil_subject, "bad_digest" },      { drop_subject, "bad_digest" },
        { drop_category, "bad_digest" },
    };

    for (size_t i = 0; i < ARRAY_SIZE(forged); i++) {
        struct draft draft = fixture_draft(&fake.fixture);
        struct inquiry inquiry = fixture_inquiry(&draft);

        inquiry.spoil = forged[i].spoil;
        expect_error(&inquiry, forged[i].code);
        cr_expect_arr_eq(error_told()->id.data, draft.text.id.bytes, UUID_SIZE);
    }
}

Test(asked, must_be_signed_as_a_question)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);

    inquiry.tag = TAG_EXCHANGE;
    expect_error(&inquiry, "bad_signature");
}

Test(asked, must_come_from_the_party_of_the_link)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry;

    strcpy(draft.text.sender, FIXTURE_WELFARE);
    draft.signer = fake.fixture.welfare;
    inquiry = fixture_inquiry(&draft);
    expect_error(&inquiry, "wrong_party");
}

Test(asked, must_be_of_now_and_of_a_card_in_the_record)
{
    static const int64_t off_ms[] = { -601000, 660000 };
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry;

    for (size_t i = 0; i < ARRAY_SIZE(off_ms); i++) {
        draft.text.created_ms = clock_wall_ms() + off_ms[i];
        inquiry = fixture_inquiry(&draft);
        expect_error(&inquiry, "stale_question");
    }
    draft.text.created_ms = clock_wall_ms();
    draft.text.sender_card = 7;
    inquiry = fixture_inquiry(&draft);
    expect_error(&inquiry, "unknown_card");
}

Test(asked, orders_nothing)
{
    struct draft draft = fixture_order(&fake.fixture, ORDER_CONSENT_GRANT, NULL);
    struct inquiry inquiry;

    draft.header.grant = fixture_grant(&fake.fixture).header.grant;
    draft.categories[0] = "identity";
    draft.n_sections = 1;
    inquiry = fixture_inquiry(&draft);
    expect_error(&inquiry, "bad_content");
}

static void hear(const Samband__V1__Frame *frame)
{
    CLEANUP(buffer_clear) struct buffer bytes = fixture_pack(frame);
    struct link_peer peer = fake_peer(SCHOOL);

    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
    fake_run(broker->store);
}

/* The text and the signature of one kind of frame, sent as the other. */
Test(asked, cannot_stand_for_a_submission_nor_a_submission_for_it)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);
    CLEANUP(frame_free) Samband__V1__Frame *submit = fixture_submit(&fake.fixture, &draft);
    CLEANUP(frame_free) Samband__V1__Frame *question = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    ProtobufCBinaryData text, signature;

    fixture_question_bytes(&inquiry, &bytes);
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &question, NULL), FAULT_NONE);
    text = submit->submit->text;
    signature = submit->submit->signature;
    submit->submit->text = question->question->text;
    submit->submit->signature = question->question->signature;
    hear(submit);
    cr_expect_str_eq(error_told()->code, "not_canonical");
    submit->submit->text = text;
    submit->submit->signature = signature;
    text = question->question->text;
    signature = question->question->signature;
    question->question->text = submit->submit->text;
    question->question->signature = submit->submit->signature;
    hear(question);
    cr_expect_str_eq(error_told()->code, "not_canonical");
    question->question->text = text;
    question->question->signature = signature;
    cr_expect_eq(broker->store->n_commits, 0);
}

/* ---- how much may be asked ---- */

Test(asked, may_be_so_many_at_once)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry;

    for (size_t i = 0; i <= ASKED_AT_ONCE; i++) {
        cr_expect_null(error_told(), "%zu", i);
        draft.text.id = uuid_new(fake.fixture.now_ms);
        inquiry = fixture_inquiry(&draft);
        post(&inquiry);
    }
    cr_assert_not_null(error_told());
    cr_expect_str_eq(error_told()->code, "too_many_questions");
    cr_expect_gt(error_told()->retry_after_ms, 0);
    fake_run(broker->store);
    cr_expect_eq(fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_QUESTION_ANSWER, NULL),
                 ASKED_AT_ONCE);
    cr_expect_eq(school->n_asking, 0);
}

Test(asked, may_be_so_many_in_an_hour_whoever_signed)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft), forged = inquiry;
    const Samband__V1__Error *told;

    fake.settings.questions_per_hour = 50; /* 5 at once */
    forged.spoil = spoil_signature;
    for (size_t i = 0; i < 5; i++) {
        post(&forged);
        fake_run(broker->store);
        cr_expect_str_eq(error_told()->code, "bad_signature");
    }
    post(&inquiry);
    fake_run(broker->store);
    told = error_told();
    cr_expect_str_eq(told->code, "too_many_questions");
    cr_expect_gt(told->retry_after_ms, 60000, "a fiftieth of an hour");
    cr_expect_leq(told->retry_after_ms, 76000);
    cr_expect_null(answer());
    cr_expect_eq(broker->store->n_commits, 0);

    play_submit(&draft);
    cr_expect_eq(play_state(&draft.text.id), STATE_ACCEPTED, "sending is not hindered by it");
}

static void expect_named(const struct inquiry *inquiry, const struct uuid *id, const char *code)
{
    post(inquiry);
    cr_assert_not_null(error_told());
    cr_expect_str_eq(error_told()->code, code);
    cr_assert_eq(error_told()->id.len, UUID_SIZE, "%s names no question", code);
    cr_expect_arr_eq(error_told()->id.data, id->bytes, UUID_SIZE);
    cr_expect_eq(school->n_asking, 0);
}

/* Somebody waits for it. */
Test(asked, is_named_by_the_error_of_a_broker_that_takes_nothing)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);

    broker->rolled_back = true;
    expect_named(&inquiry, &draft.text.id, "rolled_back");
    school->linked = false;
    expect_named(&inquiry, &draft.text.id, "not_welcome");
}

Test(asked, while_the_database_is_away_is_told_to_ask_again)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);

    broker->store->is_up = false;
    expect_error(&inquiry, "unavailable");
    cr_expect_gt(error_told()->retry_after_ms, 0);
}
