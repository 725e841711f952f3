/* SPDX-License-Identifier: EUPL-1.2 */
#include "tlog/witness.h"

#include "vectors.h"

TestSuite(witness, .init = vectors_start, .fini = vectors_stop);

static struct tree_head known_state(void)
{
    const json_t *state = json_object_get(json_object_get(vectors, "witness"), "state");
    struct tree_head head = { .size = number_at(state, "size") };

    cr_assert(digest_read_base64(text_at(state, "root_b64"), &head.root));
    return head;
}

static int judge(const char *body, const struct tree_head *last)
{
    struct vectors_trust known;
    struct checkpoint checkpoint;
    struct bytes text;

    trust_of_vectors(&known, 0);
    return (int)witness_judge(bytes_of_text(body), &known.trust, last, &checkpoint, &text);
}

Test(witness, cases_are_judged_as_known)
{
    struct tree_head last = known_state();
    size_t i;
    json_t *want;

    json_array_foreach(json_object_get(json_object_get(vectors, "witness"), "cases"), i, want)
        cr_expect_eq(judge(text_at(want, "body"), &last), (int)number_at(want, "status"), "%s",
                     text_at(want, "name"));
    cr_expect_eq(i, 8);
}

Test(witness, a_request_is_written_as_known)
{
    const json_t *cases = json_object_get(json_object_get(vectors, "witness"), "cases");
    const char *body = text_at(json_array_get(cases, 0), "body");
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    struct witness_request request;

    cr_assert_eq(witness_request_read(bytes_of_text(body), &request, NULL), FAULT_NONE);
    cr_expect_eq(request.old_size, 3);
    cr_expect_eq(request.path.n_hashes, 4);
    witness_request_write(&request, &text);
    cr_expect_str_eq((char *)text.data, body);
}

/* A request without proof: what a heartbeat and a first meeting send. */
static int judge_plain(uint64_t old_size, const char *checkpoint, const struct tree_head *last)
{
    CLEANUP(buffer_clear) struct buffer body = { 0 };
    struct witness_request request = { .old_size = old_size };

    request.note = bytes_of_text(text_at(checkpoint_at(checkpoint), "signed"));
    witness_request_write(&request, &body);
    return judge((char *)body.data, last);
}

Test(witness, the_same_head_again_is_a_heartbeat)
{
    struct tree_head last = known_state();

    cr_expect_eq(judge_plain(3, "3", &last), 200);
    last.root.bytes[0] ^= 1;
    cr_expect_eq(judge_plain(3, "3", &last), 422);
}

Test(witness, the_first_meeting_needs_no_proof)
{
    struct tree_head never = { 0 };

    cr_expect_eq(judge_plain(0, "0", &never), 200);
    cr_expect_eq(judge_plain(0, "8", &never), 200);
    cr_expect_eq(judge_plain(3, "8", &never), 409);
}

Test(witness, a_log_that_was_rolled_back_is_told_the_size)
{
    struct tree_head last = { .size = 8 };

    last.root = digest_at(json_object_get(vectors, "roots"), "8");
    cr_expect_eq(judge_plain(3, "7", &last), 409);
    cr_expect_eq(judge_plain(7, "7", &last), 409);
    cr_expect_eq(judge_plain(8, "7", &last), 400);
}

Test(witness, what_is_to_be_cosigned_is_given_back)
{
    const json_t *cases = json_object_get(json_object_get(vectors, "witness"), "cases");
    const char *body = text_at(json_array_get(cases, 0), "body");
    struct tree_head last = known_state();
    struct vectors_trust known;
    struct checkpoint checkpoint;
    struct bytes text;

    trust_of_vectors(&known, 0);
    cr_assert_eq(witness_judge(bytes_of_text(body), &known.trust, &last, &checkpoint, &text),
                 WITNESS_OK);
    cr_expect_eq(checkpoint.head.size, 8);
    cr_expect(bytes_equal(text, bytes_of_text(text_at(checkpoint_at("8"), "text"))));
}

Test(witness, malformed_requests_are_refused)
{
    static const char *const bad[] = {
        "",       "old 3\n", "old 3\n\n", "old 03\n\nnote", "old\n\nnote", "old 3\nx\n\nnote",
        "\nnote", "\n\nnote"
    };
    struct tree_head last = known_state();
    struct witness_request request;
    struct error err = { 0 };

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        cr_expect_eq(witness_request_read(bytes_of_text(bad[i]), &request, &err), FAULT_INPUT,
                     "case %zu", i);
        cr_expect_str_eq(err.code, "witness_form");
        cr_expect_eq(judge(bad[i], &last), 400);
    }
}
