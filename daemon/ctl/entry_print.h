/* SPDX-License-Identifier: EUPL-1.2 */
/* entry_print - a party's entry as the directory file writes it. */
#ifndef CTL_ENTRY_PRINT_H
#define CTL_ENTRY_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "model/directory.h"

/* Splits "a,b,c" into tokens, each once, `row` bytes each with its NUL; "" has none. False: a word that is no
 * token, "none", one given twice, or more than `max`. */
bool entry_print_split(const char *text, char *ret_rows, size_t row, size_t max, size_t *ret_n);

/* A telephone number: digits, '+' and single spaces, at most 32 characters. */
bool entry_print_is_telephone(const char *text);

/* One item of the list `parties`. Without a coordinator's signature that line is left out: the
 * directory refuses the entry until the coordinator has added it. */
void entry_print_item(const struct party *party, bool has_coordinator_signature, FILE *out);

/* The head of a directory file, up to and with "parties:". */
void entry_print_head(const char *origin, const char *coordinator,
                      const uint8_t root[CARD_KEY_SIZE], FILE *out);

#endif
