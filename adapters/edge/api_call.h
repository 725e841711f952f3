/* SPDX-License-Identifier: EUPL-1.2 */
/* api_call - one call as its handler sees it. Private to api*.c. */
#ifndef EDGE_API_CALL_H
#define EDGE_API_CALL_H

#include "base/uuid.h"
#include "edge/api.h"
#include "edge/json.h"

enum { API_LIST_DEFAULT = 100, API_LIST_MAX = 500 };

struct api_call {
    struct api *api;
    struct party_state *party; /* NULL where no token is asked for */
    const struct form *form;   /* of a posted report, else NULL */
    const struct http_request *request;
    struct http_answer *answer;
    struct uuid id; /* {id} of the path */
};

typedef void api_handler(struct api_call *call);
api_handler api_post_report;
api_handler api_list_outbox, api_show_outbox, api_acknowledge;
api_handler api_list_inbox, api_show_inbox, api_register, api_return;
api_handler api_health, api_ready;

/* Finishes a 200 (or 202 …) with what was written; empties `out`. */
void api_answer(struct api_call *call, unsigned status, struct json_out *out);

/* A parameter's value; NULL if it was not given. Names are checked already. */
const char *api_parameter(const struct api_call *call, const char *name);

struct api_page {
    bool flag; /* attention, open */
    size_t limit;
    bool has_before;
    struct uuid before;
};

/* A page of exchanges as it is written. */
struct api_listing {
    struct json_out out;
    size_t n;
    struct uuid last; /* the id shown last */
};

static inline void api_listing_clear(struct api_listing *listing) { json_out_clear(&listing->out); }
DEFINE_CLEAR(struct api_listing, api_listing_clear)

/* Reads ?<flag>=true|false&limit=&before= and opens the list. False: the answer is there already. */
bool api_begin_list(struct api_call *call, const char *flag, struct api_page *ret_page,
                    struct api_listing *ret_listing);

/* Closes it, with "next": the id to give as `before` for the following page, or null. */
void api_answer_list(struct api_call *call, const struct api_page *page,
                     struct api_listing *listing);

void api_put_uuid(struct json_out *out, const char *key, const struct uuid *id);
/* null for "". */
void api_put_word(struct json_out *out, const char *key, const char *word);

#endif
