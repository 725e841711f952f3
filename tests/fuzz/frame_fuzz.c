/* SPDX-License-Identifier: EUPL-1.2 */
/* A frame that is let through can be packed, and is let through again. */
#include "wire/frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL, *second = NULL;
    CLEANUP(buffer_clear) struct buffer again = { 0 };

    if (frame_read(bytes_of(data, size), &frame, NULL))
        return 0;
    frame_write(frame, &again);
    if (frame_read(bytes_of_buffer(&again), &second, NULL))
        abort();
    return 0;
}
