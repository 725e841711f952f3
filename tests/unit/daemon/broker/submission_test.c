/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/submission.h"

#include <criterion/criterion.h>

#include "fixture.h"

static struct fixture fixture;

static void set_up(void) { fixture_open(&fixture); }

static void tear_down(void) { fixture_close(&fixture); }

TestSuite(submission, .init = set_up, .fini = tear_down);

/* "" if it is taken, else the code of the error. The caller keeps the frame if it is not taken. */
static const char *read_as(Samband__V1__Frame *frame, const char *party, bool *ret_has_id)
{
    CLEANUP(submission_free) struct submission *submission = NULL;
    static struct error err;
    struct uuid id;

    *ret_has_id = false;
    err = (struct error){ 0 };
    if (submission_read(frame, party, fixture.directory, &submission, &id, ret_has_id, &err)) {
        cr_expect_null(submission);
        frame_free(frame);
        return err.code;
    }
    return "";
}

static const char *read_draft(const struct draft *draft)
{
    bool has_id;

    return read_as(fixture_submit(&fixture, draft), FIXTURE_SCHOOL, &has_id);
}

Test(submission, takes_what_its_sender_signed)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);

    cr_expect(uuid_equal(&submission->exchange.id, &draft.text.id));
    cr_expect_eq(submission->header.age, 12);
    cr_expect_str_eq(submission->descriptors[2].category, "health");
    cr_expect_eq(submission->exchange.n_sections, 3);
}

Test(submission, may_be_without_sections_and_without_a_subject)
{
    struct draft draft = fixture_draft(&fixture);

    draft.n_sections = 0;
    draft.text.has_subject = false;
    draft.header.has_age = draft.header.has_age_at_act = false;
    draft.header.certainty = CERTAINTY_NONE;
    cr_expect_str_eq(read_draft(&draft), "");
}

Test(submission, says_nothing_of_a_person_that_it_does_not_name)
{
    struct draft draft = fixture_draft(&fixture);

    draft.text.has_subject = false;
    draft.header.has_age_at_act = false;
    cr_expect_str_eq(read_draft(&draft), "bad_content", "an age and a certainty");
    draft.header.has_age = false;
    draft.header.certainty = CERTAINTY_AGE_UNKNOWN;
    cr_expect_str_eq(read_draft(&draft), "bad_content", "somebody whose age is not known");
    draft.header.certainty = CERTAINTY_NONE;
    cr_expect_str_eq(read_draft(&draft), "", "nobody");
}

/* ---- what the text says ---- */

static void other_log(struct draft *draft) { strcpy(draft->text.origin, "samband.example/other"); }
static void other_sender(struct draft *draft) { strcpy(draft->text.sender, FIXTURE_SWEDISH); }
static void unknown_card(struct draft *draft) { draft->text.sender_card = 2; }
static void other_key(struct draft *draft) { draft->signer = fixture.welfare; }
static void other_size(struct draft *draft) { draft->size_off = 1; }
static void no_number(struct draft *draft) { draft->number = 0; }
static void huge_number(struct draft *draft) { draft->number = UINT64_MAX; }
static void last_number(struct draft *draft) { draft->number = INT64_MAX; }

static const struct {
    const char *name;
    void (*spoil)(struct draft *draft);
    const char *want;
} drafts[] = {
    { "another log", other_log, "wrong_log" },
    { "from another party", other_sender, "wrong_party" },
    { "a serial that nobody holds", unknown_card, "unknown_card" },
    { "signed by another party", other_key, "bad_signature" },
    { "a size that the ciphertext has not", other_size, "bad_digest" },
    { "number 0", no_number, "bad_content" },
    { "a number beyond what a row can hold", huge_number, "bad_content" },
    { "the highest number", last_number, "" },
};

Test(submission, is_refused_when_the_text_does_not_fit_the_link)
{
    for (size_t i = 0; i < ARRAY_SIZE(drafts); i++) {
        struct draft draft = fixture_draft(&fixture);

        drafts[i].spoil(&draft);
        cr_expect_str_eq(read_draft(&draft), drafts[i].want, "%s: %s", drafts[i].name,
                         read_draft(&draft));
    }
}

Test(submission, needs_a_card_that_stands_in_the_record)
{
    struct draft draft = fixture_draft(&fixture);
    struct held_card *card = directory_card(fixture.directory, FIXTURE_SCHOOL, 1);

    card->in_record = false;
    cr_expect_str_eq(read_draft(&draft), "unknown_card");
    card->in_record = true;
    cr_expect_str_eq(read_draft(&draft), "");
}

/* ---- what travels beside the text ---- */

static void flip(ProtobufCBinaryData data) { data.data[data.len / 2] ^= 1; }

static void signature(Samband__V1__Submit *submit) { flip(submit->signature); }
static void header(Samband__V1__Submit *submit) { flip(submit->private_header); }
static void header_salt(Samband__V1__Submit *submit) { flip(submit->private_header_salt); }
static void no_header(Samband__V1__Submit *submit) { submit->private_header.len = 0; }
static void subject(Samband__V1__Submit *submit) { flip(submit->subject); }
static void subject_salt(Samband__V1__Submit *submit) { flip(submit->subject_salt); }
static void no_subject(Samband__V1__Submit *submit) { submit->subject.len = 0; }
static void seq(Samband__V1__Submit *submit) { flip(submit->seq); }
static void seq_salt(Samband__V1__Submit *submit) { flip(submit->seq_salt); }
static void descriptor(Samband__V1__Submit *submit) { flip(submit->sections[1]->descriptor); }
static void section_salt(Samband__V1__Submit *submit) { flip(submit->sections[2]->salt); }
static void sealed_key(Samband__V1__Submit *submit) { flip(submit->sections[0]->sealed_key); }
static void ciphertext(Samband__V1__Submit *submit) { flip(submit->sections[2]->ciphertext); }
static void cut_ciphertext(Samband__V1__Submit *submit) { submit->sections[2]->ciphertext.len--; }
static void wrong_index(Samband__V1__Submit *submit) { submit->sections[2]->index = 3; }

static void swap(Samband__V1__Submit *submit)
{
    Samband__V1__SealedSection *first = submit->sections[0];

    submit->sections[0] = submit->sections[1];
    submit->sections[1] = first;
}

/* Index and place agree, but the bytes are those of the other section line. */
static void swap_all_but_index(Samband__V1__Submit *submit)
{
    swap(submit);
    submit->sections[0]->index = 0;
    submit->sections[1]->index = 1;
}

static void one_less(Samband__V1__Submit *submit)
{
    samband__v1__sealed_section__free_unpacked(submit->sections[--submit->n_sections], NULL);
}

static void upper_case(Samband__V1__Submit *submit)
{
    submit->text.data[strlen("samband-exchange/1\nl")] = 'O';
}

static const struct {
    const char *name;
    void (*spoil)(Samband__V1__Submit *submit);
    const char *want;
    bool has_id;
} frames[] = {
    { "text of another spelling", upper_case, "not_canonical", false },
    { "signature", signature, "bad_signature", true },
    { "private header", header, "bad_digest", true },
    { "no private header", no_header, "bad_digest", true },
    { "salt of the private header", header_salt, "bad_digest", true },
    { "subject", subject, "bad_digest", true },
    { "salt of the subject", subject_salt, "bad_digest", true },
    { "no subject", no_subject, "bad_digest", true },
    { "seq", seq, "bad_digest", true },
    { "salt of seq", seq_salt, "bad_digest", true },
    { "descriptor", descriptor, "bad_digest", true },
    { "salt of a section", section_salt, "bad_digest", true },
    { "sealed key", sealed_key, "bad_digest", true },
    { "ciphertext", ciphertext, "bad_digest", true },
    { "a byte less of ciphertext", cut_ciphertext, "bad_digest", true },
    { "an index that the text has not", wrong_index, "bad_content", true },
    { "sections in another order", swap, "bad_content", true },
    { "sections under each other's index", swap_all_but_index, "bad_digest", true },
    { "a section less than the text", one_less, "bad_content", true },
};

Test(submission, is_refused_when_any_part_is_not_what_was_signed)
{
    for (size_t i = 0; i < ARRAY_SIZE(frames); i++) {
        struct draft draft = fixture_draft(&fixture);
        Samband__V1__Frame *frame = fixture_submit(&fixture, &draft);
        bool has_id;
        const char *got;

        frames[i].spoil(frame->submit);
        got = read_as(frame, FIXTURE_SCHOOL, &has_id);
        cr_expect_str_eq(got, frames[i].want, "%s: got %s", frames[i].name, got);
        cr_expect_eq(has_id, frames[i].has_id, "%s", frames[i].name);
    }
}

Test(submission, of_an_unknown_scheme_is_refused)
{
    struct draft draft = fixture_draft(&fixture);
    Samband__V1__Frame *frame;
    bool has_id;

    draft.scheme = 2;
    frame = fixture_submit(&fixture, &draft);
    cr_expect_str_eq(read_as(frame, FIXTURE_SCHOOL, &has_id), "bad_content");
}

Test(submission, belongs_to_the_link_that_its_sender_has)
{
    struct draft draft = fixture_draft(&fixture);
    bool has_id;

    cr_expect_str_eq(read_as(fixture_submit(&fixture, &draft), FIXTURE_WELFARE, &has_id),
                     "wrong_party");
}

/* ---- only of an id that is new ---- */

static const int64_t day_ms = INT64_C(86400000);

Test(submission, of_a_new_id_has_a_time_from_400_days_back_to_10_minutes_ahead)
{
    static const struct {
        int64_t later_ms; /* the broker's clock after the id's time */
        const char *want;
    } cases[] = {
        { -10 * INT64_C(60000), "" },
        { -10 * INT64_C(60000) - 1, "id_out_of_window" },
        { 0, "" },
        { 400 * INT64_C(86400000), "unknown_card" }, /* in the window; the card has run out */
        { 400 * INT64_C(86400000) + 1, "id_out_of_window" },
    };
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *submission = fixture_read(&fixture, &draft);

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct error err = { 0 };

        if (submission_is_timely(submission, fixture.directory, fixture.now_ms + cases[i].later_ms,
                                 &err))
            cr_expect_str_eq(err.code, cases[i].want, "%zu: %s", i, err.code);
        else
            cr_expect_str_empty(cases[i].want, "%zu", i);
    }
}

Test(submission, with_a_card_that_has_run_out_is_read_but_not_taken_as_new)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *old = NULL;
    struct held_card *card =
        fixture_hold(&fixture, FIXTURE_SCHOOL, 2, fixture.now_ms - 61 * day_ms);
    struct error err = { 0 };

    card->in_record = true;
    draft.text.sender_card = 2;
    old = fixture_read(&fixture, &draft);
    cr_expect_eq(submission_is_timely(old, fixture.directory, fixture.now_ms, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_card");
}

Test(submission, sealed_to_a_newer_card_than_the_record_has_waits_for_that_card)
{
    struct draft draft = fixture_draft(&fixture);
    CLEANUP(submission_free) struct submission *ahead = NULL;
    struct held_card *next = fixture_hold(&fixture, FIXTURE_WELFARE, 2, fixture.now_ms);
    struct error err = { 0 };

    draft.text.recipient_card = 2;
    ahead = fixture_read(&fixture, &draft);
    cr_expect_eq(submission_is_timely(ahead, fixture.directory, fixture.now_ms, &err), FAULT_INPUT);
    cr_expect_str_eq(err.code, "unknown_card");
    next->in_record = true;
    cr_expect_eq(submission_is_timely(ahead, fixture.directory, fixture.now_ms, &err), FAULT_NONE);
}
