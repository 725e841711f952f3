/* SPDX-License-Identifier: EUPL-1.2 */
#include <criterion/criterion.h>

#include "store/sqlstate.h"

static const struct {
    const char *sqlstate, *what;
    enum fault wanted;
} cases[] = {
    { "08006", "a lost connection", FAULT_RETRY },
    { "57P01", "a server that shuts down", FAULT_RETRY },
    { "57P03", "a server that starts", FAULT_RETRY },
    { "53100", "a full disk", FAULT_RETRY },
    { "53300", "too many connections", FAULT_RETRY },
    { "58030", "an input or output error", FAULT_RETRY },
    { "40001", "a serialisation failure", FAULT_RETRY },
    { "40P01", "a deadlock", FAULT_RETRY },
    { "25006", "a standby", FAULT_RETRY },
    { "55P03", "a lock not to be had", FAULT_RETRY },
    { "XX000", "trouble inside the server", FAULT_RETRY },
    { "SB003", "a head that moved", FAULT_RETRY },
    { "23505", "a row that is there already", FAULT_INPUT },
    { "22021", "bytes that are no text", FAULT_INPUT },
    { "42501", "a right that is missing", FAULT_INPUT },
    { "SB002", "rows that are not there", FAULT_INPUT },
    { "SB001", "another broker", FAULT_BROKEN },
    { "25P02", "a transaction that has failed already", FAULT_BROKEN },
    { "99999", "what nobody has heard of", FAULT_BROKEN },
};

Test(sqlstate, says_whether_to_wait_to_refuse_or_to_stop)
{
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        enum fault got = sqlstate_fault(cases[i].sqlstate);

        cr_expect_eq(got, cases[i].wanted, "%s (%s): got %d", cases[i].what, cases[i].sqlstate,
                     got);
    }
}
