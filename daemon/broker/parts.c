/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/parts.h"

#include "base/clock.h"
#include "base/memory.h"
#include "keys/key_file.h"
#include "keys/seal.h"
#include "settings/policy_file.h"

static enum fault read_key(const char *folder, const char *file, enum key_file_kind kind,
                           uint8_t **ret_key, struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", folder, file);

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

/* A word of the directory that the vocabulary lacks would be a party that no rule can ever name. */
static enum fault check_words(const struct broker *broker, struct error *err)
{
    for (size_t i = 0; i < directory_size(broker->directory); i++) {
        const struct party *party = directory_at(broker->directory, i);

        if (!vocabulary_has(broker->vocabulary, VOCABULARY_ROLE, party->role))
            return error_set(err, FAULT_INPUT, "%s: party %s: role %s is no word of the vocabulary",
                             broker->settings->directory, party->name, party->role);
        for (size_t f = 0; f < party->n_functions; f++) {
            if (!vocabulary_has(broker->vocabulary, VOCABULARY_FUNCTION, party->functions[f]))
                return error_set(err, FAULT_INPUT,
                                 "%s: party %s: function %s is no word of the vocabulary",
                                 broker->settings->directory, party->name, party->functions[f]);
        }
    }
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
    const struct settings *settings = broker->settings;
    enum fault fault;

    fault = load_keys(broker, err);
    if (!fault)
        fault =
            policy_load_all(settings->policy, faults, &broker->vocabulary, &broker->policy, err);
    if (!fault)
        fault = directory_load(settings->directory, faults, &broker->directory, err);
    if (!fault)
        fault = directory_add_card_folder(broker->directory, settings->cards, err);
    if (!fault)
        fault = check_words(broker, err);
    if (!fault)
        fault = check_own_card(broker, err);
    if (fault)
        return fault;
    policy_hash_text(broker->policy, broker->policy_hash);
    return FAULT_NONE;
}

void parts_clear(struct broker *broker)
{
    directory_free(broker->directory);
    vocabulary_free(broker->vocabulary);
    policy_free(broker->policy);
    sign_secret_free(broker->sign);
    key_file_free(broker->curve_secret);
    key_file_free(broker->index_key);
}
