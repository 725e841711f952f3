/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/function_spec.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ctl/entry_print.h"

static bool read_hours(const char *text, struct party_function *function)
{
    if (strlen(text) > HOURS_TEXT || !hours_read(text, &function->hours))
        return false;
    memcpy(function->hours_text, text, strlen(text) + 1);
    return true;
}

static bool read_closed(char *text, struct party_function *function)
{
    char *day;

    while ((day = strsep(&text, ","))) {
        int32_t *closed = &function->closed[function->n_closed];

        if (function->n_closed == DIRECTORY_CLOSED || !text_read_date(day, closed) ||
            (function->n_closed > 0 && *closed <= closed[-1]))
            return false;
        function->n_closed++;
    }
    return true;
}

static bool read_on_call(const char *text, struct party_function *function)
{
    if (!text_is_token(text, LIMIT_WORD) || strcmp(text, "none") == 0 ||
        strcmp(text, function->word) == 0)
        return false;
    memcpy(function->on_call, text, strlen(text) + 1);
    return true;
}

static bool read_telephone(const char *text, struct party_function *function)
{
    if (!entry_print_is_telephone(text))
        return false;
    memcpy(function->telephone, text, strlen(text) + 1);
    return true;
}

/* One "<key> <value>"; NULL, or what is wrong with it. */
static const char *read_part(char *part, unsigned int *seen, struct party_function *function)
{
    static const char *const keys[] = { "hours", "closed", "on_call", "telephone" };
    static const char *const why[] = {
        "hours are written as in mon-fri 08:00-15:30, sat 10:00-14:00",
        "closed wants dates (2026-12-25) in order, with commas between, at most 32",
        "on_call wants the word of another function",
        "telephone wants digits, '+' and single spaces",
    };
    char *value = strchr(part, ' ');
    size_t i = 0;
    bool fits;

    if (!value)
        return "after the function stands what is known of it: hours, closed, on_call, telephone";
    *value++ = '\0';
    while (i < ARRAY_SIZE(keys) && strcmp(part, keys[i]) != 0)
        i++;
    if (i == ARRAY_SIZE(keys) || (*seen & 1U << i))
        return "only hours, closed, on_call and telephone are known, each once";
    *seen |= 1U << i;
    fits = i == 0   ? read_hours(value, function)
           : i == 1 ? read_closed(value, function)
           : i == 2 ? read_on_call(value, function)
                    : read_telephone(value, function);
    return fits ? NULL : why[i];
}

bool function_spec_read(const char *text, struct party_function *ret_function, const char **ret_why)
{
    CLEANUP(mem_free) char *copy = mem_text(text);
    char *rest = copy, *word = strsep(&rest, ";"), *part;
    unsigned int seen = 0;

    *ret_function = (struct party_function){ 0 };
    *ret_why = "the word of a function is wanted first";
    if (!text_is_token(word, LIMIT_WORD) || strcmp(word, "none") == 0)
        return false;
    memcpy(ret_function->word, word, strlen(word) + 1);
    memcpy(ret_function->hours_text, "always", sizeof("always"));
    ret_function->hours.always = true;
    while ((part = strsep(&rest, ";"))) {
        *ret_why = read_part(part + strspn(part, " "), &seen, ret_function);
        if (*ret_why)
            return false;
    }
    return true;
}
