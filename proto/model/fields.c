/* SPDX-License-Identifier: Apache-2.0 */
#include "model/fields.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "keys/encode.h"
#include "model/directory.h"
#include "model/lines.h"

enum { BASE64_MAX = 200 };

enum fault fields_read_file(const char *path, const char *code, struct buffer *ret_bytes,
                            struct error *err)
{
    CLEANUP(fclose) FILE *file = file_open(path);
    size_t n_read;

    if (!file)
        return error_set_code(err, FAULT_INPUT, code, "%s: cannot be read: %s", path,
                              strerror(errno));
    n_read = fread(buffer_extend(ret_bytes, YAML_SIZE_MAX + 1), 1, YAML_SIZE_MAX + 1, file);
    if (ferror(file))
        return error_set_code(err, FAULT_INPUT, code, "%s: cannot be read: %s", path,
                              strerror(errno));
    ret_bytes->size = n_read;
    return FAULT_NONE;
}

void fields_origin(struct yaml_node node, char ret_origin[LIMIT_ORIGIN + 1])
{
    const char *text = yaml_text(node, 1, LIMIT_ORIGIN);

    if (text && !lines_is_origin(text))
        yaml_fault(node, "the origin of a log is printable ASCII without space or '+'");
    else if (text)
        memcpy(ret_origin, text, strlen(text) + 1);
}

void fields_party(struct yaml_node node, char ret_name[LIMIT_PARTY + 1])
{
    const char *name = yaml_token(node, LIMIT_PARTY);

    if (!name)
        return;
    if (strcmp(name, PARTY_BUS) == 0 || strcmp(name, PARTY_LOG) == 0 || strcmp(name, "none") == 0)
        yaml_fault(node, "the name %s is reserved", name);
    else
        memcpy(ret_name, name, strlen(name) + 1);
}

void fields_token(struct yaml_node node, char *ret_text, size_t max)
{
    const char *token = yaml_token(node, max);

    if (token && strcmp(token, "none") == 0)
        yaml_fault(node, "none is reserved");
    else if (token)
        memcpy(ret_text, token, strlen(token) + 1);
}

size_t fields_tokens(struct yaml_node list, char *ret_rows, size_t row, size_t n_min, size_t n_max)
{
    size_t n_items = yaml_list(list, n_min, n_max), n = 0;

    for (size_t i = 0; i < n_items; i++) {
        struct yaml_node item = yaml_item(list, i);
        char *token = ret_rows + n * row;
        bool twice = false;

        token[0] = '\0';
        fields_token(item, token, row - 1);
        for (size_t j = 0; j < n; j++)
            twice = twice || strcmp(ret_rows + j * row, token) == 0;
        if (twice)
            yaml_fault(item, "%s is listed twice", yaml_quote(item));
        else if (token[0])
            n++;
    }
    if (n < n_max) /* what was refused last does not stay behind */
        ret_rows[n * row] = '\0';
    return n;
}

void fields_base64(struct yaml_node node, uint8_t *ret_bytes, size_t size)
{
    const char *text = yaml_text(node, 1, BASE64_MAX);

    if (text && !decode_base64_exact(text, ret_bytes, size))
        yaml_fault(node, "%zu bytes in base64 are wanted", size);
}
