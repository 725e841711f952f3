/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/kept.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "keys/digest.h"
#include "settings/policy_file.h"

#define ROW                                                                                        \
    "SELECT kind, n_files, leaf_idx, 'sha256:' || encode(hash, 'hex') FROM samband.audit_kept "
#define ONE ROW "WHERE hash = decode(substr($1, 8), 'hex')"
#define ALL ROW "ORDER BY leaf_idx, kind"
#define FILES                                                                                      \
    "SELECT name, bytes FROM samband.audit_kept_file "                                             \
    "WHERE hash = decode(substr($1, 8), 'hex') ORDER BY idx"
#define SINCE "SELECT leaf_idx FROM samband.audit_kept_since"

static enum fault differs(struct error *err, const char *hash, const char *why)
{
    return error_set_code(err, FAULT_INPUT, "kept_differs", "what is kept as %s %.300s", hash, why);
}

/* The bytes are those that were hashed: nothing is wrong with the record. */
static enum fault unreadable(struct error *err, const char *hash, const char *kind, const char *why)
{
    return error_set_code(err, FAULT_INPUT, "unreadable",
                          "%s %s cannot be read by this version of the program: %.300s",
                          strcmp(kind, "policy") == 0 ? "the kept rules" : "the kept directory",
                          hash, why);
}

static enum fault read_files(struct source *source, const char *hash,
                             struct policy_sources *ret_files, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    const char *params[] = { hash };
    enum fault fault = source_query(source, FILES, params, 1, &rows, err);

    for (size_t i = 0; !fault && i < answer_n(rows); i++) {
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };

        answer_bytes(rows, i, 1, &bytes);
        policy_sources_add(ret_files, answer_text(rows, i, 0), bytes_of_buffer(&bytes));
    }
    return fault;
}

/* Rules are hashed with names and sizes; a directory is one file. */
static void write_hash(const char *kind, const struct policy_sources *files,
                       char ret_hash[POLICY_HASH_TEXT_SIZE])
{
    struct policy named = { 0 };

    if (strcmp(kind, "directory") == 0) {
        struct digest digest = digest_of(bytes_of_buffer(&files->files[0].bytes));

        memcpy(named.hash, digest.bytes, POLICY_HASH_SIZE);
    } else {
        policy_sources_hash(files, named.hash);
    }
    policy_hash_text(&named, ret_hash);
}

static enum fault read_verified(struct source *source, const struct answer *rows, size_t row,
                                struct policy_sources *ret_files, struct error *err)
{
    const char *kind = answer_text(rows, row, 0), *hash = answer_text(rows, row, 3);
    char computed[POLICY_HASH_TEXT_SIZE];
    enum fault fault = read_files(source, hash, ret_files, err);

    if (fault)
        return fault;
    if (ret_files->n == 0 || ret_files->n != (size_t)answer_number(rows, row, 1) ||
        (strcmp(kind, "directory") == 0 && ret_files->n != 1))
        return differs(err, hash, "lacks files");
    write_hash(kind, ret_files, computed);
    return strcmp(computed, hash) == 0 ? FAULT_NONE : differs(err, hash, "has another hash");
}

static enum fault find(struct source *source, const char *hash, const char *kind,
                       struct policy_sources *ret_files, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    const char *params[] = { hash };
    enum fault fault = source_query(source, ONE, params, 1, &rows, err);

    if (fault)
        return fault;
    if (answer_n(rows) == 0)
        return error_set_code(err, FAULT_INPUT, "not_kept", "the record keeps no %s %s",
                              strcmp(kind, "policy") == 0 ? "rules" : kind, hash);
    if (strcmp(answer_text(rows, 0, 0), kind) != 0)
        return differs(err, hash, "is of another kind");
    return read_verified(source, rows, 0, ret_files, err);
}

enum fault kept_policy(struct source *source, const char *hash, struct vocabulary **ret_vocabulary,
                       struct policy **ret_policy, struct error *err)
{
    CLEANUP(policy_sources_clear) struct policy_sources files = { 0 };
    struct error unread = { 0 };
    enum fault fault = find(source, hash, "policy", &files, err);

    if (fault)
        return fault;
    if (policy_load_kept(&files, NULL, ret_vocabulary, ret_policy, &unread))
        return unreadable(err, hash, "policy", unread.text);
    return FAULT_NONE;
}

enum fault kept_directory(struct source *source, const char *hash, struct directory **ret_directory,
                          struct error *err)
{
    CLEANUP(policy_sources_clear) struct policy_sources files = { 0 };
    struct error unread = { 0 };
    enum fault fault = find(source, hash, "directory", &files, err);

    if (fault)
        return fault;
    if (directory_read(hash, bytes_of_buffer(&files.files[0].bytes), NULL, ret_directory, &unread))
        return unreadable(err, hash, "directory", unread.text);
    return FAULT_NONE;
}

enum fault kept_verify(struct source *source, kept_found *each, void *arg, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    enum fault fault = source_query(source, ALL, NULL, 0, &rows, err);

    for (size_t i = 0; !fault && i < answer_n(rows); i++) {
        CLEANUP(policy_sources_clear) struct policy_sources files = { 0 };

        fault = read_verified(source, rows, i, &files, err);
        if (!fault)
            each(arg, answer_text(rows, i, 3), answer_text(rows, i, 0),
                 (uint64_t)answer_number(rows, i, 2));
    }
    return fault;
}

enum fault kept_since(struct source *source, uint64_t *ret_leaf, struct error *err)
{
    CLEANUP(answer_free) struct answer *rows = NULL;
    enum fault fault = source_query(source, SINCE, NULL, 0, &rows, err);

    if (!fault)
        *ret_leaf = answer_n(rows) == 1 ? (uint64_t)answer_number(rows, 0, 0) : 0;
    return fault;
}
