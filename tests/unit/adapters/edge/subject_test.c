/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/subject.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "keys/digest.h"

static const uint8_t key[32] = "invented key of the subject test";
static const uint8_t other_key[32] = "another invented key of the test";

/* Synthetic (month plus 80), born 2013-04-12. */
#define TEST_NUMBER "12841350160"

static struct form_context context_of(const uint8_t *subject_key)
{
    int32_t day;

    cr_assert(text_read_date("2026-03-01", &day));
    return (struct form_context){
        .country = "NO",
        .default_ground = "",
        .area_default = "",
        .test_ids = true,
        .subject_key = subject_key,
        .subject_key_number = 0x01020304,
        .now_ms = (int64_t)day * 86400000,
    };
}

struct outcome {
    struct report_child child;
    char warning[40], pointer[REPORT_POINTER + 1];
};

static struct outcome fill(const char *id, bool unborn, const struct form_context *context)
{
    struct subject_claim claim = { id, unborn, "/children/0/national_id" };
    struct form_faults warnings = { 0 };
    struct outcome outcome = { 0 };

    subject_fill(&claim, context, &outcome.child, &warnings);
    cr_assert(warnings.n <= 1);
    if (warnings.n) {
        snprintf(outcome.warning, sizeof(outcome.warning), "%s", warnings.all[0].code);
        snprintf(outcome.pointer, sizeof(outcome.pointer), "%s", warnings.all[0].pointer);
        if (id && id[0])
            cr_expect_null(strstr(warnings.all[0].detail, id));
    }
    form_faults_clear(&warnings);
    return outcome;
}

Test(subject, is_the_key_number_and_a_keyed_hash_of_country_and_digits)
{
    struct form_context context = context_of(key);
    struct outcome got = fill(TEST_NUMBER, false, &context);
    static const char hashed[] = "NO\0" TEST_NUMBER;
    struct digest want = digest_hmac(key, bytes_of(hashed, sizeof(hashed) - 1));

    cr_expect_str_eq(got.warning, "");
    cr_expect_eq(memcmp(got.child.subject, "\x01\x02\x03\x04", 4), 0);
    cr_expect_eq(memcmp(got.child.subject + 4, want.bytes, 32), 0);
    cr_expect_eq(got.child.header.certainty, CERTAINTY_CERTAIN);
    cr_expect(got.child.header.has_age);
    cr_expect_eq(got.child.header.age, 12);
    cr_expect_not(got.child.header.unverified);
}

Test(subject, knows_the_18th_birthday_while_it_lies_ahead)
{
    struct form_context context = context_of(key);
    int32_t birthday;

    cr_assert(text_read_date("2031-04-12", &birthday));
    cr_expect_eq(fill(TEST_NUMBER, false, &context).child.adult_day, birthday);
    context.now_ms = (int64_t)(birthday - 1) * 86400000;
    cr_expect_eq(fill(TEST_NUMBER, false, &context).child.adult_day, birthday);
    context.now_ms = (int64_t)birthday * 86400000;
    cr_expect_eq(fill(TEST_NUMBER, false, &context).child.adult_day, 0);
    cr_expect_eq(fill("", false, &context).child.adult_day, 0);
}

Test(subject, is_the_same_however_the_number_is_spelt_and_another_under_another_key)
{
    struct form_context context = context_of(key), other = context_of(other_key);
    struct outcome one = fill(TEST_NUMBER, false, &context);
    struct outcome two = fill(" 128413 50160 ", false, &context);
    struct outcome three = fill(TEST_NUMBER, false, &other);

    cr_expect_eq(memcmp(one.child.subject, two.child.subject, SUBJECT_SIZE), 0);
    cr_expect_neq(memcmp(one.child.subject, three.child.subject, SUBJECT_SIZE), 0);
}

static const struct {
    const char *name, *id;
    bool unborn;
    const char *warning;
    enum certainty certainty;
    bool unverified;
} unknowns[] = {
    { "unknown", NULL, false, "national_id_missing", CERTAINTY_AGE_UNKNOWN, false },
    { "blank", "  ", false, "national_id_missing", CERTAINTY_AGE_UNKNOWN, false },
    { "unborn", NULL, true, "", CERTAINTY_UNBORN, false },
    { "unborn with a number", TEST_NUMBER, true, "national_id_ignored", CERTAINTY_UNBORN, false },
    { "control digit", "12841350161", false, "national_id_control_digit", CERTAINTY_AGE_UNKNOWN,
      true },
    { "form", "12.04.2013", false, "national_id_form", CERTAINTY_AGE_UNKNOWN, true },
};

Test(subject, without_a_sound_number_is_random_and_stops_nothing)
{
    struct form_context context = context_of(key);

    for (size_t i = 0; i < ARRAY_SIZE(unknowns); i++) {
        struct outcome one = fill(unknowns[i].id, unknowns[i].unborn, &context);
        struct outcome two = fill(unknowns[i].id, unknowns[i].unborn, &context);

        cr_expect_str_eq(one.warning, unknowns[i].warning, "%s: %s", unknowns[i].name, one.warning);
        cr_expect_eq(one.child.header.certainty, unknowns[i].certainty, "%s", unknowns[i].name);
        cr_expect_eq(one.child.header.unverified, unknowns[i].unverified, "%s", unknowns[i].name);
        cr_expect_not(one.child.header.has_age, "%s", unknowns[i].name);
        cr_expect_eq(memcmp(one.child.subject, "\0\0\0\0", 4), 0, "%s", unknowns[i].name);
        cr_expect_neq(memcmp(one.child.subject, two.child.subject, SUBJECT_SIZE), 0, "%s",
                      unknowns[i].name);
        if (one.warning[0])
            cr_expect_str_eq(one.pointer, "/children/0/national_id");
    }
}

Test(subject, of_a_d_number_is_only_probable)
{
    struct form_context context = context_of(key);
    struct outcome got = fill("52841350073", false, &context);

    cr_expect_str_eq(got.warning, "");
    cr_expect_eq(got.child.header.certainty, CERTAINTY_PROBABLE);
    cr_expect_eq(got.child.header.age, 12);
}

Test(subject, of_a_samordningsnummer_without_a_date_has_a_reference_but_no_age)
{
    struct form_context context = context_of(key);
    struct outcome got;

    context.country = "SE";
    got = fill("201300609805", false, &context);
    cr_expect_str_eq(got.warning, "age_unknown");
    cr_expect_eq(got.child.header.certainty, CERTAINTY_AGE_UNKNOWN);
    cr_expect_eq(memcmp(got.child.subject, "\x01\x02\x03\x04", 4), 0);
    cr_expect_not(got.child.header.has_age);
}
