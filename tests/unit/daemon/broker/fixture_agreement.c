/* SPDX-License-Identifier: EUPL-1.2 */
/* fixture_agreement - a signed agreement, as a file. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/encode.h"
#include "keys/tag.h"
#include "model/agreement.h"

static void sign_as(uint8_t byte, const struct buffer *text, char ret_text[ENCODE_BASE64_SIZE(64)])
{
    CLEANUP(sign_secret_free) struct sign_secret *root = NULL;
    uint8_t seed[SIGN_SEED_SIZE], signature[SIGN_SIGNATURE_SIZE];

    memset(seed, byte, sizeof(seed));
    root = sign_secret_of_seed(seed);
    sign_bytes(root, TAG_DIRECTORY, FIXTURE_ORIGIN, bytes_of_buffer(text), signature);
    encode_base64_to(signature, sizeof(signature), ret_text);
}

void fixture_agree(const char *folder, const char *purpose)
{
    fixture_agree_until(folder, purpose, "2031-01-01");
}

void fixture_agree_until(const char *folder, const char *purpose, const char *until)
{
    CLEANUP(mem_free) char *make = mem_printf("mkdir -p %s", folder);
    CLEANUP(mem_free) char *path = mem_printf("%s/one.yaml", folder);
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct agreement agreement = { .origin = FIXTURE_ORIGIN,
                                   .name = "vestland-2026",
                                   .n_purposes = 1,
                                   .from_day = 20454, /* 2026-01-01 */
                                   .parties = { FIXTURE_SCHOOL, FIXTURE_WELFARE },
                                   .n_parties = 2 };
    char one[ENCODE_BASE64_SIZE(64)], other[ENCODE_BASE64_SIZE(64)];
    FILE *file;

    cr_assert(text_read_date(until, &agreement.until_day));
    snprintf(agreement.purposes[0], sizeof(agreement.purposes[0]), "%s", purpose);
    agreement_write(&agreement, &text);
    sign_as(1, &text, one);
    sign_as(2, &text, other);
    cr_assert_eq(system(make), 0);
    file = fopen(path, "we");
    cr_assert_not_null(file);
    fprintf(file,
            "agreement: vestland-2026\nlog: %s\npurposes: [%s]\nfrom: 2026-01-01\n"
            "until: %s\nparties:\n  - {party: %s, signature: %s}\n"
            "  - {party: %s, signature: %s}\n",
            FIXTURE_ORIGIN, purpose, until, FIXTURE_SCHOOL, one, FIXTURE_WELFARE, other);
    cr_assert_eq(fclose(file), 0);
}
