/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/parts.h"

#include "base/clock.h"
#include "base/credential.h"
#include "base/memory.h"
#include "broker/files.h"
#include "keys/key_file.h"
#include "keys/seal.h"

static enum fault read_key(const char *folder, const char *file, enum key_file_kind kind,
                           uint8_t **ret_key, struct error *err)
{
    CLEANUP(mem_free) char *path = credential_path(folder, file);

    return key_file_read(path, kind, ret_key, err);
}

static enum fault load_keys(struct broker *broker, struct error *err)
{
    const struct settings *settings = broker->settings;
    CLEANUP(key_file_free) uint8_t *seed = NULL;
    enum fault fault;

    fault = read_key(settings->keys, "sign.key", KEY_FILE_SIGN, &seed, err);
    if (!fault)
        fault = read_key(settings->keys, "curve.key", KEY_FILE_CURVE, &broker->curve_secret, err);
    if (!fault)
        fault = key_file_read(settings->index_key, KEY_FILE_INDEX, &broker->index_key, err);
    if (fault)
        return fault;
    broker->sign = sign_secret_of_seed(seed);
    return FAULT_NONE;
}

static enum fault check_own_card(struct broker *broker, struct error *err)
{
    const struct held_card *card =
        directory_current_card(broker->directory, PARTY_BUS, clock_wall_ms());
    CLEANUP(seal_secret_free) struct seal_secret *curve = NULL;
    uint8_t sign[CARD_KEY_SIZE], link[CARD_KEY_SIZE];

    if (!card)
        return error_set(err, FAULT_INPUT, "%s: no card of the bus covers today",
                         broker->settings->cards);
    curve = seal_secret_of_bytes(broker->curve_secret);
    seal_public(curve, link);
    sign_public(broker->sign, sign);
    if (memcmp(sign, card->card.sign, sizeof(sign)) != 0 ||
        memcmp(link, card->card.curve, sizeof(link)) != 0)
        return error_set(err, FAULT_INPUT, "%s: the keys do not belong to the bus's card %llu",
                         broker->settings->keys, (unsigned long long)card->card.serial);
    broker->signer = (struct signer){ .secret = broker->sign,
                                      .origin = directory_origin(broker->directory),
                                      .card = card };
    return FAULT_NONE;
}

enum fault parts_load(struct broker *broker, FILE *faults, struct error *err)
{
    struct files files = { 0 };
    enum fault fault;

    broker->consents = consents_new();
    fault = load_keys(broker, err);
    if (!fault)
        fault = files_load(broker->settings, NULL, faults, &files, err);
    if (fault)
        return fault;
    broker->vocabulary = files.vocabulary;
    broker->policy = files.policy;
    broker->directory = files.directory;
    broker->agreements = files.agreements;
    policy_hash_text(broker->policy, broker->policy_hash);
    return check_own_card(broker, err);
}

void parts_clear(struct broker *broker)
{
    for (size_t i = 0; i < broker->n_old_directories; i++)
        directory_free(broker->old_directories[i]);
    mem_free(broker->old_directories);
    consents_free(broker->consents);
    agreements_free(broker->agreements);
    agreed_clear(&broker->agreed);
    directory_free(broker->directory);
    vocabulary_free(broker->vocabulary);
    policy_free(broker->policy);
    sign_secret_free(broker->sign);
    key_file_free(broker->curve_secret);
    key_file_free(broker->index_key);
}
