/* SPDX-License-Identifier: EUPL-1.2 */
/* source - the database that a command reads, and its answers.
 *
 * A command reads through the views of a role: samband_operator for lists, samband_auditor for the
 * record. The statements stand in the commands, not in store/sql/, whose statements the broker
 * prepares at its start under a role that may not read these views.
 */
#ifndef CTL_SOURCE_H
#define CTL_SOURCE_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

#define SOURCE_OPERATOR "samband_operator"
#define SOURCE_AUDITOR "samband_auditor"

struct source_options {
    const char *config;   /* the broker's YAML */
    const char *conninfo; /* libpq; alone, or over what the YAML says */
    bool json;
};

/* --config, --database and --json, as the first child of a command's argp. The command hands its
 * source_options over in ARGP_KEY_INIT: state->child_inputs[0] = &options->source. */
extern const struct argp source_argp;

/* The connection text: `base` as `role`, and `changes` over both. A URI takes a role and no
 * changes, which then replace it. Any of the three may be NULL. The caller owns the text. */
char *source_compose(const char *base, const char *role, const char *changes);

struct source;
struct answer;

/* As `role`, unless --database stands alone or names another user. FAULT_INPUT: the settings;
 * FAULT_RETRY: the database. */
MUST_CHECK enum fault source_open(const struct source_options *options, const char *role,
                                  struct source **ret_source, struct error *err);
/* Accepts NULL. */
void source_close(struct source *source);
DEFINE_CLEANUP(struct source *, source_close)

/* Values only as $n; a NULL in `params` is null. The caller calls answer_free(); `ret_answer` may
 * be NULL. Faults as db_query(), in words where an operator can do something about them. */
MUST_CHECK enum fault source_query(struct source *source, const char *sql,
                                   const char *const params[], size_t n_params,
                                   struct answer **ret_answer, struct error *err);

/* FAULT_INPUT "unknown_party": no card in the record is of a party of this name, so that it was never
 * part of anything. For a question whose answer is empty. */
MUST_CHECK enum fault source_check_party(struct source *source, const char *party,
                                         struct error *err);

/* One snapshot for everything that is read from here on. */
MUST_CHECK enum fault source_begin_snapshot(struct source *source, struct error *err);

/* Accepts NULL. */
void answer_free(struct answer *answer);
DEFINE_CLEANUP(struct answer *, answer_free)

size_t answer_n(const struct answer *answer);
const char *answer_text(const struct answer *answer, size_t row, size_t column); /* "" for null */
int64_t answer_number(const struct answer *answer, size_t row, size_t column);   /* 0 for null */
bool answer_boolean(const struct answer *answer, size_t row, size_t column);
/* Appends the bytes of a bytea; none for null. */
void answer_bytes(const struct answer *answer, size_t row, size_t column, struct buffer *ret_bytes);

/* A column of type timestamptz as milliseconds, for the SELECT list. */
#define SOURCE_MS(column) "(extract(epoch FROM " column ") * 1000)::bigint"

#endif
