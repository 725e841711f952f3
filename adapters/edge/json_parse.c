/* SPDX-License-Identifier: EUPL-1.2 */
/* json_parse - from bytes to a value, within limits.
 *
 * What is posted is personal data: the parser's memory is wiped when it is freed.
 */
#include "edge/json_node.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>

static void wiping_free(void *block)
{
    if (block)
        explicit_bzero(block, malloc_usable_size(block));
    free(block);
}

/* Levels of the deepest place, counted outside of texts. */
static size_t count_levels(struct bytes bytes)
{
    size_t level = 0, deepest = 0;
    bool in_text = false;

    for (size_t i = 0; i < bytes.size; i++) {
        uint8_t c = bytes.data[i];

        if (in_text && c == '\\')
            i++;
        else if (c == '"')
            in_text = !in_text;
        else if (!in_text && (c == '{' || c == '['))
            deepest = ++level > deepest ? level : deepest;
        else if (!in_text && (c == '}' || c == ']') && level > 0)
            level--;
    }
    return deepest;
}

/* The parser's own words may quote what stands there: only the place is told. */
static enum fault refuse_malformed(const json_error_t *where, struct form_faults *faults,
                                   struct error *err)
{
    if (json_error_code(where) == json_error_duplicate_key)
        form_faults_add(faults, "", "malformed",
                        "not JSON: a name stands twice, line %d, column %d", where->line,
                        where->column);
    else
        form_faults_add(faults, "", "malformed", "not JSON, line %d, column %d", where->line,
                        where->column);
    return error_set_code(err, FAULT_INPUT, "malformed", "body: not JSON, line %d, column %d",
                          where->line, where->column);
}

static enum fault check_size(struct bytes bytes, struct form_faults *faults, struct error *err)
{
    if (bytes.size > JSON_SIZE_MAX) {
        form_faults_add(faults, "", "too_large", "more than 1 MiB");
        return error_set_code(err, FAULT_INPUT, "too_large", "body: more than 1 MiB");
    }
    if (count_levels(bytes) > JSON_LEVELS_MAX) {
        form_faults_add(faults, "", "too_deep", "more than 16 levels");
        return error_set_code(err, FAULT_INPUT, "too_deep", "body: more than 16 levels");
    }
    return FAULT_NONE;
}

enum fault json_parse(struct bytes bytes, struct form_faults *faults, json_t **ret_root,
                      struct error *err)
{
    json_error_t where;
    enum fault fault = check_size(bytes, faults, err);

    if (fault)
        return fault;
    json_set_alloc_funcs(malloc, wiping_free);
    *ret_root = json_loadb(bytes.size ? (const char *)bytes.data : "", bytes.size,
                           JSON_REJECT_DUPLICATES, &where);
    if (*ret_root)
        return FAULT_NONE;
    fault = refuse_malformed(&where, faults, err);
    explicit_bzero(&where, sizeof(where));
    return fault;
}
