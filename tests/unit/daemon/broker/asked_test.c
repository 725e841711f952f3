/* SPDX-License-Identifier: EUPL-1.2 */
/* What a party asks, and what it is told; nothing else comes of it. */
#include "broker/asked.h"

#include "broker/answer.h"
#include "broker/order.h"
#include "fixture_question.h"
#include "keys/tag.h"
#include "model/entry.h"
#include "play.h"

static void set_up(void)
{
    play_open();
    fake.settings.questions_per_hour = 10000;
}

TestSuite(asked, .init = set_up, .fini = play_close);

static void post(const struct inquiry *inquiry)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct link_peer peer = fake_peer(SCHOOL);

    fixture_question_bytes(inquiry, &bytes);
    intake_on_frame(broker, FIXTURE_SCHOOL, &peer, bytes_of_buffer(&bytes));
}

/* The newest answer to the school; NULL if there is none. */
static const Samband__V1__QuestionAnswer *answer(void)
{
    const struct fake_sent *last = NULL;

    fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_QUESTION_ANSWER, &last);
    return last ? last->frame->question_answer : NULL;
}

static const Samband__V1__Error *error_told(void)
{
    const struct fake_sent *last = NULL;

    fake_count(broker->link, SCHOOL, SAMBAND__V1__FRAME__KIND_ERROR, &last);
    return last ? last->frame->error : NULL;
}

static const Samband__V1__QuestionAnswer *ask(const struct inquiry *inquiry)
{
    post(inquiry);
    fake_run(broker->store);
    cr_assert_null(error_told(), "%s", error_told() ? error_told()->text : "");
    cr_assert_not_null(answer());
    return answer();
}

static const Samband__V1__QuestionAnswer *ask_about(const struct draft *draft)
{
    struct inquiry inquiry = fixture_inquiry(draft);

    return ask(&inquiry);
}

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

/* ---- what it is told ---- */

Test(asked, is_told_what_a_submission_would_get)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;
    struct broker_item decided;
    struct uuid id;

    draft.categories[2] = "measure"; /* not of this duty */
    told = ask_about(&draft);
    draft.text.id = uuid_new(fake.fixture.now_ms);
    id = play_submit(&draft);
    decided = play_decision(&id);
    cr_expect_eq(decided.state, STATE_ACCEPTED);
    cr_expect_str_eq(told->decision, "permit");
    cr_expect_str_eq(told->rule, decided.rule);
    cr_expect_str_eq(told->ground, "no.bvl.13-2");
    cr_assert_eq(told->n_sections, decided.n_verdicts);
    for (size_t i = 0; i < told->n_sections; i++) {
        cr_expect_str_eq(told->sections[i]->category, draft.categories[i]);
        cr_expect_str_eq(told->sections[i]->verdict, verdict_name(decided.verdicts[i].verdict));
        cr_expect_str_eq(told->sections[i]->rule, decided.verdicts[i].rule);
    }
    cr_expect_str_eq(told->sections[2]->verdict, "leave_out");
    cr_expect(!told->filled_in);
}

Test(asked, is_told_what_is_missing_in_the_language_it_asks_for)
{
    static const char *const languages[] = { "sv", "nb", "en" };
    struct uuid nothing = uuid_new(fake.fixture.now_ms);
    struct draft draft = fixture_resting_on(&fake.fixture, &nothing);
    char *reasons[3];

    for (size_t i = 0; i < 3; i++) {
        struct inquiry inquiry = fixture_inquiry(&draft);
        const Samband__V1__QuestionAnswer *told;

        inquiry.language = languages[i];
        told = ask(&inquiry);
        cr_expect_str_eq(told->decision, "refuse");
        cr_expect_str_eq(told->code, "no_consent");
        cr_expect_str_eq(told->language, languages[i]);
        cr_expect_gt(told->sections[0]->n_needs, 0);
        reasons[i] = mem_text(told->reason);
    }
    cr_expect_str_neq(reasons[0], reasons[1]);
    cr_expect_str_neq(reasons[1], reasons[2]);
    for (size_t i = 0; i < 3; i++)
        mem_free(reasons[i]);
}

Test(asked, is_told_in_the_language_of_its_country_if_it_names_none)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);

    inquiry.language = "";
    cr_expect_str_eq(ask(&inquiry)->language, "nb");
}

Test(asked, without_a_ground_is_judged_by_the_one_duty_that_fits)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;

    strcpy(draft.text.ground, "none");
    strcpy(draft.text.type, "information_answer");
    draft.header.has_decider = true;
    strcpy(draft.header.decider_reference, "official-7");
    strcpy(draft.header.decider_role, "principal");
    strcpy(draft.header.decider_reasons[0], "requested");
    draft.header.n_decider_reasons = 1;
    told = ask_about(&draft);
    cr_expect_str_eq(told->decision, "permit", "%s", told->reason);
    cr_expect(told->filled_in);
    cr_expect_str_eq(told->ground, "no.bvl.13-4");
    cr_expect_str_eq(told->rule, "no-bvl-13-4-school");
    cr_expect_neq(told->citation[0], '\0');
    cr_assert_geq(told->n_grounds, 1);
}

Test(asked, without_a_ground_is_told_the_duties_if_there_are_several)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;
    size_t n_duties = 0;

    strcpy(draft.text.ground, "none");
    told = ask_about(&draft);
    cr_expect_str_eq(told->decision, "refuse");
    cr_expect_str_eq(told->code, "no_ground");
    cr_expect(!told->filled_in);
    cr_expect_str_eq(told->ground, "");
    for (size_t i = 0; i < told->n_grounds; i++)
        n_duties += strcmp(told->grounds[i]->kind, "duty") == 0 && told->grounds[i]->whole;
    cr_expect_geq(n_duties, 2);
}

Test(asked, without_a_ground_is_never_judged_by_a_consent)
{
    struct uuid consent = play_grant();
    struct draft draft = fixture_resting_on(&fake.fixture, &consent);
    const Samband__V1__QuestionAnswer *told;
    bool is_listed = false;

    strcpy(draft.text.ground, "none");
    strcpy(draft.text.purpose, "protect_child");
    draft.categories[0] = "health";
    draft.n_sections = 1;
    told = ask_about(&draft);
    for (size_t i = 0; i < told->n_grounds; i++)
        is_listed = is_listed || strcmp(told->grounds[i]->ground, FIXTURE_CONSENT_GROUND) == 0;
    cr_expect(is_listed, "it is one of the choices");
    cr_expect_str_neq(told->ground, FIXTURE_CONSENT_GROUND);
}

Test(asked, without_a_ground_that_fits_is_told_what_the_nearest_lacks)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;

    strcpy(draft.text.ground, "none");
    strcpy(draft.text.type, "information_answer");
    told = ask_about(&draft);
    cr_expect_str_eq(told->decision, "refuse");
    cr_expect_str_eq(told->code, "no_ground");
    cr_expect_str_eq(told->ground, "");
    cr_expect_eq(told->n_grounds, 0);
    cr_expect(!told->filled_in);
    cr_expect_str_eq(told->sections[0]->code, "no_decider");
    cr_expect_str_eq(told->sections[0]->ground, "no.bvl.13-4");
    cr_expect_gt(told->sections[0]->n_needs, 0);
}

Test(asked, about_whoever_cannot_get_it_says_so)
{
    struct draft draft = fixture_draft(&fake.fixture);
    const Samband__V1__QuestionAnswer *told;

    strcpy(draft.text.recipient, FIXTURE_KEYLESS);
    told = ask_about(&draft);
    cr_expect_str_eq(told->code, "no_key");
    cr_expect_str_eq(told->rule, POLICY_DEFAULT_REFUSE);
    cr_expect_eq(told->n_sections, 3);
    draft.text.id = uuid_new(fake.fixture.now_ms);
    strcpy(draft.text.recipient, "nobody");
    told = ask_about(&draft);
    cr_expect_str_eq(told->code, "unknown_recipient");
    cr_expect_str_eq(told->sections[2]->code, "unknown_recipient");
}

/* ---- consents ---- */

/* Two answers that say the same, whatever they were about. */
static void expect_same(const struct draft *one, const struct draft *other)
{
    const Samband__V1__QuestionAnswer *a = ask_about(one), *b = ask_about(other);

    cr_expect_str_eq(a->decision, "refuse");
    cr_expect_str_eq(a->code, b->code);
    cr_expect_str_eq(a->reason, b->reason);
    cr_assert_eq(a->n_sections, b->n_sections);
    for (size_t i = 0; i < a->n_sections; i++) {
        cr_expect_str_eq(a->sections[i]->code, b->sections[i]->code);
        cr_assert_eq(a->sections[i]->n_needs, b->sections[i]->n_needs);
        for (size_t j = 0; j < a->sections[i]->n_needs; j++)
            cr_expect_str_eq(a->sections[i]->needs[j], b->sections[i]->needs[j]);
    }
    cr_expect_eq(a->n_grounds, b->n_grounds);
}

/* A consent to what the draft of the school holds, entered by another party. */
static struct uuid grant_of_another(void)
{
    struct draft draft = fixture_grant(&fake.fixture);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fake.fixture, &draft);
    struct decision_context context = fixture_context(&fake.fixture, 3);
    struct consent_message message;
    struct digest subject;

    order_message(submission, &context, &subject, &message);
    message.sender = FIXTURE_SWEDISH;
    consents_apply(broker->consents, &message);
    return draft.text.id;
}

Test(asked, sees_a_consent_of_somebody_else_as_none)
{
    struct uuid theirs = grant_of_another(), nothing = uuid_new(fake.fixture.now_ms);
    struct draft of_theirs = fixture_resting_on(&fake.fixture, &theirs);
    struct draft of_nothing = fixture_resting_on(&fake.fixture, &nothing);

    cr_assert_not_null(consents_find(broker->consents, &theirs, FIXTURE_SWEDISH));
    expect_same(&of_theirs, &of_nothing);
}

Test(asked, sees_a_consent_about_another_as_none)
{
    struct uuid consent = play_grant(), nothing = uuid_new(fake.fixture.now_ms);
    struct draft of_other = fixture_resting_on(&fake.fixture, &consent);
    struct draft of_nothing = fixture_resting_on(&fake.fixture, &nothing);

    fake.fixture.index_key[0] ^= 1; /* the same reference, as if it were another */
    expect_same(&of_other, &of_nothing);
}

Test(asked, is_refused_on_a_consent_that_is_used_up)
{
    struct uuid consent = play_grant();
    struct draft draft = fixture_resting_on(&fake.fixture, &consent);

    for (size_t i = 0; i < CONSENT_EXCHANGES; i++)
        consents_count_exchange(broker->consents, &consent, FIXTURE_SCHOOL);
    cr_expect_str_eq(ask_about(&draft)->code, "consent_exhausted");
    cr_expect_str_eq(answer()->sections[1]->verdict, "refuse");
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

Test(asked, while_the_database_is_away_is_told_to_ask_again)
{
    struct draft draft = fixture_draft(&fake.fixture);
    struct inquiry inquiry = fixture_inquiry(&draft);

    broker->store->is_up = false;
    expect_error(&inquiry, "unavailable");
    cr_expect_gt(error_told()->retry_after_ms, 0);
}
