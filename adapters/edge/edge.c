/* SPDX-License-Identifier: EUPL-1.2 */
/* edge - options, then everything is loaded, then the HTTP server and the links, then the loop.
 *
 * Ready means that reports can be taken: they are safe in the spool whether or not the broker
 * answers.
 */
#include "edge/edge.h"

#include <argp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "edge/alarms.h"
#include "edge/api.h"
#include "edge/drop.h"
#include "edge/http.h"
#include "edge/link.h"
#include "edge/member.h"
#include "edge/outbox_anew.h"
#include "edge/questions.h"
#include "edge/reload.h"
#include "edge/retention.h"
#include "edge/start.h"
#include "edge/webhook.h"
#include "keys/start.h"

enum { MINUTE_US = 60 * 1000000, STATUS_EVERY_US = 10 * 1000000, RETENTION_EVERY_MINUTES = 60 };

#ifndef SAMBAND_VERSION
#define SAMBAND_VERSION "0.1.0"
#endif

/* ---- options ---- */

struct options {
    const char *config;
    bool check;
};

enum { OPTION_CHECK = 256 };

static const struct argp_option option_list[] = {
    { "config", 'c', "FILE", 0, "Settings (required)", 0 },
    { "check", OPTION_CHECK, NULL, 0,
      "Check settings, keys, cards, directory and spool; print each fault; serve nobody", 0 },
    { 0 },
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'c':
        options->config = value;
        return 0;
    case OPTION_CHECK:
        options->check = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "takes no arguments");
        return 0;
    case ARGP_KEY_END:
        if (!options->config)
            argp_error(state, "--config FILE is required");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void read_options(const struct agency *agency, int argc, char **argv,
                         struct options *ret_options)
{
    CLEANUP(mem_free) char *about = mem_printf("Samband adapter: %s.", agency->role_hint);
    CLEANUP(mem_free) char *version = mem_printf("%s %s", agency->program, SAMBAND_VERSION);
    struct argp parser = { option_list, parse_option, NULL, about, NULL, NULL, NULL };

    argp_program_version = version;
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&parser, argc, argv, 0, NULL, ret_options);
    argp_program_version = NULL;
}

/* ---- while it runs ---- */

struct running {
    struct adapter *adapter;
    struct api api;
    struct http_server *http;
    struct edge_links *links;
    struct webhooks *webhooks;
    struct drops *drops;
    sd_event *event;
    unsigned n_minutes; /* since the start */
};

static void reload_cards(struct running *running)
{
    size_t before = directory_n_cards(running->adapter->shared.directory), after;
    struct error err;

    if (adapter_read_cards(running->adapter, &err))
        log_event(LOG_LEVEL_ERROR, "cards_not_read", "code=%s reason=\"%s\"", err.code, err.text);
    after = directory_n_cards(running->adapter->shared.directory);
    if (after > before)
        log_event(LOG_LEVEL_NOTICE, "cards_read", "new=%zu", after - before);
}

/* Cards come from the folder and over links: what waits for one goes then. */
static void send_anew(struct running *running)
{
    for (size_t i = 0; i < running->adapter->n_parties; i++) {
        struct error err;
        size_t n = 0;

        if (outbox_anew_run(running->adapter->parties[i], &n, &err))
            log_event(LOG_LEVEL_ERROR, "not_sent_anew", "party=%s code=%s",
                      running->adapter->parties[i]->name, err.code);
    }
}

static void tell_alarms(struct running *running)
{
    for (size_t i = 0; i < running->adapter->n_parties; i++) {
        struct error err;

        if (alarms_tell(running->adapter->parties[i], clock_wall_ms(), &err))
            log_event(LOG_LEVEL_ERROR, "alarms_not_told", "party=%s code=%s",
                      running->adapter->parties[i]->name, err.code);
    }
}

/* The first time after an hour: a clock that was wrong when the machine started is right by then. */
static void forget_old(struct running *running)
{
    struct spool *spool = running->adapter->shared.spool;
    struct error err;
    int64_t n = 0;

    if (retention_run(spool, clock_wall_ms(), &n, &err))
        log_event(LOG_LEVEL_ERROR, "retention_failed", "code=%s reason=\"%s\"", err.code, err.text);
    else if (n > 0)
        log_event(LOG_LEVEL_NOTICE, "forgotten", "exchanges=%lld days=%d", (long long)n,
                  RETENTION_DAYS);
}

static void look_after_spool(struct running *running)
{
    bool can_store;

    spool_tidy(running->adapter->shared.spool);
    can_store = adapter_can_store(running->adapter);
    alarms_see_spool(&running->adapter->shared, can_store, clock_wall_ms());
    if (!can_store)
        log_event(LOG_LEVEL_ERROR, "spool_not_writable", "program=%s",
                  running->adapter->agency->program);
    if (++running->n_minutes % RETENTION_EVERY_MINUTES == 0)
        forget_old(running);
}

static void tell_status(const struct running *running)
{
    const struct adapter *adapter = running->adapter;
    size_t n_linked = 0, n_members = 0;

    for (size_t i = 0; i < adapter->n_parties; i++) {
        n_linked += party_is_linked(adapter->parties[i]);
        n_members += member_is_now(adapter->parties[i]);
    }
    sd_notifyf(0, "STATUS=%zu of %zu parties linked to the broker, %zu dormant", n_linked,
               n_members, adapter->n_parties - n_members);
}

static int repeat(sd_event_source *source, uint64_t after_us)
{
    sd_event_source_set_time_relative(source, after_us);
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static int on_minute(sd_event_source *source, uint64_t now_us, void *arg)
{
    struct running *running = arg;

    (void)now_us;
    members_see(running->adapter->parties, running->adapter->n_parties, clock_wall_ms());
    reload_cards(arg);
    send_anew(arg);
    look_after_spool(arg);
    tell_alarms(arg);
    return repeat(source, MINUTE_US);
}

static int on_status_time(sd_event_source *source, uint64_t now_us, void *arg)
{
    (void)now_us;
    tell_status(arg);
    return repeat(source, STATUS_EVERY_US);
}

/* SIGHUP: every fault is a line of the log. */
static void reload(struct running *running)
{
    char *text = NULL, *rest, *line;
    size_t size = 0;
    FILE *faults = open_memstream(&text, &size);
    struct error err;
    enum fault fault;

    if (!faults)
        return;
    fault = adapter_reload(running->adapter, faults, &err);
    fclose(faults);
    for (rest = text; fault && (line = strsep(&rest, "\n"));)
        if (line[0])
            log_event(LOG_LEVEL_ERROR, "reload_fault", "%s", line);
    free(text);
    if (fault)
        log_event(LOG_LEVEL_ERROR, "reload_refused", "everything is as it was");
    else
        log_event(LOG_LEVEL_NOTICE, "reloaded", "directory=%s agreements=%zu",
                  directory_hash(running->adapter->shared.directory),
                  agreements_size(running->adapter->shared.agreements));
    adapter_warn_of_ended(running->adapter);
}

static int on_hangup(sd_event_source *source, const struct signalfd_siginfo *info, void *arg)
{
    (void)source, (void)info;
    reload(arg);
    send_anew(arg);
    return 0;
}

static int on_stop(sd_event_source *source, const struct signalfd_siginfo *info, void *arg)
{
    struct running *running = arg;

    (void)source;
    log_event(LOG_LEVEL_NOTICE, "stopping", "signal=%u", info->ssi_signo);
    sd_notify(0, "STOPPING=1");
    return sd_event_exit(running->event, 0);
}

static int join_loop(struct running *running)
{
    sd_event *event = running->event;
    sigset_t signals;
    int status;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);

    status = sd_event_add_signal(event, NULL, SIGTERM, on_stop, running);
    if (status >= 0)
        status = sd_event_add_signal(event, NULL, SIGINT, on_stop, running);
    if (status >= 0)
        status = sd_event_add_signal(event, NULL, SIGHUP, on_hangup, running);
    if (status >= 0)
        status = sd_event_add_time_relative(event, NULL, CLOCK_MONOTONIC, MINUTE_US, 0, on_minute,
                                            running);
    if (status >= 0)
        status = sd_event_add_time_relative(event, NULL, CLOCK_MONOTONIC, STATUS_EVERY_US, 0,
                                            on_status_time, running);
    if (status >= 0)
        status = sd_event_set_watchdog(event, true);
    return status;
}

/* A failure here is the machine's or the configuration's: an address in use, a bad endpoint. */
static int fail(const struct agency *agency, const struct error *err)
{
    fprintf(stderr, "%s: %s\n", agency->program, err->text);
    return err->fault == FAULT_INPUT ? EXIT_CONFIG : EXIT_UNAVAILABLE;
}

static int open_doors(struct running *running)
{
    struct adapter *adapter = running->adapter;
    struct http_calls calls;
    struct error err;

    running->api = (struct api){
        .agency = adapter->agency,
        .shared = &adapter->shared,
        .parties = adapter->parties,
        .n_parties = adapter->n_parties,
        .spool_is_writable = adapter_can_store,
        .spool_arg = adapter,
    };
    adapter->shared.questions = questions_open(running->event);
    calls = api_calls(&running->api);
    if (edge_links_open(running->event, adapter->settings->broker, &running->links, &err))
        return fail(adapter->agency, &err);
    for (size_t i = 0; i < adapter->n_parties; i++)
        if (edge_link_open(running->links, adapter->parties[i], &err))
            return fail(adapter->agency, &err);
    if (http_open(adapter->settings->listen, &calls, running->event, &running->http, &err))
        return fail(adapter->agency, &err);
    if (webhooks_open(running->event, adapter->parties, adapter->n_parties, &running->webhooks,
                      &err) ||
        drops_open(running->event, &running->api, &running->drops, &err))
        return fail(adapter->agency, &err);
    return 0;
}

static void close_doors(struct running *running)
{
    http_close(running->http);
    drops_close(running->drops);
    webhooks_close(running->webhooks);
    for (size_t i = 0; i < running->adapter->n_parties; i++)
        if (running->adapter->parties[i]->link)
            edge_link_close(running->adapter->parties[i]);
    edge_links_close(running->links);
    questions_close(running->adapter->shared.questions);
    sd_event_unref(running->event);
}

static int serve(struct running *running)
{
    const struct adapter *adapter = running->adapter;
    int status;

    if (sd_event_new(&running->event) < 0 || join_loop(running) < 0) {
        fprintf(stderr, "%s: the event loop does not start\n", adapter->agency->program);
        return EXIT_UNAVAILABLE;
    }
    status = open_doors(running);
    if (status)
        return status;

    log_event(LOG_LEVEL_NOTICE, "ready", "program=%s parties=%zu", adapter->agency->program,
              adapter->n_parties);
    sd_notify(0, "READY=1");
    tell_status(running);
    status = sd_event_loop(running->event);
    if (status >= 0)
        return status;
    fprintf(stderr, "%s: the event loop ended: %s\n", adapter->agency->program, strerror(-status));
    return EXIT_UNAVAILABLE;
}

/* No core file, no ptrace by others: memory holds keys and what children told. */
static void shut_in(void)
{
    struct rlimit none = { 0, 0 };

    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int edge_main(const struct agency *agency, int argc, char **argv)
{
    CLEANUP(adapter_free) struct adapter *adapter = NULL;
    struct options options = { 0 };
    struct running running = { 0 };
    struct error err;
    int status;

    shut_in();
    read_options(agency, argc, argv, &options);
    if (keys_start(&err))
        return fail(agency, &err);
    adapter = adapter_load(options.config, agency, stderr);
    if (options.check)
        return adapter ? 0 : EXIT_CONFIG;
    status = adapter ? adapter_open_spool(adapter, stderr) : EXIT_CONFIG;
    if (status) {
        fprintf(stderr, "%s: %s: not started\n", agency->program, options.config);
        return status;
    }
    adapter_warn_of_ended(adapter);
    running.adapter = adapter;
    status = serve(&running);
    close_doors(&running);
    return status;
}
