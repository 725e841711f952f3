/* SPDX-License-Identifier: Apache-2.0 */
/* uuid - ids that sort by time: UUID version 7 (RFC 9562, section 5.7). */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { UUID_SIZE = 16 };

struct uuid {
    uint8_t bytes[UUID_SIZE];
};

/* A fresh id: 48 bits of `wall_ms`, then random bits of the kernel (getrandom(2)). */
struct uuid uuid_new(int64_t wall_ms);

/* 36 lower-case characters; only version 7, variant 10 is read. */
bool uuid_read(const char *text, struct uuid *ret_uuid);
bool uuid_of_bytes(struct bytes bytes, struct uuid *ret_uuid);
void uuid_write(const struct uuid *uuid, char ret_text[TEXT_UUID_SIZE]);

/* The milliseconds since 1970 that the id carries. */
int64_t uuid_ms(const struct uuid *uuid);

bool uuid_equal(const struct uuid *a, const struct uuid *b);

#endif
