/* SPDX-License-Identifier: EUPL-1.2 */
/* settings - the YAML file of the broker.
 *
 *   listen: tcp://127.0.0.1:7443        # where adapters connect; 0.0.0.0 for all interfaces
 *   database: host=/run/postgresql dbname=samband user=samband_broker
 *   directory: directory.yaml           # the area's parties
 *   cards: cards                        # folder of *.card files
 *   agreements: agreements              # folder of agreements; left out: there are none
 *   policy: policy                      # folder with vocabulary.yaml and rules per country
 *   keys: keys/bus                      # folder with curve.key and sign.key
 *   index_key: keys/index.key           # kind index: key of the subject index
 *   credit: 32                          # submits that an adapter may have unanswered, 1 to 256
 *   heartbeat_ms: 5000                  # 200 to 60000
 *   submits_per_second: 50              # per party, on average; 1 to 100000
 *   submits_burst: 200                  # per party, at once; 1 to 100000
 *   questions_per_hour: 600             # per party, on average, a tenth of it at once; 1 to 100000
 *   allow_unsafe_database: false        # for tests: run without fsync
 *
 * Relative paths are relative to the file. An unknown key stops the start. All faults at once.
 */
#ifndef SETTINGS_SETTINGS_H
#define SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

struct settings {
    char *listen, *database, *directory, *cards, *policy, *keys, *index_key;
    char *agreements; /* NULL if there are none */
    uint32_t credit, heartbeat_ms, submits_per_second, submits_burst, questions_per_hour;
    bool allow_unsafe_database;
};

/* FAULT_INPUT "cannot_open" or "invalid_file"; every fault is printed to `faults` as
 * file:line:column: what. The caller owns the settings. */
MUST_CHECK enum fault settings_load(const char *path, FILE *faults, struct settings **ret_settings,
                                    struct error *err);
/* Accepts NULL. */
void settings_free(struct settings *settings);
DEFINE_CLEANUP(struct settings *, settings_free)

#endif
