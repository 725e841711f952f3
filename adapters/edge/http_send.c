/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/http_send.h"

#include <stdio.h>

#include "base/memory.h"

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    if (value && value[0] != '\0')
        MHD_add_response_header(response, name, value);
}

/* A body carries content: it is wiped when it has been sent. */
static void free_body(void *arg)
{
    struct buffer *body = arg;

    buffer_clear(body);
    mem_free(body);
}

static const char *retry_after(const struct http_answer *answer, char *ret_text, size_t size)
{
    if (answer->retry_after_s == 0)
        return answer->retry_later ? "5" : "";
    snprintf(ret_text, size, "%u", answer->retry_after_s);
    return ret_text;
}

enum MHD_Result http_send(struct MHD_Connection *connection, struct http_answer *answer)
{
    char seconds[12];
    struct buffer *body = mem_copy(&answer->body, sizeof(answer->body));
    struct MHD_Response *response;
    enum MHD_Result result;

    answer->body = (struct buffer){ 0 };
    response = MHD_create_response_from_buffer_with_free_callback_cls(body->size, body->data,
                                                                      free_body, body);
    if (!response) {
        free_body(body);
        return MHD_NO;
    }
    add_header(response, "Content-Type",
               answer->media_type ? answer->media_type : "application/json");
    add_header(response, "Cache-Control", "no-store");
    add_header(response, "X-Content-Type-Options", "nosniff");
    add_header(response, "Location", answer->location);
    add_header(response, "Allow", answer->allow);
    add_header(response, "Accept", answer->accept);
    add_header(response, "WWW-Authenticate", answer->challenge ? "Bearer" : "");
    add_header(response, "Retry-After", retry_after(answer, seconds, sizeof(seconds)));
    add_header(response, "Connection", answer->close ? "close" : "");
    result = MHD_queue_response(connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}
