/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/asking_reply.h"

#include <string.h>

#include "base/memory.h"
#include "core/card_in_use.h"
#include "core/explanation.h"
#include "core/gate.h"
#include "core/ground_choice.h"
#include "wire/sizes.h"

static const char *const languages[LANGUAGES] = {
    [LANGUAGE_SV] = "sv", [LANGUAGE_NB] = "nb", [LANGUAGE_EN] = "en"
};

/* An answer while it is made. */
struct reply {
    struct asking *asking;
    const struct decision_context *context;
    enum vocabulary_language language;
    struct gate_question question;
    struct explanation explanation;
    bool filled_in;

    Samband__V1__QuestionAnswer message;
    Samband__V1__AnsweredSection sections[LIMIT_SECTIONS], *section_list[LIMIT_SECTIONS];
    Samband__V1__AnsweredGround grounds[WIRE_GROUNDS], *ground_list[WIRE_GROUNDS];
    char *needs[LIMIT_SECTIONS][EXPLANATION_NEEDS];
    char **lines; /* owned, each */
    size_t n_lines;
};

static void reply_free(struct reply *reply)
{
    for (size_t i = 0; i < reply->n_lines; i++)
        mem_free(reply->lines[i]);
    mem_free(reply->lines);
    explanation_clear(&reply->explanation);
    mem_free(reply);
}
DEFINE_CLEANUP(struct reply *, reply_free)

/* ---- what the gate says ---- */

/* A consent that is used up carries nothing more: the words are those of a question without it. */
static void explain(struct reply *reply)
{
    struct policy_question question = reply->question.policy;
    struct policy_consent left[CONTENT_CONSENTS];

    question.consents = left;
    question.n_consents = 0;
    for (size_t i = 0; i < reply->question.policy.n_consents; i++)
        if (!reply->question.is_exhausted[i])
            left[question.n_consents++] = reply->question.consents[i];
    explanation_clear(&reply->explanation);
    ground_choice_explain(reply->context->policy, reply->context->vocabulary, &question,
                          reply->language, &reply->explanation);
}

/* Refused whatever the rules say: no rule, no ground on which it would pass. */
static void refuse_all(struct reply *reply, const char *code)
{
    const struct asking *asking = reply->asking;
    struct explanation *explanation = &reply->explanation;
    const char *words = vocabulary_text(reply->context->vocabulary, VOCABULARY_REFUSAL, code,
                                        languages[reply->language]);

    explanation_clear(explanation);
    *explanation = (struct explanation){
        .decision = VERDICT_REFUSE,
        .rule = POLICY_DEFAULT_REFUSE,
        .ground = "",
        .citation = "",
        .code = code,
        .reason = mem_text(words),
        .sections = mem_new(asking->message->n_categories, sizeof(struct explained_section)),
        .n_sections = asking->message->n_categories,
    };
    for (size_t i = 0; i < explanation->n_sections; i++)
        explanation->sections[i] = (struct explained_section){
            .category = asking->message->categories[i],
            .verdict = VERDICT_REFUSE,
            .rule = POLICY_DEFAULT_REFUSE,
            .ground = "",
            .citation = "",
            .code = code,
            .reason = mem_text(words),
        };
}

static void ask_question(struct reply *reply, const struct party *from, const struct party *to)
{
    const struct asking *asking = reply->asking;
    const struct decision_context *context = reply->context;
    const struct digest subject =
        digest_hmac(context->index_key, frame_bytes(asking->message->subject));
    const struct gate_basis basis = {
        .directory = context->directory,
        .consents = context->consents,
        .agreements = context->agreements,
        .time_ms = context->time_ms,
    };
    const struct gate_exchange exchange = {
        .sender = asking->text.sender,
        .recipient = asking->text.recipient,
        .type = asking->text.type,
        .purpose = asking->text.purpose,
        .ground = asking->text.ground,
        .agreement = asking->text.agreement,
        .has_subject = asking->text.has_subject,
        .subject = asking->text.has_subject ? subject.bytes : NULL,
        .header = &asking->header,
        .categories = (const char *const *)asking->message->categories,
        .n_categories = asking->message->n_categories,
    };

    gate_question_make(&exchange, &basis, from, to, &reply->question);
}

static void judge(struct reply *reply, const struct party *from, const struct party *to)
{
    struct policy_answer *answer = &reply->asking->answer;
    struct policy_question *question = &reply->question.policy;

    ask_question(reply, from, to);
    explain(reply);
    if (!question->ground) {
        question->ground = ground_choice_duty(&reply->explanation);
        reply->filled_in = question->ground != NULL;
        if (reply->filled_in)
            explain(reply);
    }
    gate_ask(reply->context->policy, &reply->question, answer);
    if (answer->decision != reply->explanation.decision ||
        strcmp(answer->code, reply->explanation.code) != 0)
        refuse_all(reply, answer->code);
}

static const char *country_of(const struct party *party) { return party ? party->country : NULL; }

/* Who may get it at all comes before what the law says of it, as for a submission; only that nothing
 * is sealed to any card yet. */
static void decide(struct reply *reply)
{
    struct asking *asking = reply->asking;
    const struct decision_context *context = reply->context;
    int32_t day = text_day_of(context->time_ms);
    const struct party *from = directory_party(context->directory, asking->text.sender, day);
    const struct party *to = directory_party(context->directory, asking->text.recipient, day);
    const char *code = NULL;

    asking->answer = (struct policy_answer){ .n_sections = asking->message->n_categories };
    reply->language = vocabulary_language(asking->message->language[0]
                                              ? asking->message->language
                                              : vocabulary_language_of_country(country_of(from)));
    if (!from)
        code = "unknown_sender";
    else if (!to)
        code = "unknown_recipient";
    else if (!card_in_use(context->directory, asking->text.recipient, context->time_ms))
        code = "no_key";
    if (!code) {
        judge(reply, from, to);
        return;
    }
    gate_refuse(&asking->answer, code);
    refuse_all(reply, code);
}

/* ---- the frame ---- */

/* As the wire has it: one line, cut between characters. */
static char *line_of(struct reply *reply, const char *text)
{
    char *line = mem_new(WIRE_SENTENCE + 1, 1);

    text_copy_line(text ? text : "", line, WIRE_SENTENCE + 1);
    reply->lines = mem_grow(reply->lines, reply->n_lines + 1, sizeof(*reply->lines));
    reply->lines[reply->n_lines++] = line;
    return line;
}

/* Words of the policy and the vocabulary, which the packer only reads. */
static char *word(const char *text) { return (char *)(uintptr_t)text; }

static void write_section(struct reply *reply, size_t i)
{
    const struct explained_section *from = &reply->explanation.sections[i];
    Samband__V1__AnsweredSection *to = &reply->sections[i];

    samband__v1__answered_section__init(to);
    to->category = word(from->category);
    to->verdict = word(verdict_name(from->verdict));
    to->rule = word(from->rule);
    to->ground = word(from->ground);
    to->citation = line_of(reply, from->citation);
    to->code = word(from->code);
    to->reason = line_of(reply, from->reason);
    to->needs = reply->needs[i];
    for (size_t j = 0; j < from->n_needs; j++) {
        char *line = line_of(reply, from->needs[j]);

        if (line[0])
            to->needs[to->n_needs++] = line;
    }
    reply->section_list[i] = to;
}

static const char *kind_word(enum policy_kind kind)
{
    switch (kind) {
    case POLICY_DUTY:
        return "duty";
    case POLICY_PERMISSION:
        return "permission";
    case POLICY_CONSENT:
        return "consent";
    default:
        return NULL;
    }
}

static void write_grounds(struct reply *reply)
{
    Samband__V1__QuestionAnswer *message = &reply->message;

    message->grounds = reply->ground_list;
    for (size_t i = 0; i < reply->explanation.n_grounds && i < WIRE_GROUNDS; i++) {
        const struct explained_ground *from = &reply->explanation.grounds[i];
        Samband__V1__AnsweredGround *to = &reply->grounds[message->n_grounds];

        if (!kind_word(from->kind))
            continue;
        samband__v1__answered_ground__init(to);
        to->ground = word(from->ground);
        to->kind = word(kind_word(from->kind));
        to->citation = line_of(reply, from->citation);
        to->summary = line_of(reply, from->summary);
        to->whole = from->whole;
        reply->ground_list[message->n_grounds++] = to;
    }
}

static void write_frame(struct reply *reply)
{
    const struct explanation *explanation = &reply->explanation;
    const char *ground = reply->question.policy.ground;
    Samband__V1__QuestionAnswer *message = &reply->message;
    Samband__V1__Frame frame = SAMBAND__V1__FRAME__INIT;
    struct asking *asking = reply->asking;

    samband__v1__question_answer__init(message);
    message->id = frame_data(bytes_of(asking->text.id.bytes, UUID_SIZE));
    message->leaf = reply->context->leaf_index;
    message->decision = word(verdict_name(explanation->decision));
    message->rule = word(explanation->rule);
    message->ground = word(ground ? ground : "");
    message->citation = line_of(reply, explanation->citation);
    message->code = word(explanation->code);
    message->reason = line_of(reply, explanation->reason);
    message->sections = reply->section_list;
    message->n_sections = explanation->n_sections;
    for (size_t i = 0; i < explanation->n_sections; i++)
        write_section(reply, i);
    write_grounds(reply);
    message->filled_in = reply->filled_in;
    message->language = word(languages[reply->language]);
    frame.kind_case = SAMBAND__V1__FRAME__KIND_QUESTION_ANSWER;
    frame.question_answer = message;
    buffer_reset(&asking->reply);
    frame_write(&frame, &asking->reply);
}

void asking_reply_make(struct asking *asking, const struct decision_context *context)
{
    CLEANUP(reply_free) struct reply *reply = mem_new(1, sizeof(*reply));

    reply->asking = asking;
    reply->context = context;
    decide(reply);
    write_frame(reply);
}
