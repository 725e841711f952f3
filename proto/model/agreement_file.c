/* SPDX-License-Identifier: Apache-2.0 */
#include "model/agreement_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/sign.h"
#include "keys/tag.h"
#include "model/fields.h"
#include "model/words.h"
#include "yaml/yaml.h"

/* The same date AGREEMENT_YEARS later; for 29 February, the day after the 28th. */
static int32_t last_until(int32_t from_day)
{
    char date[TEXT_DATE_SIZE], later[TEXT_DATE_SIZE + 8];
    int32_t day = INT32_MAX;

    text_write_date(from_day, date);
    snprintf(later, sizeof(later), "%04d%s", atoi(date) + AGREEMENT_YEARS, date + 4);
    if (!text_read_date(later, &day)) {
        memcpy(later + 4, "-03-01", 6);
        (void)text_read_date(later, &day); /* beyond the last year: no limit is reached */
    }
    return day;
}

static void read_period(struct yaml_node root, struct agreement *agreement)
{
    struct yaml_node from = yaml_field(root, "from", YAML_REQUIRED);
    struct yaml_node until = yaml_field(root, "until", YAML_REQUIRED);

    agreement->from_day = yaml_date(from, INT32_MIN);
    agreement->until_day = yaml_date(until, INT32_MIN);
    yaml_place(until, agreement->until_place, sizeof(agreement->until_place));
    if (agreement->from_day == INT32_MIN || agreement->until_day == INT32_MIN)
        return;
    if (agreement->from_day < 0)
        yaml_fault(from, "before 1970");
    else if (agreement->until_day <= agreement->from_day)
        yaml_fault(until, "until is not after from");
    else if (agreement->until_day > last_until(agreement->from_day))
        yaml_fault(until, "more than %d years after from", AGREEMENT_YEARS);
}

/* One that has not signed yet has no signature: zeros. */
static void read_party(struct yaml_node node, struct agreement *agreement, size_t i)
{
    fields_party(yaml_field(node, "party", YAML_REQUIRED), agreement->parties[i]);
    fields_base64(yaml_field(node, "signature", YAML_OPTIONAL), agreement->signatures[i],
                  sizeof(agreement->signatures[i]));
    for (size_t j = 0; j < i; j++) {
        if (agreement->parties[i][0] && strcmp(agreement->parties[i], agreement->parties[j]) == 0)
            yaml_fault(node, "the party %s is listed twice", agreement->parties[i]);
    }
    yaml_end(node);
}

static void hash_agreement(struct agreement *agreement)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char hex[DIGEST_HEX_SIZE];
    struct digest hash;

    agreement_write(agreement, &text);
    hash = digest_of(bytes_of_buffer(&text));
    digest_write_hex(&hash, hex);
    snprintf(agreement->hash, sizeof(agreement->hash), "sha256:%s", hex);
}

static void read_document(struct yaml_document *document, const struct vocabulary *vocabulary,
                          struct agreement *agreement)
{
    struct yaml_node root = yaml_root(document);
    struct yaml_node parties = yaml_field(root, "parties", YAML_REQUIRED);

    fields_token(yaml_field(root, "agreement", YAML_REQUIRED), agreement->name, LIMIT_PARTY);
    fields_origin(yaml_field(root, "log", YAML_REQUIRED), agreement->origin);
    agreement->n_purposes =
        words_read_list(yaml_field(root, "purposes", YAML_REQUIRED), vocabulary, VOCABULARY_PURPOSE,
                        agreement->purposes, AGREEMENT_PURPOSES);
    read_period(root, agreement);
    agreement->n_parties = yaml_list(parties, 2, AGREEMENT_PARTIES);
    for (size_t i = 0; i < agreement->n_parties; i++)
        read_party(yaml_item(parties, i), agreement, i);
    yaml_end(root);
}

/* Former members too: whether a party is one on a day is asked when the agreement is used. */
static const struct party *find_party(const struct directory *directory, const char *name)
{
    for (size_t i = 0; i < directory_size(directory); i++) {
        if (strcmp(directory_at(directory, i)->name, name) == 0)
            return directory_at(directory, i);
    }
    return NULL;
}

static void verify_party(struct yaml_node node, const struct directory *directory,
                         const struct agreement *agreement, size_t i, struct bytes text)
{
    static const uint8_t none[SIGN_SIGNATURE_SIZE];
    const char *name = agreement->parties[i];
    const struct party *party = find_party(directory, name);

    if (!party)
        yaml_fault(node, "%s: not a party of the directory", name);
    else if (memcmp(agreement->signatures[i], none, sizeof(none)) == 0)
        yaml_fault(node, "%s: has not signed", name);
    else if (!sign_verify(party->root, TAG_DIRECTORY, agreement->origin, text,
                          agreement->signatures[i]))
        yaml_fault(node, "%s: not the signature of the party's root key over this agreement", name);
}

static void verify_document(struct yaml_document *document, const struct directory *directory,
                            const struct agreement *agreement)
{
    struct yaml_node root = yaml_root(document);
    struct yaml_node parties = yaml_field(root, "parties", YAML_REQUIRED);
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    if (strcmp(agreement->origin, directory_origin(directory)) != 0)
        yaml_fault(yaml_field(root, "log", YAML_REQUIRED), "not the log of the directory");
    agreement_write(agreement, &text);
    for (size_t i = 0; i < agreement->n_parties; i++)
        verify_party(yaml_item(parties, i), directory, agreement, i, bytes_of_buffer(&text));
}

static enum fault as_agreement(struct error *err)
{
    if (err)
        text_put(err->code, sizeof(err->code), "agreement");
    return FAULT_INPUT;
}

enum fault agreement_file_verify(const char *path, const struct directory *directory,
                                 const struct reading *reading, struct agreement *ret_agreement,
                                 struct error *err)
{
    FILE *faults = reading_faults(reading);
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    CLEANUP(mem_free) struct agreement *agreement = mem_new(1, sizeof(*agreement));
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct error unread;

    if (fields_read_file(path, "agreement", &bytes, &unread) ||
        yaml_open_bytes(path, bytes_of_buffer(&bytes), &document, &unread)) {
        if (faults)
            fprintf(faults, "%s\n", unread.text);
        if (err)
            *err = unread;
        return as_agreement(err);
    }
    read_document(document, reading_vocabulary(reading), agreement);
    /* A signature over an agreement that was not read whole says nothing. */
    if (directory && yaml_n_faults(document) == 0)
        verify_document(document, directory, agreement);
    if (yaml_finish(document, err)) {
        if (faults)
            yaml_print_faults(document, faults);
        return as_agreement(err);
    }
    hash_agreement(agreement);
    *ret_agreement = *agreement;
    return FAULT_NONE;
}

enum fault agreement_file_read(const char *path, FILE *faults, struct agreement *ret_agreement,
                               struct error *err)
{
    const struct reading reading = { .faults = faults };

    return agreement_file_verify(path, NULL, &reading, ret_agreement, err);
}
