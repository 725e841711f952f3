/* SPDX-License-Identifier: Apache-2.0 */
/* cleanup - ownership by scope: what a local owns is released when it ends.
 *
 * A local that owns something carries CLEANUP(release) and starts as NULL.
 * Ownership leaves by TAKE. `release` is any function that has been declared
 * with DEFINE_CLEANUP and accepts NULL.
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Gives CLEANUP a way to call `release` with a `type` (a pointer type). */
#define DEFINE_CLEANUP(type, release)                                                              \
    static inline __attribute__((unused)) void release##_cleanup(type *owned)                      \
    {                                                                                              \
        if (*owned)                                                                                \
            release(*owned);                                                                       \
    }

/* For plain values in the caller's memory that are cleared by address. */
#define DEFINE_CLEAR(type, clear)                                                                  \
    static inline __attribute__((unused)) void clear##_cleanup(type *owned) { clear(owned); }

#define CLEANUP(release) __attribute__((cleanup(release##_cleanup)))

/* Moves ownership out of a local: yields the pointer and leaves NULL behind. */
#define TAKE(pointer)                                                                              \
    __extension__({                                                                                \
        __typeof__(pointer) taken_ = (pointer);                                                    \
        (pointer) = NULL;                                                                          \
        taken_;                                                                                    \
    })

DEFINE_CLEANUP(FILE *, fclose)

#endif
