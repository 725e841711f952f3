/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/rejudge.h"

#include <string.h>

void judgement_of_entry(const struct entry *entry, struct judgement *ret_judgement)
{
    *ret_judgement = (struct judgement){
        .permitted = entry->permitted,
        .rule = entry->rule,
        .code = entry->permitted ? "" : entry->code,
        .n_sections = entry->n_verdicts,
    };
    for (size_t i = 0; i < entry->n_verdicts; i++) {
        ret_judgement->verdicts[i] = entry->verdicts[i].verdict;
        ret_judgement->rules[i] = entry->verdicts[i].rule;
    }
}

void judgement_of_answer(const struct policy_answer *answer, struct judgement *ret_judgement)
{
    bool permitted = answer->decision == VERDICT_PERMIT;

    *ret_judgement = (struct judgement){
        .permitted = permitted,
        .rule = answer->rule,
        .code = permitted ? "" : answer->code,
        .n_sections = answer->n_sections,
    };
    for (size_t i = 0; i < answer->n_sections; i++) {
        ret_judgement->verdicts[i] = answer->sections[i].verdict;
        ret_judgement->rules[i] = answer->sections[i].rule;
    }
}

static bool is_section_equal(const struct judgement *one, const struct judgement *other, size_t i)
{
    return one->verdicts[i] == other->verdicts[i] && strcmp(one->rules[i], other->rules[i]) == 0;
}

static bool is_whole_equal(const struct judgement *one, const struct judgement *other)
{
    return one->permitted == other->permitted && strcmp(one->rule, other->rule) == 0 &&
           strcmp(one->code, other->code) == 0;
}

bool judgement_equal(const struct judgement *one, const struct judgement *other)
{
    if (!is_whole_equal(one, other) || one->n_sections != other->n_sections)
        return false;
    for (size_t i = 0; i < one->n_sections; i++) {
        if (!is_section_equal(one, other, i))
            return false;
    }
    return true;
}

static void write_whole(const struct judgement *judgement, struct buffer *text)
{
    buffer_printf(text, "%s (%s%s%s)", judgement->permitted ? "permit" : "refuse", judgement->rule,
                  judgement->code[0] ? ", " : "", judgement->code);
}

static void separate(struct buffer *text, size_t start)
{
    if (text->size > start)
        buffer_append_text(text, "; ");
}

void judgement_differences(const struct judgement *from, const struct judgement *to,
                           struct buffer *ret_text)
{
    size_t start = ret_text->size;

    if (!is_whole_equal(from, to)) {
        buffer_append_text(ret_text, "the whole: ");
        write_whole(from, ret_text);
        buffer_append_text(ret_text, " became ");
        write_whole(to, ret_text);
    }
    if (from->n_sections != to->n_sections) {
        separate(ret_text, start);
        buffer_printf(ret_text, "%zu sections became %zu", from->n_sections, to->n_sections);
        return;
    }
    for (size_t i = 0; i < from->n_sections; i++) {
        if (is_section_equal(from, to, i))
            continue;
        separate(ret_text, start);
        buffer_printf(ret_text, "section %zu: %s (%s) became %s (%s)", i,
                      verdict_name(from->verdicts[i]), from->rules[i],
                      verdict_name(to->verdicts[i]), to->rules[i]);
    }
}
