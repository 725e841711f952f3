/* SPDX-License-Identifier: EUPL-1.2 */
#include "mediation/forms.h"

#include <criterion/criterion.h>

#include "unit/adapters/form_play.h"

Test(mediation_forms, each_type_has_its_required_fields)
{
    form_play_table(mediation_messages, "NO", "mediation_board");
    form_play_table(mediation_messages, "SE", "mediation");
}
