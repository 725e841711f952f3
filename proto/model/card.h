/* SPDX-License-Identifier: Apache-2.0 */
/* card - a key card: binds a party's keys to its name for at most 90 days.
 *
 *   samband-card/1
 *   log <origin>
 *   party <party>
 *   serial <number>              the highest serial wins; holders persist the highest seen
 *   from <time>
 *   until <time>                 the first instant no longer covered
 *   curve <base64>               CURVE (link), 32 bytes
 *   sign <base64>                Ed25519 (texts and receipts)
 *   seal <base64>                X25519 (sections and references)
 *   witness <base64>             Ed25519 (cosignatures)
 *   signature <base64>           by the party's root key; for `bus` and `log`, the coordinator's
 *
 * The signature covers everything before its own line, under the tag samband/v1/card.
 */
#ifndef MODEL_CARD_H
#define MODEL_CARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "keys/sign.h"
#include "model/limits.h"

enum { CARD_KEY_SIZE = 32 };

struct card {
    char origin[LIMIT_ORIGIN + 1];
    char party[LIMIT_PARTY + 1];
    uint64_t serial;
    int64_t from_ms, until_ms;
    uint8_t curve[CARD_KEY_SIZE], sign[CARD_KEY_SIZE], seal[CARD_KEY_SIZE], witness[CARD_KEY_SIZE];
};

/* Appends the signed text. */
void card_write(const struct card *card, const struct sign_secret *root, struct buffer *ret_text);

/* Reads without judging the signature: to learn whose card it claims to be. FAULT_INPUT,
 * "not_canonical"; also when `until` is not after `from` or more than 90 days after it. */
MUST_CHECK enum fault card_read(struct bytes text, struct card *ret_card, struct error *err);

/* True if `root` signed exactly this text for `origin`. */
bool card_is_signed_by(struct bytes text, const uint8_t root[CARD_KEY_SIZE], const char *origin);

bool card_covers(const struct card *card, int64_t now_ms);

#endif
