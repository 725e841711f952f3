/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_stage.h"

#include <assert.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

static const struct {
    const char *name, *waiting_at;
    bool is_final;
} stages[N_OUTBOX_STAGES] = {
    [OUTBOX_SPOOLED] = { "spooled", "this adapter", false },
    [OUTBOX_ACCEPTED] = { "accepted", "the recipient's adapter", false },
    [OUTBOX_HANDED_OVER] = { "handed_over", "the recipient's case system", false },
    [OUTBOX_REGISTERED] = { "registered", "", true },
    [OUTBOX_REFUSED] = { "refused", "", true },
    [OUTBOX_RETURNED] = { "returned", "", true },
    [OUTBOX_NOT_SENT] = { "not_sent", "", true },
    [OUTBOX_WITHDRAWN] = { "withdrawn", "", true },
    [OUTBOX_TAKEN_BACK] = { "taken_back", "", true },
};

/* An exchange that an error kept here may have reached the record after all: its receipt counts. */
static const struct {
    enum outbox_stage from, to;
} steps[] = {
    { OUTBOX_SPOOLED, OUTBOX_ACCEPTED },       { OUTBOX_SPOOLED, OUTBOX_REFUSED },
    { OUTBOX_SPOOLED, OUTBOX_NOT_SENT },       { OUTBOX_NOT_SENT, OUTBOX_ACCEPTED },
    { OUTBOX_NOT_SENT, OUTBOX_REFUSED },       { OUTBOX_ACCEPTED, OUTBOX_HANDED_OVER },
    { OUTBOX_ACCEPTED, OUTBOX_REGISTERED },    { OUTBOX_ACCEPTED, OUTBOX_RETURNED },
    { OUTBOX_HANDED_OVER, OUTBOX_REGISTERED }, { OUTBOX_HANDED_OVER, OUTBOX_RETURNED },
    { OUTBOX_ACCEPTED, OUTBOX_WITHDRAWN },     { OUTBOX_HANDED_OVER, OUTBOX_WITHDRAWN },
    { OUTBOX_ACCEPTED, OUTBOX_TAKEN_BACK },    { OUTBOX_HANDED_OVER, OUTBOX_TAKEN_BACK },
};

static const struct {
    const char *urgency;
    int64_t spooled_ms, accepted_ms, handed_over_ms, life_ms;
} limits[] = {
    { "acute", 5 * MINUTE_MS, 5 * MINUTE_MS, 60 * MINUTE_MS, DAY_MS },
    { "prompt", HOUR_MS, HOUR_MS, 24 * HOUR_MS, 7 * DAY_MS },
    { "normal", 24 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS, 30 * DAY_MS },
};

static size_t place_of(const char *urgency)
{
    size_t i = 0;

    while (i < ARRAY_SIZE(limits) - 1 && strcmp(limits[i].urgency, urgency) != 0)
        i++;
    return i;
}

const char *outbox_stage_name(enum outbox_stage stage)
{
    assert(stage >= 0 && stage < N_OUTBOX_STAGES);
    return stages[stage].name;
}

const char *outbox_stage_waiting_at(enum outbox_stage stage)
{
    assert(stage >= 0 && stage < N_OUTBOX_STAGES);
    return stages[stage].waiting_at;
}

bool outbox_stage_is_final(enum outbox_stage stage)
{
    assert(stage >= 0 && stage < N_OUTBOX_STAGES);
    return stages[stage].is_final;
}

bool outbox_stage_may_step(enum outbox_stage from, enum outbox_stage to)
{
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        if (steps[i].from == from && steps[i].to == to)
            return true;
    }
    return false;
}

int64_t outbox_stage_limit_ms(enum outbox_stage stage, const char *urgency)
{
    size_t i = place_of(urgency);

    switch (stage) {
    case OUTBOX_SPOOLED:
        return limits[i].spooled_ms;
    case OUTBOX_ACCEPTED:
        return limits[i].accepted_ms;
    case OUTBOX_HANDED_OVER:
        return limits[i].handed_over_ms;
    default:
        return 0;
    }
}

int64_t outbox_stage_life_ms(const char *urgency) { return limits[place_of(urgency)].life_ms; }

int64_t outbox_stage_warning_gap_ms(uint32_t n_warned)
{
    int64_t gap_ms = 5 * MINUTE_MS;

    while (n_warned-- > 0 && gap_ms < DAY_MS)
        gap_ms *= 2;
    return gap_ms < DAY_MS ? gap_ms : DAY_MS;
}
