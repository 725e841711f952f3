/* SPDX-License-Identifier: EUPL-1.2 */
/* drop - a file becomes a call, the call's answer a file, and then the first may go; and what is new
 * becomes files, by the same calls.
 */
#include "edge/drop.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/api.h"
#include "edge/drop_alarms.h"
#include "edge/drop_call.h"
#include "edge/drop_file.h"
#include "edge/drop_later.h"
#include "edge/drop_take.h"
#include "edge/hooks.h"

enum {
    TICK_US = 1000000,
    FILES_A_TURN = 50,
    AGAIN_A_TURN = 10, /* of files that could not be taken before */
    LATER_MS = 5000,   /* the adapter cannot store now */
    BROKEN_MS = 60000, /* or the folder cannot be read */
};

struct drop {
    struct drop_folders folders;
    int64_t in_not_before_ms, out_not_before_ms; /* boot time */
    struct drop_later later;
    struct drop_alarms alarms;
};

struct drops {
    struct api *api;
    sd_event *event;
    sd_event_source *tick;
    struct drop *all;
    size_t n;
};

static void complain(const struct drop *drop, const struct error *err)
{
    log_event(LOG_LEVEL_ERROR, "drop_failed", "party=%s code=%s why=\"%s\"",
              drop->folders.party->name, err->code, err->text);
}

/* ---- in: the folder ---- */

static int is_wanted(const struct dirent *entry)
{
    return drop_file_is_finished(entry->d_name) &&
           (entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN);
}

static int by_name(const struct dirent **one, const struct dirent **other)
{
    return strcmp((*one)->d_name, (*other)->d_name);
}

/* One look at the folder. */
struct turn {
    size_t n_left, n_again_left;
    struct drop_later later; /* what it leaves behind */
};

static void leave(struct drop *drop, struct turn *turn, const char *name, uint32_t tries,
                  const struct error *err)
{
    drop_later_add(&turn->later, name, tries, clock_boot_ms() + drop_later_wait_ms(tries));
    if ((tries & (tries - 1)) == 0) /* again and again, and ever more rarely */
        log_event(LOG_LEVEL_ERROR, "file_waits", "party=%s call=%s tries=%u code=%s why=\"%s\"",
                  drop->folders.party->name, drop_call_word(name), tries, err->code, err->text);
}

static void look_at(struct drops *drops, struct drop *drop, const char *name, struct turn *turn)
{
    const struct drop_later_file *before = drop_later_find(&drop->later, name);
    size_t *left = before ? &turn->n_again_left : &turn->n_left;
    struct error err = { 0 };

    if (*left == 0 || (before && before->until_ms > clock_boot_ms())) {
        if (before)
            drop_later_add(&turn->later, name, before->tries, before->until_ms);
        return;
    }
    --*left;
    if (drop_take(drops->api, &drop->folders, name, &err) == FAULT_NONE)
        return;
    leave(drop, turn, name, before ? before->tries + 1 : 1, &err);
    if (drops->api->spool_is_writable(drops->api->spool_arg))
        return;
    turn->n_left = turn->n_again_left = 0; /* nothing else could be stored either */
    drop->in_not_before_ms = clock_boot_ms() + LATER_MS;
}

/* In the order of their names; one that cannot be taken does not stop the others. */
static void look_in(struct drops *drops, struct drop *drop)
{
    struct turn turn = { .n_left = FILES_A_TURN, .n_again_left = AGAIN_A_TURN };
    struct dirent **entries = NULL;
    int n = scandir(drop->folders.in, &entries, is_wanted, by_name);

    if (n < 0) {
        struct error err = { 0 };

        (void)error_set_code(&err, FAULT_RETRY, "drop", "drop folder: cannot be read: %s",
                             strerror(errno));
        complain(drop, &err);
        drop->in_not_before_ms = clock_boot_ms() + BROKEN_MS;
        return;
    }
    for (int i = 0; i < n; i++) {
        look_at(drops, drop, entries[i]->d_name, &turn);
        free(entries[i]);
    }
    free(entries);
    drop_later_clear(&drop->later);
    drop->later = turn.later;
}

/* ---- out ---- */

static enum fault write_hook(struct drops *drops, struct drop *drop, const struct hook *hook,
                             struct error *err)
{
    CLEANUP(buffer_clear) struct buffer body = { 0 };
    bool received = strcmp(hook->event, HOOK_INBOX) == 0;
    char id[TEXT_UUID_SIZE], path[DROP_PATH_SIZE], name[TEXT_UUID_SIZE + 5];
    struct http_answer answer = { 0 };
    struct http_request request = { .method = "GET", .path = path };

    uuid_write(&hook->id, id);
    snprintf(path, sizeof(path), "/v1/%s/%s", received ? "inbox" : "outbox", id);
    snprintf(name, sizeof(name), "%s.json", id);
    api_serve(drops->api, drop->folders.party, &request, &answer);
    body = answer.body;
    if (answer.status == 404 || answer.status == 409)
        return FAULT_NONE; /* forgotten since, or damaged, which is an alarm */
    if (answer.status != 200)
        return error_set_code(err, FAULT_RETRY, "drop", "drop folder: status %u", answer.status);
    (void)FAULT_POINT("drop_fetched");
    return drop_file_write(received ? drop->folders.inbox : drop->folders.outbox, name,
                           bytes_of_buffer(&body), err);
}

static enum fault write_hooks(struct drops *drops, struct drop *drop, struct error *err)
{
    enum fault fault = FAULT_NONE;
    bool has = true;

    for (int i = 0; !fault && has && i < FILES_A_TURN; i++) {
        struct hook hook;

        fault = hooks_next(drop->folders.party, HOOK_FILE, &hook, &has, err);
        if (fault || !has || hook.next_ms > clock_wall_ms())
            break;
        fault = write_hook(drops, drop, &hook, err);
        if (!fault)
            fault = hooks_done(drop->folders.party, &hook, err);
        drop->alarms.next_ms = 0; /* something has happened: perhaps one more, or one less */
    }
    return fault;
}

static void look_out(struct drops *drops, struct drop *drop)
{
    struct error err = { 0 };
    bool failed = write_hooks(drops, drop, &err) != FAULT_NONE;

    if (failed)
        complain(drop, &err);
    if (drop_alarms_look(&drop->alarms, drops->api, drop->folders.party, drop->folders.out, &err)) {
        complain(drop, &err);
        failed = true;
    }
    if (failed)
        drop->out_not_before_ms = clock_boot_ms() + LATER_MS;
}

/* ---- all of them ---- */

void drops_look(struct drops *drops)
{
    for (size_t i = 0; i < drops->n; i++) {
        struct drop *drop = &drops->all[i];

        if (drop->in_not_before_ms <= clock_boot_ms())
            look_in(drops, drop);
        if (drop->out_not_before_ms <= clock_boot_ms())
            look_out(drops, drop);
    }
}

static int on_tick(sd_event_source *source, uint64_t now_us, void *arg)
{
    (void)now_us;
    drops_look(arg);
    sd_event_source_set_time_relative(source, TICK_US);
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static enum fault open_drop(struct drop *drop, struct party_state *party, struct error *err)
{
    enum fault fault = drop_file_make_folder(party->drop_in, "rejected", err);

    if (!fault)
        fault = drop_file_make_folder(party->drop_out, "answers", err);
    if (!fault)
        fault = drop_file_make_folder(party->drop_out, "inbox", err);
    if (!fault)
        fault = drop_file_make_folder(party->drop_out, "outbox", err);
    drop->folders.party = party;
    drop->folders.in = mem_text(party->drop_in);
    drop->folders.rejected = mem_printf("%s/rejected", party->drop_in);
    drop->folders.out = mem_printf("%s/.", party->drop_out); /* it may be a link */
    drop->folders.answers = mem_printf("%s/answers", party->drop_out);
    drop->folders.inbox = mem_printf("%s/inbox", party->drop_out);
    drop->folders.outbox = mem_printf("%s/outbox", party->drop_out);
    return fault;
}

enum fault drops_open(sd_event *event, struct api *api, struct drops **ret_drops, struct error *err)
{
    CLEANUP(drops_close) struct drops *drops = mem_new(1, sizeof(*drops));
    enum fault fault = FAULT_NONE;

    drops->api = api;
    drops->event = event ? sd_event_ref(event) : NULL;
    drops->all = mem_new(api->n_parties + 1, sizeof(*drops->all));
    for (size_t i = 0; !fault && i < api->n_parties; i++)
        if (api->parties[i]->drop_in && api->parties[i]->drop_out)
            fault = open_drop(&drops->all[drops->n++], api->parties[i], err);
    if (fault)
        return fault;
    if (event && drops->n > 0 &&
        sd_event_add_time_relative(event, &drops->tick, CLOCK_MONOTONIC, 0, 0, on_tick, drops) < 0)
        return error_set_code(err, FAULT_BROKEN, "drop", "drop: cannot join the loop");
    *ret_drops = TAKE(drops);
    return FAULT_NONE;
}

void drops_close(struct drops *drops)
{
    if (!drops)
        return;
    for (size_t i = 0; i < drops->n; i++) {
        struct drop *drop = &drops->all[i];

        mem_free(drop->folders.in);
        mem_free(drop->folders.rejected);
        mem_free(drop->folders.out);
        mem_free(drop->folders.answers);
        mem_free(drop->folders.inbox);
        mem_free(drop->folders.outbox);
        drop_later_clear(&drop->later);
        drop_alarms_clear(&drop->alarms);
    }
    sd_event_source_disable_unref(drops->tick);
    sd_event_unref(drops->event);
    mem_free(drops->all);
    mem_free(drops);
}
