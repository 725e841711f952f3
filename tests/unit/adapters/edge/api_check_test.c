/* SPDX-License-Identifier: EUPL-1.2 */
/* What is asked of the bus, and what becomes of it. */
#include "check_play.h"
#include "edge/spool.h"
#include "keys/tag.h"

TestSuite(api_check, .init = check_open, .fini = check_close, .timeout = 60);

/* ---- what is asked ---- */

static void expect_signed(const Samband__V1__Question *question, const struct question_text *text)
{
    struct digest header =
        digest_salted(TAG_PRIVATE, &text->id, 0, question->private_header_salt.data,
                      frame_bytes(question->private_header));
    struct digest subject = digest_salted(TAG_SUBJECT, &text->id, 0, question->subject_salt.data,
                                          frame_bytes(question->subject));
    struct digest categories = question_categories_digest(&text->id, question->categories_salt.data,
                                                          (const char *const *)question->categories,
                                                          question->n_categories);
    uint8_t key[SIGN_PUBLIC_SIZE];

    sign_public(world.school.party.sign, key);
    cr_expect(sign_verify(key, TAG_QUESTION, WORLD_ORIGIN, frame_bytes(question->text),
                          question->signature.data));
    cr_expect(digest_equal(&header, &text->private_header));
    cr_expect(digest_equal(&subject, &text->subject));
    cr_expect(digest_equal(&categories, &text->categories));
}

Test(api_check, asks_the_bus_what_was_asked_and_shows_what_it_says)
{
    static const char *const verdicts[] = { "permit", "leave_out" };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct question_text text;
    struct private_header header;

    come_up(&world.school);
    cr_assert_eq(post(WHOLE, NULL), 0, "%s", text_of(&at_once));
    cr_assert(later.waits);
    frame = await_question();
    cr_assert_eq(question_text_read(frame_bytes(frame->question->text), &text, NULL), FAULT_NONE);
    expect_signed(frame->question, &text);
    cr_expect_str_eq(text.sender, WORLD_SCHOOL);
    cr_expect_str_eq(text.recipient, WORLD_WELFARE);
    cr_expect_str_eq(text.type, "concern_notification");
    cr_expect_str_eq(text.ground, "no.bvl.13-2");
    cr_expect_str_eq(frame->question->language, "", "the bus knows that of its country");
    cr_assert_eq(private_header_read(frame_bytes(frame->question->private_header), &header, NULL),
                 FAULT_NONE);
    cr_expect(header.has_age && header.age == 12 && header.age_at_act == 11);
    cr_expect_eq(header.certainty, CERTAINTY_CERTAIN);
    cr_expect_str_eq(header.function, "child_welfare");

    answer_question(frame->question, verdicts, 2);
    wait_for_answer();
    cr_expect_eq(later.answer.status, 200);
    cr_expect(says(&later.answer, "{\"decision\":\"permit_in_part\","), "%s",
              text_of(&later.answer));
    cr_expect(says(&later.answer, "\"party\":\"" WORLD_WELFARE "\""));
    cr_expect(says(&later.answer, "\"category\":\"observation\",\"verdict\":\"leave_out\""));
    cr_expect(says(&later.answer, "\"needs\":[\"En annen hjemmel.\"]"));
    cr_expect(says(&later.answer, "\"grounds\":[{\"ground\":\"no.bvl.13-2\",\"kind\":\"duty\""));
    cr_expect(says(&later.answer, "\"leaf\":41"));
    cr_expect(says(&later.answer, "\"filled_in\":false"));
}

Test(api_check, leaves_the_ground_to_the_bus_and_names_the_language_asked_for)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct question_text text;

    come_up(&world.school);
    cr_assert_eq(post("{" TO "," REST "}", "fi, sv;q=0.5"), 0, "%s", text_of(&at_once));
    frame = await_question();
    cr_assert_eq(question_text_read(frame_bytes(frame->question->text), &text, NULL), FAULT_NONE);
    cr_expect_str_eq(text.ground, "none");
    cr_expect(!text.has_subject, "nobody was named");
    cr_expect_str_eq(frame->question->language, "sv");
    answer_question(frame->question, permitted, 2);
    wait_for_answer();
    cr_expect(says(&later.answer, "{\"decision\":\"permit\","), "%s", text_of(&later.answer));
}

Test(api_check, about_several_recipients_gives_one_answer_each)
{
    static const char *const refused[] = { "refuse", "refuse" };
    CLEANUP(frame_free) Samband__V1__Frame *first = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *second = NULL;

    come_up(&world.school);
    cr_assert_eq(post("{\"to\": [{\"function\": \"child_welfare\", \"area\": \"1201-02\"},"
                      "{\"party\": \"" WORLD_POLICE "\"}]," REST "}",
                      NULL),
                 0, "%s", text_of(&at_once));
    first = await_question();
    second = await_question();
    answer_question(second->question, refused, 2);
    run_for(50);
    cr_expect(later.waits, "one answer is not all");
    answer_question(first->question, permitted, 2);
    wait_for_answer();
    cr_expect(says(&later.answer, "{\"answers\":[{\"decision\":\"permit\""), "%s",
              text_of(&later.answer));
    cr_expect(says(&later.answer, ",{\"decision\":\"refuse\",\"to\":{\"party\":\"" WORLD_POLICE));
}

Test(api_check, stores_nothing)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    struct error err;
    bool has = false;

    come_up(&world.school);
    post(WHOLE, NULL);
    frame = await_question();
    answer_question(frame->question, permitted, 2);
    wait_for_answer();
    cr_assert_eq(spool_query(world.school.shared.spool, "SELECT count(*) FROM outbox",
                             (struct spool_values){ 0 }, &rows, &err),
                 FAULT_NONE);
    cr_assert_eq(spool_next(rows, &has, &err), FAULT_NONE);
    cr_expect_eq(spool_get_number(rows, 0), 0);
}

/* ---- when the bus does not answer ---- */

Test(api_check, without_a_link_is_unavailable_at_once)
{
    cr_expect_eq(post(WHOLE, NULL), 503);
    cr_expect(says(&at_once, "\"code\":\"unavailable\""));
    cr_expect(says(&at_once, "bussen kan ikke nås"), "%s", text_of(&at_once));
    cr_expect(at_once.retry_later);
    cr_expect(!later.waits);
}

Test(api_check, is_not_waited_for_longer_than_the_limit)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;

    questions_set_wait(world.school.shared.questions, 100);
    come_up(&world.school);
    post(WHOLE, "en");
    frame = await_question();
    wait_for_answer();
    cr_expect_eq(later.answer.status, 504);
    cr_expect(says(&later.answer, "\"code\":\"no_answer\""), "%s", text_of(&later.answer));
    answer_question(frame->question, permitted, 2); /* too late */
    run_for(100);
    cr_expect_eq(later.n_answers, 1);
    cr_expect(party_is_linked(&world.school.party));
}

Test(api_check, ends_when_the_link_goes_down)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;

    come_up(&world.school);
    post(WHOLE, NULL);
    frame = await_question();
    edge_link_close(&world.school.party);
    cr_expect(!later.waits);
    cr_expect_eq(later.answer.status, 503);
    cr_expect(says(&later.answer, "\"code\":\"unavailable\""));
}

Test(api_check, tells_what_the_bus_does_not_take)
{
    static const struct {
        const char *code;
        uint32_t retry_after_ms;
        unsigned status;
        const char *told;
    } cases[] = {
        { "too_many_questions", 72000, 429, "too_many_questions" },
        { "unavailable", 1000, 503, "unavailable" },
        { "unknown_card", 0, 503, "unavailable" },
        { "stale_question", 0, 502, "stale_question" },
        { "bad_signature", 0, 502, "bad_signature" },
    };

    come_up(&world.school);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        CLEANUP(mem_free) char *code = mem_printf("\"code\":\"%s\"", cases[i].told);

        post(WHOLE, "en");
        frame = await_question();
        answer_error(frame->question, cases[i].code, cases[i].retry_after_ms);
        wait_for_answer();
        cr_expect_eq(later.answer.status, cases[i].status, "%s: %u", cases[i].code,
                     later.answer.status);
        cr_expect(says(&later.answer, code), "%s", text_of(&later.answer));
        cr_expect_eq(later.answer.retry_after_s, (cases[i].retry_after_ms + 999) / 1000);
        cr_expect(!says(&later.answer, "words of the bus"));
    }
}

static void answer_nameless(const char *code)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;

    frame_write_error(NULL, code, "words of the bus", NULL, 0, &bytes);
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, NULL), FAULT_NONE);
    answer(frame);
}

Test(api_check, ends_at_once_with_an_error_that_may_be_about_it)
{
    static const struct {
        const char *code;
        unsigned status;
        const char *told;
    } cases[] = {
        { "rolled_back", 503, "unavailable" },
        { "bad_frame", 502, "bad_frame" },
        { "not_welcome", 503, "unavailable" }, /* the last: the link begins anew */
    };

    come_up(&world.school);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        CLEANUP(mem_free) char *code = mem_printf("\"code\":\"%s\"", cases[i].told);

        post(WHOLE, "en");
        frame = await_question();
        answer_nameless(cases[i].code);
        wait_for_answer();
        cr_expect_eq(later.answer.status, cases[i].status, "%s: %u", cases[i].code,
                     later.answer.status);
        cr_expect(says(&later.answer, code), "%s", text_of(&later.answer));
    }
}

Test(api_check, believes_no_answer_about_something_else)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;

    come_up(&world.school);
    post(WHOLE, "en");
    frame = await_question();
    frame->question->categories[1] =
        (strcpy(frame->question->categories[1], "health"), frame->question->categories[1]);
    answer_question(frame->question, permitted, 2);
    wait_for_answer();
    cr_expect_eq(later.answer.status, 502);
    cr_expect(says(&later.answer, "\"code\":\"bad_answer\""), "%s", text_of(&later.answer));
    post(WHOLE, "en");
    frame_free(TAKE(frame));
    frame = await_question();
    answer_question(frame->question, permitted, 1); /* of one category only */
    wait_for_answer();
    cr_expect_eq(later.answer.status, 502);
}

Test(api_check, forgets_a_question_that_nobody_waits_for)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;

    come_up(&world.school);
    post(WHOLE, NULL);
    frame = await_question();
    later.gone(later.arg); /* the server closes */
    later.waits = false;
    answer_question(frame->question, permitted, 2);
    run_for(100);
    cr_expect_eq(later.n_answers, 0);
    cr_expect(party_is_linked(&world.school.party));
}

Test(api_check, asks_nothing_if_too_many_wait)
{
    come_up(&world.school);
    later.full = true;
    cr_expect_eq(post(WHOLE, "en"), 503);
    cr_expect(says(&at_once, "\"code\":\"busy\""));
    cr_expect_null(await(SAMBAND__V1__FRAME__KIND_QUESTION, 200));
}

Test(api_check, has_no_more_questions_under_way_than_the_bus_takes)
{
    static struct http_later many[QUESTIONS_AT_ONCE];

    come_up(&world.school);
    for (size_t i = 0; i < QUESTIONS_AT_ONCE; i++) {
        place = &many[i];
        cr_assert_eq(post(WHOLE, "en"), 0);
    }
    place = &later;
    cr_expect_eq(post(WHOLE, "en"), 429);
    cr_expect(says(&at_once, "\"code\":\"too_many_questions\""));
    edge_link_close(&world.school.party);
    for (size_t i = 0; i < QUESTIONS_AT_ONCE; i++) {
        cr_expect_eq(many[i].answer.status, 503, "each is told that the link is down");
        buffer_clear(&many[i].answer.body);
    }
}
