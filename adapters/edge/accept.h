/* SPDX-License-Identifier: EUPL-1.2 */
/* accept - what the header Accept says about a media type (RFC 9110, section 12.5.1). */
#ifndef EDGE_ACCEPT_H
#define EDGE_ACCEPT_H

/* How much it is wanted, 0 (not at all) to 1000, by the most specific range that fits. NULL or "" wants
 * everything. Parameters other than q are not compared. A range that is malformed wants nothing. */
unsigned accept_quality(const char *accept, const char *media_type);

/* The language of ours that Accept-Language wants most (RFC 9110, section 12.5.4): "sv", "nb" (also for
 * no and nn) or "en". NULL if it names none of them. */
const char *accept_language(const char *header);

#endif
