/* SPDX-License-Identifier: EUPL-1.2 */
/* message_form - the forms of messages as tables: which fields a type has, of what kind, which are
 * required, and into which section each goes.
 *
 * One reader serves every table. The heading is the same for all types; what is the type's own stands
 * under "content":
 *
 *   {"type": "status_update",                        only where the path takes several types
 *    "to": {"function": "school", "area": "1201-02"}  or {"party": "fjell-school"}, or a list of up
 *                                                    to 8, each with its own ground, purpose,
 *                                                    consents and decided_by where it needs them
 *    "ground": …, "purpose": …, "urgency": …,
 *    "consents": [<id>, …],
 *    "decided_by": {"official": …, "role": …, "reasons": […], "assessment": <text>},
 *    "flags": {"unverified": true, …},               those of the vocabulary
 *    "in_reply_to": <id>, "correction_of": <id>,
 *    "task": <id>,                                    of a notice (edge/tasks.h)
 *    "subject": {"national_id": …, "name": …, "unborn": …, "age_at_act": …, "address": …,
 *                "telephone": …, "informed": …, "heard": …},
 *    "content": {…},
 *    "sections": {"<category>": text or object}}     where the form allows more than its fields
 *
 * `assessment` never leaves the adapter: what goes is its SHA-256 with a fresh salt.
 */
#ifndef EDGE_MESSAGE_FORM_H
#define EDGE_MESSAGE_FORM_H

#include <stdbool.h>

#include "edge/json.h"
#include "edge/report.h"

enum form_field_kind {
    FIELD_TEXT = 0, /* several lines, up to 500,000 bytes */
    FIELD_LINE,     /* up to 300 bytes */
    FIELD_CODE,     /* one of `codes` */
    FIELD_CODES,    /* a list of them, each once, at least one */
    FIELD_DATE,     /* YYYY-MM-DD */
    FIELD_TIME,     /* RFC 3339, with offset */
    FIELD_FLAG,     /* true or false */
    FIELD_NUMBER,   /* whole, 0 to 1,000,000, or to `max` */
    FIELD_CLOCK,    /* HH:MM */
    FIELD_PLACES, /* a line of names of places, commas between them; the other lines of its form may
                       name these (edge/nameless.h) */
};

struct form_field {
    const char *name; /* ends a list with NULL */
    enum form_field_kind kind;
    bool required;
    const char *category;     /* of the section it goes into */
    const char *const *codes; /* for FIELD_CODE and FIELD_CODES; ends with NULL */
    unsigned max;             /* for FIELD_NUMBER; 0: that of the kind */
    bool decided;             /* goes only where somebody decided it: needs decided_by */
};

enum form_subject {
    FORM_SUBJECT_REQUIRED = 0,
    FORM_SUBJECT_OPTIONAL,
    FORM_SUBJECT_NONE, /* by construction: a subject is a fault, and so are a decider, a flag and
                          a category about one, and a text that points at somebody (edge/nameless.h) */
};

/* What a table cannot say. `root` is the whole form, `content` what stands under "content" (maybe
 * absent); every field has been read, and faults are noted at nodes. Warnings go to the report. */
typedef void form_check(struct json_node root, struct json_node content,
                        const struct form_context *context, struct report *report);

/* A type may have several rows: the first that fits sender and recipients is its form. */
struct message_form {
    const char *type; /* of the vocabulary; ends a list with NULL */
    const char *path; /* under /v1/: "messages", "referrals", "concerns" */
    const char
        *ground_no; /* where nothing is said, by the party's country; NULL: it must be said */
    const char *ground_se;
    const char *purpose; /* where nothing is said; NULL: it must be said */
    enum form_subject subject;
    bool answers;  /* stands only as an answer to something received: POST inbox/{id}/answers, or
                      in_reply_to */
    bool sections; /* takes further sections by category */
    const struct form_field *fields;
    const char *role;       /* only for a sender of this role; NULL: any */
    const char *to_role;    /* only if a recipient has this role; NULL: any */
    bool corrects;          /* correction_of is required */
    bool states_unverified; /* flags.unverified is required */
    bool bare;         /* the ground carries no identity: the subject goes as a reference alone */
    form_check *check; /* or NULL */
};

/* Reads a body posted to `path` by the forms of the table. With context->parent any form of the table
 * may answer, whatever its path, and "to" is a fault; the subject is then the parent's if none is
 * given (and the parent still has one), and no part says who it is. As form_read() in edge/report.h else. */
MUST_CHECK enum fault message_form_read(const struct message_form forms[], const char *path,
                                        struct bytes body, const struct form_context *context,
                                        struct report *ret_report, struct form_faults *ret_faults,
                                        struct error *err);

/* The first form of a type; NULL if the table has none. */
const struct message_form *message_form_find(const struct message_form forms[], const char *type);

#endif
