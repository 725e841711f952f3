/* SPDX-License-Identifier: EUPL-1.2 */
/* self_test - two clients, one pump. */
#include "link/self_test.h"

#include <string.h>

#include <zmq.h>

#include "base/clock.h"

/* No party can be called so: names of parties are tokens. */
#define TWIN_NAME "(self test)"

enum {
    LIMIT_MS = 5000, /* only a machine that is overloaded comes near it */
    WATCH_MS = 50,   /* after the decision: a frame that slips through late */
    Z85_SIZE = 40 + 1,
};

struct client {
    uint8_t public_key[ZAP_KEY_SIZE], secret_key[ZAP_KEY_SIZE];
    void *socket;
};

struct test {
    struct router *router;
    struct zap *zap;
    struct client stranger, twin;
    bool twin_arrived, other_arrived;
};

static bool new_key_pair(struct client *client)
{
    char public_text[Z85_SIZE], secret_text[Z85_SIZE];
    bool made = zmq_curve_keypair(public_text, secret_text) == 0 &&
                zmq_z85_decode(client->public_key, public_text) &&
                zmq_z85_decode(client->secret_key, secret_text);

    explicit_bzero(secret_text, sizeof(secret_text));
    return made;
}

static bool client_open(struct client *client, void *context, const char *endpoint,
                        const uint8_t server_public[ZAP_KEY_SIZE])
{
    int linger_ms = 0;

    if (!new_key_pair(client))
        return false;
    client->socket = zmq_socket(context, ZMQ_DEALER);
    if (!client->socket)
        return false;
    if (zmq_setsockopt(client->socket, ZMQ_LINGER, &linger_ms, sizeof(linger_ms)) != 0 ||
        zmq_setsockopt(client->socket, ZMQ_CURVE_SERVERKEY, server_public, ZAP_KEY_SIZE) != 0 ||
        zmq_setsockopt(client->socket, ZMQ_CURVE_PUBLICKEY, client->public_key, ZAP_KEY_SIZE) !=
            0 ||
        zmq_setsockopt(client->socket, ZMQ_CURVE_SECRETKEY, client->secret_key, ZAP_KEY_SIZE) != 0)
        return false;
    return zmq_connect(client->socket, endpoint) == 0 &&
           zmq_send(client->socket, "test", 4, ZMQ_DONTWAIT) == 4;
}

static void client_close(struct client *client)
{
    if (client->socket)
        zmq_close(client->socket);
    explicit_bzero(client, sizeof(*client));
}

/* Answers the handler's questions and takes note of what arrives, for one wait of 10 ms. */
static void pump(struct test *test)
{
    zmq_pollitem_t items[] = {
        { .socket = zap_socket(test->zap), .events = ZMQ_POLLIN },
        { .socket = router_socket(test->router), .events = ZMQ_POLLIN },
    };
    struct router_frame frame;
    enum router_got got;

    (void)zmq_poll(items, ARRAY_SIZE(items), 10);
    while (zap_answer(test->zap))
        ;
    while ((got = router_receive(test->router, &frame)) != ROUTER_NOTHING) {
        if (got == ROUTER_FRAME && strcmp(frame.party, TWIN_NAME) == 0)
            test->twin_arrived = true;
        else
            test->other_arrived = true;
    }
}

static enum fault watch(struct test *test, struct error *err)
{
    int64_t end_ms = clock_boot_ms() + LIMIT_MS, decided_ms = INT64_MAX;

    for (;;) {
        int64_t now_ms = clock_boot_ms();
        bool refused = zap_has_refused(test->zap, test->stranger.public_key);

        if (test->other_arrived)
            return error_set_code(err, FAULT_BROKEN, "curve_open",
                                  "link: a key that nobody has listed got through");
        if (test->twin_arrived && refused && decided_ms == INT64_MAX)
            decided_ms = now_ms;
        if (decided_ms != INT64_MAX && now_ms >= decided_ms + WATCH_MS)
            return FAULT_NONE;
        if (decided_ms == INT64_MAX && now_ms >= end_ms)
            return error_set_code(
                err, FAULT_BROKEN, "curve_open", "link: self test: %s within %d ms",
                refused ? "a listed key did not get through" : "an unlisted key was not refused",
                LIMIT_MS);
        pump(test);
    }
}

static enum fault run(struct test *test, void *context, const char *endpoint,
                      const uint8_t server_public[ZAP_KEY_SIZE], struct error *err)
{
    if (!client_open(&test->stranger, context, endpoint, server_public) ||
        !client_open(&test->twin, context, endpoint, server_public))
        return error_set_code(err, FAULT_BROKEN, "curve_open", "link: self test: no client: %s",
                              zmq_strerror(zmq_errno()));
    zap_set_guest(test->zap, test->twin.public_key, TWIN_NAME);
    return watch(test, err);
}

enum fault self_test_run(void *context, struct router *router, struct zap *zap,
                         const uint8_t server_public[ZAP_KEY_SIZE], struct error *err)
{
    struct test test = { .router = router, .zap = zap };
    char endpoint[64];
    enum fault fault;

    fault = router_bind(router, "tcp://127.0.0.1:*", endpoint, sizeof(endpoint), err);
    if (fault)
        return error_set_code(err, FAULT_BROKEN, "curve_open",
                              "link: self test: no port on the loopback interface");

    fault = run(&test, context, endpoint, server_public, err);
    zap_set_guest(zap, NULL, NULL);
    zap_forget(zap);
    router_forget_counts(router);
    router_unbind(router, endpoint);
    client_close(&test.stranger);
    client_close(&test.twin);
    return fault;
}
