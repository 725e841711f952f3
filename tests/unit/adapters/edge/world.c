/* SPDX-License-Identifier: EUPL-1.2 */
#include "world.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "edge/inbox_way.h"
#include "edge/outbox_way.h"
#include "keys/encode.h"
#include "keys/random.h"
#include "keys/start.h"
#include "keys/tag.h"
#include "model/exchange_text.h"

#define DAY_MS INT64_C(86400000)

/* ---- the area ---- */

static void sign_entry(const struct sign_secret *secret, const struct buffer *text,
                       char ret_text[ENCODE_BASE64_SIZE(64)])
{
    uint8_t signature[SIGN_SIGNATURE_SIZE];

    sign_bytes(secret, TAG_DIRECTORY, WORLD_ORIGIN, bytes_of_buffer(text), signature);
    encode_base64_to(signature, sizeof(signature), ret_text);
}

static void add_party(const struct world *world, const char *name, const char *role,
                      const struct sign_secret *root, struct buffer *yaml)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char key[ENCODE_BASE64_SIZE(32)], own[ENCODE_BASE64_SIZE(64)], other[ENCODE_BASE64_SIZE(64)];
    struct party party = { .country = "NO",
                           .n_areas = 1,
                           .n_functions = 1,
                           .joined_day = 18262, /* 2020-01-01 */
                           .left_day = INT32_MAX };

    strcpy(party.name, name);
    strcpy(party.role, role);
    strcpy(party.areas[0], "1201-02");
    strcpy(party.functions[0], role);
    sign_public(root, party.root);
    encode_base64_to(party.root, sizeof(party.root), key);
    directory_entry_write(&party, WORLD_ORIGIN, &text);
    sign_entry(root, &text, own);
    sign_entry(world->coordinator, &text, other);
    buffer_printf(yaml,
                  "  - party: %s\n    role: %s\n    country: NO\n    ownership: public\n"
                  "    areas: [1201-02]\n    functions: [%s]\n    root: %s\n"
                  "    joined: 2020-01-01\n    signatures: {party: %s, coordinator: %s}\n",
                  name, role, role, key, own, other);
}

static void write_directory(const struct world *world, const struct sign_secret *school_root)
{
    CLEANUP(buffer_clear) struct buffer yaml = { 0 };
    CLEANUP(mem_free) char *path = mem_printf("%s/directory.yaml", world->folder);
    CLEANUP(fclose) FILE *file = NULL;
    uint8_t key[32];
    char key_text[ENCODE_BASE64_SIZE(32)];

    sign_public(world->coordinator, key);
    encode_base64_to(key, sizeof(key), key_text);
    buffer_printf(&yaml,
                  "log: " WORLD_ORIGIN "\ncoordinator: {party: vestland-coordinator, root: %s}\n"
                  "parties:\n",
                  key_text);
    add_party(world, WORLD_SCHOOL, "school", school_root, &yaml);
    add_party(world, WORLD_WELFARE, "child_welfare", world->welfare_root, &yaml);
    add_party(world, "dal-police", "police", world->stranger_root, &yaml);
    file = fopen(path, "we");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(yaml.data, 1, yaml.size, file), yaml.size);
}

static void make_card(const char *party, const struct sign_secret *root,
                      const struct sign_secret *sign, const struct seal_secret *seal,
                      const uint8_t *curve, struct buffer *ret_text)
{
    struct card card = { .origin = WORLD_ORIGIN, .serial = 1 };

    strcpy(card.party, party);
    card.from_ms = clock_wall_ms() - DAY_MS;
    card.until_ms = clock_wall_ms() + 30 * DAY_MS;
    sign_public(sign, card.sign);
    if (seal)
        seal_public(seal, card.seal);
    if (curve)
        memcpy(card.curve, curve, sizeof(card.curve));
    card_write(&card, root, ret_text);
}

static void open_side(struct world *world, struct world_side *side, const char *name)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/directory.yaml", world->folder);
    struct error err = { 0 };

    snprintf(side->spool_folder, sizeof(side->spool_folder), "%s/%s", world->folder, name);
    cr_assert_eq(directory_load(path, stderr, &side->shared.directory, &err), FAULT_NONE, "%s",
                 err.text);
    cr_assert_eq(vocabulary_load("config/policy/vocabulary.yaml", stderr,
                                 &side->shared.vocabulary, &err),
                 FAULT_NONE, "%s", err.text);
    cr_assert_eq(spool_open(side->spool_folder, &side->shared.spool, &err), FAULT_NONE, "%s",
                 err.text);
    side->shared.receives = true;
    side->party.shared = &side->shared;
    snprintf(side->party.name, sizeof(side->party.name), "%s", name);
}

static void hold(struct world_side *side, const struct buffer *card)
{
    struct error err = { 0 };

    cr_assert_eq(directory_add_card(side->shared.directory, bytes_of_buffer(card), NULL, &err),
                 FAULT_NONE, "%s", err.text);
}

void world_open(struct world *world)
{
    CLEANUP(sign_secret_free) struct sign_secret *school_root = NULL;
    struct error err = { 0 };

    memset(world, 0, sizeof(*world));
    cr_assert_eq(keys_start(&err), FAULT_NONE);
    strcpy(world->folder, "/tmp/samband-edge-XXXXXX");
    cr_assert_not_null(mkdtemp(world->folder));
    world->coordinator = sign_secret_new();
    world->bus_sign = sign_secret_new();
    world->welfare_root = sign_secret_new();
    world->stranger_root = sign_secret_new();
    world->school.party.sign = sign_secret_new();
    world->school.party.seal = seal_secret_new();
    world->welfare.party.sign = sign_secret_new();
    world->welfare.party.seal = seal_secret_new();
    world->next_leaf = 7;
    school_root = sign_secret_new();
    write_directory(world, school_root);
    make_card(PARTY_BUS, world->coordinator, world->bus_sign, NULL, NULL, &world->bus_card);
    make_card(WORLD_SCHOOL, school_root, world->school.party.sign, world->school.party.seal, NULL,
              &world->school.card);
    make_card(WORLD_WELFARE, world->welfare_root, world->welfare.party.sign,
              world->welfare.party.seal, NULL, &world->welfare.card);
    open_side(world, &world->school, WORLD_SCHOOL);
    open_side(world, &world->welfare, WORLD_WELFARE);
    hold(&world->school, &world->school.card);
    hold(&world->school, &world->welfare.card);
    hold(&world->school, &world->bus_card);
    hold(&world->welfare, &world->welfare.card);
    hold(&world->welfare, &world->school.card);
}

static void close_side(struct world_side *side)
{
    spool_close(side->shared.spool);
    directory_free(side->shared.directory);
    vocabulary_free(side->shared.vocabulary);
    sign_secret_free(side->party.sign);
    seal_secret_free(side->party.seal);
    buffer_clear(&side->card);
}

void world_close(struct world *world)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -r %s", world->folder);

    close_side(&world->school);
    close_side(&world->welfare);
    sign_secret_free(world->coordinator);
    sign_secret_free(world->bus_sign);
    sign_secret_free(world->welfare_root);
    sign_secret_free(world->stranger_root);
    buffer_clear(&world->bus_card);
    cr_assert_eq(system(command), 0);
}

void world_reopen(struct world_side *side)
{
    struct error err = { 0 };

    spool_close(side->shared.spool);
    side->shared.spool = NULL;
    cr_assert_eq(spool_open(side->spool_folder, &side->shared.spool, &err), FAULT_NONE, "%s",
                 err.text);
}

/* ---- what the school posts ---- */

void world_report(struct report *ret_report, size_t n_children)
{
    strcpy(ret_report->function, "child_welfare");
    strcpy(ret_report->area, "1201-02");
    strcpy(ret_report->type, "concern_notification");
    strcpy(ret_report->ground, "no.bvl.13-2");
    strcpy(ret_report->purpose, "protect_child");
    strcpy(ret_report->urgency, "acute");
    for (size_t i = 0; i < n_children; i++) {
        struct report_child *child = report_add_child(ret_report);
        static const char *const categories[] = { "identity", "observation" };

        snprintf(child->about, sizeof(child->about), "/children/%zu", i);
        memset(child->subject, (int)i + 1, sizeof(child->subject));
        child->header.has_age = true;
        child->header.age = 9;
        child->header.certainty = CERTAINTY_CERTAIN;
        for (size_t j = 0; j < ARRAY_SIZE(categories); j++) {
            struct report_part *part = report_add_part(child, categories[j], j == 1);

            strcpy(part->media_type, "application/json");
            buffer_printf(&part->content, "{\"text\":\"" WORLD_CANARY " %zu %zu\"}", i, j);
        }
    }
}

struct uuid *world_post(struct world *world, const char *key, size_t n_children, size_t *ret_n)
{
    CLEANUP(report_clear) struct report report = { 0 };
    struct uuid *ids = NULL;
    bool repeated = false;
    struct error err = { 0 };

    world_report(&report, n_children);
    cr_assert_eq(outbox_post(&world->school.party, &report,
                             bytes_of_text("{\"body\":\"" WORLD_CANARY "\"}"), key, &ids, ret_n,
                             &repeated, &err),
                 FAULT_NONE, "%s", err.text);
    return ids;
}

Samband__V1__Frame *world_submit(struct world *world, const struct uuid *id)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    Samband__V1__Frame *frame = NULL;
    struct error err = { 0 };

    cr_assert_eq(outbox_way_frame(&world->school.party, id, &bytes, &err), FAULT_NONE, "%s",
                 err.text);
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, &err), FAULT_NONE, "%s", err.text);
    cr_assert_eq(frame->kind_case, SAMBAND__V1__FRAME__KIND_SUBMIT);
    return frame;
}

/* ---- what the bus says ---- */

void world_receipt_clear(struct world_receipt *receipt)
{
    buffer_clear(&receipt->item);
    buffer_clear(&receipt->card);
    buffer_clear(&receipt->sealed);
}

void world_sign(const struct sign_secret *secret, struct bytes item, struct bytes card,
                struct world_receipt *ret_receipt)
{
    struct list_proof proof;

    samband__v1__receipt__init(&ret_receipt->message);
    buffer_append_bytes(&ret_receipt->item, item);
    buffer_append_bytes(&ret_receipt->card, card);
    list_sign(secret, WORLD_ORIGIN, &item, 1, &proof);
    memcpy(ret_receipt->signature, proof.signature, sizeof(ret_receipt->signature));
    ret_receipt->message.item = frame_data(bytes_of_buffer(&ret_receipt->item));
    ret_receipt->message.n = 1;
    ret_receipt->message.signature = frame_data(bytes_of(ret_receipt->signature, 64));
    ret_receipt->message.card = frame_data(bytes_of_buffer(&ret_receipt->card));
}

void world_decision(struct world *world, const Samband__V1__Submit *submit, unsigned int left_out,
                    struct broker_item *ret_item)
{
    struct exchange_text text;
    struct error err = { 0 };

    cr_assert_eq(exchange_text_read(frame_bytes(submit->text), &text, &err), FAULT_NONE);
    *ret_item = (struct broker_item){
        .kind = ITEM_DECISION,
        .id = text.id,
        .exchange = exchange_text_hash(frame_bytes(submit->text)),
        .state = STATE_ACCEPTED,
        .leaf_index = world->next_leaf++,
        .time_ms = clock_wall_ms(),
        .rule = "no-school-concern",
        .n_verdicts = text.n_sections,
    };
    for (size_t i = 0; i < text.n_sections; i++) {
        ret_item->verdicts[i].section = text.sections[i];
        ret_item->verdicts[i].verdict = left_out & 1u << i ? SECTION_LEAVE_OUT : SECTION_PERMIT;
        strcpy(ret_item->verdicts[i].rule, "no-school-concern");
    }
}

void world_confirmation(struct world *world, const Samband__V1__Submit *submit,
                        enum item_state state, struct broker_item *ret_item)
{
    world_decision(world, submit, 0, ret_item);
    ret_item->kind = ITEM_CONFIRMATION;
    ret_item->state = state;
    ret_item->rule[0] = '\0';
    ret_item->n_verdicts = 0;
}

void world_sign_broker(struct world *world, const struct broker_item *item,
                       struct world_receipt *ret_receipt)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };

    broker_item_write(item, &bytes);
    world_sign(world->bus_sign, bytes_of_buffer(&bytes), bytes_of_buffer(&world->bus_card),
               ret_receipt);
}

size_t world_give(struct world *world, struct world_receipt *const receipts[], size_t n)
{
    struct outbox_acknowledgement done[WIRE_RECEIPTS];
    Samband__V1__Receipts message = SAMBAND__V1__RECEIPTS__INIT;
    Samband__V1__Receipt *all[8];
    struct error err = { 0 };
    size_t n_done = 0;

    cr_assert_leq(n, ARRAY_SIZE(all));
    for (size_t i = 0; i < n; i++)
        all[i] = &receipts[i]->message;
    message.n_receipts = n;
    message.receipts = all;
    cr_assert_eq(outbox_way_take(&world->school.party, &message, done, &n_done, &err), FAULT_NONE,
                 "%s", err.text);
    return n_done;
}

void world_deliver(struct world *world, const Samband__V1__Submit *submit, unsigned int left_out,
                   struct world_delivery *ret_delivery)
{
    Samband__V1__Deliver *message = &ret_delivery->message;
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    samband__v1__deliver__init(message);
    world_decision(world, submit, 0, item);
    item->kind = ITEM_DELIVERY;
    item->rule[0] = '\0';
    item->n_verdicts = 0;
    message->sections = ret_delivery->sections;
    for (size_t i = 0; i < submit->n_sections; i++) {
        if (left_out & 1u << i)
            continue;
        ret_delivery->sections[message->n_sections++] = submit->sections[i];
        item->verdicts[item->n_verdicts++] = item->verdicts[i];
    }
    world_sign_broker(world, item, &ret_delivery->receipt);
    message->takeover = 3;
    message->attempt = 1;
    message->text = submit->text;
    message->signature = submit->signature;
    message->sender_card = frame_data(bytes_of_buffer(&world->school.card));
    message->private_header = submit->private_header;
    message->private_header_salt = submit->private_header_salt;
    message->delivery = &ret_delivery->receipt.message;
}

void world_delivery_clear(struct world_delivery *delivery)
{
    world_receipt_clear(&delivery->receipt);
}

Samband__V1__Frame *world_hand_over(struct world *world, const struct world_delivery *delivery,
                                    struct error *err)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    Samband__V1__Frame *frame = NULL;
    bool is_new;

    if (inbox_way_deliver(&world->welfare.party, &delivery->message, &is_new, &bytes, err))
        return NULL;
    cr_assert_eq(frame_read(bytes_of_buffer(&bytes), &frame, err), FAULT_NONE, "%s", err->text);
    cr_assert_eq(frame->kind_case, SAMBAND__V1__FRAME__KIND_RECEIPTS);
    return frame;
}

void world_confirm(struct world *world, const Samband__V1__Submit *submit, enum item_state state)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));
    Samband__V1__Confirm message = SAMBAND__V1__CONFIRM__INIT;
    Samband__V1__Receipt *all[] = { &receipt.message };
    struct error err = { 0 };

    world_confirmation(world, submit, state, item);
    world_sign_broker(world, item, &receipt);
    message.takeover = 3;
    message.n_receipts = 1;
    message.receipts = all;
    cr_assert_eq(inbox_way_confirm(&world->welfare.party, &message, &err), FAULT_NONE, "%s",
                 err.text);
}

/* ---- all of it ---- */

static void accept(struct world *world, const Samband__V1__Submit *submit)
{
    CLEANUP(world_receipt_clear) struct world_receipt receipt = { 0 };
    CLEANUP(mem_free) struct broker_item *item = mem_new(1, sizeof(*item));

    world_decision(world, submit, 0, item);
    world_sign_broker(world, item, &receipt);
    world_give(world, (struct world_receipt *[]){ &receipt }, 1);
}

static void pass_on(struct world *world, const Samband__V1__Frame *frame)
{
    struct outbox_acknowledgement done[WIRE_RECEIPTS];
    struct error err = { 0 };
    size_t n = 0;

    cr_assert_eq(outbox_way_take(&world->school.party, frame->receipts, done, &n, &err), FAULT_NONE,
                 "%s", err.text);
}

void world_bring(struct world *world, const struct uuid *id, enum outbox_stage stage)
{
    CLEANUP(frame_free) Samband__V1__Frame *submit = world_submit(world, id);
    CLEANUP(frame_free) Samband__V1__Frame *receipts = NULL;
    CLEANUP(frame_free) Samband__V1__Frame *registered = NULL;
    CLEANUP(world_delivery_clear) struct world_delivery delivery = { 0 };
    struct error err = { 0 };
    struct inbox_view view;

    accept(world, submit->submit);
    if (stage == OUTBOX_ACCEPTED)
        return;
    world_deliver(world, submit->submit, 0, &delivery);
    receipts = world_hand_over(world, &delivery, &err);
    cr_assert_not_null(receipts, "%s: %s", err.code, err.text);
    pass_on(world, receipts);
    if (stage == OUTBOX_HANDED_OVER)
        return;
    cr_assert_eq(inbox_register(&world->welfare.party, id, "2026/17", "", &view, &err), FAULT_NONE,
                 "%s", err.text);
    registered = world_hand_over(world, &delivery, &err);
    cr_assert_not_null(registered);
    pass_on(world, registered);
}

const struct outbox_view *world_view(struct world *world, const struct uuid *id)
{
    static struct outbox_view view;
    struct error err = { 0 };

    cr_assert_eq(outbox_get(&world->school.party, id, &view, &err), FAULT_NONE, "%s", err.text);
    return &view;
}
