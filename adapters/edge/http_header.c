/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/http_header.h"

#include <microhttpd.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

const struct http_refusal http_refusal_too_large = { 413, "too_large",
                                                     "the body has more than 1 MiB" };

struct scan {
    struct http_request *request;
    const char *length, *encoding;
    unsigned n_lengths, n_encodings, n_repeated, n_odd, n_query_left_out;
    bool asks_first; /* whether to send its body */
};

/* RFC 9110, section 5.6.2: token. */
static bool is_name(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        bool is_alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (c == '\0' || (!is_alpha && !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return size > 0;
}

/* Section 5.5: visible, spaces, tabs, and bytes above ASCII. */
static bool is_value(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];

        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static void take_once(struct scan *scan, const char **slot, const char *value)
{
    if (*slot)
        scan->n_repeated++;
    *slot = value;
}

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *name,
                                 size_t name_size, const char *value, size_t value_size)
{
    struct scan *scan = arg;

    (void)kind;
    if (!is_name(name, name_size) || !value || !is_value(value, value_size)) {
        scan->n_odd++;
    } else if (strcasecmp(name, "Content-Length") == 0) {
        scan->n_lengths++;
        scan->length = value;
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        scan->n_encodings++;
        scan->encoding = value;
    } else if (strcasecmp(name, "Expect") == 0) {
        scan->asks_first = true;
    } else if (strcasecmp(name, "Authorization") == 0) {
        take_once(scan, &scan->request->authorization, value);
    } else if (strcasecmp(name, "Content-Type") == 0) {
        take_once(scan, &scan->request->content_type, value);
    } else if (strcasecmp(name, "Idempotency-Key") == 0) {
        take_once(scan, &scan->request->idempotency_key, value);
    } else if (strcasecmp(name, "Accept") == 0) {
        take_once(scan, &scan->request->accept, value);
    } else if (strcasecmp(name, "Accept-Language") == 0) {
        take_once(scan, &scan->request->accept_language, value);
    }
    return MHD_YES;
}

static enum MHD_Result on_query(void *arg, enum MHD_ValueKind kind, const char *name,
                                size_t name_size, const char *value, size_t value_size)
{
    struct scan *scan = arg;
    struct http_request *request = scan->request;

    (void)kind;
    if (!is_value(name, name_size) || (value && !is_value(value, value_size))) {
        scan->n_odd++;
        return MHD_YES;
    }
    if (request->n_query == HTTP_QUERY_MAX) {
        scan->n_query_left_out++;
        return MHD_YES;
    }
    request->query[request->n_query].name = name;
    request->query[request->n_query].value = value ? value : "";
    request->n_query++;
    return MHD_YES;
}

static bool refuse(struct http_refusal *ret, unsigned status, const char *code, const char *detail)
{
    *ret = (struct http_refusal){ status, code, detail };
    return false;
}

static bool check_framing(const struct scan *scan, struct http_refusal *ret)
{
    uint64_t length = 0;

    if (scan->n_lengths > 0 && scan->n_encodings > 0)
        return refuse(ret, 400, "bad_framing", "both Content-Length and Transfer-Encoding");
    if (scan->n_lengths > 1)
        return refuse(ret, 400, "bad_framing", "more than one Content-Length");
    if (scan->n_encodings > 1)
        return refuse(ret, 400, "bad_framing", "more than one Transfer-Encoding");
    if (scan->encoding && strcasecmp(scan->encoding, "chunked") != 0)
        return refuse(ret, 400, "bad_framing", "a Transfer-Encoding other than chunked");
    if (scan->length && !text_read_decimal(scan->length, &length))
        return refuse(ret, 400, "bad_framing", "Content-Length is no number");
    if (length > HTTP_BODY_MAX) {
        *ret = http_refusal_too_large;
        return false;
    }
    return true;
}

static bool announces_more(const struct scan *scan)
{
    uint64_t length;

    return scan->length && (!text_read_decimal(scan->length, &length) || length > HTTP_DISCARD_MAX);
}

bool http_header_read(struct MHD_Connection *connection, const char *method, const char *path,
                      struct http_header *ret_header, struct http_refusal *ret_refusal)
{
    struct scan scan = { .request = &ret_header->request };

    ret_header->request.method = method;
    ret_header->request.path = path;
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_header, &scan);
    MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, on_query, &scan);
    ret_header->has_body = scan.encoding || (scan.length && strcmp(scan.length, "0") != 0);
    ret_header->is_coming = ret_header->has_body && !scan.asks_first && !announces_more(&scan);

    if (scan.n_odd > 0)
        return refuse(ret_refusal, 400, "bad_header", "a header or parameter has odd bytes in it");
    if (!check_framing(&scan, ret_refusal))
        return false;
    if (scan.n_repeated > 0)
        return refuse(ret_refusal, 400, "bad_header", "a header that may stand once stands twice");
    if (scan.n_query_left_out > 0)
        return refuse(ret_refusal, 400, "unknown_parameter", "too many query parameters");
    return true;
}
