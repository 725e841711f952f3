/* SPDX-License-Identifier: EUPL-1.2 */
/* diff_words - the phrases in which a difference between two policies is told, in each language. */
#ifndef CTL_DIFF_WORDS_H
#define CTL_DIFF_WORDS_H

#include "core/explanation_words.h"

enum diff_phrase {
    DIFF_SENTENCE, /* days, from, to, ground, types, purposes, subject, flags, categories, change */
    DIFF_ALL_ROLES,
    DIFF_ALL_TYPES,
    DIFF_ALL_PURPOSES,
    DIFF_ALL_CATEGORIES,

    DIFF_SINCE,   /* from */
    DIFF_UNTIL,   /* last */
    DIFF_BETWEEN, /* from, last */

    DIFF_SOMEBODY,
    DIFF_NOBODY,
    DIFF_AGE_ONE,     /* from */
    DIFF_AGE_BETWEEN, /* from, last */
    DIFF_AGE_SINCE,   /* from */
    DIFF_AGE_UNDER,   /* under */
    DIFF_AGE_KNOWN,
    DIFF_AGE_UNKNOWN,
    DIFF_AGE_UNBORN,
    DIFF_AGE_MISSING,
    DIFF_AT_ACT,       /* ages, sent */
    DIFF_WHEN_SENT,    /* ages */
    DIFF_WITH_FLAG,    /* flag */
    DIFF_WITHOUT_FLAG, /* flag */

    /* In no language do these depend on how many categories there are. */
    DIFF_GONE,
    DIFF_PASSES,
    DIFF_NEEDS,     /* terms */
    DIFF_FREED,     /* terms */
    DIFF_OTHERWISE, /* after, before */
    DIFF_WITH,      /* terms */

    DIFF_AGREEMENT,
    DIFF_DECISION,         /* deciders */
    DIFF_DECISION_OTHER,   /* deciders, before */
    DIFF_REASON,           /* reasons */
    DIFF_REASONS,          /* reasons */
    DIFF_ANY_REASON,       /* reasons */
    DIFF_REASON_OTHER,     /* reasons, before */
    DIFF_ANY_REASON_OTHER, /* reasons, before */
    DIFF_CONSENT,          /* who */
    DIFF_CONSENT_OTHER,    /* who, before */
    DIFF_NOTHING,

    DIFF_ADDED,      /* rules */
    DIFF_REMOVED,    /* rules */
    DIFF_CHANGED,    /* rules */
    DIFF_TEXTS_ONLY, /* rules */
    DIFF_NOW_DUTY,   /* rules */
    DIFF_NOW_PERMISSION,
    DIFF_NOW_CONSENT,
    DIFF_NOW_BLOCKED,
    DIFF_NOW_NONE,
    DIFF_COUNT_ONE, /* n */
    DIFF_COUNT,     /* n */

    DIFF_PHRASES,
};

/* The phrase as it stands in the table. Static. */
const char *diff_phrase(enum diff_phrase phrase, enum vocabulary_language language);

/* The phrase with its names filled in (NULL: none). The caller owns the text. */
char *diff_say(const struct explanation_speaker *speaker, enum diff_phrase phrase,
               const struct explanation_filling fillings[]);

/* The same with one name. */
char *diff_say_with(const struct explanation_speaker *speaker, enum diff_phrase phrase,
                    const char *name, const char *text);

/* Texts that become one list; each is taken over. */
struct diff_list {
    char **items;
    size_t n;
};

void diff_list_add(struct diff_list *list, char *owned);

/* "a, b and c", and empties the list. "" where it is empty. The caller owns the text. */
char *diff_list_join(const struct explanation_speaker *speaker, struct diff_list *list,
                     enum explanation_sentence joint);

#endif
