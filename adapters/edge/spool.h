/* SPDX-License-Identifier: EUPL-1.2 */
/* spool - the adapter's durable memory: one SQLite file in a folder of its own.
 *
 * What a commit has returned for survives a crash and a power cut (WAL, synchronous=FULL). One
 * process at a time may have a spool open. Each step of an exchange is one write transaction:
 *
 *     fault = spool_begin(spool, err);
 *     if (!fault)
 *         fault = some_step(spool, err);
 *     return spool_end(spool, fault, err);
 */
#ifndef EDGE_SPOOL_H
#define EDGE_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

struct spool;
struct directory;

/* Opens the spool in `folder`, made with mode 0700 if it is not there, and checks the file.
 * FAULT_INPUT: "spool_folder" (cannot be made or opened), "spool_mode" (group or others may enter
 * it, or it is another user's), "spool_network" (on a network file system), "spool_in_use" (another
 * process has it), "spool_version" (made by a later version). FAULT_BROKEN "spool_corrupt".
 * FAULT_RETRY "spool" when the disk refuses. */
MUST_CHECK enum fault spool_open(const char *folder, struct spool **ret_spool, struct error *err);

/* Accepts NULL. */
void spool_close(struct spool *spool);
DEFINE_CLEANUP(struct spool *, spool_close)

/* Begins a write transaction; there must be none. FAULT_RETRY "spool"; "spool_gone" while the file
 * that is open is not the one in the folder: what is written to it would be lost. */
MUST_CHECK enum fault spool_begin(struct spool *spool, struct error *err);

/* Ends it: commits if `fault` is FAULT_NONE, else undoes everything. Returns `fault`, or what the
 * commit said: FAULT_RETRY "spool" on a full disk and the like (nothing was stored). `err` keeps
 * what it held when `fault` is one. */
MUST_CHECK enum fault spool_end(struct spool *spool, enum fault fault, struct error *err);

/* What was deleted is gone from the files after this (it lingers in the write-ahead log until then).
 * Outside of a transaction. What fails is tried again the next time. */
void spool_tidy(struct spool *spool);

/* --- statements; values only as ?1, ?2, ... --- */

/* One value of a statement; borrowed during the call. */
struct spool_value {
    enum { SPOOL_NULL = 0, SPOOL_NUMBER, SPOOL_TEXT, SPOOL_BYTES } kind;
    int64_t number;
    struct bytes bytes;
};

static inline struct spool_value spool_number(int64_t number)
{
    return (struct spool_value){ .kind = SPOOL_NUMBER, .number = number };
}
/* NULL is stored as NULL. */
static inline struct spool_value spool_text(const char *text)
{
    return (struct spool_value){ .kind = text ? SPOOL_TEXT : SPOOL_NULL,
                                 .bytes = bytes_of_text(text) };
}
static inline struct spool_value spool_bytes(struct bytes bytes)
{
    return (struct spool_value){ .kind = SPOOL_BYTES, .bytes = bytes };
}
static inline struct spool_value spool_blob(const void *data, size_t size)
{
    return spool_bytes(bytes_of(data, size));
}
static inline struct spool_value spool_null(void) { return (struct spool_value){ 0 }; }

/* The values of a statement in one argument: SPOOL_VALUES(spool_text(a), spool_number(b)). */
struct spool_values {
    const struct spool_value *all;
    size_t n;
};
#define SPOOL_VALUES(...)                                                                          \
    ((struct spool_values){ (const struct spool_value[]){ __VA_ARGS__ },                           \
                            sizeof((const struct spool_value[]){ __VA_ARGS__ }) /                  \
                                sizeof(struct spool_value) })

/* Runs a statement that gives no rows. FAULT_RETRY "spool", FAULT_BROKEN "spool_corrupt" or, for a
 * statement that our own schema refuses, "spool_statement". */
MUST_CHECK enum fault spool_run(struct spool *spool, const char *sql, struct spool_values values,
                                struct error *err);

/* Rows that the last spool_run() changed. */
int64_t spool_changed(const struct spool *spool);

/* The rowid of the last row that spool_run() inserted. */
int64_t spool_inserted(const struct spool *spool);

/* The rows of a query. The caller calls spool_rows_free(). Faults as for spool_run(). */
struct spool_rows;
MUST_CHECK enum fault spool_query(struct spool *spool, const char *sql, struct spool_values values,
                                  struct spool_rows **ret_rows, struct error *err);
void spool_rows_free(struct spool_rows *rows); /* accepts NULL */
DEFINE_CLEANUP(struct spool_rows *, spool_rows_free)

/* Goes to the next row; *ret_has is false past the last. */
MUST_CHECK enum fault spool_next(struct spool_rows *rows, bool *ret_has, struct error *err);

/* A column of the row, from 0. Text and bytes are borrowed until the next step. NULL reads as 0, ""
 * and no bytes. */
int64_t spool_get_number(struct spool_rows *rows, int column);
const char *spool_get_text(struct spool_rows *rows, int column);
struct bytes spool_get_bytes(struct spool_rows *rows, int column);
bool spool_get_is_null(struct spool_rows *rows, int column);

/* Copies a text column into an array of the caller. */
#define SPOOL_COPY_TEXT(rows, column, array)                                                       \
    snprintf((array), sizeof(array), "%s", spool_get_text((rows), (column)))

/* Copies bytes of a fixed size; false, with zeros, if the column has another size. */
bool spool_copy_bytes(struct spool_rows *rows, int column, void *ret_bytes, size_t size);

#endif
