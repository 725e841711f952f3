/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/json.h"

#include <jansson.h>

#include "edge/json_node.h"

static int append(const char *text, size_t size, void *arg)
{
    buffer_append(arg, text, size);
    return 0;
}

static void put_value(struct json_out *out, const char *key, json_t *value)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    json_dump_callback(value, append, &text, JSON_COMPACT | JSON_ENCODE_ANY);
    json_put_raw(out, key, bytes_of_buffer(&text));
}

void json_put_node(struct json_out *out, const char *key, struct json_node node)
{
    if (json_present(node))
        put_value(out, key, json_entry_of(node)->value);
}

size_t json_put_rest(struct json_out *out, struct json_node object)
{
    size_t n = 0;
    const char *key;
    json_t *pair;

    if (!json_has_fields(object))
        return 0;
    json_object_foreach(json_entry_of(object)->value, key, pair)
    {
        if (json_is_asked_for(object, key))
            continue;
        put_value(out, key, pair);
        n++;
    }
    return n;
}
