/* SPDX-License-Identifier: EUPL-1.2 */
/* What is let through as the content of an exchange can be packed and read again. */
#include "wire/content.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(owned_section_body_clear) struct owned_section_body body = { 0 };
    CLEANUP(buffer_clear) struct buffer again = { 0 };
    struct section_descriptor descriptor;
    struct private_header header;

    if (private_header_read(bytes_of(data, size), &header, NULL) == FAULT_NONE) {
        private_header_write(&header, &again);
        if (private_header_read(bytes_of_buffer(&again), &header, NULL))
            abort();
    }
    buffer_reset(&again);
    if (section_descriptor_read(bytes_of(data, size), &descriptor, NULL) == FAULT_NONE) {
        section_descriptor_write(&descriptor, &again);
        if (section_descriptor_read(bytes_of_buffer(&again), &descriptor, NULL))
            abort();
    }
    if (section_body_read(bytes_of(data, size), &body, NULL) == FAULT_NONE && !body.category[0])
        abort();
    return 0;
}
