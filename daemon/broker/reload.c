/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/reload.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/fault_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "broker/cards.h"
#include "broker/files.h"
#include "broker/load_entry.h"

struct reload {
    struct files files;
    char policy_hash[POLICY_HASH_TEXT_SIZE];
    struct buffer *leaves; /* owned; as decided */
    size_t n_leaves;
    struct loaded policy, directory; /* what their leaves keep */
};

static void clear_leaves(struct reload *reload)
{
    for (size_t i = 0; i < reload->n_leaves; i++)
        buffer_clear(&reload->leaves[i]);
    mem_free(reload->leaves);
    reload->leaves = NULL;
    reload->n_leaves = 0;
    loaded_clear(&reload->policy);
    loaded_clear(&reload->directory);
}

void reload_free(struct reload *reload)
{
    if (!reload)
        return;
    clear_leaves(reload);
    files_clear(&reload->files);
    mem_free(reload);
}

DEFINE_CLEANUP(struct reload *, reload_free)

/* ---- reading ---- */

static void log_lines(char *lines)
{
    char *rest = NULL;

    for (char *line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        log_event(LOG_LEVEL_ERROR, "reload_fault", "%s", line);
}

/* What the files may not change while the broker runs: the log it writes, and who vouches for it. */
static enum fault check_fixed(const struct broker *broker, struct directory *directory,
                              FILE *faults, struct error *err)
{
    const struct held_card *own = broker->signer.card;
    const struct held_card *card;
    enum fault fault = FAULT_NONE;

    if (strcmp(directory_origin(directory), directory_origin(broker->directory)) != 0)
        fault = error_set(err, FAULT_INPUT, "directory, log: another log wants another broker");
    card = directory_card(directory, PARTY_BUS, own->card.serial);
    if (!fault &&
        (!card || !bytes_equal(bytes_of_buffer(&card->text), bytes_of_buffer(&own->text))))
        fault = error_set(err, FAULT_INPUT,
                          "directory, coordinator: the bus's own card is not signed by this root");
    if (fault)
        fprintf(faults, "%s\n", err->text);
    return fault;
}

static enum fault read_all(struct broker *broker, struct reload *reload)
{
    char *lines = NULL;
    size_t size = 0;
    FILE *faults = open_memstream(&lines, &size);
    struct error err = { 0 };
    enum fault fault;

    if (!faults)
        return FAULT_RETRY;
    fault = files_load(broker->settings, broker->directory, faults, &reload->files, &err);
    if (!fault)
        fault = check_fixed(broker, reload->files.directory, faults, &err);
    if (!fault)
        fault = agreed_check(broker, reload->files.agreements, faults, &err);
    fclose(faults);
    if (fault) {
        log_lines(lines);
        log_event(LOG_LEVEL_ERROR, "reload_refused", "code=%s nothing has changed: %s", err.code,
                  err.text);
    }
    free(lines);
    return fault;
}

static bool has_all(const struct agreements *these, const struct agreements *of_those)
{
    for (size_t i = 0; i < agreements_size(of_those); i++) {
        if (!agreements_find(these, agreements_at(of_those, i)->hash))
            return false;
    }
    return true;
}

static bool is_new_policy(const struct broker *broker, const struct reload *reload)
{
    return strcmp(broker->policy_hash, reload->policy_hash) != 0;
}

static bool is_new_directory(const struct broker *broker, const struct reload *reload)
{
    return strcmp(directory_hash(broker->directory), directory_hash(reload->files.directory)) != 0;
}

static bool changes_anything(const struct broker *broker, const struct reload *reload)
{
    return is_new_policy(broker, reload) || is_new_directory(broker, reload) ||
           !has_all(broker->agreements, reload->files.agreements) ||
           !has_all(reload->files.agreements, broker->agreements);
}

void reload_start(struct broker *broker)
{
    CLEANUP(reload_free) struct reload *reload = NULL;
    struct work *work;

    if (broker->reloading) {
        broker->reload_wanted = true;
        return;
    }
    reload = mem_new(1, sizeof(*reload));
    if (read_all(broker, reload))
        return;
    policy_hash_text(reload->files.policy, reload->policy_hash);
    if (!changes_anything(broker, reload)) {
        log_event(LOG_LEVEL_NOTICE, "reload_unchanged", "policy=%s directory=%s",
                  broker->policy_hash, directory_hash(broker->directory));
        return;
    }
    broker->reloading = true;
    work = work_new(WORK_RELOAD, members_get(&broker->members, PARTY_BUS));
    work->reload = TAKE(reload);
    batch_add(broker->batch, work);
}

/* ---- deciding ---- */

static struct buffer *next_leaf(struct reload *reload)
{
    struct buffer *leaf = &reload->leaves[reload->n_leaves++];

    *leaf = (struct buffer){ 0 };
    return leaf;
}

/* A leaf that names what is used from then on by its hash, with the bytes behind it. */
static void add_load(struct work *work, enum entry_kind kind, const char *hash, int64_t time_ms,
                     const struct loaded *loaded)
{
    struct change change = load_entry_of_hash(kind, hash, time_ms, next_leaf(work->reload));

    change.kept = &loaded->kept;
    change.n_kept = 1;
    work_add_change(work, &change);
}

static void write_leaves(const struct broker *broker, struct work *work, int64_t time_ms)
{
    struct reload *reload = work->reload;
    const struct agreements *agreements = reload->files.agreements;
    struct change change;

    clear_leaves(reload);
    reload->leaves = mem_new(2 + agreements_size(agreements), sizeof(reload->leaves[0]));
    if (is_new_policy(broker, reload)) {
        loaded_policy(reload->files.policy, &reload->policy);
        add_load(work, ENTRY_POLICY, reload->policy_hash, time_ms, &reload->policy);
    }
    if (is_new_directory(broker, reload)) {
        loaded_directory(reload->files.directory, &reload->directory);
        add_load(work, ENTRY_DIRECTORY, directory_hash(reload->files.directory), time_ms,
                 &reload->directory);
    }
    for (size_t i = 0; i < agreements_size(agreements); i++) {
        const struct agreement *agreement = agreements_at(agreements, i);

        if (agreed_has(broker, agreement->hash))
            continue;
        change = load_entry_of_agreement(agreement, time_ms, next_leaf(reload));
        work_add_change(work, &change);
    }
}

void reload_decide(struct broker *broker, struct work *work, const struct outcome_place *place)
{
    write_leaves(broker, work, place->time_ms);
    if (work->n_changes == 0) /* an agreement has gone, and nothing is new */
        reload_committed(broker, work);
}

/* ---- using ---- */

static void end_links_of_those_who_left(struct broker *broker, const struct directory *old)
{
    int64_t now_ms = clock_wall_ms();
    struct member *member;

    TAILQ_FOREACH(member, &broker->members.all, entry)
    {
        if (member->new_card)
            member->new_card = directory_card(broker->directory, member->new_card->card.party,
                                              member->new_card->card.serial);
        if (!member->linked ||
            (directory_party(broker->directory, member->name, text_day_of(now_ms)) &&
             (directory_current_card(broker->directory, member->name, now_ms) ||
              !directory_current_card(old, member->name, now_ms))))
            continue;
        log_event(LOG_LEVEL_NOTICE, "link_ended", "party=%s is no member any more", member->name);
        members_unlink(member, clock_boot_ms());
    }
}

/* The old one is kept until the end: work that waits, and the link, may hold cards and names of it. */
static void use_directory(struct broker *broker, struct reload *reload)
{
    struct directory *old = broker->directory;
    uint64_t own_serial = broker->signer.card->card.serial;

    files_carry_cards(old, reload->files.directory, true);
    broker->old_directories = mem_grow(broker->old_directories, broker->n_old_directories + 1,
                                       sizeof(broker->old_directories[0]));
    broker->old_directories[broker->n_old_directories++] = old;
    broker->directory = TAKE(reload->files.directory);
    broker->signer.origin = directory_origin(broker->directory);
    broker->signer.card = directory_card(broker->directory, PARTY_BUS, own_serial);
    end_links_of_those_who_left(broker, old);
}

static void use_policy(struct broker *broker, struct reload *reload)
{
    policy_free(broker->policy);
    vocabulary_free(broker->vocabulary);
    broker->policy = TAKE(reload->files.policy);
    broker->vocabulary = TAKE(reload->files.vocabulary);
    snprintf(broker->policy_hash, sizeof(broker->policy_hash), "%s", reload->policy_hash);
}

static void end(struct broker *broker)
{
    bool again = broker->reload_wanted;

    broker->reloading = false;
    broker->reload_wanted = false;
    if (again)
        reload_start(broker);
}

void reload_committed(struct broker *broker, struct work *work)
{
    struct reload *reload = work->reload;

    (void)FAULT_POINT("reload_committed");
    if (is_new_directory(broker, reload))
        use_directory(broker, reload);
    if (is_new_policy(broker, reload))
        use_policy(broker, reload);
    agreements_free(broker->agreements);
    broker->agreements = TAKE(reload->files.agreements);
    agreed_add(broker, broker->agreements);
    log_event(LOG_LEVEL_NOTICE, "reloaded", "policy=%s directory=%s agreements=%zu leaves=%zu",
              broker->policy_hash, directory_hash(broker->directory),
              agreements_size(broker->agreements), work->n_changes);
    cards_reload(broker);
    end(broker);
}

void reload_refused(struct broker *broker, const struct error *err)
{
    log_event(LOG_LEVEL_ERROR, "reload_refused", "code=%s nothing has changed", err->code);
    end(broker);
}
