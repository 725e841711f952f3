/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/consent_recorded.h"

#include <string.h>

/* Of what was erased: no day of its own, so that the leaf's is the earlier one. */
static const struct consent_withdrawal withdrawal_without_words = { .day = INT32_MAX };
static const struct consent_revocation void_without_words;

static void read_by_type(const struct consent_recorded *recorded, struct consent_message *message)
{
    const struct private_header *header = recorded->header;

    if (strcmp(recorded->text->type, "consent_withdrawal") == 0)
        message->withdrawal = header ? &header->withdrawal : &withdrawal_without_words;
    else if (strcmp(recorded->text->type, "consent_void") == 0)
        message->voiding = header ? &header->revocation : &void_without_words;
    else if (header && header->order == ORDER_CONSENT_GRANT)
        message->grant = &header->grant;
}

bool consent_recorded_read(const struct consent_recorded *recorded,
                           struct consent_message *ret_message)
{
    const struct exchange_text *text = recorded->text;
    const struct private_header *header = recorded->header;

    *ret_message = (struct consent_message){
        .id = text->id,
        .has_target = text->has_in_reply_to,
        .target = text->in_reply_to,
        .sender = text->sender,
        .has_subject = recorded->subject != NULL,
        .subject = recorded->subject,
        .has_age = header && header->has_age,
        .age = header ? header->age : 0,
        .day = text_day_of(recorded->time_ms),
    };
    read_by_type(recorded, ret_message);
    return ret_message->grant || ret_message->withdrawal || ret_message->voiding;
}
