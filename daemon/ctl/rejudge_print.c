/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/rejudge_print.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/explanation.h"
#include "ctl/explain_print.h"
#include "ctl/table.h"
#include "model/vocabulary.h"

enum { WIDTH = 100 };

static bool is_decided(const struct rejudged *rejudged)
{
    return rejudged->result == REJUDGED_SAME || rejudged->result == REJUDGED_DIFFERS;
}

/* ---- the explanation of the decision under other rules ---- */

/* The question and what explains it; the explanation borrows from the question. */
struct explained {
    struct gate_question question;
    struct explanation explanation;
    struct explain_print print;
};

static void explained_free(struct explained *explained)
{
    if (explained)
        explanation_clear(&explained->explanation);
    mem_free(explained);
}
DEFINE_CLEANUP(struct explained *, explained_free)

static const char *language_of(const struct rejudge_rules *rules, const char *country)
{
    if (rules->language)
        return rules->language;
    return vocabulary_language_of_country(country);
}

/* NULL where it was not the rules that decided: they would explain another answer than the gate's. */
static struct explained *explain(const struct rejudged *rejudged, const struct rejudge_rules *rules)
{
    struct explained *explained;

    if (!rejudged->has_under || !rejudged->under.asked_rules)
        return NULL;
    explained = mem_new(1, sizeof(*explained));
    if (past_question(rejudged->past, rejudged->directory, &explained->question)) {
        const struct policy_question *question = &explained->question.policy;

        explained->print = (struct explain_print){
            .explanation = &explained->explanation,
            .vocabulary = rules->vocabulary,
            .policy = rules->policy,
            .language = vocabulary_language(language_of(rules, question->from.country)),
            .day = question->day,
            .width = WIDTH,
        };
        explanation_make(rules->policy, rules->vocabulary, question, explained->print.language,
                         &explained->explanation);
        if (explained->explanation.decision == rejudged->under.answer.decision)
            return explained;
    }
    explained_free(explained);
    return NULL;
}

/* ---- for people ---- */

static void add_whole(struct table *table, const struct judgement *judgement)
{
    table_printf(table, "%s %s%s%s", judgement->permitted ? "permit" : "refuse", judgement->rule,
                 judgement->code[0] ? " " : "", judgement->code);
}

static void add_section(struct table *table, const struct judgement *judgement, size_t i)
{
    table_printf(table, "%s %s", verdict_name(judgement->verdicts[i]), judgement->rules[i]);
}

static void print_table(const struct rejudged *rejudged, FILE *out)
{
    static const char *const headings[] = { "section", "category", "in the record", "again",
                                            "other rules" };
    CLEANUP(table_clear) struct table table;
    struct judgement columns[3];
    size_t n = rejudged->has_under ? 3 : 2;

    judgement_of_entry(past_entry(rejudged->past), &columns[0]);
    judgement_of_answer(&rejudged->repeated.answer, &columns[1]);
    judgement_of_answer(&rejudged->under.answer, &columns[2]);
    table_init(&table, headings, 2 + n);
    table_add(&table, "whole");
    table_add(&table, "");
    for (size_t c = 0; c < n; c++)
        add_whole(&table, &columns[c]);
    for (size_t i = 0; i < columns[0].n_sections; i++) {
        table_printf(&table, "%zu", i);
        table_add(&table, past_category(rejudged->past, i));
        for (size_t c = 0; c < n; c++)
            add_section(&table, &columns[c], i);
    }
    table_print(&table, out);
}

static void print_head(const char *id, const struct rejudged *rejudged, FILE *out)
{
    static const char *const headings[] = { "field", "value" };
    CLEANUP(table_clear) struct table table;

    table_init(&table, headings, 2);
    table_add(&table, "id");
    table_add(&table, id);
    table_add(&table, "leaf");
    table_printf(&table, "%llu", (unsigned long long)rejudged->leaf);
    table_add(&table, "decided");
    table_add_time(&table, past_entry(rejudged->past)->time_ms);
    table_add(&table, "rules");
    table_add(&table, past_entry(rejudged->past)->policy);
    table_print(&table, out);
}

static const char *why(const struct rejudged *rejudged)
{
    return rejudged->why.size > 0 ? (const char *)rejudged->why.data : "";
}

static void print_result(const struct rejudged *rejudged, FILE *out)
{
    if (rejudged->result == REJUDGED_SAME)
        fputs("the same\n", out);
    else
        fprintf(out, "%s: %s\n", rejudged_result_name(rejudged->result), why(rejudged));
    if (rejudged->dropped_agreement)
        fputs(
            "(as if the broker had let go of the agreement that it names, which leaves no leaf)\n",
            out);
    if (rejudged->has_unbound && is_decided(rejudged))
        fputs("(its categories as the database has them, from before the record kept what was "
              "signed of them)\n",
              out);
}

void rejudge_write_change(const struct rejudged *rejudged, struct buffer *ret_text)
{
    struct judgement recorded, under;

    judgement_of_entry(past_entry(rejudged->past), &recorded);
    judgement_of_answer(&rejudged->under.answer, &under);
    judgement_differences(&recorded, &under, ret_text);
}

static void print_under(const struct rejudged *rejudged, const struct rejudge_rules *rules,
                        FILE *out)
{
    CLEANUP(explained_free) struct explained *explained = explain(rejudged, rules);
    CLEANUP(buffer_clear) struct buffer change = { 0 };
    char hash[POLICY_HASH_TEXT_SIZE];

    policy_hash_text(rules->policy, hash);
    rejudge_write_change(rejudged, &change);
    fprintf(out, "\nunder the other rules (%s): %s\n", hash,
            change.size > 0 ? (const char *)change.data : "the same as in the record");
    if (!rejudged->under.asked_rules)
        fputs("refused before any rule is asked\n", out);
    if (!explained)
        return;
    fputc('\n', out);
    explain_print_text(&explained->print, out);
}

void rejudge_print_text(const char *id, const struct rejudged *rejudged,
                        const struct rejudge_rules *rules, FILE *out)
{
    if (!is_decided(rejudged)) {
        fprintf(out, "%s: ", id);
        print_result(rejudged, out);
        return;
    }
    print_head(id, rejudged, out);
    fputc('\n', out);
    print_table(rejudged, out);
    fputc('\n', out);
    print_result(rejudged, out);
    if (rejudged->has_under)
        print_under(rejudged, rules, out);
}

/* ---- JSON ---- */

static void put_judgement(struct json_out *json, const struct rejudged *rejudged,
                          const struct judgement *judgement)
{
    json_put_text(json, "decision", judgement->permitted ? "permit" : "refuse");
    json_put_text(json, "rule", judgement->rule);
    json_put_text_or_null(json, "code", judgement->code);
    json_enter_list(json, "sections");
    for (size_t i = 0; i < judgement->n_sections; i++) {
        json_enter_object(json, NULL);
        json_put_text_or_null(json, "category", past_category(rejudged->past, i));
        json_put_text(json, "verdict", verdict_name(judgement->verdicts[i]));
        json_put_text(json, "rule", judgement->rules[i]);
        json_leave_object(json);
    }
    json_leave_list(json);
}

static void put_explanation(struct json_out *json, const struct explained *explained)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = explained ? open_memstream(&text, &size) : NULL;

    if (!file) {
        json_put_null(json, "explanation");
        return;
    }
    explain_print_json(&explained->print, file);
    fclose(file);
    while (size > 0 && text[size - 1] == '\n')
        size--;
    json_put_raw(json, "explanation", bytes_of(text, size));
    free(text);
}

static void put_under(struct json_out *json, const struct rejudged *rejudged,
                      const struct rejudge_rules *rules)
{
    CLEANUP(explained_free) struct explained *explained = explain(rejudged, rules);
    CLEANUP(buffer_clear) struct buffer change = { 0 };
    struct judgement under;
    char hash[POLICY_HASH_TEXT_SIZE];

    policy_hash_text(rules->policy, hash);
    rejudge_write_change(rejudged, &change);
    judgement_of_answer(&rejudged->under.answer, &under);
    json_enter_object(json, "other_rules");
    json_put_text(json, "policy", hash);
    json_put_boolean(json, "same", change.size == 0);
    json_put_text_or_null(json, "difference", (const char *)change.data);
    put_judgement(json, rejudged, &under);
    put_explanation(json, explained);
    json_leave_object(json);
}

void rejudge_put_json(const char *id, const struct rejudged *rejudged,
                      const struct rejudge_rules *rules, struct json_out *json)
{
    struct judgement judgement;

    json_enter_object(json, NULL);
    json_put_text(json, "id", id);
    json_put_text(json, "result", rejudged_result_name(rejudged->result));
    json_put_text_or_null(json, "why", why(rejudged));
    json_put_number(json, "leaf", rejudged->leaf);
    if (is_decided(rejudged)) {
        json_put_time(json, "decided", past_entry(rejudged->past)->time_ms);
        json_put_text(json, "policy", past_entry(rejudged->past)->policy);
        json_put_boolean(json, "agreement_let_go", rejudged->dropped_agreement);
        json_put_boolean(json, "categories_bound", !rejudged->has_unbound);
        judgement_of_entry(past_entry(rejudged->past), &judgement);
        json_enter_object(json, "recorded");
        put_judgement(json, rejudged, &judgement);
        json_leave_object(json);
        judgement_of_answer(&rejudged->repeated.answer, &judgement);
        json_enter_object(json, "again");
        put_judgement(json, rejudged, &judgement);
        json_leave_object(json);
    }
    if (rejudged->has_under)
        put_under(json, rejudged, rules);
    json_leave_object(json);
}
