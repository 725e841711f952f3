/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever is read as a question text is written again as the same bytes. */
#include "model/question_text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buffer_clear) struct buffer again = { 0 };
    struct question_text question;

    if (question_text_read(bytes_of(data, size), &question, NULL))
        return 0;
    question_text_write(&question, &again);
    if (!bytes_equal(bytes_of_buffer(&again), bytes_of(data, size)))
        abort();
    return 0;
}
