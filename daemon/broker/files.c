/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/files.h"

#include "base/log.h"
#include "settings/policy_file.h"

void files_clear(struct files *files)
{
    agreements_free(files->agreements);
    directory_free(files->directory);
    policy_free(files->policy);
    vocabulary_free(files->vocabulary);
    *files = (struct files){ 0 };
}

/* Faults of all files are collected; the first is the one that is returned. */
struct faults {
    FILE *file;
    enum fault first;
    struct error *err;
};

static void note(struct faults *faults, enum fault fault, const struct error *err, bool is_printed)
{
    if (!fault)
        return;
    if (faults->file && !is_printed)
        fprintf(faults->file, "%s\n", err->text);
    if (!faults->first) {
        faults->first = fault;
        if (faults->err)
            *faults->err = *err;
    }
}

/* One of the record was judged when it came there. */
static enum fault carry_card(const struct held_card *card, struct directory *to, struct error *err)
{
    struct bytes text = bytes_of_buffer(&card->text);
    enum fault fault = card->in_record ? directory_add_past_card(to, text, err)
                                       : directory_add_card(to, text, NULL, err);

    if (!fault && card->in_record)
        directory_card(to, card->card.party, card->card.serial)->in_record = true;
    return fault;
}

void files_carry_cards(const struct directory *from, struct directory *to, bool is_final)
{
    for (size_t i = 0; i < directory_n_cards(from); i++) {
        const struct held_card *card = directory_card_at((struct directory *)(uintptr_t)from, i);
        struct error err;

        if (carry_card(card, to, &err) && is_final)
            log_event(LOG_LEVEL_WARNING, "card_left_out", "party=%s serial=%llu code=%s",
                      card->card.party, (unsigned long long)card->card.serial, err.code);
    }
}

enum fault files_load(const struct settings *settings, const struct directory *held,
                      FILE *faults_file, struct files *ret_files, struct error *err)
{
    CLEANUP(files_clear) struct files files = { 0 };
    struct faults faults = { .file = faults_file, .err = err };
    struct error one = { 0 };
    struct reading reading = { .faults = faults_file };
    enum fault fault;

    fault = policy_load_all(settings->policy, faults_file, &files.vocabulary, &files.policy, &one);
    note(&faults, fault, &one, true);
    reading.vocabulary = files.vocabulary;
    fault = directory_load(settings->directory, &reading, &files.directory, &one);
    note(&faults, fault, &one, true);
    if (!fault) {
        if (held)
            files_carry_cards(held, files.directory, false);
        fault = directory_add_card_folder(files.directory, settings->cards, &one);
        note(&faults, fault, &one, false);
        fault = agreements_load(settings->agreements, files.directory, &reading, &files.agreements,
                                &one);
        note(&faults, fault, &one, true);
    }
    if (faults.first)
        return faults.first;
    *ret_files = files;
    files = (struct files){ 0 };
    return FAULT_NONE;
}
