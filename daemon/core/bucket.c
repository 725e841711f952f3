/* SPDX-License-Identifier: EUPL-1.2 */
/* bucket - counted in thousandths, so that one millisecond gives back exactly `rate` of them. */
#include "core/bucket.h"

enum { TOKEN = 1000 };

static int64_t at_least_one(uint32_t value) { return value > 0 ? value : 1; }

static int64_t spent_at(const struct bucket *bucket, uint32_t rate, int64_t now_ms)
{
    int64_t gone_ms = now_ms - bucket->at_ms;

    if (gone_ms <= 0)
        return bucket->spent;
    /* Divides first: a long silence must not overflow. */
    if (gone_ms > bucket->spent / at_least_one(rate))
        return 0;
    return bucket->spent - gone_ms * at_least_one(rate);
}

bool bucket_take(struct bucket *bucket, uint32_t rate, uint32_t burst, int64_t now_ms)
{
    bucket->spent = spent_at(bucket, rate, now_ms);
    if (now_ms > bucket->at_ms)
        bucket->at_ms = now_ms;
    if (bucket->spent + TOKEN > at_least_one(burst) * TOKEN)
        return false;
    bucket->spent += TOKEN;
    return true;
}

uint32_t bucket_wait_ms(const struct bucket *bucket, uint32_t rate, uint32_t burst, int64_t now_ms)
{
    int64_t over = spent_at(bucket, rate, now_ms) + TOKEN - at_least_one(burst) * TOKEN;

    if (over <= 0)
        return 0;
    return (uint32_t)((over + at_least_one(rate) - 1) / at_least_one(rate));
}
