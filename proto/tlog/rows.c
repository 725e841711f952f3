/* SPDX-License-Identifier: Apache-2.0 */
#include "tlog/rows.h"

#include "base/text.h"

bool rows_next(struct bytes *rest, struct bytes *ret_line)
{
    const uint8_t *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;

    if (!end)
        return false;
    *ret_line = bytes_of(rest->data, (size_t)(end - rest->data));
    rest->data = end + 1;
    rest->size -= ret_line->size + 1;
    return true;
}

bool rows_skip(struct bytes *line, const char *word)
{
    size_t length = strlen(word);

    if (line->size < length || memcmp(line->data, word, length) != 0)
        return false;
    line->data += length;
    line->size -= length;
    return true;
}

bool rows_decimal(struct bytes line, uint64_t *ret_value)
{
    char text[24];

    if (line.size == 0 || line.size >= sizeof(text) || memchr(line.data, '\0', line.size))
        return false;
    memcpy(text, line.data, line.size);
    text[line.size] = '\0';
    return text_read_decimal(text, ret_value);
}

bool rows_digest(struct bytes line, struct digest *ret_digest)
{
    char text[DIGEST_BASE64_SIZE];

    if (line.size != sizeof(text) - 1)
        return false;
    memcpy(text, line.data, line.size);
    text[line.size] = '\0';
    return digest_read_base64(text, ret_digest);
}

bool rows_read_path(struct bytes lines, struct tree_path *ret_path)
{
    struct bytes line;

    ret_path->n_hashes = 0;
    while (lines.size > 0) {
        if (ret_path->n_hashes == TREE_PATH_MAX || !rows_next(&lines, &line) ||
            !rows_digest(line, &ret_path->hashes[ret_path->n_hashes]))
            return false;
        ret_path->n_hashes++;
    }
    return true;
}

void rows_append_path(const struct tree_path *path, struct buffer *ret_text)
{
    char base64[DIGEST_BASE64_SIZE];

    for (size_t i = 0; i < path->n_hashes; i++) {
        digest_write_base64(&path->hashes[i], base64);
        buffer_printf(ret_text, "%s\n", base64);
    }
}

static void split_at(struct bytes text, const uint8_t *blank, struct bytes *ret_head,
                     struct bytes *ret_tail)
{
    size_t head = (size_t)(blank - text.data) + 1;

    *ret_head = bytes_of(text.data, head);
    *ret_tail = bytes_of(text.data + head + 1, text.size - head - 1);
}

bool rows_split_first(struct bytes text, struct bytes *ret_head, struct bytes *ret_tail)
{
    const uint8_t *blank = text.size ? memmem(text.data, text.size, "\n\n", 2) : NULL;

    if (!blank)
        return false;
    split_at(text, blank, ret_head, ret_tail);
    return true;
}

bool rows_split_last(struct bytes text, struct bytes *ret_head, struct bytes *ret_tail)
{
    for (size_t i = text.size; i >= 2; i--) {
        if (text.data[i - 2] == '\n' && text.data[i - 1] == '\n') {
            split_at(text, text.data + i - 2, ret_head, ret_tail);
            return true;
        }
    }
    return false;
}
