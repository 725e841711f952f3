/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/subject.h"

#include <stdio.h>

#include "base/text.h"
#include "edge/national_id.h"
#include "edge/words.h"
#include "keys/digest.h"
#include "keys/random.h"
#include "keys/secret.h"
#include "model/consent.h"

enum { NUMBER_SIZE = 4 };

static void refer_at_random(uint8_t subject[SUBJECT_SIZE])
{
    memset(subject, 0, NUMBER_SIZE);
    keys_random(subject + NUMBER_SIZE, SUBJECT_SIZE - NUMBER_SIZE);
}

static void refer(const struct national_id *id, const struct form_context *context,
                  uint8_t subject[SUBJECT_SIZE])
{
    struct buffer bytes = { 0 };
    struct digest digest;

    for (int i = 0; i < NUMBER_SIZE; i++)
        subject[i] = (uint8_t)(context->subject_key_number >> (8 * (NUMBER_SIZE - 1 - i)));
    buffer_append(&bytes, context->country, 2);
    buffer_append_byte(&bytes, '\0');
    buffer_append_text(&bytes, id->digits);
    digest = digest_hmac(context->subject_key, bytes_of_buffer(&bytes));
    memcpy(subject + NUMBER_SIZE, digest.bytes, DIGEST_SIZE);
    buffer_clear(&bytes);
}

static bool is_blank(const char *text) { return !text || text[strspn(text, " ")] == '\0'; }

static void take_id(const struct national_id *id, const struct subject_claim *claim,
                    const struct form_context *context, struct report_child *child,
                    struct form_faults *warnings)
{
    bool checked = id->kind == NATIONAL_ID_PERSONNUMMER || id->kind == NATIONAL_ID_FODSELSNUMMER;

    refer(id, context, child->subject);
    if (!id->has_birth) {
        child->header.certainty = CERTAINTY_AGE_UNKNOWN;
        form_faults_add(warnings, claim->pointer, "age_unknown",
                        "the number has no date of birth; sent without an age");
        return;
    }
    child->header.has_age = true;
    child->header.age = national_id_age(id->birth_day, text_day_of(context->now_ms));
    if (child->header.age < ADULT_YEARS)
        child->adult_day = national_id_birthday(id->birth_day, ADULT_YEARS);
    child->header.certainty = checked ? CERTAINTY_CERTAIN : CERTAINTY_PROBABLE;
}

static void fill_unborn(const struct subject_claim *claim, struct report_child *child,
                        struct form_faults *warnings)
{
    child->header.certainty = CERTAINTY_UNBORN;
    if (!is_blank(claim->national_id))
        form_faults_add(warnings, claim->pointer, "national_id_ignored",
                        "a child that is not born has no number; it is sent sealed, as written");
}

/* What national_id_read() finds, in words that are the same for both countries. */
static const struct {
    const char *code, *words;
} faults[] = {
    { "national_id_form", WORDS("is not written as a national id") },
    { "national_id_date", WORDS("has a date of birth that does not exist") },
    { "national_id_individual_number",
      WORDS("has a year and an individual number that do not fit") },
    { "national_id_control_digit", WORDS("has a control digit that does not fit") },
    { "national_id_test_number", WORDS("is a test number, which is not allowed here") },
    { "national_id_internal_number", WORDS("is an auxiliary number of a single office") },
    { "national_id_future", WORDS("is of somebody born after today") },
    { "national_id_too_old", WORDS("is of somebody born too long ago") },
    { "national_id_country", WORDS("is no national id that is read here") },
};

const char *subject_fault_words(const char *code)
{
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
        if (strcmp(faults[i].code, code) == 0)
            return faults[i].words;
    return NULL;
}

static void fill_faulty(const struct subject_claim *claim, const struct error *fault,
                        struct report_child *child, struct form_faults *warnings)
{
    char code[40];
    const char *words;

    child->header.certainty = CERTAINTY_AGE_UNKNOWN;
    child->header.unverified = true;
    snprintf(code, sizeof(code), "national_id_%.27s", fault->code);
    words = subject_fault_words(code);
    form_faults_add(warnings, claim->pointer, code, "%s; sent sealed, as written, without an age",
                    words_in(warnings->language, words ? words : code));
}

void subject_fill(const struct subject_claim *claim, const struct form_context *context,
                  struct report_child *child, struct form_faults *warnings)
{
    struct national_id_rules rules = { context->country, context->test_ids,
                                       text_day_of(context->now_ms) };
    struct national_id id = { 0 };
    struct error fault;

    refer_at_random(child->subject);
    if (claim->unborn) {
        fill_unborn(claim, child, warnings);
    } else if (is_blank(claim->national_id)) {
        child->header.certainty = CERTAINTY_AGE_UNKNOWN;
        form_faults_add(warnings, claim->pointer, "national_id_missing",
                        "no number; sent without an age");
    } else if (national_id_read(claim->national_id, &rules, &id, &fault)) {
        fill_faulty(claim, &fault, child, warnings);
    } else {
        take_id(&id, claim, context, child, warnings);
    }
    secret_wipe(&id, sizeof(id));
}
