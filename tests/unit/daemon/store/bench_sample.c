/* SPDX-License-Identifier: EUPL-1.2 */
/* bench_sample - the made-up exchanges of the bench, and their steps. */
#include "bench.h"

#include "base/clock.h"
#include "keys/random.h"

static struct bytes static_bytes(size_t size)
{
    static const uint8_t bytes[128] = { 1, 2, 3, 4, 5 };

    return bytes_of(bytes, size);
}

static void sample_receipt(struct stored_receipt *receipt, enum item_kind kind,
                           enum item_state state)
{
    *receipt = (struct stored_receipt){ .kind = kind,
                                        .state = state,
                                        .item = bytes_of_text("an item"),
                                        .n = 2,
                                        .index = 1,
                                        .path = static_bytes(32),
                                        .signature = static_bytes(64),
                                        .signer = "bus",
                                        .signer_card = 3 };
}

static void sample_text(struct exchange_text *text)
{
    text->id = uuid_new(clock_wall_ms());
    keys_random(text->thread, THREAD_SIZE);
    strcpy(text->origin, BENCH_ORIGIN);
    strcpy(text->type, "concern_notification");
    strcpy(text->sender, "fjell-school");
    strcpy(text->recipient, "fjell-welfare");
    strcpy(text->agreement, "none");
    strcpy(text->ground, "no.bvl.13-2");
    strcpy(text->purpose, "protect_child");
    strcpy(text->urgency, "acute");
    text->sender_card = 1;
    text->recipient_card = 2;
    text->created_ms = clock_wall_ms();
    text->not_after_ms = text->created_ms + 86400000;
}

void sample_init(struct sample *sample, uint64_t number)
{
    *sample = (struct sample){ 0 };
    sample_text(&sample->text);
    sample->submission = (struct stored_submission){
        .exchange = &sample->text,
        .received_ms = sample->text.created_ms,
        .rule = "no-school-concern",
        .code = "",
        .private_header = static_bytes(100),
        .private_header_salt = static_bytes(32),
        .has_age = true,
        .age = 12,
        .certainty = "certain",
        .decider_role = "",
        .condition = "",
        .has_subject_index = true,
        .incarnation = { 7 },
        .number = number,
        .sections = sample->sections,
        .n_sections = 2,
    };
    keys_random(sample->submission.text_hash.bytes, DIGEST_SIZE);
    for (uint16_t i = 0; i < 2; i++) {
        sample->sections[i] = (struct stored_section){
            .index = i,
            .verdict = i == 0 ? VERDICT_PERMIT : VERDICT_LEAVE_OUT,
            .rule = "no-school-concern",
            .category = "observation",
            .descriptor = static_bytes(40),
            .salt = static_bytes(32),
            .sealed_key = static_bytes(80),
            .ciphertext = static_bytes(128),
        };
        keys_random(sample->sections[i].digest.bytes, DIGEST_SIZE);
    }
    sample_receipt(&sample->receipts[0], ITEM_DECISION, STATE_ACCEPTED);
    sample_receipt(&sample->receipts[1], ITEM_DELIVERY, STATE_ACCEPTED);
    buffer_printf(&sample->entry, "a leaf %llu ", (unsigned long long)number);
    keys_random(buffer_extend(&sample->entry, 16), 16);
    sample->change = (struct change){ .kind = CHANGE_SUBMITTED,
                                      .id = sample->text.id,
                                      .state = STATE_ACCEPTED,
                                      .entry = bytes_of_buffer(&sample->entry),
                                      .entry_kind = "accepted",
                                      .time_ms = bench_time_ms(),
                                      .submission = &sample->submission,
                                      .receipts = sample->receipts,
                                      .n_receipts = 2 };
}

void sample_clear(struct sample *sample) { buffer_clear(&sample->entry); }

struct change sample_step(const struct sample *sample, enum item_state state, int nth)
{
    static char leaves[16][96];
    static struct stored_receipt receipts[16][2];
    char id[TEXT_UUID_SIZE];
    enum item_kind kind = state == STATE_HANDED_OVER  ? ITEM_HAND_OVER
                          : state == STATE_REGISTERED ? ITEM_REGISTRATION
                                                      : ITEM_RETURN;

    uuid_write(&sample->text.id, id);
    snprintf(leaves[nth], sizeof(leaves[nth]), "step %d %s", nth, id);
    sample_receipt(&receipts[nth][0], kind, state);
    sample_receipt(&receipts[nth][1], ITEM_CONFIRMATION, state);
    return (struct change){ .kind = CHANGE_STEPPED,
                            .id = sample->text.id,
                            .state = state,
                            .entry = bytes_of_text(leaves[nth]),
                            .entry_kind = item_state_name(state),
                            .time_ms = bench_time_ms(),
                            .receipts = receipts[nth],
                            .n_receipts = 2,
                            .notice = state };
}

void sample_order(struct sample *sample, const char *type, const struct uuid *consent)
{
    strcpy(sample->text.type, type);
    strcpy(sample->text.recipient, "bus");
    strcpy(sample->text.ground, "none");
    strcpy(sample->text.purpose, "administer");
    sample->submission.n_sections = 0;
    sample->submission.is_order = true;
    sample->change.n_receipts = 1;
    if (consent) {
        sample->submission.is_consent = true;
        sample->submission.consent = *consent;
        sample->change.entry_kind = "consent";
    }
}

struct change sample_ended(const struct sample *sample, const struct uuid *order,
                           enum item_state state, bool moves)
{
    static char leaf[96];
    static struct stored_receipt receipt;
    struct change change = { .kind = CHANGE_ENDED,
                             .id = sample->text.id,
                             .state = state,
                             .time_ms = bench_time_ms(),
                             .order = *order };
    char id[TEXT_UUID_SIZE];

    if (!moves)
        return change;
    uuid_write(&sample->text.id, id);
    snprintf(leaf, sizeof(leaf), "end %s", id);
    sample_receipt(&receipt, ITEM_CONFIRMATION, state);
    change.entry = bytes_of_text(leaf);
    change.entry_kind = item_state_name(state);
    change.notice = state;
    change.receipts = &receipt;
    change.n_receipts = 1;
    return change;
}

struct change sample_recalled(const struct sample *sample, enum item_state state,
                              enum item_state answer)
{
    static char leaf[96];
    static struct stored_receipt receipts[2];
    char id[TEXT_UUID_SIZE];

    uuid_write(&sample->text.id, id);
    snprintf(leaf, sizeof(leaf), "recalled %s", id);
    sample_receipt(&receipts[0], ITEM_RECALL, answer);
    sample_receipt(&receipts[1], ITEM_CONFIRMATION, answer);
    return (struct change){ .kind = CHANGE_RECALLED,
                            .id = sample->text.id,
                            .state = state,
                            .entry = bytes_of_text(leaf),
                            .entry_kind = "recalled",
                            .time_ms = bench_time_ms(),
                            .receipts = receipts,
                            .n_receipts = 2,
                            .notice = answer };
}
