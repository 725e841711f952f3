/* SPDX-License-Identifier: Apache-2.0 */
/* directory_entry - the text of a party's entry, which both of its signatures cover. */
#include "model/directory.h"

#include <assert.h>

#include "base/text.h"
#include "model/lines.h"

static void write_list(struct buffer *text, const char *field, const char *rows, size_t row,
                       size_t n)
{
    buffer_append_text(text, field);
    buffer_append_text(text, n ? " " : " none");
    for (size_t i = 0; i < n; i++)
        buffer_printf(text, "%s%s", i ? "," : "", rows + i * row);
    buffer_append_byte(text, '\n');
}

static void write_day(struct buffer *text, const char *field, int32_t day)
{
    char date[TEXT_DATE_SIZE] = "";

    if (day != INT32_MAX)
        text_write_date(day, date);
    lines_write(text, field, date);
}

static void write_function(struct buffer *text, const struct party_function *function)
{
    char dates[DIRECTORY_CLOSED][TEXT_DATE_SIZE];

    assert(function->n_closed <= DIRECTORY_CLOSED);
    for (size_t i = 0; i < function->n_closed; i++)
        text_write_date(function->closed[i], dates[i]);
    lines_write(text, "function", function->word);
    lines_write(text, "hours", function->hours_text[0] ? function->hours_text : "always");
    write_list(text, "closed", dates[0], sizeof(dates[0]), function->n_closed);
    lines_write(text, "on_call", function->on_call);
    lines_write(text, "telephone", function->telephone);
}

void directory_entry_write(const struct party *party, const char *origin, struct buffer *ret_text)
{
    buffer_append_text(ret_text, "samband-directory-entry/1\n");
    lines_write(ret_text, "log", origin);
    lines_write(ret_text, "party", party->name);
    lines_write(ret_text, "role", party->role);
    lines_write(ret_text, "country", party->country);
    lines_write(ret_text, "ownership", party->is_private ? "private" : "public");
    write_list(ret_text, "areas", (const char *)party->areas, sizeof(party->areas[0]),
               party->n_areas);
    for (size_t i = 0; i < party->n_functions; i++)
        write_function(ret_text, &party->functions[i]);
    lines_write(ret_text, "supervisor", party->supervisor);
    if (party->contact_officer[0]) /* entries signed before there was such a line have none */
        lines_write(ret_text, "contact_officer", party->contact_officer);
    lines_write_base64(ret_text, "root", party->root, sizeof(party->root));
    write_day(ret_text, "joined", party->joined_day);
    write_day(ret_text, "left", party->left_day);
}
