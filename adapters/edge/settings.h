/* SPDX-License-Identifier: EUPL-1.2 */
/* settings - the YAML file of an adapter, and the parties it speaks for.
 *
 *   listen: unix:run/school.sock        # or 127.0.0.1:PORT / [::1]:PORT, nothing else
 *   spool: state/school                 # folder; one spool for all parties
 *   broker: tcp://127.0.0.1:7443
 *   directory: directory.yaml           # our own copy
 *   cards: cards                        # folder of *.card files: ours, other parties', the bus's
 *   agreements: agreements              # optional folder: our own copies; left out: none
 *   vocabulary: policy/vocabulary.yaml
 *   subject_key: {file: keys/area.subject.key, number: 1}
 *   test_ids: false                     # official test numbers of national ids
 *   parties:
 *     - party: fjell-school
 *       keys: keys/fjell-school         # folder with curve.key sign.key seal.key, and, after a
 *                                       # rotation, seal.old.key: the one before, which only opens
 *       token: keys/fjell-school/token  # file with the bearer token of its system
 *       default_ground: no.opl.24-3     # optional
 *       default_area: 1201-02           # optional
 *       webhook:                        # optional: its system is told of changes there
 *         url: http://127.0.0.1:8080/samband   # https anywhere, http on this machine only
 *         secret: keys/fjell-school/webhook    # file like that of a token; signs what is told
 *       drop: {in: drop/in, out: drop/out}     # optional: folders for a system without HTTP
 *
 * Relative paths are relative to the file. An unknown key stops the start. All faults at once.
 */
#ifndef EDGE_SETTINGS_H
#define EDGE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "keys/seal.h"
#include "keys/sign.h"
#include "model/limits.h"

struct party_settings {
    char name[LIMIT_PARTY + 1];
    char *keys_folder, *token_file;
    char default_ground[LIMIT_GROUND + 1], default_area[LIMIT_AREA + 1];
    char *webhook_url, *webhook_secret_file, *drop_in, *drop_out; /* NULL for none */
};

struct settings {
    char *listen, *spool, *broker, *directory, *cards, *vocabulary, *subject_key_file;
    char *agreements; /* NULL if there is no folder */
    uint32_t subject_key_number;
    bool test_ids;
    struct party_settings *parties;
    size_t n_parties;
};

/* FAULT_INPUT "settings"; every fault is printed to `faults` as file:line:column: what. */
MUST_CHECK enum fault settings_load(const char *path, FILE *faults, struct settings **ret_settings,
                                    struct error *err);
void settings_free(struct settings *settings);
DEFINE_CLEANUP(struct settings *, settings_free)

#endif
