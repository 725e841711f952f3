/* SPDX-License-Identifier: EUPL-1.2 */
/* member - is a party of ours a member of the area today? One that has left, or has not joined yet, is
 * dormant: nothing goes out for it and it has no link, but what it has can be read. It wakes by
 * itself on the day that its entry says.
 */
#ifndef EDGE_MEMBER_H
#define EDGE_MEMBER_H

#include "edge/party.h"

enum membership {
    MEMBERSHIP_UNKNOWN = 0, /* no entry; zero, so that unset memory is nobody */
    MEMBERSHIP_AHEAD,       /* has not joined yet */
    MEMBERSHIP_PAST,        /* has left */
    MEMBERSHIP_NOW,
};

enum membership member_of(const struct directory *directory, const char *party, int64_t now_ms);

/* By the directory that it holds, today. */
bool member_is_now(const struct party_state *party);

/* Sets `dormant_since_ms`, and logs it if that has changed: party_dormant, party_member. */
void member_see(struct party_state *party, int64_t now_ms);

/* The same for several. */
void members_see(struct party_state *const parties[], size_t n, int64_t now_ms);

#endif
