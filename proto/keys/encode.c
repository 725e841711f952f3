/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/encode.h"

#include <assert.h>
#include <sodium.h>

#include "base/memory.h"
#include "keys/secret.h"

void encode_base64_to(const void *bytes, size_t size, char *ret_text)
{
    static const uint8_t nothing[1]; /* an empty run may be NULL */

    sodium_bin2base64(ret_text, ENCODE_BASE64_SIZE(size), size ? bytes : nothing, size,
                      sodium_base64_VARIANT_ORIGINAL);
}

char *encode_base64(struct bytes bytes)
{
    char *text;

    assert(bytes.size < SIZE_MAX / 4);
    text = mem_new(ENCODE_BASE64_SIZE(bytes.size), 1);
    encode_base64_to(bytes.data, bytes.size, text);
    return text;
}

/* Does `text` spell these bytes as we would? */
static bool is_canonical(struct bytes text, struct bytes decoded)
{
    CLEANUP(mem_free) char *again = encode_base64(decoded);
    bool same = bytes_equal(text, bytes_of_text(again));

    secret_wipe(again, strlen(again));
    return same;
}

bool decode_base64_bytes(struct bytes text, struct buffer *ret)
{
    CLEANUP(buffer_clear) struct buffer decoded = { 0 };
    size_t size;

    if (text.size % 4 != 0)
        return false;
    if (text.size == 0)
        return true;
    buffer_extend(&decoded, text.size / 4 * 3);
    if (sodium_base642bin(decoded.data, decoded.size, (const char *)text.data, text.size, NULL,
                          &size, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    if (!is_canonical(text, bytes_of(decoded.data, size)))
        return false;
    buffer_append(ret, decoded.data, size);
    return true;
}

bool decode_base64(const char *text, struct buffer *ret)
{
    return decode_base64_bytes(bytes_of_text(text), ret);
}

bool decode_base64_exact(const char *text, uint8_t *ret, size_t size)
{
    CLEANUP(buffer_clear) struct buffer decoded = { 0 };

    if (strnlen(text, ENCODE_BASE64_SIZE(size)) != ENCODE_BASE64_SIZE(size) - 1 ||
        !decode_base64(text, &decoded) || decoded.size != size)
        return false;
    if (size)
        memcpy(ret, decoded.data, size);
    return true;
}
