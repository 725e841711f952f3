/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever is read as an exchange text is written again as the same bytes. */
#include "model/exchange_text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buffer_clear) struct buffer again = { 0 };
    struct exchange_text exchange;

    if (exchange_text_read(bytes_of(data, size), &exchange, NULL))
        return 0;
    exchange_text_write(&exchange, &again);
    if (!bytes_equal(bytes_of_buffer(&again), bytes_of(data, size)))
        abort();
    return 0;
}
