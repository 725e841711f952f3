/* SPDX-License-Identifier: Apache-2.0 */
#include "model/card.h"

#include <assert.h>
#include <string.h>

#include "keys/tag.h"
#include "model/lines.h"

#define HEAD "samband-card/1"

static const int64_t day_ms = 24LL * 60 * 60 * 1000;

static void write_signed_part(const struct card *card, struct buffer *text)
{
    buffer_append_text(text, HEAD "\n");
    lines_write(text, "log", card->origin);
    lines_write(text, "party", card->party);
    lines_write_decimal(text, "serial", card->serial);
    lines_write_time(text, "from", card->from_ms);
    lines_write_time(text, "until", card->until_ms);
    lines_write_base64(text, "curve", card->curve, sizeof(card->curve));
    lines_write_base64(text, "sign", card->sign, sizeof(card->sign));
    lines_write_base64(text, "seal", card->seal, sizeof(card->seal));
    lines_write_base64(text, "witness", card->witness, sizeof(card->witness));
}

void card_write(const struct card *card, const struct sign_secret *root, struct buffer *ret_text)
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    size_t start = ret_text->size;
    struct card read;
    enum fault fault;

    write_signed_part(card, ret_text);
    sign_bytes(root, TAG_CARD, card->origin,
               bytes_of(ret_text->data + start, ret_text->size - start), signature);
    lines_write_base64(ret_text, "signature", signature, sizeof(signature));

    fault = card_read(bytes_of(ret_text->data + start, ret_text->size - start), &read, NULL);
    assert(fault == FAULT_NONE);
}

static void read_period(struct lines *lines, struct card *card)
{
    lines_field(lines, "from");
    lines_time(lines, &card->from_ms);
    lines_field(lines, "until");
    lines_time(lines, &card->until_ms);
    if (card->until_ms <= card->from_ms)
        lines_fault(lines, "not after `from`");
    if (card->until_ms - card->from_ms > LIMIT_CARD_DAYS * day_ms)
        lines_fault(lines, "more than 90 days after `from`");
}

static void read_key(struct lines *lines, const char *field, uint8_t ret_key[CARD_KEY_SIZE])
{
    lines_field(lines, field);
    lines_base64(lines, ret_key, CARD_KEY_SIZE);
}

/* `ret_signed` is how many bytes stand before the signature line. */
static enum fault read_all(struct bytes text, struct card *ret_card, size_t *ret_signed,
                           uint8_t ret_signature[SIGN_SIGNATURE_SIZE], struct error *err)
{
    struct card card = { 0 };
    struct lines lines;
    enum fault fault;

    if (text.size > LIMIT_CARD_BYTES)
        return error_set_code(err, FAULT_INPUT, "not_canonical", "card: more than %d bytes",
                              LIMIT_CARD_BYTES);
    lines_start(&lines, text, HEAD, err);
    lines_field(&lines, "log");
    lines_origin(&lines, card.origin);
    lines_field(&lines, "party");
    lines_token(&lines, card.party, LIMIT_PARTY);
    lines_field(&lines, "serial");
    lines_decimal(&lines, 1, &card.serial);
    read_period(&lines, &card);
    read_key(&lines, "curve", card.curve);
    read_key(&lines, "sign", card.sign);
    read_key(&lines, "seal", card.seal);
    read_key(&lines, "witness", card.witness);
    *ret_signed = lines.at;
    lines_field(&lines, "signature");
    lines_base64(&lines, ret_signature, SIGN_SIGNATURE_SIZE);
    fault = lines_end(&lines);
    if (fault)
        return fault;

    *ret_card = card;
    return FAULT_NONE;
}

enum fault card_read(struct bytes text, struct card *ret_card, struct error *err)
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    size_t n_signed;

    return read_all(text, ret_card, &n_signed, signature, err);
}

bool card_is_signed_by(struct bytes text, const uint8_t root[CARD_KEY_SIZE], const char *origin)
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];
    struct card card;
    size_t n_signed;

    if (read_all(text, &card, &n_signed, signature, NULL) || strcmp(card.origin, origin) != 0)
        return false;
    return sign_verify(root, TAG_CARD, origin, bytes_of(text.data, n_signed), signature);
}

bool card_covers(const struct card *card, int64_t now_ms)
{
    return now_ms >= card->from_ms && now_ms < card->until_ms;
}
