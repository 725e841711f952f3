/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/order.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "wire/sizes.h"

static struct private_header *whole_grant(void)
{
    struct private_header *header = mem_new(1, sizeof(*header));

    header->has_age = true;
    header->age = 16;
    header->certainty = CERTAINTY_CERTAIN;
    header->order = ORDER_CONSENT_GRANT;
    header->grant = (struct consent_grant){
        .has_scope = true,
        .scope = { .recipients = { "fjell-school", "vik-child-welfare" },
                   .purposes = { "youth_follow_up" },
                   .categories = { "measure", "attendance", "identity" },
                   .n_recipients = 2,
                   .n_purposes = 1,
                   .n_categories = 3,
                   .valid_from = 20500,
                   .valid_until = 20865,
                   .youth = true,
                   .guardians = 2,
                   .condition = "youth_follow_up" },
        .signatures = { { CAPACITY_YOUTH,
                          0,
                          CONSENT_WRITTEN,
                          20499,
                          "saksbehandler 17",
                          true,
                          { 1, 2, 3 } },
                        { CAPACITY_GUARDIAN,
                          1,
                          CONSENT_ORAL,
                          20500,
                          "saksbehandler 18",
                          false,
                          { 0 } } },
        .n_signatures = 2,
    };
    return header;
}

static struct private_header *whole_withdrawal(void)
{
    struct private_header *header = mem_new(1, sizeof(*header));

    header->order = ORDER_CONSENT_WITHDRAWAL;
    header->withdrawal = (struct consent_withdrawal){ CAPACITY_GUARDIAN, 2, CONSENT_ORAL, 20600,
                                                      "saksbehandler 17" };
    return header;
}

static struct private_header *whole_revocation(enum order_kind kind)
{
    struct private_header *header = mem_new(1, sizeof(*header));

    header->order = kind;
    header->revocation = (struct consent_revocation){ "wrong_person", "saksbehandler 17" };
    return header;
}

static enum fault write_and_read(const struct private_header *header, struct private_header *ret,
                                 struct error *err)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    private_header_write(header, &bytes);
    return private_header_read(bytes_of_buffer(&bytes), ret, err);
}

Test(order, grant_is_read_as_written)
{
    CLEANUP(mem_free)
    struct private_header *header = whole_grant(), *read = mem_new(1, sizeof(*read));
    const struct consent_grant *grant = &read->grant;
    struct error err = { 0 };

    cr_assert_eq(write_and_read(header, read, &err), FAULT_NONE, "%s", err.text);
    cr_expect_eq(read->order, ORDER_CONSENT_GRANT);
    cr_assert(grant->has_scope);
    cr_expect_eq(grant->scope.n_recipients, 2);
    cr_expect_str_eq(grant->scope.recipients[1], "vik-child-welfare");
    cr_expect_eq(grant->scope.n_purposes, 1);
    cr_expect_str_eq(grant->scope.purposes[0], "youth_follow_up");
    cr_expect_eq(grant->scope.n_categories, 3);
    cr_expect_str_eq(grant->scope.categories[2], "identity");
    cr_expect_eq(grant->scope.valid_from, 20500);
    cr_expect_eq(grant->scope.valid_until, 20865);
    cr_expect(grant->scope.youth);
    cr_expect_eq(grant->scope.guardians, 2);
    cr_expect_str_eq(grant->scope.condition, "youth_follow_up");
    cr_assert_eq(grant->n_signatures, 2);
    cr_expect_eq(grant->signatures[0].capacity, CAPACITY_YOUTH);
    cr_expect_eq(grant->signatures[0].form, CONSENT_WRITTEN);
    cr_expect_eq(grant->signatures[0].day, 20499);
    cr_expect_str_eq(grant->signatures[0].official, "saksbehandler 17");
    cr_expect(grant->signatures[0].has_evidence);
    cr_expect_eq(grant->signatures[0].evidence[2], 3);
    cr_expect_eq(grant->signatures[1].guardian, 1);
    cr_expect(!grant->signatures[1].has_evidence);
}

Test(order, further_signatures_have_no_scope)
{
    CLEANUP(mem_free)
    struct private_header *header = whole_grant(), *read = mem_new(1, sizeof(*read));

    header->grant.has_scope = false;
    cr_assert_eq(write_and_read(header, read, NULL), FAULT_NONE);
    cr_expect(!read->grant.has_scope);
    cr_expect_eq(read->grant.scope.n_recipients, 0);
    cr_expect_eq(read->grant.n_signatures, 2);
}

Test(order, withdrawal_is_read_as_written)
{
    CLEANUP(mem_free)
    struct private_header *header = whole_withdrawal(), *read = mem_new(1, sizeof(*read));

    cr_assert_eq(write_and_read(header, read, NULL), FAULT_NONE);
    cr_expect_eq(read->order, ORDER_CONSENT_WITHDRAWAL);
    cr_expect_eq(read->withdrawal.capacity, CAPACITY_GUARDIAN);
    cr_expect_eq(read->withdrawal.guardian, 2);
    cr_expect_eq(read->withdrawal.form, CONSENT_ORAL);
    cr_expect_eq(read->withdrawal.day, 20600);
    cr_expect_str_eq(read->withdrawal.official, "saksbehandler 17");
}

Test(order, void_and_take_back_are_told_apart)
{
    static const enum order_kind kinds[] = { ORDER_CONSENT_VOID, ORDER_TAKE_BACK };

    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        CLEANUP(mem_free)
        struct private_header *header = whole_revocation(kinds[i]),
                              *read = mem_new(1, sizeof(*read));

        cr_assert_eq(write_and_read(header, read, NULL), FAULT_NONE);
        cr_expect_eq(read->order, kinds[i]);
        cr_expect_str_eq(read->revocation.reason, "wrong_person");
        cr_expect_str_eq(read->revocation.official, "saksbehandler 17");
    }
}

/* Each case spoils one field; what stands there is of a grant unless the case makes it another. */
#define GRANT "private_header.consent_grant."
#define SCOPE header->grant.scope
#define SIGNATURE header->grant.signatures
#define CASE(number, statement, field)                                                             \
    static void spoil_##number(struct private_header *header) { statement; }                       \
    static const char where_##number[] = field;

CASE(0, header->grant.n_signatures = 0, GRANT "signatures: 1 to 9 elements wanted")
CASE(1, SCOPE.n_recipients = 0, GRANT "scope.recipients: 1 to 16 elements wanted")
CASE(2, SCOPE.n_purposes = 0, GRANT "scope.purposes: 1 to 8 elements wanted")
CASE(3, SCOPE.n_categories = 0, GRANT "scope.categories: 1 to 32 elements wanted")
CASE(4, strcpy(SCOPE.recipients[1], "fjell-school"), GRANT "scope.recipients: a word is listed")
CASE(5, strcpy(SCOPE.categories[2], "measure"), GRANT "scope.categories: a word is listed twice")
CASE(6, SCOPE.recipients[0][0] = 'F', GRANT "scope.recipients[0]: a word")
CASE(7, SCOPE.purposes[0][0] = '\0', GRANT "scope.purposes[0]: 1 to 48 bytes")
CASE(8, SCOPE.valid_from = 200001, GRANT "scope.valid_from: 0 to 200000 wanted")
CASE(9, SCOPE.valid_until = -1, GRANT "scope.valid_until: 0 to 200000 wanted")
CASE(10, SCOPE.guardians = 9, GRANT "scope.guardians: 0 to 8 wanted")
CASE(11, SIGNATURE[0].capacity = CAPACITY_NONE, GRANT "signatures[0].capacity: 1 to 2 wanted")
CASE(12, SIGNATURE[1].capacity = 3, GRANT "signatures[1].capacity: 1 to 2 wanted")
CASE(13, SIGNATURE[1].guardian = 0, GRANT "signatures[1].guardian: which of the guardians")
CASE(14, SIGNATURE[1].guardian = 9, GRANT "signatures[1].guardian: 0 to 8 wanted")
CASE(15, SIGNATURE[0].guardian = 1, GRANT "signatures[0].guardian: goes with a guardian only")
CASE(16, SIGNATURE[0].form = CONSENT_FORM_NONE, GRANT "signatures[0].form: 1 to 2 wanted")
CASE(17, SIGNATURE[0].day = 200001, GRANT "signatures[0].day: 0 to 200000 wanted")
CASE(18, SIGNATURE[0].official[0] = '\0', GRANT "signatures[0].official: 1 to 100 bytes wanted")
CASE(19, SIGNATURE[0].official[3] = '\n', GRANT "signatures[0].official: control character")
CASE(20, SIGNATURE[1] = SIGNATURE[0], GRANT "signatures: the same signer twice")
CASE(21, SIGNATURE[0] = SIGNATURE[1], GRANT "signatures: the same signer twice")

#define WITHDRAWAL "private_header.consent_withdrawal."
#define WITHDRAWN(statement)                                                                       \
    header->order = ORDER_CONSENT_WITHDRAWAL;                                                      \
    header->withdrawal =                                                                           \
        (struct consent_withdrawal){ CAPACITY_GUARDIAN, 2, CONSENT_ORAL, 20600, "official 1" };    \
    header->withdrawal.statement
CASE(22, WITHDRAWN(capacity = CAPACITY_NONE), WITHDRAWAL "capacity: 1 to 2 wanted")
CASE(23, WITHDRAWN(capacity = CAPACITY_YOUTH), WITHDRAWAL "guardian: goes with a guardian only")
CASE(24, WITHDRAWN(guardian = 0), WITHDRAWAL "guardian: which of the guardians")
CASE(25, WITHDRAWN(form = 3), WITHDRAWAL "form: 1 to 2 wanted")
CASE(26, WITHDRAWN(day = 200001), WITHDRAWAL "day: 0 to 200000 wanted")
CASE(27, WITHDRAWN(official[0] = '\0'), WITHDRAWAL "official: 1 to 100 bytes wanted")

#define REVOKED(kind, statement)                                                                   \
    header->order = kind;                                                                          \
    header->revocation = (struct consent_revocation){ "wrong_person", "official 1" };              \
    header->revocation.statement
CASE(28, REVOKED(ORDER_CONSENT_VOID, reason[0] = '\0'), "private_header.consent_void.reason")
CASE(29, REVOKED(ORDER_CONSENT_VOID, official[0] = '\0'), "private_header.consent_void.official")
CASE(30, REVOKED(ORDER_TAKE_BACK, reason[0] = 'W'), "private_header.take_back.reason: a word")
CASE(31, REVOKED(ORDER_TAKE_BACK, official[0] = '\t'), "private_header.take_back.official: control")

#define ROW(number)                                                                                \
    {                                                                                              \
        spoil_##number, where_##number                                                             \
    }

static const struct {
    void (*spoil)(struct private_header *);
    const char *where;
} spoilt[] = { ROW(0),  ROW(1),  ROW(2),  ROW(3),  ROW(4),  ROW(5),  ROW(6),  ROW(7),
               ROW(8),  ROW(9),  ROW(10), ROW(11), ROW(12), ROW(13), ROW(14), ROW(15),
               ROW(16), ROW(17), ROW(18), ROW(19), ROW(20), ROW(21), ROW(22), ROW(23),
               ROW(24), ROW(25), ROW(26), ROW(27), ROW(28), ROW(29), ROW(30), ROW(31) };

Test(order, with_a_wrong_field_is_refused_with_its_name)
{
    for (size_t i = 0; i < ARRAY_SIZE(spoilt); i++) {
        CLEANUP(mem_free)
        struct private_header *header = whole_grant(), *read = mem_new(1, sizeof(*read));
        struct error err = { 0 };

        spoilt[i].spoil(header);
        cr_expect_eq(write_and_read(header, read, &err), FAULT_INPUT, "%s", spoilt[i].where);
        cr_expect_str_eq(err.code, "content_field");
        cr_expect(strncmp(err.text, spoilt[i].where, strlen(spoilt[i].where)) == 0, "%s: %s",
                  spoilt[i].where, err.text);
    }
}

/* Bytes that this library does not write. */
static const struct {
    const char *why, *bytes;
    size_t size;
} raw[] = {
    { GRANT "signatures[0].evidence: 32 bytes wanted",
      "\x82\x01\x2f\x12\x2d\x08\x01\x18\x01\x20\x05\x2a\x04"
      "abcd"
      "\x32\x1f"
      "0123456789012345678901234567890",
      50 },
    { "private_header: more than one kind", "\x9a\x01\x02\x0a\x00\x92\x01\x02\x0a\x00", 10 },
    { GRANT "signatures: 1 to 9", "\x82\x01\x00", 3 },
};

Test(order, that_no_packer_writes_is_refused)
{
    for (size_t i = 0; i < ARRAY_SIZE(raw); i++) {
        CLEANUP(mem_free) uint8_t *copy = mem_copy(raw[i].bytes, raw[i].size);
        CLEANUP(mem_free) struct private_header *read = mem_new(1, sizeof(*read));
        struct error err = { 0 };

        cr_expect_eq(private_header_read(bytes_of(copy, raw[i].size), read, &err), FAULT_INPUT,
                     "%s", raw[i].why);
        cr_expect(strncmp(err.text, raw[i].why, strlen(raw[i].why)) == 0, "%s: %s", raw[i].why,
                  err.text);
    }
}

Test(order, of_the_largest_size_fits_a_private_header)
{
    CLEANUP(mem_free)
    struct private_header *header = whole_grant(), *read = mem_new(1, sizeof(*read));
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct consent_scope *scope = &header->grant.scope;
    struct error err = { 0 };

    scope->n_recipients = CONSENT_RECIPIENTS;
    for (size_t i = 0; i < CONSENT_RECIPIENTS; i++)
        snprintf(scope->recipients[i], sizeof(scope->recipients[i]), "%064zu", i);
    scope->n_purposes = CONSENT_PURPOSES;
    for (size_t i = 0; i < CONSENT_PURPOSES; i++)
        snprintf(scope->purposes[i], sizeof(scope->purposes[i]), "%048zu", i);
    scope->n_categories = CONSENT_CATEGORIES;
    for (size_t i = 0; i < CONSENT_CATEGORIES; i++)
        snprintf(scope->categories[i], sizeof(scope->categories[i]), "%048zu", i);
    header->grant.n_signatures = CONSENT_SIGNATURES;
    for (uint32_t i = 0; i < CONSENT_SIGNATURES; i++) {
        struct consent_signature *signature = &header->grant.signatures[i];

        *signature = (struct consent_signature){ .capacity = i ? CAPACITY_GUARDIAN : CAPACITY_YOUTH,
                                                 .guardian = i,
                                                 .form = CONSENT_ORAL,
                                                 .day = 200000,
                                                 .has_evidence = true };
        memset(signature->official, 'x', CONSENT_OFFICIAL);
    }
    private_header_write(header, &bytes);
    cr_expect_leq(bytes.size, WIRE_PRIVATE_HEADER_BYTES - 1500); /* room for all else */
    cr_assert_eq(private_header_read(bytes_of_buffer(&bytes), read, &err), FAULT_NONE, "%s",
                 err.text);
    cr_expect_eq(read->grant.n_signatures, CONSENT_SIGNATURES);
    cr_expect_eq(strlen(read->grant.signatures[8].official), CONSENT_OFFICIAL);
}

Test(order, cut_or_changed_anywhere_never_crashes)
{
    struct private_header *const headers[] = { whole_grant(), whole_withdrawal(),
                                               whole_revocation(ORDER_CONSENT_VOID),
                                               whole_revocation(ORDER_TAKE_BACK) };
    CLEANUP(mem_free) struct private_header *read = mem_new(1, sizeof(*read));

    for (size_t h = 0; h < ARRAY_SIZE(headers); h++) {
        CLEANUP(buffer_clear) struct buffer bytes = { 0 }, again = { 0 };

        private_header_write(headers[h], &bytes);
        for (size_t size = 0; size < bytes.size; size++) {
            CLEANUP(mem_free) uint8_t *copy = mem_copy(bytes.data, size);

            (void)!private_header_read(bytes_of(copy, size), read, NULL);
        }
        for (size_t i = 0; i < bytes.size * 8; i++) {
            bytes.data[i / 8] ^= (uint8_t)(1u << (i % 8));
            buffer_reset(&again);
            if (private_header_read(bytes_of_buffer(&bytes), read, NULL) == FAULT_NONE) {
                private_header_write(read, &again); /* what was read can be written and read */
                cr_expect_eq(private_header_read(bytes_of_buffer(&again), read, NULL), FAULT_NONE);
            }
            bytes.data[i / 8] ^= (uint8_t)(1u << (i % 8));
        }
        mem_free(headers[h]);
    }
}
