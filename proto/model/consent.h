/* SPDX-License-Identifier: Apache-2.0 */
/* consent - what a consent says, as plain values: its scope, who has signed, who withdraws.
 *
 * The agency that discloses obtains its own consent and holds it; the evidence stays there. Who must
 * have signed is the gate's to judge; a reader only sees to it that each value is one that can be.
 */
#ifndef MODEL_CONSENT_H
#define MODEL_CONSENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/limits.h"

enum {
    CONSENT_RECIPIENTS = 16,
    CONSENT_PURPOSES = 8,
    CONSENT_CATEGORIES = 32,
    CONSENT_SIGNATURES = 9, /* the young person and 8 guardians */
    CONSENT_GUARDIANS = 8,
    CONSENT_OFFICIAL = 100, /* bytes of an official's reference */
    CONSENT_EVIDENCE = 32,
};

/* From this age nobody has a guardian, in Norway as in Sweden: no consent rests on one any more. */
enum { ADULT_YEARS = 18 };

enum capacity {
    CAPACITY_NONE = 0,
    CAPACITY_YOUTH,
    CAPACITY_GUARDIAN,
};

enum consent_form {
    CONSENT_FORM_NONE = 0,
    CONSENT_WRITTEN,
    CONSENT_ORAL,
};

/* "youth", "guardian"; "written", "oral". NULL for NONE. */
const char *capacity_name(enum capacity capacity);
bool capacity_read(const char *name, enum capacity *ret_capacity);
const char *consent_form_name(enum consent_form form);
bool consent_form_read(const char *name, enum consent_form *ret_form);

struct consent_scope {
    char recipients[CONSENT_RECIPIENTS][LIMIT_PARTY + 1];
    char purposes[CONSENT_PURPOSES][LIMIT_WORD + 1];
    char categories[CONSENT_CATEGORIES][LIMIT_WORD + 1];
    size_t n_recipients, n_purposes, n_categories; /* each at least 1 */
    int32_t valid_from, valid_until; /* days since 1970: first covered, first not covered */
    bool youth;                      /* the form asks the young person */
    uint32_t guardians;              /* that the child has, at most CONSENT_GUARDIANS */
    /* Of what the contract that it carries is a condition: a code of the vocabulary; "" of nothing. */
    char condition[LIMIT_WORD + 1];
};

struct consent_signature {
    enum capacity capacity;
    uint32_t guardian; /* from 1; 0 for the young person */
    enum consent_form form;
    int32_t day;
    char official[CONSENT_OFFICIAL + 1];
    bool has_evidence;
    uint8_t evidence[CONSENT_EVIDENCE];
};

struct consent_grant {
    bool has_scope; /* false: further signatures on an earlier one */
    struct consent_scope scope;
    struct consent_signature signatures[CONSENT_SIGNATURES];
    size_t n_signatures; /* at least 1 */
};

struct consent_withdrawal {
    enum capacity capacity;
    uint32_t guardian;
    enum consent_form form;
    int32_t day;
    char official[CONSENT_OFFICIAL + 1];
};

/* Why an entry is void, or an exchange is taken back. */
struct consent_revocation {
    char reason[LIMIT_WORD + 1]; /* a code of the vocabulary */
    char official[CONSENT_OFFICIAL + 1];
};

#endif
