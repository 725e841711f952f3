/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_call.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/cleanup.h"

#define ID "01953f2a-7c00-7abc-8def-0123456789ab"
#define FIKS "application/vnd.no.ks.fiks.bekymringsmelding.offentlig.v2+json"
#define JSON "application/json"

/* clang-format off */
static const struct {
    const char *name, *path, *media_type; /* path NULL: no call */
} names[] = {
    { "concerns.a.json", "/v1/concerns", JSON },
    { "concerns.a.b.c.json", "/v1/concerns", JSON },
    { "concerns-fiks.a.json", "/v1/concerns", FIKS },
    { "referrals.a.json", "/v1/referrals", JSON },
    { "messages.a.json", "/v1/messages", JSON },
    { "consents.a.json", "/v1/consents", JSON },
    { "signatures." ID ".json", "/v1/consents/" ID "/signatures", JSON },
    { "withdrawal." ID ".json", "/v1/consents/" ID "/withdrawal", JSON },
    { "void." ID ".json", "/v1/consents/" ID "/void", JSON },
    { "answers." ID ".json", "/v1/inbox/" ID "/answers", JSON },
    { "answers." ID ".second.json", "/v1/inbox/" ID "/answers", JSON },
    { "registered." ID ".json", "/v1/inbox/" ID "/registered", JSON },
    { "returned." ID ".json", "/v1/inbox/" ID "/returned", JSON },
    { "take-back." ID ".json", "/v1/outbox/" ID "/withdrawal", JSON },
    { "acknowledged." ID ".json", "/v1/outbox/" ID "/acknowledged", NULL },
    { "forwarded." ID ".json", "/v1/outbox/" ID "/forwarded", NULL },
    { "registered." ID "0.json", "/v1/inbox//registered", JSON },
    { "registered..json", NULL, NULL },
    { "concerns.json", NULL, NULL },
    { "concerns..json", NULL, NULL },
    { "concerns.a.jsn", NULL, NULL },
    { "concerns.a", NULL, NULL },
    { "concern.a.json", NULL, NULL },
    { "concernss.a.json", NULL, NULL },
    { "CONCERNS.a.json", NULL, NULL },
    { "a.json", NULL, NULL },
    { ".json", NULL, NULL },
    { "json", NULL, NULL },
    { "", NULL, NULL },
};
/* clang-format on */

/* The rest of a name may be that of a person. */
Test(drop_call, is_told_by_one_of_our_own_words)
{
    cr_expect_str_eq(drop_call_word("concerns-fiks.kari.json"), "concerns-fiks");
    cr_expect_str_eq(drop_call_word("concerns.kari.json"), "concerns");
    cr_expect_str_eq(drop_call_word("kari-nordmann.json"), "none");
    cr_expect_str_eq(drop_call_word("kari"), "none");
    cr_expect_str_eq(drop_call_word(""), "none");
}

Test(drop_call, is_known_by_the_name_of_the_file)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct drop_call call = { 0 };

        cr_expect_eq(drop_call_read(names[i].name, &call), names[i].path != NULL, "%s",
                     names[i].name);
        if (!names[i].path)
            continue;
        cr_expect_str_eq(call.path, names[i].path, "%s: %s", names[i].name, call.path);
        cr_expect(call.media_type == names[i].media_type ||
                      (call.media_type && names[i].media_type &&
                       strcmp(call.media_type, names[i].media_type) == 0),
                  "%s", names[i].name);
    }
}

Test(drop_call, is_the_same_call_only_with_name_and_content)
{
    static const char secret[] = "an-invented-token";
    char a[DROP_KEY_SIZE], b[DROP_KEY_SIZE];

    drop_call_key(secret, "concerns.a.json", bytes_of_text("x"), a);
    cr_expect_eq(strlen(a), 69);
    cr_expect_eq(strncmp(a, "drop-", 5), 0);
    drop_call_key(secret, "concerns.a.json", bytes_of_text("x"), b);
    cr_expect_str_eq(a, b);
    drop_call_key(secret, "concerns.a.json", bytes_of_text("y"), b);
    cr_expect_str_neq(a, b);
    drop_call_key(secret, "concerns.b.json", bytes_of_text("x"), b);
    cr_expect_str_neq(a, b);
    drop_call_key(secret, "concerns.a.jsonx", bytes_of_text(""), b);
    cr_expect_str_neq(a, b);
    drop_call_key("another-token", "concerns.a.json", bytes_of_text("x"), b);
    cr_expect_str_neq(a, b, "who has the spool cannot try contents");
}
