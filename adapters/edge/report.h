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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "model/limits.h"
#include "wire/content.h"

enum { REPORT_POINTER = 200, REPORT_CHILDREN = 20 };

enum { FORM_FAULTS_MAX = 100 };

/* One thing that is wrong with what was posted. */
struct form_fault {
    char pointer[REPORT_POINTER + 1]; /* JSON pointer (RFC 6901) to the field */
    char code[40];                    /* missing, type, format, length, unknown_field, range, … */
    char detail[200];                 /* plain words; never quotes the value */
};

struct form_faults {
    struct form_fault *all;
    size_t n;
    size_t n_left_out; /* beyond FORM_FAULTS_MAX: counted, not kept */
};

/* Pointer and detail are cut to fit, on a whole character. */
void form_faults_add(struct form_faults *faults, const char *pointer, const char *code,
                     const char *format, ...) PRINTF_LIKE(4, 5);
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
    struct report_part *parts;
    size_t n_parts;
};

struct report {
    char function[LIMIT_WORD + 1], area[LIMIT_AREA + 1]; /* recipient: a function in an area */
    char type[LIMIT_WORD + 1], ground[LIMIT_GROUND + 1], purpose[LIMIT_WORD + 1],
        urgency[LIMIT_WORD + 1];
    struct report_child *children;
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

/* Wipes and frees everything. Accepts a zeroed one. */
void report_child_clear(struct report_child *child);
DEFINE_CLEAR(struct report_child, report_child_clear)
void report_clear(struct report *report);
DEFINE_CLEAR(struct report, report_clear)

/* The words that a form may use: is `code` one of the vocabulary? */
enum form_word { FORM_CATEGORY, FORM_FUNCTION, FORM_URGENCY, FORM_NOT_INFORMED };
typedef bool form_knows(const void *arg, enum form_word kind, const char *code);

/* What a form reader may know of the party that posts. */
struct form_context {
    const char *country;        /* of the party: "NO", "SE" */
    const char *default_ground; /* used where the form has no place for one; "" if none */
    const char *area_default;   /* "" if the form must name the area */
    bool test_ids;              /* official test numbers are allowed */
    const uint8_t *subject_key; /* 32 bytes: the area's key for subject references */
    uint32_t subject_key_number;
    int64_t now_ms;
    form_knows *knows;
    const void *knows_arg;
};

/* Notes ("length") every part too large for one section. */
void form_check_sizes(const struct report *report, struct form_faults *faults);

/* FAULT_NONE without faults, else FAULT_INPUT "form" with their number. */
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
