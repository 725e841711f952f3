/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever is read as an entry, or as a text that the broker writes into one, is written again as the
 * same bytes. */
#include "model/entry.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buffer_clear) struct buffer again = { 0 };
    char hash[LINES_HASH_SIZE];
    struct start_text start;
    struct end_text end;
    struct uuid erased;
    struct entry entry;

    if (entry_read(bytes_of(data, size), &entry, NULL) == FAULT_NONE)
        entry_write(&entry, &again);
    else if (start_text_read(bytes_of(data, size), &start, NULL) == FAULT_NONE)
        start_text_write(&start, &again);
    else if (end_text_read(bytes_of(data, size), &end, NULL) == FAULT_NONE)
        end_text_write(&end, &again);
    else if (load_text_read(bytes_of(data, size), hash, NULL) == FAULT_NONE)
        load_text_write(hash, &again);
    else if (erased_text_read(bytes_of(data, size), &erased, NULL) == FAULT_NONE)
        erased_text_write(&erased, &again);
    else
        return 0;
    if (!bytes_equal(bytes_of_buffer(&again), bytes_of(data, size)))
        abort();
    return 0;
}
