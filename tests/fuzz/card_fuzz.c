/* SPDX-License-Identifier: EUPL-1.2 */
/* No bytes crash the reader of cards, and none are believed without their signature. */
#include "model/card.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t root[CARD_KEY_SIZE] = { 1 };
    struct card card;

    if (card_read(bytes_of(data, size), &card, NULL))
        return 0;
    if (card.until_ms <= card.from_ms || card.serial == 0)
        abort();
    if (card_is_signed_by(bytes_of(data, size), root, card.origin))
        abort();
    return 0;
}
