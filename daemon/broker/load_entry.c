/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/load_entry.h"

#include "base/memory.h"
#include "keys/random.h"

static struct change write_leaf(enum entry_kind kind, struct bytes text, int64_t time_ms,
                                struct buffer *ret_entry)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));

    entry->kind = kind;
    entry->time_ms = time_ms;
    keys_random(entry->nonce, sizeof(entry->nonce));
    entry->text = text;
    buffer_reset(ret_entry);
    entry_write(entry, ret_entry);
    return (struct change){
        .kind = CHANGE_NOTED,
        .entry = bytes_of_buffer(ret_entry),
        .entry_kind = entry_kind_name(kind),
        .time_ms = time_ms,
    };
}

struct change load_entry_of_hash(enum entry_kind kind, const char *hash, int64_t time_ms,
                                 struct buffer *ret_entry)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    load_text_write(hash, &text);
    return write_leaf(kind, bytes_of_buffer(&text), time_ms, ret_entry);
}

struct change load_entry_of_agreement(const struct agreement *agreement, int64_t time_ms,
                                      struct buffer *ret_entry)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    agreement_write(agreement, &text);
    return write_leaf(ENTRY_AGREEMENT, bytes_of_buffer(&text), time_ms, ret_entry);
}

void loaded_policy(const struct policy *policy, struct loaded *ret_loaded)
{
    const struct policy_sources *sources = &policy->sources;
    struct stored_file *files = mem_new(sources->n, sizeof(*files));

    for (size_t i = 0; i < sources->n; i++)
        files[i] = (struct stored_file){ sources->files[i].name,
                                         bytes_of_buffer(&sources->files[i].bytes) };
    *ret_loaded = (struct loaded){
        .files = files,
        .kept = { .kind = "policy", .files = files, .n_files = sources->n },
    };
    memcpy(ret_loaded->kept.hash.bytes, policy->hash, DIGEST_SIZE);
}

void loaded_directory(const struct directory *directory, struct loaded *ret_loaded)
{
    struct stored_file *file = mem_new(1, sizeof(*file));

    *file = (struct stored_file){ "directory.yaml", directory_source(directory) };
    *ret_loaded = (struct loaded){
        .files = file,
        .kept = { .kind = "directory",
                  .hash = digest_of(file->bytes),
                  .files = file,
                  .n_files = 1 },
    };
}

void loaded_clear(struct loaded *loaded)
{
    mem_free(loaded->files);
    *loaded = (struct loaded){ 0 };
}
