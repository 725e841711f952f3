/* SPDX-License-Identifier: EUPL-1.2 */
/* api_check - "may I send this, and on what ground?" The bus decides; what it says is shown.
 *
 * Nothing is sent and nothing stored. The call waits for the bus, which answers within a moment or not
 * at all: then it ends, and its system asks again.
 */
#include "edge/api_call.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/accept.h"
#include "edge/check_form.h"
#include "edge/check_question.h"
#include "edge/problem.h"
#include "edge/questions.h"
#include "edge/words.h"

enum { MS_PER_S = 1000 };

/* A call that waits. What the answer says besides what the bus said is written already. */
struct checking {
    struct http_later *later;
    struct asking *asking;
    bool is_list;
    const char *language; /* of problems; static */
    size_t n, n_categories;
    char categories[LIMIT_SECTIONS][CONTENT_WORD + 1];
    struct buffer answers[REPORT_TARGETS]; /* JSON of each */
    struct buffer heads[REPORT_TARGETS];   /* JSON of whom it would go to */
    struct buffer warnings;                /* JSON */
};

static void checking_free(struct checking *checking)
{
    for (size_t i = 0; i < checking->n; i++) {
        buffer_clear(&checking->answers[i]);
        buffer_clear(&checking->heads[i]);
    }
    buffer_clear(&checking->warnings);
    mem_free(checking);
}
DEFINE_CLEANUP(struct checking *, checking_free)

/* ---- what the bus says ---- */

/* Every category was asked about, in this order. */
static bool fits(const struct checking *checking, const Samband__V1__QuestionAnswer *answer)
{
    if (answer->n_sections != checking->n_categories)
        return false;
    for (size_t i = 0; i < answer->n_sections; i++) {
        if (strcmp(answer->sections[i]->category, checking->categories[i]) != 0)
            return false;
    }
    return true;
}

static const char *decision_of(const Samband__V1__QuestionAnswer *answer)
{
    if (strcmp(answer->decision, "permit") != 0)
        return "refuse";
    for (size_t i = 0; i < answer->n_sections; i++) {
        if (strcmp(answer->sections[i]->verdict, "permit") != 0)
            return "permit_in_part";
    }
    return "permit";
}

static void put_sections(struct json_out *out, const Samband__V1__QuestionAnswer *answer)
{
    json_enter_list(out, "categories");
    for (size_t i = 0; i < answer->n_sections; i++) {
        const Samband__V1__AnsweredSection *section = answer->sections[i];

        json_enter_object(out, NULL);
        json_put_text(out, "category", section->category);
        json_put_text(out, "verdict", section->verdict);
        json_put_text(out, "rule", section->rule);
        json_put_text_or_null(out, "ground", section->ground);
        json_put_text_or_null(out, "citation", section->citation);
        json_put_text(out, "code", section->code);
        json_put_text_or_null(out, "reason", section->reason);
        json_enter_list(out, "needs");
        for (size_t j = 0; j < section->n_needs; j++)
            json_put_text(out, NULL, section->needs[j]);
        json_leave_list(out);
        json_leave_object(out);
    }
    json_leave_list(out);
}

static void put_grounds(struct json_out *out, const Samband__V1__QuestionAnswer *answer)
{
    json_enter_list(out, "grounds");
    for (size_t i = 0; i < answer->n_grounds; i++) {
        const Samband__V1__AnsweredGround *ground = answer->grounds[i];

        json_enter_object(out, NULL);
        json_put_text(out, "ground", ground->ground);
        json_put_text(out, "kind", ground->kind);
        json_put_text_or_null(out, "citation", ground->citation);
        json_put_text_or_null(out, "summary", ground->summary);
        json_put_boolean(out, "whole", ground->whole);
        json_leave_object(out);
    }
    json_leave_list(out);
}

/* The object's fields up to its end; the caller has entered it. */
static void put_answer(struct json_out *out, const struct checking *checking, size_t i,
                       const Samband__V1__QuestionAnswer *answer)
{
    struct uuid id;

    json_put_text(out, "decision", decision_of(answer));
    json_put_raw(out, "to", bytes_of_buffer(&checking->heads[i]));
    json_put_text_or_null(out, "ground", answer->ground);
    json_put_boolean(out, "filled_in", answer->filled_in);
    json_put_text(out, "rule", answer->rule);
    json_put_text_or_null(out, "citation", answer->citation);
    json_put_text(out, "code", answer->code);
    json_put_text_or_null(out, "reason", answer->reason);
    put_sections(out, answer);
    put_grounds(out, answer);
    json_put_text(out, "language", answer->language);
    if (uuid_of_bytes(frame_bytes(answer->id), &id))
        api_put_uuid(out, "question", &id);
    json_put_number(out, "leaf", answer->leaf);
    if (!checking->is_list)
        json_put_raw(out, "warnings", bytes_of_buffer(&checking->warnings));
}

static bool on_answer(void *arg, size_t i, const Samband__V1__QuestionAnswer *answer)
{
    struct checking *checking = arg;
    struct json_out out = { 0 };

    if (!fits(checking, answer))
        return false;
    json_enter_object(&out, NULL);
    put_answer(&out, checking, i, answer);
    json_leave_object(&out);
    checking->answers[i] = out.text;
    return true;
}

/* ---- the end ---- */

static unsigned status_of(const struct error *err)
{
    if (strcmp(err->code, "no_answer") == 0)
        return 504;
    if (strcmp(err->code, "too_many_questions") == 0)
        return 429;
    if (err->fault == FAULT_BROKEN)
        return 500;
    return err->fault == FAULT_RETRY ? 503 : 502;
}

/* Why there is no answer of the bus's; `wait_ms` may be 0. */
static void answer_problem(struct http_answer *answer, const struct error *err, uint32_t wait_ms,
                           const char *language)
{
    unsigned status = status_of(err);

    problem_answer(answer, status, err->code, words_in(language, err->text), NULL);
    answer->retry_later = status == 429 || status == 503 || status == 504;
    answer->retry_after_s = (wait_ms + MS_PER_S - 1) / MS_PER_S;
}

static void answer_all(struct checking *checking, struct http_answer *answer)
{
    struct json_out out = { 0 };

    answer->status = 200;
    if (!checking->is_list) {
        answer->body = checking->answers[0];
        checking->answers[0] = (struct buffer){ 0 };
        return;
    }
    json_enter_object(&out, NULL);
    json_enter_list(&out, "answers");
    for (size_t i = 0; i < checking->n; i++)
        json_put_raw(&out, NULL, bytes_of_buffer(&checking->answers[i]));
    json_leave_list(&out);
    json_put_raw(&out, "warnings", bytes_of_buffer(&checking->warnings));
    json_leave_object(&out);
    answer->body = out.text;
}

static void on_done(void *arg, const struct error *err, uint32_t wait_ms)
{
    struct checking *checking = arg;
    struct http_answer answer = { 0 };

    if (err)
        answer_problem(&answer, err, wait_ms, checking->language);
    else
        answer_all(checking, &answer);
    http_answer_later(checking->later, &answer);
    checking_free(checking);
}

static void on_gone(void *arg)
{
    struct checking *checking = arg;

    questions_forget(checking->asking);
    checking_free(checking);
}

/* ---- the call ---- */

static void put_target(const struct outbox_target *target, struct buffer *ret_json)
{
    struct json_out out = { 0 };

    json_enter_object(&out, NULL);
    json_put_text(&out, "party", target->party->name);
    json_put_text_or_null(&out, "function", target->function);
    json_leave_object(&out);
    *ret_json = out.text;
}

static struct checking *begin(const struct api_call *call, const struct check_form *form,
                              const struct outbox_targets *targets)
{
    struct checking *checking = mem_new(1, sizeof(*checking));
    struct json_out warnings = { 0 };

    checking->later = call->request->later;
    checking->is_list = form->is_list;
    checking->language = api_language(call);
    checking->n = targets->n;
    checking->n_categories = form->n_categories;
    memcpy(checking->categories, form->categories, sizeof(checking->categories));
    for (size_t i = 0; i < targets->n; i++)
        put_target(&targets->all[i], &checking->heads[i]);
    api_put_warnings(&warnings, NULL, &form->report.warnings);
    checking->warnings = warnings.text;
    return checking;
}

static enum fault write_questions(const struct api_call *call, const struct check_form *form,
                                  const struct outbox_targets *targets,
                                  struct asked_question ret_asked[], struct error *err)
{
    struct check_question question = {
        .party = call->party,
        .form = form,
        .language = accept_language(call->request->accept_language),
        .now_ms = clock_wall_ms(),
    };
    enum fault fault = FAULT_NONE;

    for (size_t i = 0; !fault && i < targets->n; i++) {
        question.target = &targets->all[i];
        fault = check_question_write(&question, &ret_asked[i].id, &ret_asked[i].frame, err);
    }
    return fault;
}

/* Takes the call's place only once everything is asked: its answers come in a later turn of the loop. */
static enum fault ask(struct checking **checking, const struct api_call *call,
                      const struct asked_question asked[], struct error *err)
{
    struct checking *this = *checking;
    const struct questions_calls calls = { on_answer, on_done, this };
    enum fault fault;

    if (!http_can_defer(this->later))
        return error_set_code(err, FAULT_RETRY, "busy",
                              WORDS("too many questions: ask again later"));
    fault = questions_ask(call->party, asked, this->n, &calls, &this->asking, err);
    if (fault)
        return fault;
    (void)http_defer(this->later, on_gone, this);
    *checking = NULL;
    return FAULT_NONE;
}

static void check(struct api_call *call, const struct check_form *form,
                  const struct outbox_targets *targets)
{
    CLEANUP(checking_free) struct checking *checking = begin(call, form, targets);
    struct asked_question asked[REPORT_TARGETS] = { 0 };
    struct error err = { 0 };
    enum fault fault = write_questions(call, form, targets, asked, &err);

    if (!fault)
        fault = ask(&checking, call, asked, &err);
    for (size_t i = 0; i < targets->n; i++)
        buffer_clear(&asked[i].frame);
    if (fault)
        answer_problem(call->answer, &err, 0, api_language(call));
}

void api_check(struct api_call *call)
{
    CLEANUP(check_form_clear) struct check_form form = { 0 };
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    CLEANUP(mem_free) struct outbox_targets *targets = mem_new(1, sizeof(*targets));
    struct form_context context;
    struct error err = { 0 };

    if (!call->request->later) {
        problem_answer(call->answer, 503, "unavailable", "nobody waits here for an answer", NULL);
        return;
    }
    if (!api_form_context(call, &context))
        return;
    faults.language = context.language;
    if (check_form_read(call->request->body, &context, &form, &faults, &err)) {
        api_refuse_form(call, &faults, &err);
        return;
    }
    if (outbox_targets_find(call->party, &form.report, context.now_ms, targets, &faults, &err)) {
        problem_of_error(call->answer, &err);
        if (err.fault == FAULT_INPUT)
            problem_answer(call->answer, call->answer->status, err.code, err.text, &faults);
        return;
    }
    check(call, &form, targets);
}
