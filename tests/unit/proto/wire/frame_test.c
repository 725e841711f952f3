/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/frame.h"

#include <criterion/criterion.h>

#include "base/memory.h"
#include "frame_sample.h"
#include "model/limits.h"
#include "wire/sizes.h"

static enum fault pack_and_read(const struct sample *s, struct error *err)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    frame_write(&s->frame, &bytes);
    return frame_read(bytes_of_buffer(&bytes), &frame, err);
}

Test(frame, of_each_kind_is_read_as_written)
{
    for (int kind = 1; kind <= KINDS; kind++) {
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        CLEANUP(buffer_clear) struct buffer bytes = { 0 }, again = { 0 };
        struct error err = { 0 };
        struct sample s;

        fill(&s, kind);
        frame_write(&s.frame, &bytes);
        cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, &err), FAULT_NONE, "kind %d: %s",
                     kind, err.text);
        cr_expect_eq((int)frame->kind_case, kind);
        frame_write(frame, &again);
        cr_expect(bytes_equal(bytes_of_buffer(&bytes), bytes_of_buffer(&again)));
    }
}

Test(frame, cut_or_changed_anywhere_never_crashes)
{
    for (int kind = 1; kind <= KINDS; kind++) {
        CLEANUP(buffer_clear) struct buffer bytes = { 0 };
        struct sample s;

        fill(&s, kind);
        frame_write(&s.frame, &bytes);
        for (size_t size = 0; size < bytes.size; size++) {
            CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
            CLEANUP(mem_free) uint8_t *copy = mem_copy(bytes.data, size);

            cr_expect_eq(frame_read(bytes_of(copy, size), &frame, NULL), FAULT_INPUT,
                         "kind %d, cut at %zu", kind, size);
        }
        for (size_t i = 0; i < bytes.size * 8; i++) {
            CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
            CLEANUP(mem_free) uint8_t *copy = mem_copy(bytes.data, bytes.size);
            enum fault fault;

            copy[i / 8] ^= (uint8_t)(1u << (i % 8));
            fault = frame_read(bytes_of(copy, bytes.size), &frame, NULL);
            cr_expect_eq(fault == FAULT_NONE, frame != NULL);
        }
    }
}

/* Each case spoils one field of a valid frame. */
#define CASE(number, statement, field)                                                             \
    static void spoil_##number(struct sample *s) { statement; }                                    \
    static const char where_##number[] = field;

CASE(1, s->hello.party = (char *)(uintptr_t) "Fjell", "hello.party")
CASE(2, s->hello.card = data(0), "hello.card: 1 to 2048 bytes wanted")
CASE(3, s->hello.credit = 0, "hello.credit")
CASE(4, s->hello.credit = 257, "hello.credit")
CASE(5, s->incarnations[0] = data(15), "hello.incarnations[0]: 16 bytes wanted")
CASE(6, s->receipt.signature = data(63), "hello.newest.signature: 64 bytes wanted")
CASE(7, s->welcome.log = (char *)(uintptr_t) "a b", "welcome.log")
CASE(8, s->welcome.heartbeat_ms = 0, "welcome.heartbeat_ms")
CASE(9, s->known.incarnation = data(17), "welcome.known[0].incarnation")
CASE(10, s->sections[1].salt = data(31), "submit.sections[1].salt: 32 bytes wanted")
CASE(11, s->sections[1].sealed_key = data(81), "submit.sections[1].sealed_key: 80 bytes wanted")
CASE(12, s->sections[1].index = 0, "submit.sections: not in the order")
CASE(13, s->sections[1].index = 64, "submit.sections[1].index")
CASE(14, s->submit.subject = data(35), "submit.subject: 36 bytes wanted")
CASE(15, s->submit.subject = data(0), "submit.subject_salt: goes with a subject")
CASE(16, s->submit.seq = data(0), "submit.seq: 24 bytes wanted")
CASE(17, s->submit.traceparent = (char *)(uintptr_t) "00-4BF9", "submit.traceparent")
CASE(18, s->submit.text = data(0), "submit.text")
CASE(19, s->receipts.n_receipts = 0, "receipts.receipts: 1 to 256 elements wanted")
CASE(20, s->receipt.index = 2, "receipts.receipts[0].index: below n wanted")
CASE(21, s->path[0] = data(33), "receipts.receipts[0].path[0]: 32 bytes wanted")
CASE(22, s->deliver.delivery = NULL, "deliver.delivery: missing")
CASE(23, s->deliver.attempt = 0, "deliver.attempt")
CASE(24, s->receipt.n = 0, "confirm.receipts[0].n")
CASE(25, s->acknowledgement.state = (char *)(uintptr_t) "accepted",
     "acknowledgements.acknowledgements[0].state")
CASE(26, s->acknowledgement.id = data(16), "acknowledgements.acknowledgements[0].id")
CASE(27, s->error.code = (char *)(uintptr_t) "", "error.code")
CASE(28, s->error.text = (char *)(uintptr_t) "a\nb", "error.text: control character")
CASE(29, s->error.text = (char *)(uintptr_t) "\xff", "error.text: not UTF-8")
CASE(30, s->frame.kind_case = SAMBAND__V1__FRAME__KIND__NOT_SET, "frame: no kind")
CASE(31,
     s->submit.traceparent =
         (char *)(uintptr_t) "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
     "submit.traceparent")
CASE(32, s->recall.id = data(16), "recall.id: a UUID")
CASE(33, s->recall.text = data(0), "recall.text: 1 to 16384 bytes wanted")
CASE(34, s->recall.signature = data(0), "recall.signature: 64 bytes wanted")
CASE(35, s->recall.sender_card = data(0), "recall.sender_card: 1 to 2048 bytes wanted")
CASE(36, s->recall.exchange = data(0), "recall.exchange: 32 bytes wanted")
CASE(37, s->recall.takeover = UINT64_MAX, "recall.takeover")
CASE(38, s->receipt.new_card = data(2049), "receipts.receipts[0].new_card: 0 to 2048 bytes wanted")
CASE(39, s->question.text = data(0), "question.text: 1 to 2048 bytes wanted")
CASE(40, s->question.signature = data(63), "question.signature: 64 bytes wanted")
CASE(41, s->question.subject = data(0), "question.subject_salt: goes with a subject")
CASE(42, s->question.n_categories = 0, "question.categories: 1 to 64 elements wanted")
CASE(43, s->categories[1] = s->categories[0], "question.categories: one stands twice")
CASE(44, s->categories[1] = (char *)(uintptr_t) "Observation", "question.categories[1]")
CASE(45, s->question.categories_salt = data(31), "question.categories_salt: 32 bytes wanted")
CASE(46, s->question.language = (char *)(uintptr_t) "fi", "question.language: not sv, nb or en")
CASE(47, s->question_answer.id = data(16), "question_answer.id: a UUID")
CASE(48, s->question_answer.decision = (char *)(uintptr_t) "leave_out",
     "question_answer.decision: not permit or refuse")
CASE(49, s->question_answer.n_sections = 0, "question_answer.sections: 1 to 64 elements wanted")
CASE(50, s->question_answer.ground = (char *)(uintptr_t) "",
     "question_answer.filled_in: goes with a ground")
CASE(51, s->question_answer.language = (char *)(uintptr_t) "no", "question_answer.language: not sv")
CASE(52, s->answered.verdict = (char *)(uintptr_t) "maybe",
     "question_answer.sections[0].verdict: not permit")
CASE(53, s->needs[0] = (char *)(uintptr_t) "a\tb",
     "question_answer.sections[0].needs[0]: control character")
CASE(54, s->answered_ground.ground = (char *)(uintptr_t) "", "question_answer.grounds[0].ground")

#define ROW(number, kind)                                                                          \
    {                                                                                              \
        kind, spoil_##number, where_##number                                                       \
    }

static const struct {
    int kind;
    void (*spoil)(struct sample *);
    const char *where;
} spoilt[] = {
    ROW(1, 1),   ROW(2, 1),   ROW(3, 1),   ROW(4, 1),   ROW(5, 1),   ROW(6, 1),   ROW(7, 2),
    ROW(8, 2),   ROW(9, 2),   ROW(10, 3),  ROW(11, 3),  ROW(12, 3),  ROW(13, 3),  ROW(14, 3),
    ROW(15, 3),  ROW(16, 3),  ROW(17, 3),  ROW(18, 3),  ROW(19, 4),  ROW(20, 4),  ROW(21, 4),
    ROW(22, 5),  ROW(23, 5),  ROW(24, 6),  ROW(25, 7),  ROW(26, 7),  ROW(27, 9),  ROW(28, 9),
    ROW(29, 9),  ROW(30, 8),  ROW(31, 3),  ROW(32, 10), ROW(33, 10), ROW(34, 10), ROW(35, 10),
    ROW(36, 10), ROW(37, 10), ROW(38, 4),  ROW(39, 11), ROW(40, 11), ROW(41, 11), ROW(42, 11),
    ROW(43, 11), ROW(44, 11), ROW(45, 11), ROW(46, 11), ROW(47, 12), ROW(48, 12), ROW(49, 12),
    ROW(50, 12), ROW(51, 12), ROW(52, 12), ROW(53, 12), ROW(54, 12),
};

Test(frame, with_a_field_of_the_wrong_form_is_refused_with_its_name)
{
    for (size_t i = 0; i < ARRAY_SIZE(spoilt); i++) {
        struct error err = { 0 };
        struct sample s;

        fill(&s, spoilt[i].kind);
        spoilt[i].spoil(&s);
        cr_expect_eq(pack_and_read(&s, &err), FAULT_INPUT, "%s accepted", spoilt[i].where);
        cr_expect_str_eq(err.code, "frame_field");
        cr_expect(strncmp(err.text, spoilt[i].where, strlen(spoilt[i].where)) == 0, "%s: %s",
                  spoilt[i].where, err.text);
    }
}

Test(frame, acknowledges_each_state_that_a_sender_is_told)
{
    static const struct {
        const char *state;
        enum fault want;
    } cases[] = {
        { "handed_over", FAULT_NONE }, { "registered", FAULT_NONE }, { "returned", FAULT_NONE },
        { "withdrawn", FAULT_NONE },   { "taken_back", FAULT_NONE }, { "destroyed", FAULT_NONE },
        { "fetched", FAULT_NONE },     { "refused", FAULT_INPUT },   { "erased", FAULT_INPUT },
        { "none", FAULT_INPUT },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct sample s;

        fill(&s, SAMBAND__V1__FRAME__KIND_ACKNOWLEDGEMENTS);
        s.acknowledgement.state = (char *)(uintptr_t)cases[i].state;
        cr_expect_eq(pack_and_read(&s, NULL), cases[i].want, "%s", cases[i].state);
    }
}

/* Bytes that a packer would not write. */
static const struct {
    const char *name, *bytes;
    size_t size;
    const char *code;
} raw[] = {
    { "nothing", "", 0, "frame_field" },
    { "text", "hello", 5, "frame_garbage" },
    { "an unknown kind", "\xa2\x06\x00", 3, "frame_field" },
    { "two kinds",
      "\x42\x02\x08\x01\x4a\x06\x12\x04"
      "busy",
      12, "frame_field" },
    { "a field given twice", "\x42\x04\x08\x01\x08\x02", 6, "frame_field" },
    { "NUL inside a string",
      "\x4a\x07\x12\x05"
      "bu\0sy",
      9, "frame_field" },
    { "a string that is a number", "\x4a\x02\x10\x01", 4, "frame_garbage" },
    { "a number that is a string", "\x42\x02\x0a\x00", 4, "frame_garbage" },
    { "33 bits in 32",
      "\x4a\x0c\x12\x04"
      "busy\x28\x80\x80\x80\x80\x10",
      14, "frame_field" },
    { "an endless number", "\x42\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 13,
      "frame_garbage" },
    { "a group", "\x0b\x0c", 2, "frame_garbage" },
    { "field number 0", "\x00\x00", 2, "frame_garbage" },
};

Test(frame, that_no_packer_writes_is_refused)
{
    for (size_t i = 0; i < ARRAY_SIZE(raw); i++) {
        CLEANUP(mem_free) uint8_t *copy = mem_copy(raw[i].bytes, raw[i].size);
        CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
        struct error err = { 0 };

        cr_expect_eq(frame_read(bytes_of(copy, raw[i].size), &frame, &err), FAULT_INPUT, "%s",
                     raw[i].name);
        cr_expect_str_eq(err.code, raw[i].code, "%s: %s", raw[i].name, err.text);
    }
}

Test(frame, tolerates_a_few_unknown_fields)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL, *other = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct error err;

    frame_write_ping(1, false, &bytes);
    buffer_append(&bytes, "\xa2\x06\x01x\xad\x06\1\2\3\4\xb1\x06\1\2\3\4\5\6\7\x08", 20);
    cr_expect_eq(frame_read(bytes_of_buffer(&bytes), &frame, &err), FAULT_NONE, "%s", err.text);
    for (int i = 0; i < 40; i++)
        buffer_append(&bytes, "\xa0\x06\x01", 3);
    cr_expect_eq(frame_read(bytes_of_buffer(&bytes), &other, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "frame_field");
}

Test(frame, of_few_bytes_cannot_ask_for_much_memory)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct error err;

    buffer_append(&bytes, "\x22\x80\x80\x80\x01", 5); /* receipts of 2 MiB, each receipt empty */
    for (size_t i = 0; i < 1024 * 1024; i++)
        buffer_append(&bytes, "\x0a\x00", 2);
    cr_expect_eq(frame_read(bytes_of_buffer(&bytes), &frame, &err), FAULT_INPUT);
    cr_expect_str_eq(err.text, "receipts.receipts: more than 256 elements");
}

Test(frame, is_at_most_4_MiB)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct error err;

    buffer_extend(&bytes, WIRE_FRAME_BYTES + 1);
    cr_expect_eq(frame_read(bytes_of_buffer(&bytes), &frame, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "frame_too_large");
}

Test(frame, error_and_ping_in_one_line_are_valid)
{
    CLEANUP(frame_free) Samband__V1__Frame *error = NULL, *ping = NULL;
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    CLEANUP(mem_free) char *text = mem_new(601, 1);
    struct error err;
    struct uuid uuid;

    for (size_t i = 0; i < 600; i += 2)
        memcpy(text + i, "å", 2);
    memcpy(text, "a\n", 2); /* what is cut off would leave half a character */
    text[1] = '\n';
    memcpy(uuid.bytes, id, sizeof(id));
    frame_write_error(&uuid, "busy", text, NULL, UINT32_MAX, &bytes);
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &error, &err), FAULT_NONE, "%s", err.text);
    cr_expect_str_eq(error->error->code, "busy");
    cr_expect_eq(strlen(error->error->text), 400);
    cr_expect_eq(error->error->id.len, 16);
    buffer_reset(&bytes);
    frame_write_ping(7, true, &bytes);
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &ping, &err), FAULT_NONE, "%s", err.text);
    cr_expect(ping->ping->number == 7 && ping->ping->answer);
}

Test(frame, sizes_are_those_of_the_model)
{
    cr_expect_eq(WIRE_FRAME_BYTES, LIMIT_FRAME_BYTES);
    cr_expect_eq(WIRE_PARTY, LIMIT_PARTY);
    cr_expect_eq(WIRE_WORD, LIMIT_WORD);
    cr_expect_eq(WIRE_ORIGIN, LIMIT_ORIGIN);
    cr_expect_eq(WIRE_TEXT_BYTES, LIMIT_TEXT_BYTES);
    cr_expect_eq(WIRE_CARD_BYTES, LIMIT_CARD_BYTES);
    cr_expect_eq(WIRE_SECTION_BYTES, LIMIT_SECTION_BYTES);
    cr_expect_eq(WIRE_SECTIONS, LIMIT_SECTIONS);
    cr_expect_eq(WIRE_SUBJECT_SIZE, SUBJECT_SIZE);
    cr_expect_eq(WIRE_SEQ_SIZE, SEQ_SIZE);
    cr_expect_eq(WIRE_SALT_SIZE, SALT_SIZE);
    cr_expect_eq(WIRE_ID_SIZE, INCARNATION_SIZE);
    cr_expect_geq(WIRE_SEALED_REFERENCE_BYTES, LIMIT_REFERENCE + SALT_SIZE + 48);
}
