/* SPDX-License-Identifier: EUPL-1.2 */
/* zap - reads one question whole, however many parts it has, and always answers it.
 *
 * A REP socket that has read a question takes no other until it has answered; so nothing here
 * returns in between. Whatever is not exactly a CURVE question in our domain is refused.
 */
#include "link/zap.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include <zmq.h>

#include "base/fault_point.h"
#include "base/memory.h"

#define ZAP_ENDPOINT "inproc://zeromq.zap.01"

/* The frames of a question, in order; CURVE has exactly these. */
enum {
    PART_VERSION,
    PART_REQUEST_ID,
    PART_DOMAIN,
    PART_ADDRESS,
    PART_ROUTING_ID, /* of our own socket, not of the peer */
    PART_MECHANISM,
    PART_KEY,
    N_PARTS,
};

enum { PART_SIZE = 255 };

struct question {
    struct {
        uint8_t data[PART_SIZE];
        size_t size;
    } parts[N_PARTS];
    size_t n_parts; /* may be more than N_PARTS: counted, not kept */
    bool is_oversized;
};

struct zap {
    void *socket;
    link_party_of_key *party_of_key;
    void *arg;
    const uint8_t *guest_key;
    const char *guest_party;
    uint64_t refused;
    uint8_t last_refused[ZAP_KEY_SIZE];
};

enum fault zap_open(void *context, link_party_of_key *party_of_key, void *arg, struct zap **ret_zap,
                    struct error *err)
{
    CLEANUP(zap_close) struct zap *zap = mem_new(1, sizeof(*zap));
    int linger_ms = 0;

    zap->party_of_key = party_of_key;
    zap->arg = arg;
    zap->socket = zmq_socket(context, ZMQ_REP);
    if (!zap->socket || zmq_setsockopt(zap->socket, ZMQ_LINGER, &linger_ms, sizeof(linger_ms)) != 0)
        return error_set_code(err, FAULT_BROKEN, "zap_open", "zap: no socket: %s",
                              zmq_strerror(zmq_errno()));
    if (zmq_bind(zap->socket, ZAP_ENDPOINT) != 0)
        return error_set_code(err, FAULT_BROKEN, "zap_open", "zap: cannot bind %s: %s",
                              ZAP_ENDPOINT, zmq_strerror(zmq_errno()));

    *ret_zap = TAKE(zap);
    return FAULT_NONE;
}

void zap_close(struct zap *zap)
{
    if (!zap)
        return;
    if (zap->socket)
        zmq_close(zap->socket);
    mem_free(zap);
}

void *zap_socket(const struct zap *zap) { return zap->socket; }

static bool part_is(const struct question *question, size_t part, const char *text)
{
    return question->parts[part].size == strlen(text) &&
           memcmp(question->parts[part].data, text, strlen(text)) == 0;
}

/* False if nothing waits. All parts of a ZeroMQ message arrive together. */
static bool read_question(struct zap *zap, struct question *ret_question)
{
    bool more = true;

    *ret_question = (struct question){ 0 };
    while (more) {
        size_t part = ret_question->n_parts;
        zmq_msg_t message;
        size_t size;

        zmq_msg_init(&message);
        if (zmq_msg_recv(&message, zap->socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(&message);
            return false;
        }
        size = zmq_msg_size(&message);
        more = zmq_msg_more(&message);
        if (size > PART_SIZE) {
            ret_question->is_oversized = true;
        } else if (part < N_PARTS) {
            memcpy(ret_question->parts[part].data, zmq_msg_data(&message), size);
            ret_question->parts[part].size = size;
        }
        ret_question->n_parts++;
        zmq_msg_close(&message);
    }
    return true;
}

/* The party, or NULL to refuse. */
static const char *judge(const struct zap *zap, const struct question *question)
{
    const uint8_t *key = question->parts[PART_KEY].data;
    const char *party;

    if (question->n_parts != N_PARTS || question->is_oversized)
        return NULL;
    if (!part_is(question, PART_VERSION, "1.0") || !part_is(question, PART_DOMAIN, ZAP_DOMAIN) ||
        !part_is(question, PART_MECHANISM, "CURVE"))
        return NULL;
    if (question->parts[PART_KEY].size != ZAP_KEY_SIZE)
        return NULL;

    if (zap->guest_key && memcmp(key, zap->guest_key, ZAP_KEY_SIZE) == 0)
        return zap->guest_party;
    party = zap->party_of_key(zap->arg, key);
    if (!party && FAULT_POINT("link_any_key"))
        return "anybody";
    return party;
}

/* A part cannot be held back: the asker is inside this process and takes whatever comes. Should it
 * have gone, the answer is dropped, which is right. */
static void send_part(struct zap *zap, const void *data, size_t size, int flags)
{
    (void)zmq_send(zap->socket, data, size, flags | ZMQ_DONTWAIT);
}

bool zap_answer(struct zap *zap)
{
    struct question question;
    const char *party;
    size_t id_size;

    if (!read_question(zap, &question))
        return false;

    party = judge(zap, &question);
    if (!party) {
        zap->refused++;
        if (question.n_parts == N_PARTS && question.parts[PART_KEY].size == ZAP_KEY_SIZE)
            memcpy(zap->last_refused, question.parts[PART_KEY].data, ZAP_KEY_SIZE);
    }

    id_size = question.n_parts > PART_REQUEST_ID ? question.parts[PART_REQUEST_ID].size : 0;
    send_part(zap, "1.0", 3, ZMQ_SNDMORE);
    send_part(zap, question.parts[PART_REQUEST_ID].data, id_size, ZMQ_SNDMORE);
    send_part(zap, party ? "200" : "400", 3, ZMQ_SNDMORE);
    send_part(zap, party ? "OK" : "no", 2, ZMQ_SNDMORE);
    send_part(zap, party ? party : "", party ? strlen(party) : 0, ZMQ_SNDMORE);
    send_part(zap, "", 0, 0); /* no metadata */
    return true;
}

void zap_set_guest(struct zap *zap, const uint8_t key[ZAP_KEY_SIZE], const char *party)
{
    assert(!key == !party);
    zap->guest_key = key;
    zap->guest_party = party;
}

uint64_t zap_refused(const struct zap *zap) { return zap->refused; }

bool zap_has_refused(const struct zap *zap, const uint8_t key[ZAP_KEY_SIZE])
{
    return zap->refused > 0 && memcmp(zap->last_refused, key, ZAP_KEY_SIZE) == 0;
}

void zap_forget(struct zap *zap)
{
    zap->refused = 0;
    memset(zap->last_refused, 0, sizeof(zap->last_refused));
}
