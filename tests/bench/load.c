/* SPDX-License-Identifier: EUPL-1.2 */
/* load - submits to a broker as fast as it takes them, and says how fast that was.
 *
 *   load --endpoint E --area DIR --parties NAME,NAME... --to NAME --pid PID --receipts FILE
 *        [--single 1000] [--each 2000] [--seconds 15] [--content-bytes 2000]
 *
 * DIR is an area as scripts/area makes it; all the keys lie there. Two rounds:
 *   single  the first party sends --single submits, each when the receipt of the one before is
 *           verified
 *   many    every party keeps as many submits unanswered as the broker grants it, until each has
 *           sent --each, or --seconds have passed
 *
 * Every receipt is verified, those of the second round once the clock has stopped. FILE gets a line
 * "id leaf-index leaf-hash" for each, to be compared with the database. PID is the broker's, for its
 * memory. Prints one JSON object; status 0 only when every submit sent got its receipt.
 */
#include <inttypes.h>

#include "bench/report.h"
#include "bench/sender.h"
#include "keys/start.h"

enum { PARTIES_MAX = 32 };

static const char *const known[] = { "endpoint", "area",   "parties", "to",      "pid",
                                     "receipts", "single", "each",    "seconds", "content-bytes" };

struct load {
    const struct options *options;
    struct card broker;
    struct sender senders[PARTIES_MAX];
    size_t n_senders, n_single;
    void *context;
    int64_t first_us, last_us; /* of the round of many: first submit, last receipt */
};

/* ---------------------------------------------------------------------------- beforehand */

/* Printable and invented; what it says makes no difference to anybody but its recipient. */
static char *content_of(size_t size)
{
    char *content = mem_new(size + 1, 1);

    for (size_t i = 0; i < size; i++)
        content[i] = (char)('a' + i % 26);
    return content;
}

static void add_sender(struct load *load, const char *party)
{
    const struct options *options = load->options;
    const char *area = option_wanted(options, "area");
    struct sender *sender = &load->senders[load->n_senders];
    uint8_t incarnation[INCARNATION_SIZE];
    char hex[2 * INCARNATION_SIZE + 1];

    if (load->n_senders == PARTIES_MAX)
        stop(EXIT_USAGE, "--parties: %d at most", PARTIES_MAX);
    keys_random(incarnation, sizeof(incarnation));
    text_write_hex(incarnation, sizeof(incarnation), hex);
    sender_option(sender, "endpoint", mem_text(option_wanted(options, "endpoint")));
    sender_option(sender, "server-card", mem_printf("%s/cards/bus.card", area));
    sender_option(sender, "key", mem_printf("%s/keys/%s/curve.key", area, party));
    sender_option(sender, "sign-key", mem_printf("%s/keys/%s/sign.key", area, party));
    sender_option(sender, "card", mem_printf("%s/cards/%s.card", area, party));
    sender_option(sender, "to-card",
                  mem_printf("%s/cards/%s.card", area, option_wanted(options, "to")));
    sender_option(sender, "incarnation", mem_text(hex));
    sender_option(sender, "content", content_of(option_number(options, "content-bytes", 2000)));
    sender_option(sender, "urgency", mem_text("prompt"));
    load->n_senders++;
}

static void add_senders(struct load *load)
{
    CLEANUP(mem_free) char *names = mem_text(option_wanted(load->options, "parties"));
    char *rest = names, *name;

    while ((name = strsep(&rest, ",")))
        add_sender(load, name);
}

static void prepare(struct load *load)
{
    size_t n_each = option_number(load->options, "each", 2000);

    load->n_single = option_number(load->options, "single", 1000);
    for (size_t i = 0; i < load->n_senders; i++)
        sender_prepare(&load->senders[i], n_each + (i == 0 ? load->n_single : 0));
}

/* ---------------------------------------------------------------------------- the two rounds */

static void run_single(struct load *load)
{
    struct sender *sender = &load->senders[0];

    while (sender->n_sent < load->n_single) {
        sender_send_next(sender);
        sender_note(sender, sender_wait(sender));
        sender_verify(sender, &load->broker, sender->n_heard - 1);
        if (sender_n_unanswered(sender) > 0)
            stop(EXIT_DATA, "a frame without the receipt");
        sender->submits[sender->n_sent - 1].answered_us = now_us();
    }
}

static void hear_and_send(struct sender *sender, bool may_send)
{
    Samband__V1__Frame *frame;

    while ((frame = sender_hear(sender)))
        sender_note(sender, frame);
    while (may_send && sender->n_sent < sender->n_submits &&
           sender_n_unanswered(sender) < sender->credit)
        sender_send_next(sender);
}

static size_t n_unanswered(const struct load *load)
{
    size_t n = 0;

    for (size_t i = 0; i < load->n_senders; i++)
        n += sender_n_unanswered(&load->senders[i]);
    return n;
}

static void run_many(struct load *load)
{
    zmq_pollitem_t items[PARTIES_MAX] = { 0 };
    int64_t end_us;

    for (size_t i = 0; i < load->n_senders; i++)
        items[i] =
            (zmq_pollitem_t){ .socket = load->senders[i].probe.socket, .events = ZMQ_POLLIN };
    load->first_us = now_us();
    end_us =
        load->first_us + (int64_t)option_number(load->options, "seconds", 15) * INT64_C(1000000);
    do {
        for (size_t i = 0; i < load->n_senders; i++)
            hear_and_send(&load->senders[i], now_us() < end_us);
        if (n_unanswered(load) > 0 && zmq_poll(items, (int)load->n_senders, SILENCE_MS) <= 0)
            stop(EXIT_SILENT, "the broker is silent");
    } while (n_unanswered(load) > 0);
    load->last_us = now_us();
}

/* ---------------------------------------------------------------------------- what came of it */

static size_t n_verified(const struct load *load)
{
    size_t n = 0;

    for (size_t i = 0; i < load->n_senders; i++)
        for (size_t k = 0; k < load->senders[i].n_sent; k++)
            n += load->senders[i].submits[k].verified;
    return n;
}

static size_t n_sent(const struct load *load)
{
    size_t n = 0;

    for (size_t i = 0; i < load->n_senders; i++)
        n += load->senders[i].n_sent;
    return n;
}

static void write_receipts(const struct load *load)
{
    const char *path = option_wanted(load->options, "receipts");
    CLEANUP(fclose) FILE *file = fopen(path, "we");

    if (!file)
        stop(EXIT_DATA, "cannot write %s", path);
    for (size_t i = 0; i < load->n_senders; i++) {
        for (size_t k = 0; k < load->senders[i].n_sent; k++) {
            const struct submit *submit = &load->senders[i].submits[k];
            char id[TEXT_UUID_SIZE], hash[DIGEST_HEX_SIZE];

            uuid_write(&submit->id, id);
            digest_write_hex(&submit->leaf_hash, hash);
            if (submit->verified)
                fprintf(file, "%s %" PRIu64 " %s\n", id, submit->leaf_index, hash);
        }
    }
}

static void print_report(const struct load *load, const struct memory memory[3])
{
    double seconds = (double)(load->last_us - load->first_us) / 1e6;
    size_t n_many = n_sent(load) - load->n_single;
    struct times single = { 0 }, many = { 0 };

    for (size_t i = 0; i < load->n_senders; i++)
        for (size_t k = 0; k < load->senders[i].n_sent; k++)
            times_add(i == 0 && k < load->n_single ? &single : &many,
                      load->senders[i].submits[k].answered_us -
                          load->senders[i].submits[k].sent_us);
    printf("{\"single\":{");
    times_print(&single);
    printf("},\"many\":{\"senders\":%zu,\"credit\":%u,\"seconds\":%.3f,\"per_second\":%.1f,",
           load->n_senders, load->senders[0].credit, seconds, (double)n_many / seconds);
    times_print(&many);
    printf("},\"memory_kib\":{\"idle\":%ld,\"after_single\":%ld,\"after_many\":%ld,\"peak\":%ld}",
           memory[0].resident_kib, memory[1].resident_kib, memory[2].resident_kib,
           memory[2].peak_kib);
    printf(",\"frame_bytes\":%zu,\"sent\":%zu,\"verified\":%zu}\n",
           load->senders[0].submits[0].frame.size, n_sent(load), n_verified(load));
    times_clear(&single);
    times_clear(&many);
}

static int run(struct load *load)
{
    uint64_t pid = option_number(load->options, "pid", 0);
    struct memory memory[3];

    prepare(load);
    memory[0] = memory_of(pid);
    sender_open(&load->senders[0], load->context);
    run_single(load);
    memory[1] = memory_of(pid);
    for (size_t i = 1; i < load->n_senders; i++)
        sender_open(&load->senders[i], load->context);
    run_many(load);
    memory[2] = memory_of(pid);

    for (size_t i = 0; i < load->n_senders; i++)
        sender_verify(&load->senders[i], &load->broker, i == 0 ? load->n_single : 0);
    write_receipts(load);
    print_report(load, memory);
    return n_verified(load) == n_sent(load) ? EXIT_ANSWERED : EXIT_SILENT;
}

int main(int argc, char **argv)
{
    struct options options = { argc - 1, argv + 1 };
    CLEANUP(mem_free) struct load *load = mem_new(1, sizeof(*load));
    struct error err;
    int status;

    options_check(&options, known, ARRAY_SIZE(known));
    if (keys_start(&err))
        stop(EXIT_DATA, "%s", err.text);
    load->options = &options;
    load->context = zmq_ctx_new();
    add_senders(load);
    load->broker = read_card(option_wanted(&load->senders[0].options, "server-card"), NULL);
    status = run(load);
    for (size_t i = 0; i < load->n_senders; i++)
        sender_close(&load->senders[i]);
    zmq_ctx_term(load->context);
    return status;
}
