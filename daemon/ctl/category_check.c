/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/category_check.h"

#include <string.h>

#include "keys/digest.h"
#include "keys/tag.h"
#include "wire/content.h"

bool category_is_bound(const struct category_row *row)
{
    return row->descriptor.size > 0 || row->salt.size > 0;
}

static const char *check_bound(const struct exchange_text *text, const struct category_row *row)
{
    struct section_descriptor descriptor;
    struct error unread = { 0 };
    struct digest digest;

    if (row->salt.size != SALT_SIZE)
        return "its descriptor has no salt";
    digest = digest_salted(TAG_SECTION, &text->id, (uint16_t)row->index, row->salt.data,
                           row->descriptor);
    if (!digest_equal(&digest, &text->sections[row->index]))
        return "its descriptor is not what its sender signed";
    if (section_descriptor_read(row->descriptor, &descriptor, &unread))
        return "its descriptor does not read";
    if (strcmp(descriptor.category, row->category) != 0)
        return "its category is not the one that its sender signed";
    return NULL;
}

const char *category_check(const struct exchange_text *text, const struct category_row *row)
{
    if (row->index >= text->n_sections)
        return "the text has no such section";
    return category_is_bound(row) ? check_bound(text, row) : NULL;
}
