/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/diff_print.h"

#include "base/json_out.h"
#include "base/memory.h"
#include "base/text.h"
#include "ctl/diff_scope.h"
#include "ctl/diff_terms.h"

static const char *ground_of(const struct policy_diff *diff, const struct policy_change *change)
{
    return diff->spaces[change->space]->ground;
}

/* ---- sentences ---- */

/* The words of one field. */
static char *field_text(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                        const struct policy_change *change, enum policy_space_field field,
                        enum vocabulary_kind kind)
{
    struct policy_words words = diff_scope_words(diff, change, field);
    char *text = diff_scope_list(speaker, &words, kind);

    policy_words_clear(&words);
    return text;
}

/* The roles, and of whom they are where that makes a difference. */
static char *party_text(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                        const struct policy_change *change, enum policy_space_field roles,
                        enum policy_space_field ownership)
{
    CLEANUP(mem_free) char *names = field_text(speaker, diff, change, roles, VOCABULARY_ROLE);

    return mem_printf(
        "%s%s", names,
        explanation_ownership(diff_scope_ownership(diff, change, ownership), speaker->language));
}

static char *sentence(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                      const struct policy_change *change)
{
    CLEANUP(mem_free) char *days = diff_scope_days(speaker, diff, change);
    CLEANUP(mem_free)
    char *from = party_text(speaker, diff, change, SPACE_FROM, SPACE_FROM_OWNERSHIP);
    CLEANUP(mem_free)
    char *to = party_text(speaker, diff, change, SPACE_TO, SPACE_TO_OWNERSHIP);
    CLEANUP(mem_free) char *types = field_text(speaker, diff, change, SPACE_TYPE, VOCABULARY_TYPE);
    CLEANUP(mem_free)
    char *purposes = field_text(speaker, diff, change, SPACE_PURPOSE, VOCABULARY_PURPOSE);
    CLEANUP(mem_free)
    char *categories = field_text(speaker, diff, change, SPACE_CATEGORY, VOCABULARY_CATEGORY);
    CLEANUP(mem_free) char *subject = diff_scope_subject(speaker, diff, change);
    CLEANUP(mem_free) char *flags = diff_scope_flags(speaker, diff, change);
    CLEANUP(mem_free)
    char *changed =
        diff_change_text(speaker, &diff->sets[change->before], &diff->sets[change->after]);
    const struct explanation_filling fillings[] = {
        { "days", days },
        { "from", from },
        { "to", to },
        { "types", types },
        { "purposes", purposes },
        { "subject", subject },
        { "flags", flags },
        { "categories", categories },
        { "change", changed },
        { "ground", ground_of(diff, change) },
        { 0 },
    };
    char *text = diff_say(speaker, DIFF_SENTENCE, fillings);

    explanation_capitalise(text);
    return text;
}

static void print_rules(const struct explanation_speaker *speaker, enum diff_phrase phrase,
                        const struct policy_words *ids, FILE *out)
{
    CLEANUP(mem_free)
    char *list = explanation_join(speaker, (const char *const *)ids->words, ids->n, LIST_AND);
    CLEANUP(mem_free) char *text = diff_say_with(speaker, phrase, "rules", list);

    if (ids->n)
        fprintf(out, "%s\n", text);
}

static void print_kinds(const struct explanation_speaker *speaker,
                        const struct policy_edition *rules, FILE *out)
{
    static const enum diff_phrase phrases[] = {
        [POLICY_DUTY] = DIFF_NOW_DUTY,       [POLICY_PERMISSION] = DIFF_NOW_PERMISSION,
        [POLICY_CONSENT] = DIFF_NOW_CONSENT, [POLICY_BLOCKED] = DIFF_NOW_BLOCKED,
        [POLICY_NONE] = DIFF_NOW_NONE,
    };

    for (enum policy_kind kind = POLICY_DUTY; kind <= POLICY_NONE; kind++)
        print_rules(speaker, phrases[kind], &rules->kinds[kind], out);
}

void diff_print_lines(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                      const struct policy_edition *rules, FILE *out)
{
    CLEANUP(mem_free) char *n = mem_printf("%zu", diff->n_changes);
    CLEANUP(mem_free)
    char *count =
        diff_say_with(speaker, diff->n_changes == 1 ? DIFF_COUNT_ONE : DIFF_COUNT, "n", n);

    for (size_t i = 0; i < diff->n_changes; i++) {
        CLEANUP(mem_free) char *text = sentence(speaker, diff, &diff->changes[i]);
        bool is_apart = i > 0 && diff->changes[i].space != diff->changes[i - 1].space;

        fprintf(out, "%s%s\n", is_apart ? "\n" : "", text);
    }
    if (diff->n_changes)
        fputc('\n', out);
    print_rules(speaker, DIFF_ADDED, &rules->added, out);
    print_rules(speaker, DIFF_REMOVED, &rules->removed, out);
    print_rules(speaker, DIFF_CHANGED, &rules->changed, out);
    print_kinds(speaker, rules, out);
    print_rules(speaker, DIFF_TEXTS_ONLY, &rules->texts_only, out);
    fprintf(out, "%s\n", count);
}

/* ---- JSON ---- */

static void put_words(struct json_out *json, const char *key, const struct policy_words *words)
{
    json_enter_list(json, key);
    for (size_t i = 0; i < words->n; i++)
        json_put_text(json, NULL, words->words[i]);
    json_leave_list(json);
}

static void put_field(struct json_out *json, const char *key, const struct policy_diff *diff,
                      const struct policy_change *change, enum policy_space_field field)
{
    struct policy_words words = diff_scope_words(diff, change, field);

    put_words(json, key, &words);
    policy_words_clear(&words);
}

static void put_day(struct json_out *json, const char *key, int32_t day)
{
    char text[TEXT_DATE_SIZE] = "";

    if (day != INT32_MIN && day != POLICY_NO_END)
        text_write_date(day, text);
    json_put_text_or_null(json, key, text);
}

static void put_days(struct json_out *json, const struct policy_class *days)
{
    json_enter_object(json, NULL);
    put_day(json, "from", days->day_from);
    put_day(json, "until", days->day_until);
    json_leave_object(json);
}

static void put_set(struct json_out *json, const struct policy_class *set)
{
    put_words(json, NULL, &set->words);
}

static void put_subject(struct json_out *json, const struct policy_class *subject)
{
    static const char *const ages[] = {
        [POLICY_AGE_MISSING] = "missing",
        [POLICY_AGE_KNOWN] = "known",
        [POLICY_AGE_UNKNOWN] = "unknown",
        [POLICY_AGE_UNBORN] = "unborn",
    };

    json_enter_object(json, NULL);
    json_put_boolean(json, "has_subject", subject->has_subject);
    json_put_text(json, "age", ages[subject->age]);
    if (subject->age == POLICY_AGE_KNOWN) {
        json_put_number(json, "from", subject->age_from);
        json_put_number(json, "under", subject->age_under);
    }
    if (subject->has_age_at_act) {
        json_put_number(json, "act_from", subject->act_from);
        json_put_number(json, "act_under", subject->act_under);
    }
    json_leave_object(json);
}

/* Each class of the field that the box holds. */
static void put_classes(struct json_out *json, const char *key, const struct policy_diff *diff,
                        const struct policy_change *change, enum policy_space_field field,
                        void (*put)(struct json_out *json, const struct policy_class *class))
{
    const struct policy_classes *classes = &diff->spaces[change->space]->fields[field];

    json_enter_list(json, key);
    for (size_t i = 0; i < classes->n; i++)
        if (policy_mask_has(&change->classes[field], i))
            put(json, &classes->all[i]);
    json_leave_list(json);
}

static void put_terms(struct json_out *json, const char *key, const struct policy_terms_set *set)
{
    json_enter_list(json, key);
    for (size_t i = 0; i < set->n; i++) {
        const struct policy_terms *terms = &set->all[i];

        json_enter_object(json, NULL);
        json_put_boolean(json, "agreement", terms->needs_agreement);
        put_words(json, "deciders", &terms->deciders);
        put_words(json, "reasons", &terms->reasons);
        put_words(json, "any_of", &terms->any_reasons);
        json_put_boolean(json, "consent", terms->needs_consent);
        json_put_boolean(json, "youth", terms->by_youth);
        json_put_boolean(json, "guardians", terms->by_guardians);
        json_leave_object(json);
    }
    json_leave_list(json);
}

/* null: both. */
static void put_ownership(struct json_out *json, const char *name, enum policy_ownership ownership)
{
    json_put_text_or_null(json, name,
                          ownership == POLICY_PUBLIC    ? "public"
                          : ownership == POLICY_PRIVATE ? "private"
                                                        : NULL);
}

static void put_change(struct json_out *json, const struct explanation_speaker *speaker,
                       const struct policy_diff *diff, const struct policy_change *change)
{
    CLEANUP(mem_free) char *text = sentence(speaker, diff, change);

    json_enter_object(json, NULL);
    json_put_text(json, "ground", ground_of(diff, change));
    put_field(json, "from", diff, change, SPACE_FROM);
    put_ownership(json, "from_ownership", diff_scope_ownership(diff, change, SPACE_FROM_OWNERSHIP));
    put_field(json, "to", diff, change, SPACE_TO);
    put_ownership(json, "to_ownership", diff_scope_ownership(diff, change, SPACE_TO_OWNERSHIP));
    put_field(json, "types", diff, change, SPACE_TYPE);
    put_field(json, "purposes", diff, change, SPACE_PURPOSE);
    put_field(json, "categories", diff, change, SPACE_CATEGORY);
    put_classes(json, "flags", diff, change, SPACE_FLAGS, put_set);
    put_classes(json, "days", diff, change, SPACE_DAY, put_days);
    put_classes(json, "subjects", diff, change, SPACE_SUBJECT, put_subject);
    put_terms(json, "before", &diff->sets[change->before]);
    put_terms(json, "after", &diff->sets[change->after]);
    json_put_text(json, "text", text);
    json_leave_object(json);
}
static void put_kinds(struct json_out *json, const struct policy_edition *rules)
{
    json_enter_list(json, "kinds");
    for (enum policy_kind kind = POLICY_DUTY; kind <= POLICY_NONE; kind++) {
        for (size_t i = 0; i < rules->kinds[kind].n; i++) {
            json_enter_object(json, NULL);
            json_put_text(json, "rule", rules->kinds[kind].words[i]);
            json_put_text(json, "kind", policy_kind_name(kind));
            json_leave_object(json);
        }
    }
    json_leave_list(json);
}

void diff_print_json(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                     const struct policy_edition *rules, FILE *out)
{
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    json_enter_object(&json, NULL);
    json_enter_list(&json, "changes");
    for (size_t i = 0; i < diff->n_changes; i++)
        put_change(&json, speaker, diff, &diff->changes[i]);
    json_leave_list(&json);
    json_enter_object(&json, "rules");
    put_words(&json, "added", &rules->added);
    put_words(&json, "removed", &rules->removed);
    put_words(&json, "changed", &rules->changed);
    put_words(&json, "texts_only", &rules->texts_only);
    put_kinds(&json, rules);
    json_leave_object(&json);
    json_leave_object(&json);
    json_out_flush(&json, out);
}
