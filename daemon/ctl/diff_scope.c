/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/diff_scope.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"

static const struct policy_classes *classes_of(const struct policy_diff *diff,
                                               const struct policy_change *change,
                                               enum policy_space_field field)
{
    return &diff->spaces[change->space]->fields[field];
}

static bool is_in(const struct policy_change *change, enum policy_space_field field, size_t i)
{
    return policy_mask_has(&change->classes[field], i);
}

static char *after_comma(char *owned)
{
    char *text = *owned ? mem_printf(", %s", owned) : mem_text("");

    mem_free(owned);
    return text;
}

/* ---- words ---- */

struct policy_words diff_scope_words(const struct policy_diff *diff,
                                     const struct policy_change *change,
                                     enum policy_space_field field)
{
    static const struct policy_words none;
    const struct policy_classes *classes = classes_of(diff, change, field);
    struct policy_words all = { 0 }, sorted;

    for (size_t i = 0; i < classes->n; i++)
        for (size_t j = 0; is_in(change, field, i) && j < classes->all[i].words.n; j++)
            policy_words_add(&all, classes->all[i].words.words[j]);
    sorted = policy_words_without(&all, &none);
    policy_words_clear(&all);
    return sorted;
}

static enum diff_phrase all_of(enum vocabulary_kind kind)
{
    switch (kind) {
    case VOCABULARY_TYPE:
        return DIFF_ALL_TYPES;
    case VOCABULARY_PURPOSE:
        return DIFF_ALL_PURPOSES;
    case VOCABULARY_CATEGORY:
        return DIFF_ALL_CATEGORIES;
    default:
        return DIFF_ALL_ROLES;
    }
}

/* In the order of the vocabulary, which people know from forms; then what it lacks. */
char *diff_scope_list(const struct explanation_speaker *speaker, const struct policy_words *words,
                      enum vocabulary_kind kind)
{
    size_t n_codes = vocabulary_n(speaker->vocabulary, kind);
    struct diff_list list = { 0 };

    if (words->n > 1 && words->n == n_codes)
        return diff_say(speaker, all_of(kind), NULL);
    for (size_t i = 0; i < n_codes; i++) {
        const char *code = vocabulary_code(speaker->vocabulary, kind, i);

        if (policy_words_has(words, code))
            diff_list_add(&list, mem_text(explanation_word(speaker, kind, code)));
    }
    for (size_t i = 0; i < words->n; i++)
        if (!vocabulary_has(speaker->vocabulary, kind, words->words[i]))
            diff_list_add(&list, mem_text(words->words[i]));
    return diff_list_join(speaker, &list, LIST_AND);
}

/* ---- ownership ---- */

enum policy_ownership diff_scope_ownership(const struct policy_diff *diff,
                                           const struct policy_change *change,
                                           enum policy_space_field field)
{
    const struct policy_classes *classes = classes_of(diff, change, field);
    enum policy_ownership only = 0;
    size_t n = 0;

    for (size_t i = 0; i < classes->n; i++) {
        if (!is_in(change, field, i))
            continue;
        only = classes->all[i].ownership;
        n++;
    }
    return n == 1 ? only : 0;
}

/* ---- days ---- */

static void add_days(const struct explanation_speaker *speaker, int32_t from, int32_t until,
                     struct diff_list *list)
{
    char first[TEXT_DATE_SIZE], last[TEXT_DATE_SIZE];
    const struct explanation_filling fillings[] = { { "from", first }, { "last", last }, { 0 } };

    if (from == INT32_MIN && until == POLICY_NO_END)
        return;
    text_write_date(from == INT32_MIN ? 0 : from, first);
    text_write_date(until == POLICY_NO_END ? 0 : until - 1, last);
    diff_list_add(list, diff_say(speaker,
                                 from == INT32_MIN        ? DIFF_UNTIL
                                 : until == POLICY_NO_END ? DIFF_SINCE
                                                          : DIFF_BETWEEN,
                                 fillings));
}

char *diff_scope_days(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                      const struct policy_change *change)
{
    const struct policy_classes *days = classes_of(diff, change, SPACE_DAY);
    struct diff_list list = { 0 };
    CLEANUP(mem_free) char *text = NULL;

    for (size_t i = 0; i < days->n; i++) {
        size_t first = i;

        if (!is_in(change, SPACE_DAY, i))
            continue;
        while (i + 1 < days->n && is_in(change, SPACE_DAY, i + 1))
            i++;
        add_days(speaker, days->all[first].day_from, days->all[i].day_until, &list);
    }
    text = diff_list_join(speaker, &list, LIST_AND);
    return mem_printf("%s%s", text, *text ? ", " : "");
}

/* ---- ages ---- */

enum { AGES = 256 }; /* more than there are */

/* Ages in years, one by one. */
struct ages {
    bool has[AGES];
    unsigned int n_all; /* so many exist */
};

static void add_range(const struct explanation_speaker *speaker, unsigned int from,
                      unsigned int under, unsigned int n_all, struct diff_list *list)
{
    char first[12], last[12], end[12];
    const struct explanation_filling fillings[] = {
        { "from", first }, { "last", last }, { "under", end }, { 0 }
    };

    snprintf(first, sizeof(first), "%u", from);
    snprintf(last, sizeof(last), "%u", under - 1);
    snprintf(end, sizeof(end), "%u", under);
    diff_list_add(list, diff_say(speaker,
                                 from == 0 && under == n_all ? DIFF_AGE_KNOWN
                                 : under == n_all            ? DIFF_AGE_SINCE
                                 : from == 0                 ? DIFF_AGE_UNDER
                                 : under == from + 1         ? DIFF_AGE_ONE
                                                             : DIFF_AGE_BETWEEN,
                                 fillings));
}

static char *ages_text(const struct explanation_speaker *speaker, const struct ages *ages)
{
    struct diff_list list = { 0 };

    for (unsigned int i = 0; i < ages->n_all; i++) {
        unsigned int from = i;

        if (!ages->has[i])
            continue;
        while (i + 1 < ages->n_all && ages->has[i + 1])
            i++;
        add_range(speaker, from, i + 1, ages->n_all, &list);
    }
    return diff_list_join(speaker, &list, LIST_OR);
}

static void fill(struct ages *ages, unsigned int from, unsigned int under)
{
    for (unsigned int i = from; i < under && i < AGES; i++)
        ages->has[i] = true;
}

static unsigned int age_end(const struct policy_classes *classes)
{
    unsigned int end = 0;

    for (size_t i = 0; i < classes->n; i++)
        if (classes->all[i].age_under > end)
            end = classes->all[i].age_under;
    return end < AGES ? end : AGES;
}

static bool are_all(const struct ages *ages)
{
    for (unsigned int i = 0; i < ages->n_all; i++)
        if (!ages->has[i])
            return false;
    return true;
}

/* The age at the act, and the one at sending unless it may be any. */
static void add_act(const struct explanation_speaker *speaker, const struct ages *act,
                    const struct ages *sent, struct diff_list *list)
{
    CLEANUP(mem_free) char *ages = ages_text(speaker, act);
    CLEANUP(mem_free) char *sent_ages = ages_text(speaker, sent);
    CLEANUP(mem_free) char *when_sent = diff_say_with(speaker, DIFF_WHEN_SENT, "ages", sent_ages);
    const struct explanation_filling fillings[] = { { "ages", ages },
                                                    { "sent", are_all(sent) ? "" : when_sent },
                                                    { 0 } };

    if (*ages)
        diff_list_add(list, diff_say(speaker, DIFF_AT_ACT, fillings));
}

/* Ages at sending where none is given at the act, and ages at the act. */
static void add_ages(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                     const struct policy_change *change, struct diff_list *list)
{
    const struct policy_classes *classes = classes_of(diff, change, SPACE_SUBJECT);
    struct ages sending = { .n_all = age_end(classes) }, act = sending, sent = sending;

    for (size_t i = 0; i < classes->n; i++) {
        const struct policy_class *subject = &classes->all[i];

        if (!is_in(change, SPACE_SUBJECT, i) || subject->age != POLICY_AGE_KNOWN)
            continue;
        if (subject->has_age_at_act)
            fill(&act, subject->act_from, subject->act_under);
        fill(subject->has_age_at_act ? &sent : &sending, subject->age_from, subject->age_under);
    }
    diff_list_add(list, ages_text(speaker, &sending));
    if (!*list->items[list->n - 1])
        mem_free(list->items[--list->n]);
    add_act(speaker, &act, &sent, list);
}

/* Whether the box holds all subjects, or all persons but no exchange about nobody: what rules say
 * that need a subject, and say nothing else. */
static bool is_anybody(const struct policy_diff *diff, const struct policy_change *change)
{
    const struct policy_classes *classes = classes_of(diff, change, SPACE_SUBJECT);

    for (size_t i = 0; i < classes->n; i++)
        if (classes->all[i].has_subject && !is_in(change, SPACE_SUBJECT, i))
            return false;
    return true;
}

/* The box is about persons alone, on a ground that also goes about nobody. */
static bool is_beside_nobody(const struct policy_diff *diff, const struct policy_change *change)
{
    const struct policy_classes *classes = classes_of(diff, change, SPACE_SUBJECT);

    for (size_t i = 0; i < classes->n; i++)
        if (!classes->all[i].has_subject && is_in(change, SPACE_SUBJECT, i))
            return false;
    return diff->spaces[change->space]->goes_about_nobody;
}

char *diff_scope_subject(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                         const struct policy_change *change)
{
    static const struct {
        enum policy_age age;
        enum diff_phrase phrase;
    } others[] = {
        { POLICY_AGE_MISSING, DIFF_AGE_MISSING },
        { POLICY_AGE_UNKNOWN, DIFF_AGE_UNKNOWN },
        { POLICY_AGE_UNBORN, DIFF_AGE_UNBORN },
    };
    const struct policy_classes *classes = classes_of(diff, change, SPACE_SUBJECT);
    struct diff_list list = { 0 };

    if (is_anybody(diff, change))
        return is_beside_nobody(diff, change) ? diff_say(speaker, DIFF_SOMEBODY, NULL)
                                              : mem_text("");
    add_ages(speaker, diff, change, &list);
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        for (size_t j = 0; j < classes->n; j++)
            if (is_in(change, SPACE_SUBJECT, j) && classes->all[j].has_subject &&
                classes->all[j].age == others[i].age)
                diff_list_add(&list, diff_say(speaker, others[i].phrase, NULL));
    for (size_t i = 0; i < classes->n; i++)
        if (is_in(change, SPACE_SUBJECT, i) && !classes->all[i].has_subject)
            diff_list_add(&list, diff_say(speaker, DIFF_NOBODY, NULL));
    return after_comma(diff_list_join(speaker, &list, LIST_OR));
}

/* ---- flags ---- */

/* The sets of the box in which a word is, or is not. */
static size_t count_sets(const struct policy_classes *sets, const struct policy_change *change,
                         const char *word, bool has)
{
    size_t n = 0;

    for (size_t i = 0; i < sets->n; i++)
        if (is_in(change, SPACE_FLAGS, i) && policy_words_has(&sets->all[i].words, word) == has)
            n++;
    return n;
}

static void add_flag(const struct explanation_speaker *speaker, bool is_set, const char *flag,
                     struct diff_list *list)
{
    diff_list_add(list, diff_say_with(speaker, is_set ? DIFF_WITH_FLAG : DIFF_WITHOUT_FLAG, "flag",
                                      explanation_word(speaker, VOCABULARY_FLAG, flag)));
}

/* Each set of flags by itself. */
static char *sets_text(const struct explanation_speaker *speaker, const struct policy_classes *sets,
                       const struct policy_change *change, const struct policy_words *flags)
{
    struct diff_list list = { 0 };

    for (size_t i = 0; i < sets->n; i++) {
        struct diff_list set = { 0 };

        if (!is_in(change, SPACE_FLAGS, i))
            continue;
        for (size_t j = 0; j < flags->n; j++)
            add_flag(speaker, policy_words_has(&sets->all[i].words, flags->words[j]),
                     flags->words[j], &set);
        diff_list_add(&list, diff_list_join(speaker, &set, LIST_AND));
    }
    return diff_list_join(speaker, &list, LIST_OR);
}

/* Names each flag that is always set, or never, if the others may be as they will. */
char *diff_scope_flags(const struct explanation_speaker *speaker, const struct policy_diff *diff,
                       const struct policy_change *change)
{
    const struct policy_classes *sets = classes_of(diff, change, SPACE_FLAGS);
    const struct policy_words *flags = &sets->all[sets->n - 1].words; /* the last set holds each */
    struct diff_list list = { 0 };
    size_t n_sets = 0;

    for (size_t i = 0; i < sets->n; i++)
        n_sets += is_in(change, SPACE_FLAGS, i);
    for (size_t i = 0; i < flags->n; i++) {
        size_t n_with = count_sets(sets, change, flags->words[i], true);

        if (n_with == 0 || n_with == n_sets)
            add_flag(speaker, n_with > 0, flags->words[i], &list);
    }
    if (n_sets == (size_t)1 << (flags->n - list.n))
        return after_comma(diff_list_join(speaker, &list, LIST_AND));
    mem_free(diff_list_join(speaker, &list, LIST_AND));
    return after_comma(sets_text(speaker, sets, change, flags));
}
