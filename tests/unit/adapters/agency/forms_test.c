/* SPDX-License-Identifier: EUPL-1.2 */
#include "agency/forms.h"

#include <criterion/criterion.h>

#include "unit/adapters/form_play.h"

Test(agency_forms, each_type_has_its_required_fields)
{
    form_play_table(agency_messages, "NO", "employment_service");
    form_play_table(agency_messages, "SE", "leisure");
}
