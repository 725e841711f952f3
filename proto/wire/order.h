/* SPDX-License-Identifier: Apache-2.0 */
/* order - what a message to the bus orders, between its plain struct and its protobuf message. */
#ifndef WIRE_ORDER_H
#define WIRE_ORDER_H

#include "content.pb-c.h"
#include "wire/content.h"

/* What a packed order points at; in the caller's memory until the message is packed. */
struct order_parts {
    Samband__V1__ConsentGrant grant;
    Samband__V1__ConsentScope scope;
    Samband__V1__ConsentSignature signatures[CONSENT_SIGNATURES];
    Samband__V1__ConsentSignature *signature_list[CONSENT_SIGNATURES];
    char *recipients[CONSENT_RECIPIENTS];
    char *purposes[CONSENT_PURPOSES];
    char *categories[CONSENT_CATEGORIES];
    Samband__V1__ConsentWithdrawal withdrawal;
    Samband__V1__ConsentVoid voiding;
    Samband__V1__TakeBack take_back;
};

/* Sets the order of `message`, which then borrows from `header` and `parts`. Counts must fit their
 * arrays (asserted). */
void order_put(const struct private_header *header, struct order_parts *parts,
               Samband__V1__PrivateHeader *message);

/* Copies the order of a message that the rules have let through. */
void order_get(const Samband__V1__PrivateHeader *message, struct private_header *header);

#endif
