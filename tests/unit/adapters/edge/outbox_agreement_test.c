/* SPDX-License-Identifier: EUPL-1.2 */
/* What is sent names the agreement that covers it, and none where none does. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/outbox.h"
#include "keys/encode.h"
#include "keys/tag.h"
#include "model/agreement_file.h"
#include "model/exchange_text.h"
#include "world.h"

static struct world world;

static void setup(void) { world_open(&world); }
static void teardown(void) { world_close(&world); }
TestSuite(outbox_agreement, .init = setup, .fini = teardown);

static void write_agreement(const char *purpose)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    CLEANUP(mem_free) char *folder = mem_printf("%s/agreements", world.folder);
    CLEANUP(mem_free) char *path = mem_printf("%s/one.yaml", folder);
    CLEANUP(mem_free) char *command = mem_printf("mkdir -p %s", folder);
    CLEANUP(fclose) FILE *file = NULL;
    struct agreement agreement = { .origin = WORLD_ORIGIN, .name = "one", .n_purposes = 1 };
    const struct sign_secret *roots[] = { world.school_root, world.welfare_root };
    char signatures[2][ENCODE_BASE64_SIZE(64)], from[TEXT_DATE_SIZE], until[TEXT_DATE_SIZE];

    strcpy(agreement.purposes[0], purpose);
    agreement.from_day = text_day_of(clock_wall_ms()) - 1;
    agreement.until_day = agreement.from_day + 300;
    strcpy(agreement.parties[0], WORLD_SCHOOL);
    strcpy(agreement.parties[1], WORLD_WELFARE);
    agreement.n_parties = 2;
    agreement_write(&agreement, &text);
    for (size_t i = 0; i < 2; i++) {
        uint8_t signature[SIGN_SIGNATURE_SIZE];

        sign_bytes(roots[i], TAG_DIRECTORY, WORLD_ORIGIN, bytes_of_buffer(&text), signature);
        encode_base64_to(signature, sizeof(signature), signatures[i]);
    }
    text_write_date(agreement.from_day, from);
    text_write_date(agreement.until_day, until);
    cr_assert_eq(system(command), 0);
    file = fopen(path, "we");
    cr_assert_not_null(file);
    fprintf(file,
            "agreement: one\nlog: " WORLD_ORIGIN "\npurposes: [%s]\nfrom: %s\nuntil: %s\nparties:\n"
            "  - {party: " WORLD_SCHOOL ", signature: %s}\n"
            "  - {party: " WORLD_WELFARE ", signature: %s}\n",
            purpose, from, until, signatures[0], signatures[1]);
    fflush(file);
    cr_assert_eq(agreements_load(folder, world.school.shared.directory,
                                 &(struct reading){ .faults = stderr },
                                 &world.school.shared.agreements, NULL),
                 FAULT_NONE);
}

static void agreement_of(const struct uuid *id, char ret[72 + 1])
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = world_submit(&world, id);
    struct exchange_text text;

    cr_assert_eq(exchange_text_read(frame_bytes(frame->submit->text), &text, NULL), FAULT_NONE);
    strcpy(ret, text.agreement);
}

Test(outbox_agreement, that_covers_it_is_named_in_what_is_sent)
{
    size_t n = 0;
    char got[72 + 1];

    write_agreement("protect_child");
    {
        CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

        agreement_of(&ids[0], got);
        cr_expect_str_eq(got, agreements_at(world.school.shared.agreements, 0)->hash);
    }
    agreements_free(world.school.shared.agreements);
    write_agreement("mediation");
    {
        CLEANUP(mem_free) struct uuid *ids = world_post(&world, NULL, 1, &n);

        agreement_of(&ids[0], got);
        cr_expect_str_eq(got, "none");
    }
    agreements_free(TAKE(world.school.shared.agreements));
}
