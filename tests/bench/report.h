/* SPDX-License-Identifier: EUPL-1.2 */
/* report - what was measured: a list of times with its percentiles, and a process's memory. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include "base/memory.h"
#include "integration/tools/probe_options.h"

/* Zeroed memory is an empty list; times_clear(). */
struct times {
    int64_t *us;
    size_t n;
};

static inline void times_add(struct times *times, int64_t us)
{
    /* Doubled whenever the count reaches a power of two. */
    if ((times->n & (times->n - 1)) == 0)
        times->us = mem_grow(times->us, times->n ? 2 * times->n : 1, sizeof(*times->us));
    times->us[times->n++] = us;
}

static inline void times_clear(struct times *times)
{
    mem_free(times->us);
    *times = (struct times){ 0 };
}

static inline int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Nearest rank: the smallest time that `percent` of all do not exceed. Sorted, not empty. */
static inline double times_percentile_ms(const struct times *times, unsigned int percent)
{
    size_t rank = (times->n * percent + 99) / 100;

    return (double)times->us[rank > 0 ? rank - 1 : 0] / 1000;
}

/* Members of a JSON object: n, and p50, p95, p99 and max in milliseconds. Sorts. */
static inline void times_print(struct times *times)
{
    static const unsigned int percents[] = { 50, 95, 99 };

    if (times->n > 1)
        qsort(times->us, times->n, sizeof(*times->us), compare_times);
    printf("\"n\":%zu", times->n);
    for (size_t i = 0; i < ARRAY_SIZE(percents) && times->n > 0; i++)
        printf(",\"p%u_ms\":%.3f", percents[i], times_percentile_ms(times, percents[i]));
    if (times->n > 0)
        printf(",\"max_ms\":%.3f", times_percentile_ms(times, 100));
}

struct memory {
    long resident_kib, peak_kib; /* VmRSS, VmHWM of proc(5) */
};

static inline struct memory memory_of(uint64_t pid)
{
    CLEANUP(mem_free) char *path = mem_printf("/proc/%llu/status", (unsigned long long)pid);
    CLEANUP(fclose) FILE *file = fopen(path, "re");
    struct memory memory = { 0 };
    char line[200];

    if (!file)
        stop(EXIT_USAGE, "--pid: cannot open %s", path);
    while (fgets(line, sizeof(line), file)) {
        sscanf(line, "VmRSS: %ld", &memory.resident_kib);
        sscanf(line, "VmHWM: %ld", &memory.peak_kib);
    }
    return memory;
}

#endif
