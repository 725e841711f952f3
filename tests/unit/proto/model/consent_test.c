/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/consent.h"

#include <criterion/criterion.h>

Test(consent, names_are_read_back)
{
    enum capacity capacity;
    enum consent_form form;

    for (int i = CAPACITY_YOUTH; i <= CAPACITY_GUARDIAN; i++)
        cr_expect(capacity_read(capacity_name(i), &capacity) && (int)capacity == i);
    for (int i = CONSENT_WRITTEN; i <= CONSENT_ORAL; i++)
        cr_expect(consent_form_read(consent_form_name(i), &form) && (int)form == i);
}

Test(consent, nothing_else_has_a_name)
{
    enum capacity capacity = CAPACITY_YOUTH;
    enum consent_form form = CONSENT_ORAL;

    cr_expect_null(capacity_name(CAPACITY_NONE));
    cr_expect_null(capacity_name((enum capacity)3));
    cr_expect_null(consent_form_name(CONSENT_FORM_NONE));
    cr_expect_null(consent_form_name((enum consent_form)3));
    cr_expect(!capacity_read("", &capacity) && !capacity_read("none", &capacity));
    cr_expect(!capacity_read("Youth", &capacity) && !capacity_read("youths", &capacity));
    cr_expect(!consent_form_read("", &form) && !consent_form_read("spoken", &form));
    cr_expect_eq(capacity, CAPACITY_YOUTH, "untouched");
    cr_expect_eq(form, CONSENT_ORAL, "untouched");
}
