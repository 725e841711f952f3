/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/question.h"

void question_make(const struct submission *submission, const struct decision_context *context,
                   struct question *ret)
{
    const struct exchange_text *text = &submission->exchange;

    *ret = (struct question){
        .exchange = gate_exchange_of_text(text),
        .basis = {
            .directory = context->directory,
            .consents = context->consents,
            .agreements = context->agreements,
            .time_ms = context->time_ms,
            .unknown_reference = context->unknown_reference,
        },
    };
    for (size_t i = 0; i < text->n_sections; i++)
        ret->categories[i] = submission->descriptors[i].category;
    ret->exchange.header = &submission->header;
    ret->exchange.categories = ret->categories;
    if (!text->has_subject)
        return;
    ret->subject = submission_subject(submission, context->index_key);
    ret->exchange.subject = ret->subject.bytes;
}
