/* SPDX-License-Identifier: EUPL-1.2 */
/* http_send - an answer as it leaves: status, header lines, body. Private to http.c. */
#ifndef EDGE_HTTP_SEND_H
#define EDGE_HTTP_SEND_H

#include <microhttpd.h>

#include "edge/http.h"

/* Takes the answer's body, and wipes it once it is sent. */
enum MHD_Result http_send(struct MHD_Connection *connection, struct http_answer *answer);

#endif
