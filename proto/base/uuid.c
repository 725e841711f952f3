/* SPDX-License-Identifier: Apache-2.0 */
#include "base/uuid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void fill_random(uint8_t *ret_bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = getrandom(ret_bytes, size, 0);

        if (n < 0) {
            if (errno == EINTR)
                continue;
            abort(); /* no kernel of ours lacks it, and guessable ids must not be made */
        }
        ret_bytes += n;
        size -= (size_t)n;
    }
}

struct uuid uuid_new(int64_t wall_ms)
{
    const int64_t largest = ((int64_t)1 << 48) - 1;
    struct uuid uuid;

    if (wall_ms < 0)
        wall_ms = 0;
    if (wall_ms > largest)
        wall_ms = largest;
    fill_random(uuid.bytes, sizeof(uuid.bytes));
    for (int i = 0; i < 6; i++)
        uuid.bytes[i] = (uint8_t)(wall_ms >> (40 - 8 * i));
    uuid.bytes[6] = 0x70 | (uuid.bytes[6] & 0x0F);
    uuid.bytes[8] = 0x80 | (uuid.bytes[8] & 0x3F);
    return uuid;
}

bool uuid_of_bytes(struct bytes bytes, struct uuid *ret_uuid)
{
    if (bytes.size != UUID_SIZE || bytes.data[6] >> 4 != 7 || bytes.data[8] >> 6 != 2)
        return false;
    memcpy(ret_uuid->bytes, bytes.data, UUID_SIZE);
    return true;
}

bool uuid_read(const char *text, struct uuid *ret_uuid)
{
    char hex[2 * UUID_SIZE + 1];
    uint8_t bytes[UUID_SIZE];
    size_t n = 0;

    if (strnlen(text, TEXT_UUID_SIZE) != TEXT_UUID_SIZE - 1)
        return false;
    for (size_t i = 0; i < TEXT_UUID_SIZE - 1; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-')
                return false;
        } else {
            hex[n++] = text[i];
        }
    }
    hex[n] = '\0';
    return text_read_hex(hex, bytes, sizeof(bytes)) &&
           uuid_of_bytes(bytes_of(bytes, sizeof(bytes)), ret_uuid);
}

void uuid_write(const struct uuid *uuid, char ret_text[TEXT_UUID_SIZE])
{
    static const struct {
        size_t from, size, at;
    } groups[] = { { 0, 4, 0 }, { 4, 2, 9 }, { 6, 2, 14 }, { 8, 2, 19 }, { 10, 6, 24 } };

    /* Each group's NUL is overwritten by the dash that follows it. */
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
        text_write_hex(uuid->bytes + groups[i].from, groups[i].size, ret_text + groups[i].at);
        if (i > 0)
            ret_text[groups[i].at - 1] = '-';
    }
}

int64_t uuid_ms(const struct uuid *uuid)
{
    int64_t ms = 0;

    for (int i = 0; i < 6; i++)
        ms = ms << 8 | uuid->bytes[i];
    return ms;
}

bool uuid_equal(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, UUID_SIZE) == 0;
}
