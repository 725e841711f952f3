/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_take.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fault_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/api.h"
#include "edge/drop_call.h"
#include "edge/drop_file.h"
#include "edge/json.h"
#include "edge/problem.h"

/* One file while it is taken. Zeroed is empty. */
struct taken {
    const char *name;
    struct drop_call call;
    struct buffer body;
    struct http_answer answer;
};

static void taken_clear(struct taken *taken)
{
    buffer_clear(&taken->body);
    buffer_clear(&taken->answer.body);
}
DEFINE_CLEAR(struct taken, taken_clear)

static void call_api(struct api *api, const struct drop_folders *folders, struct taken *taken)
{
    char key[DROP_KEY_SIZE];
    struct http_request request = { .method = "POST",
                                    .path = taken->call.path,
                                    .content_type = taken->call.media_type,
                                    .idempotency_key = key };

    drop_call_key(folders->party->token, taken->name, bytes_of_buffer(&taken->body), key);
    if (taken->call.media_type)
        request.body = bytes_of_buffer(&taken->body);
    api_serve(api, folders->party, &request, &taken->answer);
}

/* What the file asks, answered. *ret_is_there is false if it has gone, or is none. */
static enum fault ask(struct api *api, const struct drop_folders *folders, struct taken *taken,
                      bool *ret_is_there, struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folders->in, taken->name);
    enum fault fault = drop_file_read(path, HTTP_BODY_MAX, &taken->body, err);

    *ret_is_there = !fault || strcmp(err->code, "no_file") != 0;
    if (!*ret_is_there)
        return FAULT_NONE;
    if (fault && fault != FAULT_INPUT)
        return fault;
    if (fault)
        problem_of_error(&taken->answer, err);
    else if (!drop_call_read(taken->name, &taken->call))
        problem_answer(&taken->answer, 404, "unknown_path",
                       "the name of the file is that of no call", NULL);
    else
        call_api(api, folders, taken);
    return FAULT_NONE;
}

static void write_answer(const struct taken *taken, struct json_out *out)
{
    struct bytes body = bytes_of_buffer(&taken->answer.body);

    json_enter_object(out, NULL);
    json_put_number(out, "status", taken->answer.status);
    if (json_is_valid(body))
        json_put_raw(out, "body", body);
    else
        json_put_null(out, "body");
    json_leave_object(out);
}

/* Nothing is lost: it lies beside what was said of it. */
static enum fault reject(const struct drop_folders *folders, const struct taken *taken,
                         struct bytes answer, struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folders->in, taken->name);
    CLEANUP(mem_free) char *name = mem_printf("%s.answer", taken->name);
    enum fault fault = drop_file_write(folders->rejected, name, answer, err);

    return fault ? fault : drop_file_move(path, folders->rejected, taken->name, err);
}

static enum fault finish(const struct drop_folders *folders, const struct taken *taken,
                         struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folders->in, taken->name);
    CLEANUP(json_out_clear) struct json_out out = { 0 };
    enum fault fault;

    write_answer(taken, &out);
    fault = drop_file_write(folders->answers, taken->name, bytes_of_buffer(&out.text), err);
    if (fault)
        return fault;
    (void)FAULT_POINT("drop_answered");
    log_event(LOG_LEVEL_INFO, "file_taken", "party=%s status=%u", folders->party->name,
              taken->answer.status);
    if (taken->answer.status >= 400)
        return reject(folders, taken, bytes_of_buffer(&out.text), err);
    if (unlink(path) < 0 && errno != ENOENT)
        return error_set_code(err, FAULT_RETRY, "drop", "drop folder: a file cannot be removed: %s",
                              strerror(errno));
    return FAULT_NONE;
}

/* Its answer could not bear its name. */
static enum fault put_aside(const struct drop_folders *folders, const char *name, struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folders->in, name);
    enum fault fault = drop_file_move(path, folders->rejected, name, err);

    if (!fault)
        log_event(LOG_LEVEL_ERROR, "file_name_too_long", "party=%s max=%d", folders->party->name,
                  DROP_NAME_MAX);
    return fault;
}

enum fault drop_take(struct api *api, const struct drop_folders *folders, const char *name,
                     struct error *err)
{
    CLEANUP(taken_clear) struct taken taken = { .name = name };
    bool is_there = false;
    enum fault fault;

    if (strlen(name) > DROP_NAME_MAX)
        return put_aside(folders, name, err);
    fault = ask(api, folders, &taken, &is_there, err);
    if (fault || !is_there)
        return fault;
    if (taken.answer.status >= 500)
        return error_set_code(err, FAULT_RETRY, "drop", "drop folder: status %u",
                              taken.answer.status);
    return finish(folders, &taken, err);
}
