/* SPDX-License-Identifier: EUPL-1.2 */
/* frame_sample - one valid frame of each kind, for tests to spoil. */
#ifndef TESTS_FRAME_SAMPLE_H
#define TESTS_FRAME_SAMPLE_H

#include "base/uuid.h"
#include "wire/frame.h"

/* One frame of each kind, whole. */
struct sample {
    Samband__V1__Frame frame;
    Samband__V1__Hello hello;
    Samband__V1__Welcome welcome;
    Samband__V1__KnownNumber known, *knowns[1];
    Samband__V1__Submit submit;
    Samband__V1__SealedSection sections[2], *section_list[2];
    Samband__V1__Receipt receipt, *receipt_list[1];
    Samband__V1__Receipts receipts;
    Samband__V1__Deliver deliver;
    Samband__V1__Confirm confirm;
    Samband__V1__Acknowledgement acknowledgement, *acknowledgement_list[1];
    Samband__V1__Acknowledgements acknowledgements;
    Samband__V1__Ping ping;
    Samband__V1__Error error;
    Samband__V1__Recall recall;
    Samband__V1__Question question;
    Samband__V1__QuestionAnswer question_answer;
    Samband__V1__AnsweredSection answered, *answered_list[1];
    Samband__V1__AnsweredGround answered_ground, *ground_list[1];
    char *categories[2], *needs[1];
    ProtobufCBinaryData incarnations[1], path[1];
};

enum { KINDS = 12 };

static uint8_t zeros[2049];
static uint8_t id[UUID_SIZE] = { 0x01, 0x9c, 0xab, 0x12, 0x9a, 0x3c, 0x7d, 0x31,
                                 0x8e, 0x4f, 0,    1,    2,    3,    4,    5 };

static inline ProtobufCBinaryData data(size_t size) { return (ProtobufCBinaryData){ size, zeros }; }

static inline void fill_receipt(struct sample *s)
{
    samband__v1__receipt__init(&s->receipt);
    s->receipt.item = data(10);
    s->receipt.n = 2;
    s->receipt.index = 1;
    s->path[0] = data(32);
    s->receipt.n_path = 1;
    s->receipt.path = s->path;
    s->receipt.signature = data(64);
    s->receipt.card = data(20);
    s->receipt.new_card = data(21);
    s->receipt_list[0] = &s->receipt;
}

static inline void fill_sections(struct sample *s)
{
    for (uint32_t i = 0; i < 2; i++) {
        samband__v1__sealed_section__init(&s->sections[i]);
        s->sections[i].index = i;
        s->sections[i].descriptor = data(10);
        s->sections[i].salt = data(32);
        s->sections[i].sealed_key = data(80);
        s->sections[i].ciphertext = data(296);
        s->section_list[i] = &s->sections[i];
    }
}

static inline void fill_submit(struct sample *s)
{
    samband__v1__submit__init(&s->submit);
    s->submit.text = data(10);
    s->submit.signature = data(64);
    s->submit.private_header = data(4);
    s->submit.private_header_salt = data(32);
    s->submit.subject = data(36);
    s->submit.subject_salt = data(32);
    s->submit.seq = data(24);
    s->submit.seq_salt = data(32);
    s->submit.n_sections = 2;
    s->submit.sections = s->section_list;
    s->submit.traceparent =
        (char *)(uintptr_t) "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
}

static inline void fill_link(struct sample *s)
{
    samband__v1__hello__init(&s->hello);
    s->hello.version = 1;
    s->hello.party = (char *)(uintptr_t) "fjell-school";
    s->hello.card = data(20);
    s->hello.credit = 16;
    s->hello.newest = &s->receipt;
    s->incarnations[0] = data(16);
    s->hello.n_incarnations = 1;
    s->hello.incarnations = s->incarnations;
    samband__v1__welcome__init(&s->welcome);
    s->welcome.version = 1;
    s->welcome.log = (char *)(uintptr_t) "samband.example/vestland";
    s->welcome.credit = 64;
    s->welcome.card = data(20);
    s->welcome.heartbeat_ms = 5000;
    samband__v1__known_number__init(&s->known);
    s->known.incarnation = data(16);
    s->knowns[0] = &s->known;
    s->welcome.n_known = 1;
    s->welcome.known = s->knowns;
    samband__v1__ping__init(&s->ping);
    s->ping.number = UINT64_MAX;
    samband__v1__error__init(&s->error);
    s->error.code = (char *)(uintptr_t) "busy";
}

static inline void fill_question(struct sample *s)
{
    samband__v1__question__init(&s->question);
    s->question.text = data(10);
    s->question.signature = data(64);
    s->question.private_header = data(4);
    s->question.private_header_salt = data(32);
    s->question.subject = data(36);
    s->question.subject_salt = data(32);
    s->categories[0] = (char *)(uintptr_t) "identity";
    s->categories[1] = (char *)(uintptr_t) "observation";
    s->question.n_categories = 2;
    s->question.categories = s->categories;
    s->question.categories_salt = data(32);
    s->question.language = (char *)(uintptr_t) "nb";
}

static inline void fill_question_answer(struct sample *s)
{
    samband__v1__answered_section__init(&s->answered);
    s->answered.category = (char *)(uintptr_t) "identity";
    s->answered.verdict = (char *)(uintptr_t) "leave_out";
    s->answered.rule = (char *)(uintptr_t) "no-school-concern";
    s->answered.code = (char *)(uintptr_t) "nothing_left";
    s->answered.reason = (char *)(uintptr_t) "Ingen regel dekker kategorien.";
    s->needs[0] = (char *)(uintptr_t) "En annen hjemmel.";
    s->answered.n_needs = 1;
    s->answered.needs = s->needs;
    s->answered_list[0] = &s->answered;
    samband__v1__answered_ground__init(&s->answered_ground);
    s->answered_ground.ground = (char *)(uintptr_t) "no.bvl.13-2";
    s->answered_ground.kind = (char *)(uintptr_t) "duty";
    s->ground_list[0] = &s->answered_ground;
    samband__v1__question_answer__init(&s->question_answer);
    s->question_answer.id = (ProtobufCBinaryData){ sizeof(id), id };
    s->question_answer.leaf = 7;
    s->question_answer.decision = (char *)(uintptr_t) "refuse";
    s->question_answer.rule = (char *)(uintptr_t) "default-refuse";
    s->question_answer.ground = (char *)(uintptr_t) "no.bvl.13-2";
    s->question_answer.code = (char *)(uintptr_t) "nothing_left";
    s->question_answer.n_sections = 1;
    s->question_answer.sections = s->answered_list;
    s->question_answer.n_grounds = 1;
    s->question_answer.grounds = s->ground_list;
    s->question_answer.filled_in = true;
    s->question_answer.language = (char *)(uintptr_t) "nb";
}

static inline void fill_recall(struct sample *s)
{
    samband__v1__recall__init(&s->recall);
    s->recall.takeover = 3;
    s->recall.id = (ProtobufCBinaryData){ sizeof(id), id };
    s->recall.text = data(10);
    s->recall.signature = data(64);
    s->recall.sender_card = data(20);
    s->recall.exchange = data(32);
}

static inline void fill(struct sample *s, int kind)
{
    *s = (struct sample){ .frame = SAMBAND__V1__FRAME__INIT };
    fill_receipt(s);
    fill_sections(s);
    fill_submit(s);
    fill_link(s);
    fill_question(s);
    fill_question_answer(s);
    samband__v1__receipts__init(&s->receipts);
    s->receipts.n_receipts = 1;
    s->receipts.receipts = s->receipt_list;
    samband__v1__confirm__init(&s->confirm);
    s->confirm.n_receipts = 1;
    s->confirm.receipts = s->receipt_list;
    samband__v1__deliver__init(&s->deliver);
    s->deliver.attempt = 1;
    s->deliver.text = data(10);
    s->deliver.signature = data(64);
    s->deliver.sender_card = data(20);
    s->deliver.private_header_salt = data(32);
    s->deliver.n_sections = 2;
    s->deliver.sections = s->section_list;
    s->deliver.delivery = &s->receipt;
    samband__v1__acknowledgement__init(&s->acknowledgement);
    s->acknowledgement.id = (ProtobufCBinaryData){ sizeof(id), id };
    s->acknowledgement.state = (char *)(uintptr_t) "registered";
    s->acknowledgement_list[0] = &s->acknowledgement;
    samband__v1__acknowledgements__init(&s->acknowledgements);
    s->acknowledgements.n_acknowledgements = 1;
    s->acknowledgements.acknowledgements = s->acknowledgement_list;
    fill_recall(s);

    void *const kinds[] = {
        NULL,        &s->hello,    &s->welcome,          &s->submit, &s->receipts,
        &s->deliver, &s->confirm,  &s->acknowledgements, &s->ping,   &s->error,
        &s->recall,  &s->question, &s->question_answer
    };

    s->frame.kind_case = (Samband__V1__Frame__KindCase)kind;
    s->frame.hello = kinds[kind]; /* the members of the oneof share one pointer */
}

#endif
