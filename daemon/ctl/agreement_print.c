/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/agreement_print.h"

#include <string.h>

#include "base/text.h"
#include "keys/encode.h"

static void print_date(const char *key, int32_t day, FILE *out)
{
    char text[TEXT_DATE_SIZE];

    text_write_date(day, text);
    fprintf(out, "%s: %s\n", key, text);
}

static void print_party(const char *party, const uint8_t signature[64], FILE *out)
{
    static const uint8_t none[64];
    char text[ENCODE_BASE64_SIZE(64)];

    fprintf(out, "  - party: %s\n", party);
    if (memcmp(signature, none, sizeof(none)) == 0)
        return;
    encode_base64_to(signature, 64, text);
    fprintf(out, "    signature: %s\n", text);
}

void agreement_print(const struct agreement *agreement, FILE *out)
{
    fprintf(out, "agreement: %s\nlog: %s\npurposes: [", agreement->name, agreement->origin);
    for (size_t i = 0; i < agreement->n_purposes; i++)
        fprintf(out, "%s%s", i ? ", " : "", agreement->purposes[i]);
    fputs("]\n", out);
    print_date("from", agreement->from_day, out);
    print_date("until", agreement->until_day, out);
    fputs("parties:\n", out);
    for (size_t i = 0; i < agreement->n_parties; i++)
        print_party(agreement->parties[i], agreement->signatures[i], out);
}
