/* SPDX-License-Identifier: EUPL-1.2 */
/* edge - the common runtime of every adapter: what an agency adds is in struct agency. */
#ifndef EDGE_EDGE_H
#define EDGE_EDGE_H

#include "edge/form_view.h"
#include "edge/message_form.h"
#include "edge/report.h"

/* What makes an adapter that agency's own. */
struct agency {
    const char *program;      /* "samband-school" */
    const char *role_hint;    /* for --help */
    const struct form *forms; /* forms it takes from its systems, ends with a NULL path */
    const struct message_form *messages; /* what it may say, and answer with; NULL for nothing */
    const struct form_view *views; /* further media types of what it receives; NULL for none */
    bool receives;                 /* has an inbox */
};

/* The whole program: options, settings, keys, spool, links, HTTP, loop. Returns an exit code: 0,
 * 64 usage, 65 data, 69 unavailable, 78 config. */
int edge_main(const struct agency *agency, int argc, char **argv);

#endif
