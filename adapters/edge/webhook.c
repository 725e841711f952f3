/* SPDX-License-Identifier: EUPL-1.2 */
/* webhook - libcurl's sockets and its timer in our loop. One telling at a time for each party: the
 * oldest in the spool, which leaves it only when it has been answered.
 */
#include "edge/webhook.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "base/json_out.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/hooks.h"
#include "keys/digest.h"

enum {
    TICK_US = 1000000,
    CONNECT_MS = 5000,
    ANSWER_MS = 10000,
    LOUD_ATTEMPTS = 3, /* after so many it is logged less loudly */
};

/* One party that is told. */
struct told {
    struct webhooks *webhooks;
    struct party_state *party;
    CURL *easy; /* while it is told */
    struct curl_slist *headers;
    struct buffer body;
    struct hook hook;
};

struct webhooks {
    sd_event *event;
    CURLM *multi;
    sd_event_source *tick, *timer;
    struct told *all;
    size_t n;
};

/* ---- the URL ---- */

static enum fault bad_url(struct error *err, const char *why)
{
    return error_set_code(err, FAULT_INPUT, "webhook_url", "webhook url: %s", why);
}

static bool part_is(CURLU *url, CURLUPart part, const char *wanted)
{
    char *got = NULL;
    bool is = curl_url_get(url, part, &got, 0) == CURLUE_OK && strcasecmp(got, wanted) == 0;

    curl_free(got);
    return is;
}

static enum fault check_parts(CURLU *url, const char *text, struct error *err)
{
    static const char *const here[] = { "127.0.0.1", "[::1]", "localhost" };
    char *user = NULL;
    bool is_here = false;

    if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
        return bad_url(err, "is no URL");
    if (curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK) {
        curl_free(user);
        return bad_url(err, "has a user in it; what is told is signed instead");
    }
    if (part_is(url, CURLUPART_SCHEME, "https"))
        return FAULT_NONE;
    if (!part_is(url, CURLUPART_SCHEME, "http"))
        return bad_url(err, "is neither https nor http");
    for (size_t i = 0; i < ARRAY_SIZE(here); i++)
        is_here = is_here || part_is(url, CURLUPART_HOST, here[i]);
    return is_here ? FAULT_NONE : bad_url(err, "http is for this machine only; use https");
}

enum fault webhook_check_url(const char *url, struct error *err)
{
    CURLU *parts = curl_url();
    enum fault fault = parts ? check_parts(parts, url, err) : bad_url(err, "cannot be read");

    curl_url_cleanup(parts);
    return fault;
}

/* ---- one telling ---- */

static const char *state_key(const char *event)
{
    if (strcmp(event, HOOK_ALARM) == 0)
        return "code";
    return strcmp(event, HOOK_OUTBOX) == 0 ? "stage" : "state";
}

static void write_body(struct told *told)
{
    struct json_out out = { 0 };
    static const struct uuid none = { 0 };
    char id[TEXT_UUID_SIZE];

    uuid_write(&told->hook.id, id);
    json_enter_object(&out, NULL);
    json_put_text(&out, "event", told->hook.event);
    json_put_text(&out, "id", uuid_equal(&told->hook.id, &none) ? NULL : id);
    json_put_text(&out, state_key(told->hook.event), told->hook.state);
    json_put_text(&out, "party", told->party->name);
    json_put_time(&out, "at", told->hook.at_ms);
    json_leave_object(&out);
    buffer_clear(&told->body);
    told->body = out.text;
}

static void add_header(struct told *told, const char *name, const char *value)
{
    CLEANUP(mem_free) char *line = mem_printf("%s: %s", name, value);
    struct curl_slist *grown = curl_slist_append(told->headers, line);

    if (grown)
        told->headers = grown;
}

static void sign(struct told *told)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    long long at = clock_wall_ms() / 1000;
    char hex[DIGEST_HEX_SIZE], value[DIGEST_HEX_SIZE + 40], number[24];
    struct digest digest;

    buffer_printf(&text, "%lld.", at);
    buffer_append_bytes(&text, bytes_of_buffer(&told->body));
    digest = digest_hmac_of(bytes_of_text(told->party->webhook_secret), bytes_of_buffer(&text));
    digest_write_hex(&digest, hex);
    snprintf(value, sizeof(value), "t=%lld,v1=%s", at, hex);
    snprintf(number, sizeof(number), "%lld", (long long)told->hook.place);
    add_header(told, "Content-Type", "application/json");
    add_header(told, "Samband-Delivery", number);
    add_header(told, "Samband-Signature", value);
    add_header(told, "Expect", ""); /* no waiting for 100-continue */
}

static size_t discard(char *data, size_t size, size_t n, void *arg)
{
    (void)data, (void)arg;
    return size * n;
}

static void set_options(struct told *told)
{
    const char *url = told->party->webhook_url;
    CURL *easy = told->easy;

    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
                     strncasecmp(url, "https:", 6) == 0 ? "https" : "http");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)ANSWER_MS);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, told->headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)told->body.size);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, told->body.data);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "samband");
    curl_easy_setopt(easy, CURLOPT_PRIVATE, told);
}

static void stop(struct told *told)
{
    if (told->easy) {
        curl_multi_remove_handle(told->webhooks->multi, told->easy);
        curl_easy_cleanup(told->easy);
    }
    curl_slist_free_all(told->headers);
    told->easy = NULL;
    told->headers = NULL;
}

static void start(struct told *told)
{
    told->easy = curl_easy_init();
    if (!told->easy)
        return; /* the next tick tries again */
    write_body(told);
    sign(told);
    set_options(told);
    if (curl_multi_add_handle(told->webhooks->multi, told->easy) != CURLM_OK)
        stop(told);
}

static void complain(const struct told *told, const struct error *err)
{
    log_event(LOG_LEVEL_ERROR, "hooks_unreadable", "party=%s code=%s why=\"%s\"", told->party->name,
              err->code, err->text);
}

/* Is there something to tell, and is it time? */
static void look(struct told *told)
{
    struct error err = { 0 };
    bool has = false;

    if (told->easy)
        return;
    if (hooks_next(told->party, HOOK_WEBHOOK, &told->hook, &has, &err))
        complain(told, &err);
    else if (has && told->hook.next_ms <= clock_wall_ms())
        start(told);
}

static void finish(struct told *told, CURLcode result)
{
    struct error err = { 0 };
    long status = 0;
    enum fault fault;

    curl_easy_getinfo(told->easy, CURLINFO_RESPONSE_CODE, &status);
    stop(told);
    if (result == CURLE_OK && status >= 200 && status < 300) {
        fault = hooks_done(told->party, &told->hook, &err);
    } else {
        log_event(told->hook.attempts < LOUD_ATTEMPTS ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
                  "webhook_failed", "party=%s attempts=%u status=%ld why=\"%s\"", told->party->name,
                  told->hook.attempts + 1, status,
                  result == CURLE_OK ? "no 2xx" : curl_easy_strerror(result));
        fault = hooks_failed(told->party, &told->hook, clock_wall_ms(), &err);
    }
    if (fault)
        complain(told, &err);
    else
        look(told);
}

/* ---- the loop ---- */

static void take_results(struct webhooks *webhooks)
{
    CURLMsg *message;
    int n_left;

    while ((message = curl_multi_info_read(webhooks->multi, &n_left))) {
        struct told *told = NULL;
        CURLcode result;

        if (message->msg != CURLMSG_DONE)
            continue;
        result = message->data.result; /* the message goes with its handle */
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&told);
        if (told)
            finish(told, result);
    }
}

static int on_socket_event(sd_event_source *source, int fd, uint32_t events, void *arg)
{
    struct webhooks *webhooks = arg;
    int what = (events & EPOLLIN ? CURL_CSELECT_IN : 0) |
               (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
               (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0),
        n_running;

    (void)source;
    curl_multi_socket_action(webhooks->multi, fd, what, &n_running);
    take_results(webhooks);
    return 0;
}

/* libcurl says which socket it waits for, and what it waits for there. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
    struct webhooks *webhooks = arg;
    sd_event_source *source = socket_arg;
    uint32_t events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
                      (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        sd_event_source_disable_unref(source);
        curl_multi_assign(webhooks->multi, fd, NULL);
        return 0;
    }
    if (source)
        return sd_event_source_set_io_events(source, events) < 0 ? -1 : 0;
    if (sd_event_add_io(webhooks->event, &source, fd, events, on_socket_event, webhooks) < 0)
        return -1;
    curl_multi_assign(webhooks->multi, fd, source);
    return 0;
}

static int on_timer(sd_event_source *source, uint64_t now_us, void *arg)
{
    struct webhooks *webhooks = arg;
    int n_running;

    (void)source, (void)now_us;
    curl_multi_socket_action(webhooks->multi, CURL_SOCKET_TIMEOUT, 0, &n_running);
    take_results(webhooks);
    return 0;
}

static int on_time_wanted(CURLM *multi, long wait_ms, void *arg)
{
    struct webhooks *webhooks = arg;

    (void)multi;
    if (wait_ms < 0)
        return sd_event_source_set_enabled(webhooks->timer, SD_EVENT_OFF) < 0 ? -1 : 0;
    if (sd_event_source_set_time_relative(webhooks->timer, (uint64_t)wait_ms * 1000) < 0)
        return -1;
    return sd_event_source_set_enabled(webhooks->timer, SD_EVENT_ONESHOT) < 0 ? -1 : 0;
}

static int on_tick(sd_event_source *source, uint64_t now_us, void *arg)
{
    struct webhooks *webhooks = arg;

    (void)now_us;
    for (size_t i = 0; i < webhooks->n; i++)
        look(&webhooks->all[i]);
    sd_event_source_set_time_relative(source, TICK_US);
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static bool join_loop(struct webhooks *webhooks)
{
    return sd_event_add_time_relative(webhooks->event, &webhooks->timer, CLOCK_MONOTONIC, 0, 1,
                                      on_timer, webhooks) >= 0 &&
           sd_event_source_set_enabled(webhooks->timer, SD_EVENT_OFF) >= 0 &&
           sd_event_add_time_relative(webhooks->event, &webhooks->tick, CLOCK_MONOTONIC, 0, 0,
                                      on_tick, webhooks) >= 0;
}

static bool open_multi(struct webhooks *webhooks)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return false;
    webhooks->multi = curl_multi_init();
    return webhooks->multi &&
           curl_multi_setopt(webhooks->multi, CURLMOPT_SOCKETFUNCTION, on_socket) == CURLM_OK &&
           curl_multi_setopt(webhooks->multi, CURLMOPT_SOCKETDATA, webhooks) == CURLM_OK &&
           curl_multi_setopt(webhooks->multi, CURLMOPT_TIMERFUNCTION, on_time_wanted) == CURLM_OK &&
           curl_multi_setopt(webhooks->multi, CURLMOPT_TIMERDATA, webhooks) == CURLM_OK;
}

enum fault webhooks_open(sd_event *event, struct party_state *const parties[], size_t n,
                         struct webhooks **ret_webhooks, struct error *err)
{
    CLEANUP(webhooks_close) struct webhooks *webhooks = mem_new(1, sizeof(*webhooks));

    webhooks->event = sd_event_ref(event);
    webhooks->all = mem_new(n + 1, sizeof(*webhooks->all));
    for (size_t i = 0; i < n; i++)
        if (parties[i]->webhook_url && parties[i]->webhook_secret)
            webhooks->all[webhooks->n++] =
                (struct told){ .webhooks = webhooks, .party = parties[i] };
    if (webhooks->n > 0 && (!open_multi(webhooks) || !join_loop(webhooks)))
        return error_set_code(err, FAULT_BROKEN, "webhook", "webhook: cannot join the loop");
    *ret_webhooks = TAKE(webhooks);
    return FAULT_NONE;
}

void webhooks_close(struct webhooks *webhooks)
{
    if (!webhooks)
        return;
    for (size_t i = 0; i < webhooks->n; i++) {
        stop(&webhooks->all[i]);
        buffer_clear(&webhooks->all[i].body);
    }
    if (webhooks->multi)
        curl_multi_cleanup(webhooks->multi);
    sd_event_source_disable_unref(webhooks->timer);
    sd_event_source_disable_unref(webhooks->tick);
    sd_event_unref(webhooks->event);
    mem_free(webhooks->all);
    mem_free(webhooks);
}
