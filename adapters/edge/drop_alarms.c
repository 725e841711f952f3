/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_alarms.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "edge/api.h"
#include "edge/drop_file.h"

enum { EVERY_MS = 10000 };

static bool says(const struct drop_alarms *alarms, const char *folder, const struct buffer *text)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folder, DROP_ALARMS_NAME);

    return bytes_equal(bytes_of_buffer(&alarms->text), bytes_of_buffer(text)) &&
           access(path, F_OK) == 0;
}

enum fault drop_alarms_look(struct drop_alarms *alarms, struct api *api, struct party_state *party,
                            const char *folder, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct http_request request = { .method = "GET", .path = "/v1/alarms", .n_query = 1 };
    struct http_answer answer = { 0 };
    enum fault fault;

    if (alarms->next_ms > clock_boot_ms())
        return FAULT_NONE;
    alarms->next_ms = clock_boot_ms() + EVERY_MS;
    request.query[0].name = "limit";
    request.query[0].value = "500";
    api_serve(api, party, &request, &answer);
    text = answer.body;
    if (answer.status != 200)
        return error_set_code(err, FAULT_RETRY, "drop", "drop folder: alarms: status %u",
                              answer.status);
    if (says(alarms, folder, &text))
        return FAULT_NONE;
    fault = drop_file_write(folder, DROP_ALARMS_NAME, bytes_of_buffer(&text), err);
    if (fault)
        return fault;
    buffer_clear(&alarms->text);
    alarms->text = text;
    text = (struct buffer){ 0 };
    return FAULT_NONE;
}

void drop_alarms_clear(struct drop_alarms *alarms) { buffer_clear(&alarms->text); }
