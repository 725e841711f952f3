/* SPDX-License-Identifier: EUPL-1.2 */
/* api_call - one call as its handler sees it. Private to api*.c. */
#ifndef EDGE_API_CALL_H
#define EDGE_API_CALL_H

#include "base/uuid.h"
#include "edge/api.h"
#include "edge/json.h"
#include "edge/member.h"
#include "edge/problem.h"

enum { API_LIST_DEFAULT = 100, API_LIST_MAX = 500 };

struct api_call {
    struct api *api;
    struct party_state *party; /* NULL where no token is asked for */
    const struct form *form;   /* of a posted report, else NULL */
    const char *message_path;  /* of one that the agency's table of messages reads, else NULL */
    const struct http_request *request;
    struct http_answer *answer;
    struct uuid id;       /* {id} of the path */
    bool bad_id;          /* what stands there is none */
    const char *answered; /* party that an answer goes to; NULL if it is none */
};

typedef void api_handler(struct api_call *call);
api_handler api_post_report;
api_handler api_list_outbox, api_show_outbox, api_acknowledge;
api_handler api_take_back, api_forward;
api_handler api_list_inbox, api_show_inbox, api_register, api_return, api_answer_inbox;
api_handler api_post_consent, api_sign_consent, api_withdraw_consent, api_void_consent;
api_handler api_list_consents, api_show_consent;
api_handler api_list_tasks, api_show_task, api_hold_talk, api_decide_task;
api_handler api_list_alarms, api_list_forms;
api_handler api_check;
api_handler api_health, api_ready;

/* May something go to the bus for this party: is it a member, or has it posted this before? False: the
 * answer is there already, and nothing is stored. */
bool api_may_send(struct api_call *call);

/* Answers no_member. */
void api_refuse_no_member(struct api_call *call, enum membership membership);

/* What a form reader may know of the party that posts. False: the answer is there already. */
bool api_form_context(struct api_call *call, struct form_context *ret_context);

/* The language that the party is told faults in: its country's. Static. */
const char *api_language(const struct api_call *call);

/* Answers what a form reader did not take: all faults, and for an acute message the telephones. */
void api_refuse_form(struct api_call *call, const struct form_faults *faults,
                     const struct error *err);

/* Answers what a lower layer said, in the party's language where edge/words.h knows the text; a
 * FAULT_INPUT is noted at the pointer, "" where it is about what the path names. */
void api_refuse(struct api_call *call, const struct error *err, const char *pointer);

/* The same where the faults, one or more, are noted already. */
void api_refuse_faults(struct api_call *call, const struct error *err,
                       const struct form_faults *faults);

/* Stores a report that was read from the call's body, and answers, with its warnings and those about what
 * was stored before. `posted` is what a repetition is
 * known by: the body, with what else says what it is about. */
void api_store_report(struct api_call *call, struct report *report, struct bytes posted);

/* What reads no more may have been stored before, under the call's key: then the same answer again. False:
 * it was not; there is no answer yet. */
bool api_answer_repeated(struct api_call *call, struct bytes posted);

/* One exchange of ours within an answer: id, about, to, stage, and of an acute one the telephone. */
void api_put_exchange(struct json_out *out, struct api_call *call, const struct uuid *id);

/* What was taken, and is told all the same, as a list. */
void api_put_warnings(struct json_out *out, const char *key, const struct form_faults *warnings);

/* Answers 202 with one exchange that was made, and where it is found. */
void api_answer_exchange(struct api_call *call, const struct uuid *id, bool repeated);

/* Where somebody answers now for each recipient of an acute report, by what was read of it or, with a
 * NULL report, by the body of the call as far as it can be read. */
struct api_telephones {
    struct problem_telephone all[REPORT_TARGETS];
    size_t n;
};
void api_find_telephones(struct api_call *call, const struct report *report,
                         struct api_telephones *ret_telephones);

struct consent_line;
/* The members of a withdrawal or void, null where it does not open; nothing of another message. */
void api_put_said(struct json_out *out, const struct consent_line *line);

/* Adds them to a problem that is the answer already. */
void api_add_telephones(struct api_call *call, const struct report *report);

struct outbox_view;
/* "telephone" and "on_call" of an acute exchange. */
void api_put_telephone(struct json_out *out, const struct outbox_view *view);

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
    size_t n, limit;
    bool has_more;
    struct uuid last; /* the id shown last */
};

static inline void api_listing_clear(struct api_listing *listing) { json_out_clear(&listing->out); }
DEFINE_CLEAR(struct api_listing, api_listing_clear)

/* Reads ?limit=&before=. False: the answer is there already. */
bool api_begin_page(struct api_call *call, struct api_page *ret_page);

/* For each that is found, of one more than the page takes: does it still go on the page? It is the last
 * one so far, then. */
bool api_listing_takes(struct api_listing *listing, const struct uuid *id);

/* Reads ?<flag>=true|false&limit=&before= and opens the list, of exchanges or under another key. False:
 * the answer is there already. */
bool api_begin_list_of(struct api_call *call, const char *key, const char *flag,
                       struct api_page *ret_page, struct api_listing *ret_listing);
bool api_begin_list(struct api_call *call, const char *flag, struct api_page *ret_page,
                    struct api_listing *ret_listing);

/* Closes it, with "next": the id to give as `before` for the following page; null if there is none. */
void api_answer_list(struct api_call *call, struct api_listing *listing);

void api_put_uuid(struct json_out *out, const char *key, const struct uuid *id);
/* null for "". */
void api_put_word(struct json_out *out, const char *key, const char *word);

#endif
