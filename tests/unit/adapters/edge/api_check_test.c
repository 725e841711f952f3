/* SPDX-License-Identifier: EUPL-1.2 */
/* POST /v1/check against a bus that the test speaks for; the HTTP connection is played. */
#include "edge/api.h"

#include <criterion/criterion.h>

#include "edge/http.h"
#include "edge/questions.h"
#include "edge/spool.h"
#include "keys/tag.h"
#include "link_play.h"
#include "model/question_text.h"

/* ---- the connection, played ---- */

struct http_later {
    bool full, waits;
    void (*gone)(void *arg);
    void *arg;
    struct http_answer answer;
    size_t n_answers;
};

static struct http_later later, *place = &later; /* of the next call */

bool http_can_defer(const struct http_later *this) { return !this->full; }

bool http_defer(struct http_later *this, void (*gone)(void *arg), void *arg)
{
    cr_assert(!this->full && !this->waits);
    this->waits = true;
    this->gone = gone;
    this->arg = arg;
    return true;
}

void http_answer_later(struct http_later *this, struct http_answer *answer)
{
    cr_expect(this->waits, "answered once");
    this->waits = false;
    this->n_answers++;
    this->answer = *answer;
    *answer = (struct http_answer){ 0 };
}

/* ---- the set-up ---- */

static const struct agency agency = { .program = "test" };
static const uint8_t subject_key[32] = { 9 };
static struct api api;
static struct party_state *parties[1];
static struct http_answer at_once;

static void set_up(void)
{
    setup();
    later = (struct http_later){ 0 };
    world.school.shared.questions = questions_open(event);
    world.school.shared.subject_key = subject_key;
    world.school.shared.subject_key_number = 1;
    world.school.shared.test_ids = true;
    parties[0] = &world.school.party;
    api = (struct api){
        .agency = &agency, .shared = &world.school.shared, .parties = parties, .n_parties = 1
    };
}

static void tear_down(void)
{
    edge_link_close(&world.school.party);
    questions_close(world.school.shared.questions);
    buffer_clear(&at_once.body);
    buffer_clear(&later.answer.body);
    teardown();
}

TestSuite(api_check, .init = set_up, .fini = tear_down, .timeout = 60);

static unsigned post(const char *body, const char *language)
{
    const struct http_request request = { .method = "POST",
                                          .path = "/v1/check",
                                          .content_type = "application/json",
                                          .accept_language = language,
                                          .body = bytes_of_text(body),
                                          .later = place };

    buffer_clear(&at_once.body);
    buffer_clear(&later.answer.body);
    at_once = later.answer = (struct http_answer){ 0 };
    api_serve(&api, &world.school.party, &request, &at_once);
    return at_once.status;
}

#define TO "\"to\": {\"function\": \"child_welfare\", \"area\": \"1201-02\"}"
#define REST                                                                                       \
    "\"type\": \"concern_notification\", \"purpose\": \"protect_child\","                          \
    "\"categories\": [\"identity\", \"observation\"]"
#define WHOLE                                                                                      \
    "{" TO "," REST ", \"ground\": \"no.bvl.13-2\", \"subject\": {\"age\": 12, \"age_at_act\": "   \
    "11}}"

static bool says(const struct http_answer *answer, const char *text)
{
    return answer->body.size > 0 &&
           memmem(answer->body.data, answer->body.size, text, strlen(text)) != NULL;
}

static const char *text_of(struct http_answer *answer)
{
    buffer_append_byte(&answer->body, '\0');
    answer->body.size--;
    return (const char *)answer->body.data;
}

static void wait_for_answer(void)
{
    for (int i = 0; i < 500 && later.waits; i++)
        turn();
    cr_assert(!later.waits, "there is an answer");
}

/* ---- the bus ---- */

static Samband__V1__Frame *await_question(void)
{
    Samband__V1__Frame *frame = await(SAMBAND__V1__FRAME__KIND_QUESTION, 5000);

    cr_assert_not_null(frame);
    return frame;
}

static const char *const permitted[] = { "permit", "permit" };

/* Answers in words of the test's; `verdicts` one for each category of the question. */
static void answer_question(const Samband__V1__Question *question, const char *const verdicts[],
                            size_t n)
{
    static char *needs[] = { (char *)(uintptr_t) "En annen hjemmel." };
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    Samband__V1__QuestionAnswer message = SAMBAND__V1__QUESTION_ANSWER__INIT;
    Samband__V1__AnsweredSection sections[4], *list[4];
    Samband__V1__AnsweredGround ground = SAMBAND__V1__ANSWERED_GROUND__INIT,
                                *grounds[] = { &ground };
    struct question_text text;

    cr_assert_eq(question_text_read(frame_bytes(question->text), &text, NULL), FAULT_NONE);
    for (size_t i = 0; i < n; i++) {
        samband__v1__answered_section__init(&sections[i]);
        sections[i].category = question->categories[i];
        sections[i].verdict = (char *)(uintptr_t)verdicts[i];
        sections[i].rule = (char *)(uintptr_t) "no-public-concern";
        sections[i].code = (char *)(uintptr_t) "permit";
        sections[i].needs = needs;
        sections[i].n_needs = strcmp(verdicts[i], "permit") != 0;
        list[i] = &sections[i];
    }
    ground.ground = (char *)(uintptr_t) "no.bvl.13-2";
    ground.kind = (char *)(uintptr_t) "duty";
    message.id = frame_data(bytes_of(text.id.bytes, UUID_SIZE));
    message.leaf = 41;
    message.decision = (char *)(uintptr_t)(strcmp(verdicts[0], "refuse") ? "permit" : "refuse");
    message.rule = (char *)(uintptr_t) "no-public-concern";
    message.ground = (char *)(uintptr_t) "no.bvl.13-2";
    message.code = (char *)(uintptr_t) "permit";
    message.reason = (char *)(uintptr_t) "Kan utleveres.";
    message.n_sections = n;
    message.sections = list;
    message.n_grounds = 1;
    message.grounds = grounds;
    message.language = (char *)(uintptr_t) "nb";
    frame.kind_case = SAMBAND__V1__FRAME__KIND_QUESTION_ANSWER;
    frame.question_answer = &message;
    answer(&frame);
}

static void answer_error(const Samband__V1__Question *question, const char *code,
                         uint32_t retry_after_ms)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct question_text text;

    cr_assert_eq(question_text_read(frame_bytes(question->text), &text, NULL), FAULT_NONE);
    frame_write_error(&text.id, code, "words of the bus", NULL, retry_after_ms, &bytes);
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, NULL), FAULT_NONE);
    answer(frame);
}

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

/* ---- faults ---- */

/* clang-format off */
static const struct {
    const char *body, *pointer, *code;
} faulty[] = {
    { "{" TO "," REST ", \"colour\": 1}", "/colour", "unknown_field" },
    { "{" REST "}", "/to", "missing" },
    { "{\"to\": {\"function\": \"mediation\", \"area\": \"1201-02\"}," REST "}", "/to", "unknown_recipient" },
    { "{" TO ", \"purpose\": \"protect_child\", \"categories\": [\"identity\"]}", "/type", "missing" },
    { "{" TO ", \"type\": \"gossip\", \"purpose\": \"protect_child\", \"categories\": [\"identity\"]}", "/type", "unknown_word" },
    { "{" TO ", \"type\": \"disclosure\", \"categories\": [\"identity\"]}", "/purpose", "missing" },
    { "{" TO ", \"type\": \"disclosure\", \"purpose\": \"protect_child\"}", "/categories", "missing" },
    { "{" TO ", \"type\": \"disclosure\", \"purpose\": \"protect_child\", \"categories\": []}", "/categories", "range" },
    { "{" TO ", \"type\": \"disclosure\", \"purpose\": \"protect_child\", \"categories\": [\"gossip\"]}", "/categories/0", "unknown_word" },
    { "{" TO ", \"type\": \"disclosure\", \"purpose\": \"protect_child\", \"categories\": [\"identity\", \"identity\"]}", "/categories/1", "duplicate" },
    { "{" TO "," REST ", \"subject\": {\"name\": \"X\"}}", "/subject/name", "not_allowed" },
    { "{" TO "," REST ", \"subject\": {\"age\": 151}}", "/subject/age", "range" },
    { "{" TO "," REST ", \"subject\": {\"age\": 12, \"certainty\": \"unborn\"}}", "/subject/certainty", "unknown_word" },
    { "{" TO "," REST ", \"subject\": {\"certainty\": \"certain\"}}", "/subject/certainty", "unknown_word" },
    { "{" TO "," REST ", \"subject\": {\"age\": 12, \"age_at_act\": 13}}", "/subject/age_at_act", "range" },
    { "{" TO "," REST ", \"subject\": {\"national_id\": \"x\", \"age\": 12}}", "/subject/age", "not_allowed" },
    { "{" TO "," REST ", \"in_reply_to\": \"019cab12-9a3c-7d31-8e4f-000102030405\"}", "/in_reply_to", "not_allowed" },
    { "{" TO "," REST ", \"sections\": {\"observation\": \"x\"}}", "/sections", "unknown_field" },
    { "{" TO "," REST ", \"consents\": [\"x\"]}", "/consents/0", "format" },
    { "{" TO "," REST ", \"decided_by\": {\"role\": \"principal\"}}", "/decided_by/official", "missing" },
};
/* clang-format on */

Test(api_check, says_where_a_question_is_faulty)
{
    come_up(&world.school);
    for (size_t i = 0; i < ARRAY_SIZE(faulty); i++) {
        CLEANUP(mem_free)
        char *wanted =
            mem_printf("{\"pointer\":\"%s\",\"code\":\"%s\"", faulty[i].pointer, faulty[i].code);

        cr_expect_eq(post(faulty[i].body, NULL), 422, "%s", faulty[i].body);
        cr_expect(says(&at_once, wanted), "%s: %s", wanted, text_of(&at_once));
        cr_expect_str_eq(at_once.media_type, "application/problem+json");
        cr_expect(!later.waits);
    }
    cr_expect_eq(post("{", NULL), 400);
    cr_expect_null(await(SAMBAND__V1__FRAME__KIND_QUESTION, 200), "nothing was asked");
}

Test(api_check, takes_a_number_for_a_reference_and_an_age)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct private_header header;

    come_up(&world.school);
    cr_assert_eq(post("{" TO "," REST ", \"subject\": {\"national_id\": \"not a number\"}}", "en"),
                 0, "%s", text_of(&at_once));
    frame = await_question();
    cr_expect_eq(frame->question->subject.len, SUBJECT_SIZE);
    cr_assert_eq(private_header_read(frame_bytes(frame->question->private_header), &header, NULL),
                 FAULT_NONE);
    cr_expect_eq(header.certainty, CERTAINTY_AGE_UNKNOWN);
    answer_question(frame->question, permitted, 2);
    wait_for_answer();
    cr_expect(says(&later.answer, "\"warnings\":[{\"pointer\":\"/subject/national_id\""), "%s",
              text_of(&later.answer));
}
