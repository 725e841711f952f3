/* SPDX-License-Identifier: EUPL-1.2 */
/* samband-social - the adapter of social services (Sweden) and child welfare (Norway): receives reports
 * of concern, and answers them.
 */
#include "edge/edge.h"
#include "social/forms.h"
#include "social/view_public_no.h"

static const struct form forms[] = { { 0 } };

static const struct form_view views[] = {
    { VIEW_PUBLIC_NO_MEDIA_TYPE, "concern_notification", view_public_no_write },
    { 0 },
};

static const struct agency social = {
    .program = "samband-social",
    .role_hint = "social services (Sweden) and child welfare (Norway), which receive reports",
    .forms = forms,
    .messages = social_messages,
    .views = views,
    .receives = true,
};

int main(int argc, char **argv) { return edge_main(&social, argc, argv); }
