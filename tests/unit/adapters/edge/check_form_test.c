/* SPDX-License-Identifier: EUPL-1.2 */
/* What a question may look like, and where it is faulty. */
#include "edge/check_form.h"

#include "check_play.h"

TestSuite(check_form, .init = check_open, .fini = check_close, .timeout = 60);

/* clang-format off */
static const struct {
    const char *body, *pointer, *code;
} faulty[] = {
    { "{" TO "," REST ", \"colour\": 1}", "/colour", "unknown_field" },
    { "{" REST "}", "/to", "missing" },
    { "{\"to\": {\"function\": \"mediation\", \"area\": \"1201-02\"}," REST "}", "/to", "unknown_recipient" },
    { "{" TO ", \"purpose\": \"protect_child\", \"categories\": [\"identity\"]}", "/type", "missing" },
    { "{" TO ", \"type\": \"gossip\", \"purpose\": \"protect_child\", \"categories\": [\"identity\"]}", "/type", "unknown_word" },
    { "{" TO ", \"type\": \"disclosure\", \"categories\": [\"identity\"]}", "/purpose", "missing" },
    { "{" TO ", \"type\": \"disclosure\", \"purpose\": \"protect_child\"}", "/categories", "missing" },
    { "{" TO ", \"type\": \"disclosure\", \"purpose\": \"protect_child\", \"categories\": []}", "/categories", "range" },
    { "{" TO ", \"type\": \"disclosure\", \"purpose\": \"protect_child\", \"categories\": [\"gossip\"]}", "/categories/0", "unknown_word" },
    { "{" TO ", \"type\": \"disclosure\", \"purpose\": \"protect_child\", \"categories\": [\"identity\", \"identity\"]}", "/categories/1", "duplicate" },
    { "{" TO "," REST ", \"subject\": {\"name\": \"X\"}}", "/subject/name", "not_allowed" },
    { "{" TO "," REST ", \"subject\": {\"age\": 151}}", "/subject/age", "range" },
    { "{" TO "," REST ", \"subject\": {\"age\": 12, \"certainty\": \"unborn\"}}", "/subject/certainty", "unknown_word" },
    { "{" TO "," REST ", \"subject\": {\"certainty\": \"certain\"}}", "/subject/certainty", "unknown_word" },
    { "{" TO "," REST ", \"subject\": {\"age\": 12, \"age_at_act\": 13}}", "/subject/age_at_act", "range" },
    { "{" TO "," REST ", \"subject\": {\"national_id\": \"x\", \"age\": 12}}", "/subject/age", "not_allowed" },
    { "{" TO "," REST ", \"in_reply_to\": \"019cab12-9a3c-7d31-8e4f-000102030405\"}", "/in_reply_to", "not_allowed" },
    { "{" TO "," REST ", \"sections\": {\"observation\": \"x\"}}", "/sections", "unknown_field" },
    { "{" TO "," REST ", \"consents\": [\"x\"]}", "/consents/0", "format" },
    { "{" TO "," REST ", \"decided_by\": {\"role\": \"principal\"}}", "/decided_by/official", "missing" },
};
/* clang-format on */

Test(check_form, says_where_a_question_is_faulty)
{
    come_up(&world.school);
    for (size_t i = 0; i < ARRAY_SIZE(faulty); i++) {
        CLEANUP(mem_free)
        char *wanted =
            mem_printf("{\"pointer\":\"%s\",\"code\":\"%s\"", faulty[i].pointer, faulty[i].code);

        cr_expect_eq(post(faulty[i].body, NULL), 422, "%s", faulty[i].body);
        cr_expect(says(&at_once, wanted), "%s: %s", wanted, text_of(&at_once));
        cr_expect_str_eq(at_once.media_type, "application/problem+json");
        cr_expect(!later.waits);
    }
    cr_expect_eq(post("{", NULL), 400);
    cr_expect_null(await(SAMBAND__V1__FRAME__KIND_QUESTION, 200), "nothing was asked");
}

Test(check_form, takes_a_number_for_a_reference_and_an_age)
{
    CLEANUP(frame_free) Samband__V1__Frame *frame = NULL;
    struct private_header header;

    come_up(&world.school);
    cr_assert_eq(post("{" TO "," REST ", \"subject\": {\"national_id\": \"not a number\"}}", "en"),
                 0, "%s", text_of(&at_once));
    frame = await_question();
    cr_expect_eq(frame->question->subject.len, SUBJECT_SIZE);
    cr_assert_eq(private_header_read(frame_bytes(frame->question->private_header), &header, NULL),
                 FAULT_NONE);
    cr_expect_eq(header.certainty, CERTAINTY_AGE_UNKNOWN);
    answer_question(frame->question, permitted, 2);
    wait_for_answer();
    cr_expect(says(&later.answer, "\"warnings\":[{\"pointer\":\"/subject/national_id\""), "%s",
              text_of(&later.answer));
}
