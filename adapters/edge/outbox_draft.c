/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_draft.h"

#include <stdio.h>

#include "base/memory.h"
#include "model/limits.h"

void outbox_draft_clear(struct outbox_draft *draft)
{
    for (size_t i = 0; i < draft->n_parts; i++)
        buffer_clear(&draft->parts[i].content);
    mem_free(draft->parts);
    explicit_bzero(draft, sizeof(*draft));
}

static void put_sized(struct buffer *plain, const struct buffer *bytes)
{
    buffer_append_u64(plain, bytes->size);
    buffer_append_bytes(plain, bytes_of_buffer(bytes));
}

enum fault outbox_draft_write(const struct party_state *party, const struct private_header *header,
                              const struct report_part parts[], size_t n_parts,
                              struct buffer *ret_box, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    CLEANUP(buffer_clear) struct buffer packed = { 0 };

    private_header_write(header, &packed);
    put_sized(&plain, &packed);
    for (size_t i = 0; i < n_parts; i++) {
        const struct section_body body = { parts[i].category, parts[i].media_type, parts[i].shared,
                                           bytes_of_buffer(&parts[i].content) };

        buffer_clear(&packed);
        section_body_write(&body, &packed);
        put_sized(&plain, &packed);
    }
    return party_box(party, bytes_of_buffer(&plain), ret_box, err);
}

/* Takes the next sized run off the front of `rest`; false if there is none. */
static bool take_sized(struct bytes *rest, struct bytes *ret_bytes)
{
    uint64_t size = 0;

    if (rest->size < 8)
        return false;
    for (size_t i = 0; i < 8; i++)
        size = size << 8 | rest->data[i];
    if (size > rest->size - 8)
        return false;
    *ret_bytes = bytes_of(rest->data + 8, (size_t)size);
    *rest = bytes_of(rest->data + 8 + size, rest->size - 8 - (size_t)size);
    return true;
}

static bool read_part(struct bytes bytes, struct outbox_draft *draft)
{
    CLEANUP(owned_section_body_clear) struct owned_section_body body = { 0 };
    struct report_part *part;

    if (section_body_read(bytes, &body, NULL))
        return false;
    draft->parts = mem_grow(draft->parts, draft->n_parts + 1, sizeof(*draft->parts));
    part = &draft->parts[draft->n_parts++];
    *part = (struct report_part){ .shared = body.shared, .content = body.content };
    body.content = (struct buffer){ 0 };
    snprintf(part->category, sizeof(part->category), "%s", body.category);
    snprintf(part->media_type, sizeof(part->media_type), "%s", body.media_type);
    return true;
}

static bool read_plain(struct bytes rest, struct outbox_draft *draft)
{
    struct bytes bytes;

    if (!take_sized(&rest, &bytes) || private_header_read(bytes, &draft->header, NULL))
        return false;
    while (rest.size > 0) {
        if (draft->n_parts == LIMIT_SECTIONS || !take_sized(&rest, &bytes) ||
            !read_part(bytes, draft))
            return false;
    }
    return true;
}

enum fault outbox_draft_read(const struct party_state *party, struct bytes box,
                             struct outbox_draft *ret_draft, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    CLEANUP(outbox_draft_clear) struct outbox_draft draft = { 0 };

    if (party_open_box(party, box, &plain, NULL) || !read_plain(bytes_of_buffer(&plain), &draft))
        return error_set_code(err, FAULT_INPUT, "no_own_key",
                              "the draft opens with no key that is here now");
    *ret_draft = draft;
    draft = (struct outbox_draft){ 0 };
    return FAULT_NONE;
}
