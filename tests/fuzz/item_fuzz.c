/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever is read as an item is written again as the same bytes. */
#include "model/item.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buffer_clear) struct buffer again = { 0 };
    struct recipient_item recipient;
    struct broker_item broker;

    if (broker_item_read(bytes_of(data, size), &broker, NULL) == FAULT_NONE)
        broker_item_write(&broker, &again);
    else if (recipient_item_read(bytes_of(data, size), &recipient, NULL) == FAULT_NONE)
        recipient_item_write(&recipient, &again);
    else
        return 0;
    if (!bytes_equal(bytes_of_buffer(&again), bytes_of(data, size)))
        abort();
    return 0;
}
