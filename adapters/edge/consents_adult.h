/* SPDX-License-Identifier: EUPL-1.2 */
/* consents_adult - tells of consents that stop at an 18th birthday, while there is time to ask.
 *
 * From that day on guardians can neither give nor keep a consent: the young adult has to have signed.
 * An alarm (`consent_needs_young_adult`) stands from 30 days before until the young person has signed,
 * or the consent has ended or run out.
 *
 * The day is a date of birth, and stands in the consent's box alone. So there is nothing to search by:
 * the boxes are opened, a page at each look, round and round.
 */
#ifndef EDGE_CONSENTS_ADULT_H
#define EDGE_CONSENTS_ADULT_H

#include "edge/consents.h"
#include "edge/party.h"

enum { CONSENTS_ADULT_NOTICE_DAYS = 30, CONSENTS_ADULT_PAGE = 200 };

#define CONSENTS_ADULT_ALARM "consent_needs_young_adult"

struct consents_adult; /* what one party's looks have found; NULL before the first */
void consents_adult_free(struct consents_adult *found); /* accepts NULL */

/* Does it need that alarm at this time? `ret_since_ms`: from when on. */
bool consents_adult_concerns(const struct consent_view *view, int64_t now_ms,
                             int64_t *ret_since_ms);

/* Opens the next page of the party's consents and remembers those found. The newest come first, also
 * when a new one has been entered. */
MUST_CHECK enum fault consents_adult_look(struct party_state *party, int64_t now_ms,
                                          struct error *err);

/* Those found, as they stand now. */
typedef void consents_adult_each(void *arg, const struct uuid *consent, int64_t since_ms);
MUST_CHECK enum fault consents_adult_list(struct party_state *party, int64_t now_ms,
                                          consents_adult_each *each, void *arg, struct error *err);

/* Looks, and notes for the party's system (edge/hooks.h) each that it was not told of since the start,
 * by the id of the consent. */
MUST_CHECK enum fault consents_adult_tell(struct party_state *party, int64_t now_ms,
                                          struct error *err);

#endif
