/* SPDX-License-Identifier: EUPL-1.2 */
/* self_test_test - the self test itself: it must find a link that is open, and one that is shut. */
#include <string.h>

#include <criterion/criterion.h>
#include <zmq.h>

#include "base/clock.h"
#include "link/self_test.h"
#include "unit/daemon/link/bus.h"

TestSuite(self_test, .timeout = 60);

static const char *nobody(void *arg, const uint8_t key[32])
{
    (void)arg, (void)key;
    return NULL;
}

static const char *anybody(void *arg, const uint8_t key[32])
{
    (void)arg, (void)key;
    return "anybody";
}

struct plan {
    link_party_of_key *party_of_key;
    void (*spoil)(void *socket);
    bool other_key;     /* the clients know another key of the server */
    bool other_context; /* the handler is where the socket does not find it */
};

/* Opens handler and socket, spoils what the plan says, and runs the test. */
static enum fault run(struct plan plan, struct error *err)
{
    void *context = zmq_ctx_new(), *elsewhere = zmq_ctx_new();
    struct bus_key key, other;
    struct zap *zap = NULL;
    struct router *router = NULL;
    enum fault fault;

    bus_key_new(&key);
    bus_key_new(&other);
    cr_assert_eq(zap_open(plan.other_context ? elsewhere : context,
                          plan.party_of_key ? plan.party_of_key : nobody, NULL, &zap, err),
                 FAULT_NONE);
    cr_assert_eq(router_open(context,
                             &(struct link_settings){ .endpoint = "",
                                                      .curve_secret = key.secret_key,
                                                      .curve_public = key.public_key,
                                                      .max_frame_bytes = 1000,
                                                      .heartbeat_ms = 1000 },
                             &router, err),
                 FAULT_NONE);
    if (plan.spoil)
        plan.spoil(router_socket(router));
    fault = self_test_run(context, router, zap, plan.other_key ? other.public_key : key.public_key,
                          err);
    cr_expect_eq(zap_refused(zap), 0);
    router_close(router);
    zap_close(zap);
    zmq_ctx_term(context);
    zmq_ctx_term(elsewhere);
    return fault;
}

Test(self_test, passes_quickly_where_only_listed_keys_get_in)
{
    struct error err = { 0 };
    int64_t start_ms = clock_boot_ms();

    cr_assert_eq(run((struct plan){ 0 }, &err), FAULT_NONE, "%s", err.text);
    cr_expect_lt(clock_boot_ms() - start_ms, 500);
}

Test(self_test, finds_a_handler_that_lets_everybody_in)
{
    struct error err = { 0 };

    cr_assert_eq(run((struct plan){ .party_of_key = anybody }, &err), FAULT_BROKEN);
    cr_assert_str_eq(err.code, "curve_open");
    cr_assert(strstr(err.text, "got through"), "%s", err.text);
}

static void do_not_enforce(void *socket)
{
    int no = 0;

    cr_assert_eq(zmq_setsockopt(socket, 93, &no, sizeof(no)), 0);
}

/* What CURVE does when nobody answers its questions. */
Test(self_test, finds_a_socket_without_handler)
{
    struct error err = { 0 };

    cr_assert_eq(run((struct plan){ .spoil = do_not_enforce, .other_context = true }, &err),
                 FAULT_BROKEN);
    cr_assert_str_eq(err.code, "curve_open");
    cr_assert(strstr(err.text, "got through"), "%s", err.text);
}

Test(self_test, without_handler_nobody_gets_through_an_enforced_domain)
{
    struct error err = { 0 };

    cr_assert_eq(run((struct plan){ .other_context = true }, &err), FAULT_BROKEN);
    cr_assert_str_eq(err.code, "curve_open");
    cr_assert_null(strstr(err.text, "got through"), "%s", err.text);
}

Test(self_test, finds_a_socket_that_serves_nobody)
{
    struct error err = { 0 };

    cr_assert_eq(run((struct plan){ .other_key = true }, &err), FAULT_BROKEN);
    cr_assert_str_eq(err.code, "curve_open");
}

static void without_curve(void *socket)
{
    int no = 0;

    zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &no, sizeof(no));
}

Test(self_test, finds_a_socket_without_curve)
{
    struct error err = { 0 };

    cr_assert_eq(run((struct plan){ .spoil = without_curve }, &err), FAULT_BROKEN);
    cr_assert_str_eq(err.code, "curve_open");
}
