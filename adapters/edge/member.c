/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/member.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#define DAY_MS INT64_C(86400000)

enum membership member_of(const struct directory *directory, const char *party, int64_t now_ms)
{
    const struct party *entry = directory_entry(directory, party);
    int32_t day = text_day_of(now_ms);

    if (!entry)
        return MEMBERSHIP_UNKNOWN;
    if (day < entry->joined_day)
        return MEMBERSHIP_AHEAD;
    return day < entry->left_day ? MEMBERSHIP_NOW : MEMBERSHIP_PAST;
}

bool member_is_now(const struct party_state *party)
{
    return member_of(party->shared->directory, party->name, clock_wall_ms()) == MEMBERSHIP_NOW;
}

/* The day that its entry names, so that it is the same after each start. */
static int64_t dormant_since(const struct party *entry, enum membership membership, int64_t now_ms)
{
    return membership == MEMBERSHIP_PAST ? entry->left_day * DAY_MS : now_ms;
}

static void log_dormant(const struct party *entry, enum membership membership)
{
    char day[TEXT_DATE_SIZE];

    text_write_date(membership == MEMBERSHIP_PAST ? entry->left_day : entry->joined_day, day);
    log_event(LOG_LEVEL_WARNING, "party_dormant", "party=%s %s=%s nothing is sent for it",
              entry->name, membership == MEMBERSHIP_PAST ? "left" : "joins", day);
}

void member_see(struct party_state *party, int64_t now_ms)
{
    const struct party *entry = directory_entry(party->shared->directory, party->name);
    enum membership membership = member_of(party->shared->directory, party->name, now_ms);

    if (membership == MEMBERSHIP_NOW) {
        if (party->dormant_since_ms)
            log_event(LOG_LEVEL_NOTICE, "party_member", "party=%s", party->name);
        party->dormant_since_ms = 0;
    } else if (entry && !party->dormant_since_ms) {
        party->dormant_since_ms = dormant_since(entry, membership, now_ms);
        log_dormant(entry, membership);
    }
}

void members_see(struct party_state *const parties[], size_t n, int64_t now_ms)
{
    for (size_t i = 0; i < n; i++)
        member_see(parties[i], now_ms);
}
