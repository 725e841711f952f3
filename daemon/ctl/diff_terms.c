/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/diff_terms.h"

#include "base/memory.h"

static char *words_text(const struct explanation_speaker *speaker, enum vocabulary_kind kind,
                        const struct policy_words *words, enum explanation_sentence joint)
{
    return explanation_list(speaker, kind,
                            (struct policy_list){ (const char *const *)words->words, words->n },
                            joint, kind == VOCABULARY_REASON);
}

/* ---- one thing that must be given ---- */

static void add_decision(const struct explanation_speaker *speaker,
                         const struct policy_words *deciders, struct diff_list *list)
{
    CLEANUP(mem_free)
    char *who = words_text(speaker, VOCABULARY_DECIDER, deciders, LIST_OR);

    if (deciders->n)
        diff_list_add(list, diff_say_with(speaker, DIFF_DECISION, "deciders", who));
}

static void add_reasons(const struct explanation_speaker *speaker,
                        const struct policy_words *reasons, struct diff_list *list)
{
    CLEANUP(mem_free) char *why = words_text(speaker, VOCABULARY_REASON, reasons, LIST_AND);

    if (reasons->n)
        diff_list_add(list, diff_say_with(speaker, reasons->n == 1 ? DIFF_REASON : DIFF_REASONS,
                                          "reasons", why));
}

static void add_any_reason(const struct explanation_speaker *speaker,
                           const struct policy_words *reasons, struct diff_list *list)
{
    CLEANUP(mem_free) char *why = words_text(speaker, VOCABULARY_REASON, reasons, LIST_OR);

    if (reasons->n)
        diff_list_add(list, diff_say_with(speaker, reasons->n == 1 ? DIFF_REASON : DIFF_ANY_REASON,
                                          "reasons", why));
}

static void add_other_reasons(const struct explanation_speaker *speaker,
                              const struct policy_words *before, const struct policy_words *after,
                              struct diff_list *list)
{
    CLEANUP(mem_free) char *old = words_text(speaker, VOCABULARY_REASON, before, LIST_OR);
    CLEANUP(mem_free) char *new = words_text(speaker, VOCABULARY_REASON, after, LIST_OR);

    diff_list_add(list, diff_say(speaker, after->n == 1 ? DIFF_REASON_OTHER : DIFF_ANY_REASON_OTHER,
                                 (const struct explanation_filling[]){
                                     { "reasons", new }, { "before", old }, { 0 } }));
}

static const char *signers_text(const struct explanation_speaker *speaker,
                                const struct policy_terms *terms)
{
    enum explanation_sentence who = terms->by_youth && terms->by_guardians ? SIGN_BOTH
                                    : terms->by_guardians                  ? SIGN_GUARDIANS
                                                                           : SIGN_YOUTH;

    return explanation_sentence(who, speaker->language);
}

static void add_consent(const struct explanation_speaker *speaker, const struct policy_terms *terms,
                        struct diff_list *list)
{
    if (terms->needs_consent)
        diff_list_add(list,
                      diff_say_with(speaker, DIFF_CONSENT, "who", signers_text(speaker, terms)));
}

/* ---- all that must be given, in one way or another ---- */

static char *terms_text(const struct explanation_speaker *speaker, const struct policy_terms *terms)
{
    struct diff_list list = { 0 };

    if (terms->needs_agreement)
        diff_list_add(&list, diff_say(speaker, DIFF_AGREEMENT, NULL));
    add_decision(speaker, &terms->deciders, &list);
    add_reasons(speaker, &terms->reasons, &list);
    add_any_reason(speaker, &terms->any_reasons, &list);
    add_consent(speaker, terms, &list);
    if (list.n == 0)
        diff_list_add(&list, diff_say(speaker, DIFF_NOTHING, NULL));
    return diff_list_join(speaker, &list, LIST_AND);
}

static char *set_text(const struct explanation_speaker *speaker, const struct policy_terms_set *set)
{
    struct diff_list list = { 0 };

    for (size_t i = 0; i < set->n; i++)
        diff_list_add(&list, terms_text(speaker, &set->all[i]));
    return diff_list_join(speaker, &list, LIST_OR);
}

static bool asks_nothing(const struct policy_terms *terms)
{
    return !terms->needs_agreement && !terms->needs_consent && terms->deciders.n == 0;
}

static char *passes_text(const struct explanation_speaker *speaker,
                         const struct policy_terms_set *after)
{
    CLEANUP(mem_free)
    char *passes = diff_say(speaker, DIFF_PASSES, NULL);
    CLEANUP(mem_free) char *terms = set_text(speaker, after);
    CLEANUP(mem_free) char *with = diff_say_with(speaker, DIFF_WITH, "terms", terms);

    return mem_printf("%s%s", passes, after->n == 1 && asks_nothing(&after->all[0]) ? "" : with);
}

static char *otherwise_text(const struct explanation_speaker *speaker,
                            const struct policy_terms_set *before,
                            const struct policy_terms_set *after)
{
    CLEANUP(mem_free) char *old = set_text(speaker, before);
    CLEANUP(mem_free) char *new = set_text(speaker, after);
    const struct explanation_filling fillings[] = { { "before", old }, { "after", new }, { 0 } };

    return diff_say(speaker, DIFF_OTHERWISE, fillings);
}

/* ---- one way that became another ---- */

static void compare_deciders(const struct explanation_speaker *speaker,
                             const struct policy_terms *before, const struct policy_terms *after,
                             struct diff_list *needs, struct diff_list *freed)
{
    CLEANUP(mem_free) char *old = NULL;
    CLEANUP(mem_free) char *new = NULL;

    if (policy_words_equal(&before->deciders, &after->deciders))
        return;
    if (before->deciders.n == 0 || after->deciders.n == 0) {
        add_decision(speaker, &after->deciders, needs);
        add_decision(speaker, &before->deciders, freed);
        return;
    }
    old = words_text(speaker, VOCABULARY_DECIDER, &before->deciders, LIST_OR);
    new = words_text(speaker, VOCABULARY_DECIDER, &after->deciders, LIST_OR);
    diff_list_add(needs, diff_say(speaker, DIFF_DECISION_OTHER,
                                  (const struct explanation_filling[]){
                                      { "deciders", new }, { "before", old }, { 0 } }));
}

static void compare_reasons(const struct explanation_speaker *speaker,
                            const struct policy_terms *before, const struct policy_terms *after,
                            struct diff_list *needs, struct diff_list *freed)
{
    struct policy_words added = policy_words_without(&after->reasons, &before->reasons);
    struct policy_words gone = policy_words_without(&before->reasons, &after->reasons);

    add_reasons(speaker, &added, needs);
    add_reasons(speaker, &gone, freed);
    policy_words_clear(&added);
    policy_words_clear(&gone);
    if (policy_words_equal(&before->any_reasons, &after->any_reasons))
        return;
    if (before->any_reasons.n && after->any_reasons.n) {
        add_other_reasons(speaker, &before->any_reasons, &after->any_reasons, needs);
        return;
    }
    add_any_reason(speaker, &after->any_reasons, needs);
    add_any_reason(speaker, &before->any_reasons, freed);
}

static void compare_consents(const struct explanation_speaker *speaker,
                             const struct policy_terms *before, const struct policy_terms *after,
                             struct diff_list *needs, struct diff_list *freed)
{
    if (before->needs_consent == after->needs_consent && before->by_youth == after->by_youth &&
        before->by_guardians == after->by_guardians)
        return;
    if (before->needs_consent && after->needs_consent) {
        diff_list_add(needs, diff_say(speaker, DIFF_CONSENT_OTHER,
                                      (const struct explanation_filling[]){
                                          { "who", signers_text(speaker, after) },
                                          { "before", signers_text(speaker, before) },
                                          { 0 } }));
        return;
    }
    add_consent(speaker, after, needs);
    add_consent(speaker, before, freed);
}

static void add_part(const struct explanation_speaker *speaker, enum diff_phrase phrase,
                     struct diff_list *terms, struct diff_list *parts)
{
    CLEANUP(mem_free) char *text = NULL;

    if (terms->n == 0)
        return;
    text = diff_list_join(speaker, terms, LIST_AND);
    diff_list_add(parts, diff_say_with(speaker, phrase, "terms", text));
}

static char *compared_text(const struct explanation_speaker *speaker,
                           const struct policy_terms *before, const struct policy_terms *after)
{
    struct diff_list needs = { 0 }, freed = { 0 }, parts = { 0 };

    if (before->needs_agreement != after->needs_agreement)
        diff_list_add(after->needs_agreement ? &needs : &freed,
                      diff_say(speaker, DIFF_AGREEMENT, NULL));
    compare_deciders(speaker, before, after, &needs, &freed);
    compare_reasons(speaker, before, after, &needs, &freed);
    compare_consents(speaker, before, after, &needs, &freed);
    add_part(speaker, DIFF_NEEDS, &needs, &parts);
    add_part(speaker, DIFF_FREED, &freed, &parts);
    return diff_list_join(speaker, &parts, LIST_AND);
}

/* What each must be given became what one must be, or the other way round: told side by side. */
static bool are_reasons_of_other_kinds(const struct policy_terms *before,
                                       const struct policy_terms *after)
{
    return !policy_words_equal(&before->reasons, &after->reasons) &&
           !policy_words_equal(&before->any_reasons, &after->any_reasons);
}

char *diff_change_text(const struct explanation_speaker *speaker,
                       const struct policy_terms_set *before, const struct policy_terms_set *after)
{
    if (after->n == 0)
        return diff_say(speaker, DIFF_GONE, NULL);
    if (before->n == 0)
        return passes_text(speaker, after);
    if (before->n == 1 && after->n == 1 && !are_reasons_of_other_kinds(before->all, after->all))
        return compared_text(speaker, &before->all[0], &after->all[0]);
    return otherwise_text(speaker, before, after);
}
