/* SPDX-License-Identifier: EUPL-1.2 */
/* explanation_words - the sentences of an explanation, in each language.
 *
 * A sentence is a row of a table, with {names} where something is filled in; what is filled in comes
 * from the vocabulary, from a rule, or from a shorter row. So a sentence reads alike wherever it is
 * said, and a test can hold every row to having each language and the same names in each.
 */
#ifndef CORE_EXPLANATION_WORDS_H
#define CORE_EXPLANATION_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/policy.h"
#include "model/vocabulary.h"

enum explanation_sentence {
    /* What is said of the whole and of a section. */
    SAY_PERMITTED,
    SAY_PERMITTED_IN_PART,
    SAY_UNCOVERED, /* category */
    SAY_EXCLUDED,  /* category */
    SAY_ELSEWHERE, /* from, to, category, grounds */
    SAY_NOWHERE,   /* from, to, category */
    SAY_SENDERS,   /* category, from */
    SAY_NEAREST,   /* citation */

    /* What would have to be different. */
    NEED_GROUND,    /* grounds */
    NEED_FEWER,     /* max */
    NEED_RECIPIENT, /* to */
    NEED_LATER,     /* from */
    NEED_EARLIER,   /* until */
    NEED_TYPE,      /* types */
    NEED_PURPOSE,   /* purposes */
    NEED_FLAG,      /* flags */
    NEED_FLAGS,     /* flags */
    NEED_NO_FLAG,   /* flags */
    NEED_NO_FLAGS,  /* flags */
    NEED_NO_SUBJECT,
    NEED_SUBJECT,
    NEED_AGE,           /* limit, counted, unknown */
    NEED_AGE_DECLARED,  /* limit, counted, unknown */
    NEED_AGREEMENT,     /* from, recipient, purpose */
    NEED_DECIDER,       /* deciders */
    NEED_OTHER_DECIDER, /* deciders */
    NEED_REASON,        /* reasons */
    NEED_REASONS,       /* reasons */
    NEED_ANY_REASON,    /* reasons */
    NEED_SIGNERS_AGE,
    NEED_CONSENT, /* from, recipient, purpose, category, signers */
    NEED_KNOWN_CATEGORIES,
    NEED_NOT_WHOLE, /* flag */

    /* Parts of sentences: who receives it, ... */
    RECIPIENT_OF, /* to */
    RECIPIENT_ANY,

    /* ... an age limit, ... */
    AGE_FROM,    /* from */
    AGE_UNDER,   /* under */
    AGE_BETWEEN, /* from, under */
    AGE_ANY,
    AGE_AT_SENDING,
    AGE_AT_ACT,
    AGE_OR_UNKNOWN,
    AGE_KNOWN_ONLY,

    /* ... who signs a consent, ... */
    SIGNERS_UNDER,   /* under, who */
    SIGNERS_BETWEEN, /* from, last, who */
    SIGNERS_AT,      /* from, who */
    SIGNERS_FROM,    /* from, who */
    SIGNERS_ALL,     /* who */
    SIGN_YOUTH,
    SIGN_GUARDIANS,
    SIGN_BOTH,

    /* ... and what a consent that the exchange names lacks. */
    CONSENT_LACKS, /* faults */
    CONSENTS_LACK, /* faults */
    CONSENT_SENDER,
    CONSENT_RECIPIENT,
    CONSENT_PURPOSE,
    CONSENT_CATEGORY,
    CONSENT_NOT_YET, /* day */
    CONSENT_RUN_OUT, /* day */
    CONSENT_WITHDRAWN,
    CONSENT_VOID,
    CONSENT_YOUTH,
    CONSENT_GUARDIANS, /* signed, required */

    /* ... after roles, of whom a rule is for ... */
    ROLES_PUBLIC,
    ROLES_PRIVATE,

    /* Lists. */
    LIST_AND,
    LIST_OR,
    LIST_MORE,   /* n, of at least two that are not named */
    LIST_QUOTED, /* word */
    LIST_GROUND, /* citation, ground */

    EXPLANATION_SENTENCES,
};

/* Whose words, and in which language. */
struct explanation_speaker {
    const struct vocabulary *vocabulary; /* borrowed; a code that it lacks is its own text */
    enum vocabulary_language language;
};

/* What stands for a {name}; a row without a name ends an array of them. */
struct explanation_filling {
    const char *name, *text;
};

/* The row as it stands in the table. Static. */
const char *explanation_sentence(enum explanation_sentence sentence,
                                 enum vocabulary_language language);

/* A sentence of any table with its {names} filled in, each of which must be among the fillings (NULL:
 * none). The caller owns the text. */
char *explanation_fill(const char *sentence, const struct explanation_filling fillings[]);

/* The sentence with its names filled in, each of which must be among the fillings (NULL: none). The
 * caller owns the text. */
char *explanation_say(const struct explanation_speaker *speaker, enum explanation_sentence sentence,
                      const struct explanation_filling fillings[]);

/* The name of a code for people. Borrowed from the vocabulary, or the code itself. */
const char *explanation_word(const struct explanation_speaker *speaker, enum vocabulary_kind kind,
                             const char *code);

/* "a", "a and b", "a, b and c": `joint` is LIST_AND or LIST_OR. "" where n is 0. The caller owns it. */
char *explanation_join(const struct explanation_speaker *speaker, const char *const items[],
                       size_t n, enum explanation_sentence joint);

/* The same of the names of codes, each in quotation marks where `quoted` says so. */
char *explanation_list(const struct explanation_speaker *speaker, enum vocabulary_kind kind,
                       struct policy_list codes, enum explanation_sentence joint, bool quoted);

/* The same of roles, and which of them where a rule is only for public bodies, or for private ones. */
char *explanation_roles(const struct explanation_speaker *speaker, struct policy_list roles,
                        enum policy_ownership ownership);

/* What stands behind roles then; "" where it is for both. Static. */
const char *explanation_ownership(enum policy_ownership ownership,
                                  enum vocabulary_language language);

/* The same of one code, in quotation marks. */
char *explanation_quote(const struct explanation_speaker *speaker, enum vocabulary_kind kind,
                        const char *code);

/* Makes the first letter a capital: the small ones of ASCII, and those of Latin-1 (å, ä, ö, æ, ø) as UTF-8
 * writes them. */
void explanation_capitalise(char *text);

/* The text of a refusal code as a sentence: a capital, a full stop. The caller owns it. */
char *explanation_refusal(const struct explanation_speaker *speaker, const char *code);

#endif
