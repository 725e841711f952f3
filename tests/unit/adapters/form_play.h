/* SPDX-License-Identifier: EUPL-1.2 */
/* form_play - posts to forms as a test plays them: with the words of the shipped vocabulary, at a
 * fixed time, by an agency in either country.
 */
#ifndef TESTS_FORM_PLAY_H
#define TESTS_FORM_PLAY_H

#include "edge/message_form.h"

/* 2026-03-01T00:00:00Z. Synthetic numbers (month plus 80): born 2013-04-12. */
#define PLAY_NUMBER "12841350160"
#define PLAY_ID "0195503c-2000-7abc-8def-0123456789ab"

/* "fjell-school" is a school, "vik-police" police; any other party is unknown. */
struct form_context form_play_context(const char *country, const char *role);

/* The faults as "<pointer> <code>\n", or the report; `ret_report` may be NULL. Statically held. */
const char *form_play_read(const struct message_form forms[], const char *path, const char *body,
                           const struct form_context *context, struct report *ret_report);

/* The content of a part; "" if there is none. */
const char *form_play_part(const struct report_child *child, const char *category);

/* Every row of a table, posted by `role` in `country` with what it requires: is read; each required
 * field left out once is the one fault; every word of it is one of the vocabulary. */
void form_play_table(const struct message_form forms[], const char *country, const char *role);

#endif
