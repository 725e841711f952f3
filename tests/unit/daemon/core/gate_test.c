/* SPDX-License-Identifier: EUPL-1.2 */
/* What an exchange may refer to. The decisions themselves: broker/decision_test.c, ctl/past_test.c. */
#include "core/gate.h"

#include <criterion/criterion.h>
#include <string.h>

static struct exchange_text between(const char *sender, const char *recipient)
{
    struct exchange_text text = { 0 };

    strcpy(text.sender, sender);
    strcpy(text.recipient, recipient);
    return text;
}

static const struct {
    const char *name;
    bool in_reply_to, correction_of, supersedes;
    const char *sender, *recipient; /* of the one that it refers to; its own are a and b */
    bool may;
} references[] = {
    { "a reply mirrors it", true, false, false, "b", "a", true },
    { "a reply after one's own", true, false, false, "a", "b", true },
    { "a reply to another's", true, false, false, "b", "c", false },
    { "a reply to what others had", true, false, false, "c", "d", false },
    { "a correction has the same ones", false, true, false, "a", "b", true },
    { "a correction is no reply", false, true, false, "b", "a", false },
    { "a correction to somebody else", false, true, false, "a", "c", false },
    { "what replaces it may go elsewhere", false, false, true, "a", "c", true },
    { "what replaces another's", false, false, true, "c", "b", false },
};

Test(gate, refers_to_exchanges_of_its_own_parties_only)
{
    for (size_t i = 0; i < ARRAY_SIZE(references); i++) {
        struct exchange_text text = between("a", "b");
        struct uuid reference;

        text.has_in_reply_to = references[i].in_reply_to;
        text.has_correction_of = references[i].correction_of;
        text.has_supersedes = references[i].supersedes;
        text.in_reply_to.bytes[0] = text.correction_of.bytes[0] = text.supersedes.bytes[0] = 7;
        cr_assert(gate_reference(&text, &reference), "%s", references[i].name);
        cr_expect_eq(reference.bytes[0], 7);
        cr_expect_eq(gate_may_refer_to(&text, references[i].sender, references[i].recipient),
                     references[i].may, "%s", references[i].name);
    }
}

Test(gate, of_several_references_the_reply_counts)
{
    struct exchange_text text = between("a", "b");
    struct uuid reference = { 0 };

    cr_expect(!gate_reference(&text, &reference));
    text.has_supersedes = text.has_correction_of = text.has_in_reply_to = true;
    text.in_reply_to.bytes[0] = 1;
    text.correction_of.bytes[0] = 2;
    text.supersedes.bytes[0] = 3;
    cr_expect(gate_reference(&text, &reference));
    cr_expect_eq(reference.bytes[0], 1);
    text.has_in_reply_to = false;
    cr_expect(gate_reference(&text, &reference));
    cr_expect_eq(reference.bytes[0], 2);
}
