/* SPDX-License-Identifier: EUPL-1.2 */
/* broker - the start, the loop and the end of sambandd.
 *
 * The order of the start is the guarantee: take over the database (which fences off any older
 * broker), put every key card and agreement into the record, load the consents and what is open, and
 * only then open the link.
 */
#include "broker/broker.h"

#include <signal.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "broker/answer.h"
#include "broker/batch.h"
#include "broker/cards.h"
#include "broker/delivery.h"
#include "broker/held_consents.h"
#include "broker/intake.h"
#include "broker/parts.h"
#include "broker/recall.h"
#include "broker/reload.h"
#include "broker/take_over.h"
#include "service/service.h"

enum { RETRY_AFTER_MS = 1000, TICK_US = 1000000, TICKS_PER_RELOAD = 60 };

/* Its deliveries ended with the recall, whatever came of it. */
static bool was_recalled(const struct known_exchange *known)
{
    for (size_t i = 0; i < known->n_receipts; i++) {
        if (known->receipts[i].kind == ITEM_RECALL)
            return true;
    }
    return known->recall;
}

static void on_open_exchange(void *arg, const struct known_exchange *known)
{
    struct broker *broker = arg;
    struct open_exchange *exchange =
        members_add(&broker->members, &known->id, known->sender, known->recipient);

    exchange->text_hash = known->text_hash;
    exchange->state = known->state;
    exchange->since_ms = known->received_ms;
    exchange->not_after_ms = known->not_after_ms;
    exchange->attempts = known->attempts;
    exchange->may_have_left = true; /* a first try is written down by nobody */
    snprintf(exchange->urgency, sizeof(exchange->urgency), "%s", known->urgency);
    if (known->state == STATE_ACCEPTED && !was_recalled(known))
        members_set_delivery(exchange, DELIVERY_WAITING);
    if (known->recall)
        recall_begin(exchange, &known->order, known->recall_ms);
    for (size_t i = 0; i < known->n_notices; i++)
        members_set_notice(exchange, known->notices[i], true);
}

static enum fault open_link(struct broker *broker, struct error *err)
{
    const struct settings *settings = broker->settings;
    const struct link_settings link = {
        .endpoint = settings->listen,
        .curve_secret = broker->curve_secret,
        .curve_public = broker->signer.card->card.curve,
        .max_frame_bytes = LIMIT_FRAME_BYTES,
        .heartbeat_ms = settings->heartbeat_ms,
    };

    return link_open(&link, broker->event, intake_party_of_key, intake_on_frame, broker,
                     &broker->link, err);
}

/* Everything that changes nothing: files, keys, database, its schema. */
static enum fault prepare(const struct settings *settings, FILE *faults, struct broker **ret_broker,
                          struct error *err)
{
    CLEANUP(broker_close) struct broker *broker = mem_new(1, sizeof(*broker));
    const struct store_settings store = {
        .conninfo = settings->database,
        .allow_unsafe = settings->allow_unsafe_database,
    };
    enum fault fault;

    broker->settings = settings;
    members_init(&broker->members);
    TAILQ_INIT(&broker->errands);
    broker->batch = batch_new(broker);
    if (sd_event_default(&broker->event) < 0)
        return error_set(err, FAULT_BROKEN, "no event loop");

    fault = parts_load(broker, faults, err);
    if (!fault)
        fault = store_open(&store, broker->event, &broker->store, err);
    if (!fault)
        fault = take_over_check(broker, err);
    if (!fault)
        fault = agreed_load(broker, err);
    if (!fault)
        fault = agreed_check(broker, broker->agreements, faults, err);
    if (fault)
        return fault;
    *ret_broker = TAKE(broker);
    return FAULT_NONE;
}

enum fault broker_check(const struct settings *settings, FILE *faults, struct error *err)
{
    CLEANUP(broker_close) struct broker *broker = NULL;

    return prepare(settings, faults, &broker, err);
}

enum fault broker_open(const struct settings *settings, FILE *faults, struct broker **ret_broker,
                       struct error *err)
{
    CLEANUP(broker_close) struct broker *broker = NULL;
    enum fault fault;

    fault = prepare(settings, faults, &broker, err);
    if (!fault) /* a second start by mistake must not knock out the one that runs */
        fault = link_check(settings->listen, err);
    if (!fault)
        fault = take_over(broker, err);
    if (!fault)
        fault = held_consents_load(broker, err);
    if (!fault)
        fault = store_load_open(broker->store, on_open_exchange, broker, err);
    if (!fault)
        fault = open_link(broker, err);
    if (fault)
        return fault;
    log_event(LOG_LEVEL_NOTICE, "started",
              "endpoint=%s takeover=%llu leaves=%llu open=%zu consents=%zu",
              link_endpoint(broker->link), (unsigned long long)broker->takeover,
              (unsigned long long)store_head(broker->store)->size, broker->members.n_open,
              consents_size(broker->consents));
    *ret_broker = TAKE(broker);
    return FAULT_NONE;
}

static int on_hangup(sd_event_source *source, const struct signalfd_siginfo *info, void *arg)
{
    (void)source, (void)info;
    log_event(LOG_LEVEL_NOTICE, "reload", "cards, directory, agreements and rules are read anew");
    cards_reload(arg);
    reload_start(arg);
    return 0;
}

static int on_tick(sd_event_source *source, uint64_t usec, void *arg)
{
    struct broker *broker = arg;

    /* Idle, it would learn so only from its next commit. */
    if (store_is_fenced(broker->store)) {
        broker_stop(broker, FAULT_BROKEN, "fenced off");
        return 0;
    }
    if (++broker->n_ticks % TICKS_PER_RELOAD == 0)
        cards_reload(broker);
    delivery_tick(broker);
    service_status("%zu open exchanges, %llu leaves, database %s%s", broker->members.n_open,
                   (unsigned long long)store_head(broker->store)->size,
                   store_is_up(broker->store) ? "up" : "away",
                   broker->rolled_back ? ", ROLLED BACK: accepting nothing" : "");
    sd_event_source_set_time(source, usec + TICK_US);
    sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
    return 0;
}

enum fault broker_run(struct broker *broker, struct error *err)
{
    sigset_t hangup;
    enum fault fault;
    int status;

    fault = service_end_on_signals(broker->event, err);
    if (!fault)
        fault = service_watchdog(broker->event, err);
    if (fault)
        return fault;
    sigemptyset(&hangup);
    sigaddset(&hangup, SIGHUP);
    sigprocmask(SIG_BLOCK, &hangup, NULL);
    if (sd_event_add_signal(broker->event, NULL, SIGHUP, on_hangup, broker) < 0 ||
        sd_event_add_time_relative(broker->event, NULL, CLOCK_BOOTTIME, TICK_US, 100000, on_tick,
                                   broker) < 0)
        return error_set(err, FAULT_BROKEN, "the event loop takes no sources");
    service_ready("serving");
    status = sd_event_loop(broker->event);
    service_stopping();
    if (status < 0)
        return error_set(err, FAULT_BROKEN, "event loop: %s", strerror(-status));
    if (broker->stop_fault)
        return error_set(err, broker->stop_fault, "this broker may not go on");
    log_event(LOG_LEVEL_NOTICE, "stopped", "open=%zu", broker->members.n_open);
    return FAULT_NONE;
}

void broker_stop(struct broker *broker, enum fault fault, const char *why)
{
    log_event(fault ? LOG_LEVEL_ERROR : LOG_LEVEL_NOTICE, "stopping", "why=\"%s\"", why);
    broker->stopping = true;
    broker->stop_fault = fault;
    sd_event_exit(broker->event, 0);
}

void broker_close(struct broker *broker)
{
    if (!broker)
        return;
    link_close(broker->link);
    store_close(broker->store);
    while (!TAILQ_EMPTY(&broker->errands))
        errand_end(TAILQ_FIRST(&broker->errands));
    batch_free(broker->batch);
    members_clear(&broker->members);
    parts_clear(broker);
    sd_event_unref(broker->event);
    mem_free(broker);
}

bool broker_send(struct broker *broker, struct member *member, struct bytes frame)
{
    enum link_sent sent;

    if (!member->linked || broker->stop_fault)
        return false;
    sent = link_send(broker->link, &member->peer, frame);
    if (sent == LINK_GONE) {
        log_event(LOG_LEVEL_INFO, "link_gone", "party=%s", member->name);
        members_unlink(member, clock_boot_ms());
    }
    return sent == LINK_SENT;
}

void broker_answer_error(struct broker *broker, const struct link_peer *peer, const struct uuid *id,
                         const struct error *err, const char *field)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    if (broker->stop_fault)
        return;
    log_event(LOG_LEVEL_INFO, "not_taken", "id=%s code=%s", id ? answer_id(id).text : "-",
              err->code);
    frame_write_error(id, err->code, err->text, field,
                      err->fault == FAULT_RETRY ? RETRY_AFTER_MS : 0, &bytes);
    link_send(broker->link, peer, bytes_of_buffer(&bytes));
}
