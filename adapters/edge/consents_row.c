/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/consents_row.h"

#include <string.h>

#include "base/memory.h"
#include "edge/spool.h"
#include "edge/words.h"

static enum fault find_row(struct party_state *party, struct uuid *id, bool *ret_is_consent,
                           bool *ret_goes_on, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    bool has = false;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT c.id IS NOT NULL, o.superseded_by FROM outbox o"
        " LEFT JOIN consent c ON c.id = o.id WHERE o.id = ?1 AND o.party = ?2",
        SPOOL_VALUES(spool_blob(id->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    if (!fault)
        fault = spool_next(rows, &has, err);
    *ret_is_consent = !fault && has && spool_get_number(rows, 0) != 0;
    *ret_goes_on =
        !fault && has && !*ret_is_consent && spool_copy_bytes(rows, 1, id->bytes, UUID_SIZE);
    return fault;
}

enum fault consents_row_find(struct party_state *party, const struct uuid *id, struct uuid *ret_id,
                             struct error *err)
{
    struct uuid next = *id;
    bool is_consent = false, goes_on = true;
    enum fault fault = FAULT_NONE;

    while (!fault && goes_on)
        fault = find_row(party, &next, &is_consent, &goes_on, err);
    if (fault)
        return fault;
    if (!is_consent)
        return error_set_code(err, FAULT_INPUT, "unknown_consent",
                              WORDS("there is no such consent here"));
    *ret_id = next;
    return FAULT_NONE;
}

/* ---- the box: sizes (u64, big-endian) and what they count: header, then salt and evidence of each
 * signature, then the day of the 18th birthday (u64) where that is kept ---- */

static void put_sized(struct buffer *plain, struct bytes bytes)
{
    buffer_append_u64(plain, bytes.size);
    buffer_append_bytes(plain, bytes);
}

enum fault consents_row_close(const struct party_state *party, const struct consent_post *post,
                              const struct consent_salts *salts, struct buffer *ret_box,
                              struct error *err)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };
    CLEANUP(buffer_clear) struct buffer part = { 0 };
    const struct private_header *header = &post->header;
    size_t n = header->order == ORDER_CONSENT_GRANT ? header->grant.n_signatures : 0;

    private_header_write(header, &part);
    put_sized(&plain, bytes_of_buffer(&part));
    for (size_t i = 0; i < n; i++) {
        buffer_clear(&part);
        buffer_append(&part, salts->all[i], SALT_SIZE);
        buffer_append_text(&part, post->evidence[i]);
        put_sized(&plain, bytes_of_buffer(&part));
    }
    if (post->adult_day > 0) {
        buffer_clear(&part);
        buffer_append_u64(&part, (uint64_t)post->adult_day);
        put_sized(&plain, bytes_of_buffer(&part));
    }
    return party_box(party, bytes_of_buffer(&plain), ret_box, err);
}

static uint64_t read_u64(const uint8_t bytes[8])
{
    uint64_t number = 0;

    for (size_t i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return number;
}

static bool take_sized(struct bytes *rest, struct bytes *ret_bytes)
{
    uint64_t size;

    if (rest->size < 8)
        return false;
    size = read_u64(rest->data);
    if (size > rest->size - 8)
        return false;
    *ret_bytes = bytes_of(rest->data + 8, (size_t)size);
    *rest = bytes_of(rest->data + 8 + size, rest->size - 8 - (size_t)size);
    return true;
}

/* None in a box of before that was kept. */
static bool take_adult_day(struct bytes *rest, int32_t *ret_day)
{
    struct bytes bytes;
    uint64_t day = 0;

    *ret_day = 0;
    if (rest->size == 0)
        return true;
    if (!take_sized(rest, &bytes) || bytes.size != 8)
        return false;
    day = read_u64(bytes.data);
    *ret_day = day < INT32_MAX ? (int32_t)day : 0;
    return true;
}

static bool read_plain(struct bytes rest, struct consent_post *ret_post)
{
    struct bytes bytes;
    size_t n;

    if (!take_sized(&rest, &bytes) || private_header_read(bytes, &ret_post->header, NULL))
        return false;
    n = ret_post->header.order == ORDER_CONSENT_GRANT ? ret_post->header.grant.n_signatures : 0;
    for (size_t i = 0; i < n; i++) {
        if (!take_sized(&rest, &bytes) || bytes.size < SALT_SIZE ||
            bytes.size > SALT_SIZE + CONSENT_EVIDENCE_TEXT)
            return false;
        memcpy(ret_post->evidence[i], bytes.data + SALT_SIZE, bytes.size - SALT_SIZE);
        ret_post->evidence[i][bytes.size - SALT_SIZE] = '\0';
    }
    return take_adult_day(&rest, &ret_post->adult_day) && rest.size == 0;
}

bool consents_row_open(const struct party_state *party, struct bytes box,
                       struct consent_post *ret_post)
{
    CLEANUP(buffer_clear) struct buffer plain = { 0 };

    return !party_open_box(party, box, &plain, NULL) &&
           read_plain(bytes_of_buffer(&plain), ret_post);
}

enum fault consents_row_read(struct party_state *party, const struct uuid *message,
                             struct consent_post *ret_post, bool *ret_has, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    enum fault fault = spool_query(
        party->shared->spool,
        "SELECT m.content FROM consent_message m JOIN consent c ON c.id = m.consent"
        " WHERE m.id = ?1 AND c.party = ?2",
        SPOOL_VALUES(spool_blob(message->bytes, UUID_SIZE), spool_text(party->name)), &rows, err);

    *ret_has = false;
    if (!fault)
        fault = spool_next(rows, ret_has, err);
    if (!fault && *ret_has)
        *ret_has = consents_row_open(party, spool_get_bytes(rows, 0), ret_post);
    return fault;
}
