/* SPDX-License-Identifier: EUPL-1.2 */
/* policy_page_words - the sentences of the page on which people read the rules. */
#ifndef REVIEW_POLICY_PAGE_WORDS_H
#define REVIEW_POLICY_PAGE_WORDS_H

#include "core/policy_rules.h"
#include "model/vocabulary.h"

/* What stands after the words in brackets is what a format takes. */
enum policy_page_word {
    /* the head of the page */
    PAGE_WORD_TITLE,
    PAGE_WORD_PRINTED, /* (date) */
    PAGE_WORD_HASH,    /* the code follows */
    PAGE_WORD_COUNTED, /* (rules, grounds) */
    PAGE_WORD_NOT_ADVICE,
    PAGE_WORD_REST_REFUSED,
    PAGE_WORD_OLD,
    PAGE_WORD_HOW_TO_READ,
    PAGE_WORD_INDEX,
    PAGE_WORD_NO_SENDING_HEADING,
    PAGE_WORD_NO_SENDING_INTRO,
    /* names of columns and rows */
    PAGE_WORD_PROPERTY,
    PAGE_WORD_CONTENT,
    PAGE_WORD_PROVISION,
    PAGE_WORD_MEANING,
    PAGE_WORD_STATUS,
    PAGE_WORD_ROUTE,
    PAGE_WORD_KIND,
    PAGE_WORD_TYPES,
    PAGE_WORD_PURPOSES,
    PAGE_WORD_SUBJECT,
    PAGE_WORD_AGE,
    PAGE_WORD_FLAGS,
    PAGE_WORD_PASSES,
    PAGE_WORD_EXCLUDED,
    PAGE_WORD_BEATS,
    PAGE_WORD_AGREEMENT,
    PAGE_WORD_DECIDER,
    PAGE_WORD_REASONS,
    PAGE_WORD_CONSENT,
    PAGE_WORD_IN_FORCE,
    PAGE_WORD_READ,
    PAGE_WORD_CERTAINTY,
    PAGE_WORD_CONVENTION,
    PAGE_WORD_DOUBT,
    PAGE_WORD_REFUSAL,
    /* in the cells */
    PAGE_WORD_ALL,
    PAGE_WORD_ALL_GROUNDS,
    PAGE_WORD_NOTHING,
    PAGE_WORD_EVERYTHING,
    PAGE_WORD_ABROAD,
    PAGE_WORD_SUBJECT_NEEDED,
    PAGE_WORD_SUBJECT_FREE,
    PAGE_WORD_SUBJECT_BARRED,
    PAGE_WORD_ANY_AGE,
    PAGE_WORD_AGE_UNDER, /* (years) */
    PAGE_WORD_AGE_FROM,  /* (years) */
    PAGE_WORD_AGE_ONE,   /* (years) */
    PAGE_WORD_AGE_RANGE, /* (first, last) */
    PAGE_WORD_COUNTED_AT_ACT,
    PAGE_WORD_COUNTED_AT_SENDING,
    PAGE_WORD_UNKNOWN_PASSES,
    PAGE_WORD_UNKNOWN_REFUSED,
    PAGE_WORD_FLAGS_SET,
    PAGE_WORD_FLAGS_NOT_SET,
    PAGE_WORD_NEEDED,
    PAGE_WORD_NOT_NEEDED,
    PAGE_WORD_REASONS_ALL,
    PAGE_WORD_REASONS_ANY,
    PAGE_WORD_SIGNS_YOUTH,
    PAGE_WORD_SIGNS_YOUTH_AS_ASKED,
    PAGE_WORD_SIGN_GUARDIANS,
    PAGE_WORD_SIGN_NO_GUARDIANS,
    PAGE_WORD_FORCE_FROM, /* (first day) */
    PAGE_WORD_FORCE_TO,   /* (first day, last day) */
    PAGE_WORDS,
};

/* Static, never NULL or empty. */
const char *policy_page_word(enum policy_page_word word, enum vocabulary_language language);

/* What a kind of rule is called, and in a sentence what it means. */
const char *policy_page_kind(enum policy_kind kind, enum vocabulary_language language);
const char *policy_page_kind_meaning(enum policy_kind kind, enum vocabulary_language language);

const char *policy_page_certainty(enum policy_certainty certainty,
                                  enum vocabulary_language language);

/* A key that `conventions` may name; an unknown one is its own text. */
const char *policy_page_convention(const char *key, enum vocabulary_language language);

#endif
