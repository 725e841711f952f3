/* SPDX-License-Identifier: EUPL-1.2 */
/* check_play - POST /v1/check against a bus that the test speaks for; the HTTP connection is played.
 * Included once in a test program.
 */
#ifndef TESTS_EDGE_CHECK_PLAY_H
#define TESTS_EDGE_CHECK_PLAY_H

#include "edge/api.h"
#include "edge/http.h"
#include "edge/questions.h"
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

static void check_open(void)
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

static void check_close(void)
{
    edge_link_close(&world.school.party);
    questions_close(world.school.shared.questions);
    buffer_clear(&at_once.body);
    buffer_clear(&later.answer.body);
    teardown();
}

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

static __attribute__((unused)) void wait_for_answer(void)
{
    for (int i = 0; i < 500 && later.waits; i++)
        turn();
    cr_assert(!later.waits, "there is an answer");
}

/* ---- the bus ---- */

static __attribute__((unused)) Samband__V1__Frame *await_question(void)
{
    Samband__V1__Frame *frame = await(SAMBAND__V1__FRAME__KIND_QUESTION, 5000);

    cr_assert_not_null(frame);
    return frame;
}

static __attribute__((unused)) const char *const permitted[] = { "permit", "permit" };

/* Answers in words of the test's; `verdicts` one for each category of the question. */
static __attribute__((unused)) void answer_question(const Samband__V1__Question *question,
                                                    const char *const verdicts[], size_t n)
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

static __attribute__((unused)) void answer_error(const Samband__V1__Question *question,
                                                 const char *code, uint32_t retry_after_ms)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct question_text text;

    cr_assert_eq(question_text_read(frame_bytes(question->text), &text, NULL), FAULT_NONE);
    frame_write_error(&text.id, code, "words of the bus", NULL, retry_after_ms, &bytes);
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, NULL), FAULT_NONE);
    answer(frame);
}

#endif
