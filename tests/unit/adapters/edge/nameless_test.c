/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/nameless.h"

#include <criterion/criterion.h>

#include "base/cleanup.h"

static const struct {
    const char *text;
    enum nameless want;
} cases[] = {
    { "", NAMELESS_CLEAN },
    { "Om lag 40 unge, 12 hendelser i uke 7 og 8", NAMELESS_CLEAN },
    { "ring 112", NAMELESS_CLEAN },
    { "kode 12345", NAMELESS_CLEAN },
    { "kode 123456", NAMELESS_NUMBER },
    { "00 00 00 00", NAMELESS_NUMBER },
    { "+47 000 00 000", NAMELESS_NUMBER },
    { "12.04.2013", NAMELESS_NUMBER },
    { "2013-04-12", NAMELESS_NUMBER },
    { "12841350160", NAMELESS_NUMBER },
    { "128413 50160", NAMELESS_NUMBER },
    { "128413\xc2\xa0"
      "50160",
      NAMELESS_NUMBER },
    { "12\xe2\x80\x93"
      "84\xe2\x80\x93"
      "13",
      NAMELESS_NUMBER },
    { "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96", NAMELESS_NUMBER },
    { "slutter på 20160814-9801", NAMELESS_NUMBER },
    { "i 2025-2026 og i 2024/2025", NAMELESS_CLEAN },
    { "20252026", NAMELESS_NUMBER },
    { "2025-2027", NAMELESS_NUMBER },
    { "2100 2101", NAMELESS_CLEAN },
    { "4100 4101", NAMELESS_NUMBER },
    { "2025-2026-1", NAMELESS_NUMBER },
    { "2025,2026,2027", NAMELESS_CLEAN },
    { "noen@example.no", NAMELESS_ADDRESS },
    { "hos @oppdiktet", NAMELESS_ADDRESS },
    { "\xef\xbc", NAMELESS_CLEAN },
};

Test(nameless, finds_numbers_and_addresses_and_nothing_else)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        cr_expect_eq(nameless_check(cases[i].text), cases[i].want, "%s", cases[i].text);
}
