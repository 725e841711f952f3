/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/entry_print.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/encode.h"
#include "model/lines.h"

bool entry_print_split(const char *text, char *ret_rows, size_t row, size_t max, size_t *ret_n)
{
    CLEANUP(mem_free) char *words = mem_text(text);
    char *rest = words, *word;
    size_t n = 0;

    while (text[0] && (word = strsep(&rest, ","))) {
        if (n == max || !text_is_token(word, row - 1) || strcmp(word, "none") == 0)
            return false;
        for (size_t i = 0; i < n; i++) {
            if (strcmp(ret_rows + i * row, word) == 0)
                return false;
        }
        memcpy(ret_rows + n++ * row, word, strlen(word) + 1);
    }
    *ret_n = n;
    return true;
}

bool entry_print_is_telephone(const char *text)
{
    return strlen(text) <= 32 && strspn(text, "0123456789+ ") == strlen(text) &&
           strpbrk(text, "0123456789") && !strstr(text, "  ") && lines_is_plain(text);
}

static void print_list(const char *key, const char *rows, size_t row, size_t n, FILE *out)
{
    fprintf(out, "    %s: [", key);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%s", i ? ", " : "", rows + i * row);
    fputs("]\n", out);
}

static void print_date(const char *key, int32_t day, FILE *out)
{
    char text[TEXT_DATE_SIZE];

    text_write_date(day, text);
    fprintf(out, "    %s: %s\n", key, text);
}

static void print_function(const struct party_function *function, FILE *out)
{
    fprintf(out, "      - function: %s\n", function->word);
    if (strcmp(function->hours_text, "always") != 0)
        fprintf(out, "        hours: \"%s\"\n", function->hours_text);
    for (size_t i = 0; i < function->n_closed; i++) {
        char day[TEXT_DATE_SIZE];

        text_write_date(function->closed[i], day);
        fprintf(out, "%s%s%s", i ? ", " : "        closed: [", day,
                i + 1 == function->n_closed ? "]\n" : "");
    }
    if (function->on_call[0])
        fprintf(out, "        on_call: %s\n", function->on_call);
    if (function->telephone[0])
        fprintf(out, "        telephone: \"%s\"\n", function->telephone);
}

void entry_print_item(const struct party *party, bool has_coordinator_signature, FILE *out)
{
    char text[ENCODE_BASE64_SIZE(64)];

    fprintf(out, "  - party: %s\n", party->name);
    fprintf(out, "    role: %s\n", party->role);
    fprintf(out, "    country: %s\n", party->country);
    fprintf(out, "    ownership: %s\n", party->is_private ? "private" : "public");
    print_list("areas", (const char *)party->areas, sizeof(party->areas[0]), party->n_areas, out);
    fputs(party->n_functions > 0 ? "    functions:\n" : "    functions: []\n", out);
    for (size_t i = 0; i < party->n_functions; i++)
        print_function(&party->functions[i], out);
    if (party->supervisor[0])
        fprintf(out, "    supervisor: %s\n", party->supervisor);
    if (party->contact_officer[0])
        fprintf(out, "    contact_officer: %s\n", party->contact_officer);
    encode_base64_to(party->root, CARD_KEY_SIZE, text);
    fprintf(out, "    root: %s\n", text);
    print_date("joined", party->joined_day, out);
    if (party->left_day != INT32_MAX)
        print_date("left", party->left_day, out);
    fputs("    signatures:\n", out);
    encode_base64_to(party->party_signature, sizeof(party->party_signature), text);
    fprintf(out, "      party: %s\n", text);
    if (!has_coordinator_signature)
        return;
    encode_base64_to(party->coordinator_signature, sizeof(party->coordinator_signature), text);
    fprintf(out, "      coordinator: %s\n", text);
}

void entry_print_head(const char *origin, const char *coordinator,
                      const uint8_t root[CARD_KEY_SIZE], FILE *out)
{
    char text[ENCODE_BASE64_SIZE(CARD_KEY_SIZE)];

    encode_base64_to(root, CARD_KEY_SIZE, text);
    fprintf(out, "log: %s\n", origin);
    fprintf(out, "coordinator:\n  party: %s\n  root: %s\n", coordinator, text);
    fputs("parties:\n", out);
}
