/* SPDX-License-Identifier: EUPL-1.2 */
/* http_header - is the header of a request one that everybody reads alike? Private to http. */
#ifndef EDGE_HTTP_HEADER_H
#define EDGE_HTTP_HEADER_H

#include "edge/http.h"

struct MHD_Connection;

struct http_refusal {
    unsigned status;
    const char *code, *detail;
};

extern const struct http_refusal http_refusal_too_large;

/* Of a body that is not taken, so many bytes are read to be able to answer. */
enum { HTTP_DISCARD_MAX = 4 * HTTP_BODY_MAX };

struct http_header {
    struct http_request request;
    bool has_body;
    /* The body: the client does not ask first (RFC 9110, 10.1.1), and announces no more than
     * HTTP_DISCARD_MAX. An answer before it has sent it all might not be read. */
    bool is_coming;
    size_t n_discarded;
};

/* False with the reason. RFC 9112, sections 5.1, 6.1 and 6.3: a length together with a transfer
 * encoding, several of either, an encoding other than chunked, a length that is no number, white
 * space or other odd bytes in a header's name, bytes that are no text in a value. */
bool http_header_read(struct MHD_Connection *connection, const char *method, const char *path,
                      struct http_header *ret_header, struct http_refusal *ret_refusal);

#endif
