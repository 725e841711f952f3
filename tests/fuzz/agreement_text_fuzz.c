/* SPDX-License-Identifier: EUPL-1.2 */
/* No bytes crash the reader of an agreement's text, and what it reads is written again as it was. */
#include "model/agreement.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(agreements_free) struct agreements *agreements = NULL;
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    if (agreements_read_text(bytes_of(data, size), &agreements, NULL))
        return 0;
    if (agreements_size(agreements) != 1 ||
        !agreements_find(agreements, agreements_at(agreements, 0)->hash))
        abort();
    agreement_write(agreements_at(agreements, 0), &text);
    if (!bytes_equal(bytes_of_buffer(&text), bytes_of(data, size)))
        abort();
    return 0;
}
