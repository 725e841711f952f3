/* SPDX-License-Identifier: EUPL-1.2 */
/* zap - answers libzmq's question whether a CURVE key may connect (ZeroMQ RFC 27, ZAP 1.0).
 *
 * A REP socket on inproc://zeromq.zap.01. libzmq asks it for each connection, on a thread of its
 * own, and waits with the handshake until it is answered: zap_answer() must be called from the
 * loop.
 */
#ifndef LINK_ZAP_H
#define LINK_ZAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "link/link.h"

#define ZAP_DOMAIN "samband"

enum { ZAP_KEY_SIZE = 32 };

struct zap;

/* Binds the handler in `context` (a ZeroMQ context; it must outlive the handler). Must come before
 * any CURVE socket is bound: without a handler CURVE lets every key in. FAULT_BROKEN "zap_open". */
MUST_CHECK enum fault zap_open(void *context, link_party_of_key *party_of_key, void *arg,
                               struct zap **ret_zap, struct error *err);
/* Accepts NULL. */
void zap_close(struct zap *zap);
DEFINE_CLEANUP(struct zap *, zap_close)

/* For waiting (ZMQ_FD). */
void *zap_socket(const struct zap *zap);

/* Answers the next question; false if none waits. Never blocks. */
bool zap_answer(struct zap *zap);

/* One more key that is let in, as `party` (both borrowed), until it is set anew; NULL for none. */
void zap_set_guest(struct zap *zap, const uint8_t key[ZAP_KEY_SIZE], const char *party);

/* Questions answered with no since the last zap_forget(), and whether that was so for this key
 * the last time. */
uint64_t zap_refused(const struct zap *zap);
bool zap_has_refused(const struct zap *zap, const uint8_t key[ZAP_KEY_SIZE]);
void zap_forget(struct zap *zap);

#endif
