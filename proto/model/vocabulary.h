/* SPDX-License-Identifier: Apache-2.0 */
/* vocabulary - the words that programs, policies and forms share, with their names for people.
 *
 * Every role, type, purpose, category and so on is a code (a token) in one file,
 * config/policy/vocabulary.yaml, with a text in Swedish, Norwegian (bokmål) and English. A code
 * that is not there does not exist. Kinds that came after the first edition of the file may be absent
 * and are then empty: the record keeps old editions, which must still be read.
 */
#ifndef MODEL_VOCABULARY_H
#define MODEL_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/error.h"

enum {
    VOCABULARY_CODE_MAX = 40,  /* bytes of a code */
    VOCABULARY_TEXT_MAX = 200, /* bytes of a text */
};

enum vocabulary_kind {
    VOCABULARY_ROLE,     /* roles: what an agency is (school, police) */
    VOCABULARY_FUNCTION, /* functions: what a part of an agency receives (child_welfare_on_call) */
    VOCABULARY_TYPE,     /* types of exchanges */
    VOCABULARY_PURPOSE,  /* purposes */
    VOCABULARY_CATEGORY, /* data categories of sections */
    VOCABULARY_FLAG,     /* flags of the private header */
    VOCABULARY_NOT_INFORMED, /* not_informed: why the subject was not told */
    VOCABULARY_REASON,       /* reasons: what a decider says was weighed */
    VOCABULARY_DECIDER,      /* deciders: roles of the named official */
    VOCABULARY_URGENCY,      /* urgencies: acute, prompt, normal */
    VOCABULARY_CERTAINTY,    /* certainties of a subject's identity */
    VOCABULARY_RETURN,       /* returns: why a recipient sends an exchange back */
    VOCABULARY_REFUSAL,      /* refusals: codes with which the broker refuses */
    VOCABULARY_COUNTRY,      /* countries, in capitals: NO, SE */
    VOCABULARY_TAKE_BACK,    /* take_backs: why a sender takes an exchange back */
    VOCABULARY_VOID,         /* voids: why the entry of a consent is void */
    VOCABULARY_OUTCOME,      /* outcomes: what became of an exchange that its sender ended */
    VOCABULARY_CAPACITY,     /* capacities: as what somebody signs a consent */
    VOCABULARY_CONSENT_FORM, /* consent_forms: how a consent was given */
    VOCABULARY_CONDITION,    /* conditions: of what the contract under a consent is a condition */
    VOCABULARY_KINDS,
};

enum vocabulary_language {
    LANGUAGE_SV,
    LANGUAGE_NB,
    LANGUAGE_EN,
    LANGUAGES,
};

struct vocabulary;

/* Reads the file. Every fault is printed to `faults` (may be NULL), one line each, and FAULT_INPUT
 * "cannot_open" or "invalid_file" returned. The caller owns the vocabulary. */
MUST_CHECK enum fault vocabulary_load(const char *path, FILE *faults,
                                      struct vocabulary **ret_vocabulary, struct error *err);

/* The same for bytes in memory; `name` stands for the file. */
MUST_CHECK enum fault vocabulary_read(const char *name, struct bytes bytes, FILE *faults,
                                      struct vocabulary **ret_vocabulary, struct error *err);

/* Accepts NULL. */
void vocabulary_free(struct vocabulary *vocabulary);

DEFINE_CLEANUP(struct vocabulary *, vocabulary_free)

/* The file's bytes as they were read, borrowed: part of the policy's hash. */
struct bytes vocabulary_source(const struct vocabulary *vocabulary);

/* False for NULL. */
bool vocabulary_has(const struct vocabulary *vocabulary, enum vocabulary_kind kind,
                    const char *code);

/* The text in `language` ("sv", "nb", "no", "nn" or "en", region allowed: "sv-SE"; anything else is
 * English). An unknown code is its own text. Never NULL unless `code` is. */
const char *vocabulary_text(const struct vocabulary *vocabulary, enum vocabulary_kind kind,
                            const char *code, const char *language);

/* Whether a country has agencies of the role: a role may name the one `country` that has them. False for
 * an unknown role. */
bool vocabulary_is_role_in(const struct vocabulary *vocabulary, const char *role,
                           const char *country);

/* The codes of a kind in the order of the file: i < vocabulary_n(). Borrowed. */
size_t vocabulary_n(const struct vocabulary *vocabulary, enum vocabulary_kind kind);
const char *vocabulary_code(const struct vocabulary *vocabulary, enum vocabulary_kind kind,
                            size_t i);

/* One word for a kind in fault texts ("category") and its key in the file ("categories"). */
const char *vocabulary_kind_name(enum vocabulary_kind kind);
const char *vocabulary_kind_key(enum vocabulary_kind kind);

/* See `language` above. */
enum vocabulary_language vocabulary_language(const char *language);

/* What people are told in who ask for no language themselves, by the code of their agency's country (ISO
 * 3166-1, capitals): "sv" for SE, "nb" for NO, else "en", as for NULL. Static; as `language` above. */
const char *vocabulary_language_of_country(const char *country);

#endif
