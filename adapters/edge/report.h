/* SPDX-License-Identifier: EUPL-1.2 */
/* report - one report of an agency's system, whatever form it came in: what is to be sent, to which
 * function, about whom, in which parts.
 *
 * A form reader (school/…) makes a report of posted bytes; the outbox makes one exchange of each
 * child and recipient. National ids never get further than this struct: a reader turns each into a
 * subject reference and an age at once, and puts the id itself only into a part of category
 * identity, which is sealed.
 */
#ifndef EDGE_REPORT_H
#define EDGE_REPORT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/uuid.h"
#include "model/conditions.h"
#include "model/limits.h"
#include "wire/content.h"

enum { REPORT_POINTER = 200, REPORT_CHILDREN = 20, REPORT_TARGETS = 8 };

enum { FORM_FAULTS_MAX = 100 };

/* One thing that is wrong with what was posted. */
struct form_fault {
    char pointer[REPORT_POINTER + 1]; /* JSON pointer (RFC 6901) to the field */
    char code[40];                    /* missing, type, format, length, unknown_field, range, … */
    char detail[200];                 /* plain words; never quotes the value */
};

struct form_faults {
    const char *language; /* of the details: "sv", "nb"; NULL or anything else is English */
    struct form_fault *all;
    size_t n;
    size_t n_left_out; /* beyond FORM_FAULTS_MAX: counted, not kept */
};

/* `format` is English, and is said in `language` if edge/words.c has it: same conversions, same order.
 * Pointer and detail are cut to fit, on a whole character. */
void form_faults_add(struct form_faults *faults, const char *pointer, const char *code,
                     const char *format, ...) PRINTF_LIKE(4, 5);
void form_faults_addv(struct form_faults *faults, const char *pointer, const char *code,
                      const char *format, va_list arguments) PRINTF_LIKE(4, 0);
void form_faults_clear(struct form_faults *faults);
DEFINE_CLEAR(struct form_faults, form_faults_clear)

/* One section to be: a part of the content under one category. */
struct report_part {
    char category[CONTENT_WORD + 1];
    char media_type[CONTENT_MEDIA_TYPE + 1]; /* "application/json" */
    bool shared;                             /* the same for every child of the report */
    struct buffer content;
};

struct report_child {
    char about[REPORT_POINTER + 1]; /* JSON pointer to the child in the posted form */
    uint8_t subject[SUBJECT_SIZE];
    struct private_header header; /* age, certainty, flags */
    int32_t adult_day;            /* of the 18th birthday, days since 1970; 0: past, or not known */
    struct report_part *parts;
    size_t n_parts;
};

/* One recipient: a function in an area, or a party by its name. What it is sent on may be its own. */
struct report_target {
    char function[LIMIT_WORD + 1], area[LIMIT_AREA + 1]; /* "" with a party */
    char party[LIMIT_PARTY + 1];                         /* "" with a function */
    char school[LIMIT_PARTY + 1]; /* whose contact officer it is; "" with that: the sender's own */
    char ground[LIMIT_GROUND + 1], purpose[LIMIT_WORD + 1];
    struct uuid consents[CONTENT_CONSENTS];
    size_t n_consents;
    bool has_decider;
    char decider_reference[100 + 1], decider_role[CONTENT_WORD + 1];
    char decider_reasons[CONTENT_REASONS][CONTENT_WORD + 1];
    size_t n_decider_reasons;
    uint8_t decider_assessment[32];   /* H(salt ‖ what the sender's own record says) */
    uint8_t decider_salt[SALT_SIZE];  /* fresh; stays here: who has it can show the record again */
    char pointer[REPORT_POINTER + 1]; /* to it in the posted form: "/to" or "/to/1" */
};

/* Each child to each target is one exchange. */
struct report {
    struct report_target targets[REPORT_TARGETS];
    size_t n_targets;
    char type[LIMIT_WORD + 1], urgency[LIMIT_WORD + 1];
    bool has_in_reply_to, has_correction_of;
    struct uuid in_reply_to, correction_of; /* each one of the party's own exchanges */
    bool has_task;
    struct uuid task;              /* one of the party's own, whose notice it is */
    struct report_child *children; /* one without a subject where the type has none */
    size_t n_children;
    struct form_faults warnings; /* told with the answer; they stop nothing */
};

/* Adds a child, or a part to a child; the new one is zeroed and stays owned by the report. The
 * pointer is valid until the next addition. */
struct report_child *report_add_child(struct report *report);
struct report_part *report_add_part(struct report_child *child, const char *category, bool shared);

/* Adds a part and moves `content` into it; `content` is empty afterwards. */
void report_put_part(struct report_child *child, const char *category, bool shared,
                     struct buffer *content);

/* Copies every part of `common` to the end of each child's. */
void report_share_parts(struct report *report, const struct report_child *common);

/* What a child's header says when it goes to this target, which is addressed as `function`. */
void report_address_header(const struct report_child *child, const struct report_target *target,
                           const char *function, struct private_header *ret_header);

/* Wipes and frees everything. Accepts a zeroed one. */
void report_child_clear(struct report_child *child);
DEFINE_CLEAR(struct report_child, report_child_clear)
void report_clear(struct report *report);
DEFINE_CLEAR(struct report, report_clear)

/* The words that a form may use: is `code` one of the vocabulary? */
enum form_word {
    FORM_CATEGORY,
    FORM_FUNCTION,
    FORM_URGENCY,
    FORM_NOT_INFORMED,
    FORM_PURPOSE,
    FORM_DECIDER,
    FORM_REASON,
    FORM_TYPE,
    FORM_TAKE_BACK, /* why an exchange is taken back */
    FORM_VOID,      /* why a consent is void */
    FORM_CONDITION, /* of what the contract under a consent is a condition */
};
typedef bool form_knows(const void *arg, enum form_word kind, const char *code);

/* The role of a party of the directory; NULL if there is none. */
typedef const char *form_role_of(const void *arg, const char *party);

/* The role of the party that has a function in an area; NULL if there is none, or more than one. */
typedef const char *form_role_at(const void *arg, const char *function, const char *area);

/* A received exchange that is answered: the answer goes to its sender. */
struct form_parent {
    struct uuid id;
    char sender[LIMIT_PARTY + 1], type[LIMIT_WORD + 1];
    bool feedback_requested;
    bool names_subject;      /* it is about somebody, and its content is still held */
    const char *national_id; /* of its subject if it says it; else NULL */
};

/* What a form reader may know of the party that posts. */
struct form_context {
    const char *party;          /* its name; NULL: not asked for */
    const char *country;        /* of the party: "NO", "SE" */
    const char *default_ground; /* used where the form has no place for one; "" if none */
    const char *area_default;   /* "" if the form must name the area */
    bool test_ids;              /* official test numbers are allowed */
    const uint8_t *subject_key; /* 32 bytes: the area's key for subject references */
    uint32_t subject_key_number;
    int64_t now_ms;
    form_knows *knows;
    const void *knows_arg;
    const char *role;                    /* of the party: "police" */
    const char *language;                /* in which faults are told: "sv", "nb", "en" */
    const struct form_parent *parent;    /* the received exchange that is answered, or NULL */
    const struct conditions *conditions; /* NULL knows of none */
    form_role_of *role_of;   /* NULL: a recipient's role is known by its function alone */
    form_role_at *role_at;   /* or NULL */
    const void *role_of_arg; /* of both */
};

/* Notes ("length") every part too large for one section. */
void form_check_sizes(const struct report *report, struct form_faults *faults);

/* FAULT_NONE without faults, else FAULT_INPUT "form" with their number, in the language of the faults. */
MUST_CHECK enum fault form_finish(const struct form_faults *faults, struct error *err);

/* Reads one posted form. All faults at once. FAULT_INPUT if there are any; `ret_report` is then
 * untouched. */
typedef enum fault form_read(struct bytes body, const struct form_context *context,
                             struct report *ret_report, struct form_faults *ret_faults,
                             struct error *err);

/* A form that an adapter takes: by media type (without parameters) and path under /v1/. */
struct form {
    const char *path;       /* "concerns" */
    const char *media_type; /* "application/json" */
    form_read *read;
};

#endif
