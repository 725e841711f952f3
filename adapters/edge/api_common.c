/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/api_call.h"

#include "base/clock.h"
#include "base/text.h"
#include "edge/member.h"
#include "edge/problem.h"
#include "edge/words.h"

void api_answer(struct api_call *call, unsigned status, struct json_out *out)
{
    call->answer->status = status;
    call->answer->body = out->text;
    out->text = (struct buffer){ 0 };
}

const char *api_parameter(const struct api_call *call, const char *name)
{
    for (size_t i = 0; i < call->request->n_query; i++)
        if (strcmp(call->request->query[i].name, name) == 0)
            return call->request->query[i].value;
    return NULL;
}

static bool refuse(struct api_call *call, const char *detail)
{
    problem_answer(call->answer, 400, "bad_parameter", detail, NULL);
    return false;
}

/* False: the answer is there already. */
static bool read_page(struct api_call *call, const char *flag, struct api_page *ret_page)
{
    const char *wanted = flag ? api_parameter(call, flag) : NULL;
    const char *limit = api_parameter(call, "limit"), *before = api_parameter(call, "before");
    uint64_t number = API_LIST_DEFAULT;

    *ret_page = (struct api_page){ .has_before = before != NULL };
    ret_page->flag = wanted && strcmp(wanted, "true") == 0;
    if (wanted && !ret_page->flag && strcmp(wanted, "false") != 0)
        return refuse(call, "the filter is true or false");
    if (limit && (!text_read_decimal(limit, &number) || number < 1 || number > API_LIST_MAX))
        return refuse(call, "limit is 1 to 500");
    if (before && !uuid_read(before, &ret_page->before))
        return refuse(call, "before is the id of an exchange");
    ret_page->limit = (size_t)number;
    return true;
}

bool api_begin_page(struct api_call *call, struct api_page *ret_page)
{
    return read_page(call, NULL, ret_page);
}

bool api_begin_list_of(struct api_call *call, const char *key, const char *flag,
                       struct api_page *ret_page, struct api_listing *ret_listing)
{
    if (!read_page(call, flag, ret_page))
        return false;
    json_enter_object(&ret_listing->out, NULL);
    json_enter_list(&ret_listing->out, key);
    ret_listing->limit = ret_page->limit;
    return true;
}

bool api_begin_list(struct api_call *call, const char *flag, struct api_page *ret_page,
                    struct api_listing *ret_listing)
{
    return api_begin_list_of(call, "exchanges", flag, ret_page, ret_listing);
}

bool api_listing_takes(struct api_listing *listing, const struct uuid *id)
{
    if (listing->n == listing->limit) {
        listing->has_more = true;
        return false;
    }
    listing->n++;
    listing->last = *id;
    return true;
}

void api_answer_list(struct api_call *call, struct api_listing *listing)
{
    json_leave_list(&listing->out);
    if (listing->has_more)
        api_put_uuid(&listing->out, "next", &listing->last);
    else
        json_put_null(&listing->out, "next");
    json_leave_object(&listing->out);
    api_answer(call, 200, &listing->out);
}

void api_refuse_faults(struct api_call *call, const struct error *err,
                       const struct form_faults *faults)
{
    problem_of_error(call->answer, err);
    problem_answer(call->answer, call->answer->status, err->code, faults->all[0].detail, faults);
}

void api_refuse(struct api_call *call, const struct error *err, const char *pointer)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { .language = api_language(call) };

    if (err->fault != FAULT_INPUT) {
        problem_of_error(call->answer, err);
        return;
    }
    form_faults_add(&faults, pointer, err->code, "%s", words_in(faults.language, err->text));
    api_refuse_faults(call, err, &faults);
}

void api_put_uuid(struct json_out *out, const char *key, const struct uuid *id)
{
    char text[TEXT_UUID_SIZE];

    uuid_write(id, text);
    json_put_text(out, key, text);
}

void api_put_word(struct json_out *out, const char *key, const char *word)
{
    json_put_text(out, key, word && word[0] != '\0' ? word : NULL);
}

void api_health(struct api_call *call)
{
    struct json_out out = { 0 };

    json_enter_object(&out, NULL);
    json_put_boolean(&out, "healthy", true);
    json_leave_object(&out);
    api_answer(call, 200, &out);
}

static bool is_member(const struct api *api, const struct party_state *party)
{
    return member_of(api->shared->directory, party->name, clock_wall_ms()) == MEMBERSHIP_NOW;
}

/* Whoever is dormant waits for no link. */
void api_ready(struct api_call *call)
{
    struct api *api = call->api;
    bool spool = api->spool_is_writable(api->spool_arg), ready = spool;
    struct json_out out = { 0 };

    for (size_t i = 0; i < api->n_parties; i++)
        ready = ready && (party_is_linked(api->parties[i]) || !is_member(api, api->parties[i]));
    json_enter_object(&out, NULL);
    json_put_boolean(&out, "ready", ready);
    json_put_boolean(&out, "spool", spool);
    json_enter_list(&out, "parties");
    for (size_t i = 0; i < api->n_parties; i++) {
        json_enter_object(&out, NULL);
        json_put_text(&out, "party", api->parties[i]->name);
        json_put_boolean(&out, "member", is_member(api, api->parties[i]));
        json_put_boolean(&out, "linked", party_is_linked(api->parties[i]));
        json_leave_object(&out);
    }
    json_leave_list(&out);
    json_leave_object(&out);
    api_answer(call, ready ? 200 : 503, &out);
}
