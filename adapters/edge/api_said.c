/* SPDX-License-Identifier: EUPL-1.2 */
/* api_said - who withdrew a consent and how, and why an entry was void, as it was entered. */
#include "edge/api_call.h"

#include "base/text.h"
#include "edge/consents.h"

static void put_withdrawal(struct json_out *out, const struct consent_withdrawal *withdrawal)
{
    char day[TEXT_DATE_SIZE];

    text_write_date(withdrawal->day, day);
    json_put_text(out, "capacity", capacity_name(withdrawal->capacity));
    if (withdrawal->capacity == CAPACITY_GUARDIAN)
        json_put_number(out, "guardian", withdrawal->guardian);
    json_put_text(out, "form", consent_form_name(withdrawal->form));
    json_put_text(out, "date", day);
    json_put_text(out, "official", withdrawal->official);
}

static void put_nulls(struct json_out *out, const char *const keys[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        json_put_null(out, keys[i]);
}

void api_put_said(struct json_out *out, const struct consent_line *line)
{
    static const char *const of_withdrawal[] = { "capacity", "form", "date", "official" };
    static const char *const of_void[] = { "reason", "official" };

    if (strcmp(line->kind, "withdrawal") == 0 && line->said) {
        put_withdrawal(out, &line->said->header.withdrawal);
    } else if (strcmp(line->kind, "withdrawal") == 0) {
        put_nulls(out, of_withdrawal, ARRAY_SIZE(of_withdrawal));
    } else if (strcmp(line->kind, "void") == 0 && line->said) {
        json_put_text(out, "reason", line->said->header.revocation.reason);
        json_put_text(out, "official", line->said->header.revocation.official);
    } else if (strcmp(line->kind, "void") == 0) {
        put_nulls(out, of_void, ARRAY_SIZE(of_void));
    }
}
