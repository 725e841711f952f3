/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/reload.h"

#include <stdio.h>
#include <stdlib.h>

#include "broker/cards.h"
#include "model/entry.h"
#include "play.h"
#include "settings/policy_file.h"

/* The files lie in the fixture's folder; the policy is a copy. */
static char *directory, *agreements, *policy, *cards;

static void run(const char *format, const char *one, const char *other)
{
    CLEANUP(mem_free) char *command = mem_printf(format, one, other);

    cr_assert_eq(system(command), 0, "%s", command);
}

static void set_up(void)
{
    struct error err = { 0 };

    play_open();
    directory = mem_printf("%s/directory.yaml", fake.fixture.folder);
    agreements = mem_printf("%s/agreements", fake.fixture.folder);
    policy = mem_printf("%s/policy", fake.fixture.folder);
    cards = mem_printf("%s/cards", fake.fixture.folder);
    run("mkdir %s && mkdir %s", cards, agreements);
    run("cp -r %s %s", "config/policy", policy);
    fake.settings.directory = directory;
    fake.settings.agreements = agreements;
    fake.settings.policy = policy;
    fake.settings.cards = cards;
    cr_assert_eq(agreements_load(agreements, broker->directory, NULL, &broker->agreements, &err),
                 FAULT_NONE);
    policy_free(fake.fixture.policy); /* without the rule that play_open() adds */
    vocabulary_free(fake.fixture.vocabulary);
    cr_assert_eq(policy_load_all(policy, NULL, &broker->vocabulary, &broker->policy, &err),
                 FAULT_NONE);
    policy_hash_text(broker->policy, broker->policy_hash);
}

static void tear_down(void)
{
    fake.fixture.policy = broker->policy;
    fake.fixture.vocabulary = broker->vocabulary;
    if (broker->n_old_directories > 0)
        fake.fixture.directory = broker->directory;
    for (size_t i = 0; i < broker->n_old_directories; i++)
        directory_free(broker->old_directories[i]);
    mem_free(broker->old_directories);
    agreements_free(broker->agreements);
    agreed_clear(&broker->agreed);
    mem_free(directory);
    mem_free(agreements);
    mem_free(policy);
    mem_free(cards);
    play_close();
}

TestSuite(reload, .init = set_up, .fini = tear_down);

static void reload(void)
{
    reload_start(broker);
    fake_run(broker->store);
}

Test(reload, of_the_same_files_leaves_nothing)
{
    const struct directory *before = broker->directory;

    reload();
    cr_expect_eq(broker->store->n_commits, 0);
    cr_expect_eq(broker->directory, before);
    cr_expect(!broker->reloading);
}

Test(reload, puts_new_rules_into_the_record_before_they_are_used)
{
    char before[POLICY_HASH_TEXT_SIZE];

    strcpy(before, broker->policy_hash);
    run("echo '# changed' >>%s/vocabulary.yaml%s", policy, "");
    reload_start(broker);
    cr_expect_str_eq(broker->policy_hash, before, "not before the commit");
    cr_expect(fake_turn(broker->store), "the commit");
    cr_expect_str_neq(broker->policy_hash, before);
    cr_expect_eq(broker->store->n_changes, 1);
    cr_expect_eq(broker->store->last[0].kind, CHANGE_NOTED);
    cr_expect_str_eq(broker->store->last[0].entry_kind, "policy");
    cr_expect(!broker->reloading);
}

/* Of the commit under way. */
static const struct change *change_of(const char *entry_kind)
{
    const struct fake_job *job = &broker->store->jobs[broker->store->n_jobs - 1];

    cr_assert_eq(job->kind, JOB_COMMIT);
    for (size_t i = 0; i < job->n_changes; i++) {
        if (strcmp(job->changes[i].entry_kind, entry_kind) == 0)
            return &job->changes[i];
    }
    return NULL;
}

/* The bytes behind the hash that the leaf names go with it. */
static void expect_kept(const struct change *change, const char *kind)
{
    CLEANUP(mem_free) struct entry *entry = mem_new(1, sizeof(*entry));
    char hash[72 + 1], hex[DIGEST_HEX_SIZE];

    cr_assert_not_null(change);
    cr_assert_eq(change->n_kept, 1);
    cr_expect_str_eq(change->kept->kind, kind);
    cr_assert_eq(entry_read(change->entry, entry, NULL), FAULT_NONE);
    cr_assert_eq(load_text_read(entry->text, hash, NULL), FAULT_NONE);
    digest_write_hex(&change->kept->hash, hex);
    cr_expect_str_eq(hash + strlen("sha256:"), hex);
}

Test(reload, keeps_what_its_leaves_name)
{
    const struct change *change;

    run("echo '# changed' >>%s/vocabulary.yaml && echo '# changed' >>%s", policy, directory);
    reload_start(broker);
    change = change_of("policy");
    expect_kept(change, "policy");
    cr_expect_gt(change->kept->n_files, 2);
    cr_expect_str_eq(change->kept->files[0].name, "vocabulary.yaml");
    change = change_of("directory");
    expect_kept(change, "directory");
    cr_assert_eq(change->kept->n_files, 1);
    cr_expect_gt(change->kept->files[0].bytes.size, 100);
    fake_run(broker->store);
}

Test(reload, what_cannot_be_kept_is_not_used)
{
    const struct policy *rules = broker->policy;
    const struct directory *members = broker->directory;

    run("echo '# changed' >>%s/vocabulary.yaml && echo '# changed' >>%s", policy, directory);
    broker->store->fault = FAULT_INPUT;
    reload();
    cr_expect_eq(broker->store->n_commits, 1);
    cr_expect_eq(broker->policy, rules);
    cr_expect_eq(broker->directory, members);
    broker->store->fault = FAULT_NONE;
}

Test(reload, with_a_fault_in_any_file_changes_nothing)
{
    const struct policy *rules = broker->policy;
    const struct directory *members = broker->directory;

    run("echo '# changed' >>%s/vocabulary.yaml && echo 'nonsense: 1' >>%s", policy, directory);
    reload();
    cr_expect_eq(broker->store->n_commits, 0);
    cr_expect_eq(broker->policy, rules);
    cr_expect_eq(broker->directory, members);
    cr_expect(!broker->reloading);
}

Test(reload, of_the_directory_keeps_cards_and_links)
{
    const struct directory *old = broker->directory;
    uint64_t serial = broker->signer.card->card.serial;
    size_t n_cards = directory_n_cards(old);
    struct draft draft;
    struct uuid id;

    run("echo '# changed' >>%s%s", directory, "");
    reload();
    cr_expect_neq(broker->directory, old);
    cr_expect_str_eq(broker->store->last[0].entry_kind, "directory");
    cr_expect_eq(directory_n_cards(broker->directory), n_cards);
    for (size_t i = 0; i < n_cards; i++)
        cr_expect(directory_card_at(broker->directory, i)->in_record);
    cr_expect_eq(broker->signer.card, directory_card(broker->directory, PARTY_BUS, serial));
    cr_expect_eq(broker->signer.origin, directory_origin(broker->directory));
    cr_expect(school->linked);
    play_link_up(FIXTURE_WELFARE, WELFARE);
    draft = fixture_draft(&fake.fixture);
    id = play_submit(&draft);
    cr_expect_eq(play_state(&id), STATE_ACCEPTED);
    cr_expect_eq(n_delivered(), 1);
}

Test(reload, keeps_what_became_of_a_card_while_it_was_under_way)
{
    struct work *work;

    fixture_write_directory(&fake.fixture, FIXTURE_KEYLESS);
    reload_start(broker); /* on its way */
    work = work_new(WORK_CARD, school);
    work->card = fixture_hold(&fake.fixture, FIXTURE_SCHOOL, 2, fake.fixture.now_ms - 1);
    school->new_card = work->card;
    batch_add(broker->batch, work);
    fake_run(broker->store);
    cr_expect(directory_card(broker->directory, FIXTURE_SCHOOL, 2)->in_record);
    cr_expect_eq(batch_size(broker->batch), 0);
    cr_expect_null(school->new_card);
}

static void put_card(const char *party, uint64_t serial, const char *key_of)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/%s-%d.card", cards, party, (int)serial);
    CLEANUP(buffer_clear) struct buffer card = { 0 };
    FILE *file = fopen(path, "we");

    cr_assert_not_null(file);
    fixture_card_copied(&fake.fixture, party, serial, key_of, &card);
    fwrite(card.data, 1, card.size, file);
    cr_assert_eq(fclose(file), 0);
}

/* The other's cards lie in no folder: they came by hello. */
Test(reload, of_a_card_with_a_key_of_another_party_changes_nothing)
{
    const struct directory *before = broker->directory;

    fixture_write_directory(&fake.fixture, FIXTURE_KEYLESS);
    put_card(FIXTURE_SCHOOL, 2, FIXTURE_WELFARE);
    cards_reload(broker);
    reload();
    cr_expect_eq(broker->directory, before);
    cr_expect_eq(broker->store->n_commits, 0);
    cr_expect_null(directory_card(broker->directory, FIXTURE_SCHOOL, 2));
    cr_expect_str_eq(intake_party_of_key(
                         broker, directory_card(broker->directory, FIXTURE_WELFARE, 1)->card.curve),
                     FIXTURE_WELFARE);
}

Test(reload, ends_the_link_of_a_party_that_has_left)
{
    play_link_up(FIXTURE_WELFARE, WELFARE);
    fixture_write_directory(&fake.fixture, FIXTURE_WELFARE);
    reload();
    cr_expect(school->linked);
    cr_expect(!welfare->linked);
    cr_expect_null(intake_party_of_key(
        broker, directory_card(broker->directory, FIXTURE_WELFARE, 1)->card.curve));
    cr_expect_str_eq(intake_party_of_key(
                         broker, directory_card(broker->directory, FIXTURE_SCHOOL, 1)->card.curve),
                     FIXTURE_SCHOOL);
}

Test(reload, puts_each_new_agreement_into_the_record_once)
{
    fixture_agree(agreements, "protect_child");
    reload();
    cr_assert_eq(broker->store->n_changes, 1);
    cr_expect_str_eq(broker->store->last[0].entry_kind, "agreement");
    cr_assert_eq(agreements_size(broker->agreements), 1);
    reload();
    cr_expect_eq(broker->store->n_commits, 1);

    run("rm %s/one.yaml%s", agreements, "");
    reload();
    cr_expect_eq(broker->store->n_commits, 1, "that one has gone needs no leaf");
    cr_expect_eq(agreements_size(broker->agreements), 0);
    cr_expect(!broker->reloading);
}

/* What lies in the folder, as if the record had it. */
static void put_into_record(void)
{
    CLEANUP(agreements_free) struct agreements *recorded = NULL;

    cr_assert_eq(agreements_load(agreements, broker->directory, NULL, &recorded, NULL), FAULT_NONE);
    agreed_add(broker, recorded);
}

Test(reload, of_an_agreement_that_ran_out_before_it_came_is_refused)
{
    fixture_agree_until(agreements, "protect_child", "2026-01-02");
    reload();
    cr_expect_eq(broker->store->n_commits, 0);
    cr_expect_eq(agreements_size(broker->agreements), 0);
    cr_expect(!broker->reloading);
}

Test(reload, is_not_stopped_by_an_agreement_of_the_record_that_has_run_out)
{
    fixture_agree_until(agreements, "protect_child", "2026-01-02");
    put_into_record();
    run("echo '# changed' >>%s/vocabulary.yaml%s", policy, "");
    reload();
    cr_expect_eq(broker->store->n_commits, 1);
    cr_expect_eq(broker->store->n_changes, 1, "the rules, and no second leaf of the agreement");
    cr_expect_eq(agreements_size(broker->agreements), 1);
}

Test(reload, puts_an_agreement_that_comes_again_into_the_record_no_second_time)
{
    fixture_agree(agreements, "protect_child");
    put_into_record();
    reload();
    cr_expect_eq(broker->store->n_commits, 0);
    cr_expect_eq(agreements_size(broker->agreements), 1);
}

Test(reload, of_an_agreement_on_a_purpose_that_is_no_word_is_refused)
{
    fixture_agree(agreements, "make_merry");
    reload();
    cr_expect_eq(broker->store->n_commits, 0);
    cr_expect_eq(agreements_size(broker->agreements), 0);
}

Test(reload, asked_for_again_while_one_is_under_way_comes_after_it)
{
    run("echo '# changed' >>%s/vocabulary.yaml%s", policy, "");
    reload_start(broker);
    run("echo '# again' >>%s/vocabulary.yaml%s", policy, "");
    reload_start(broker);
    fake_run(broker->store);
    cr_expect_eq(broker->store->n_commits, 2);
    cr_expect(!broker->reloading);
}

Test(reload, that_the_database_refuses_changes_nothing)
{
    char before[POLICY_HASH_TEXT_SIZE];

    strcpy(before, broker->policy_hash);
    run("echo '# changed' >>%s/vocabulary.yaml%s", policy, "");
    broker->store->fault = FAULT_INPUT;
    reload();
    cr_expect_str_eq(broker->policy_hash, before);
    cr_expect(!broker->reloading);
}

Test(reload, waits_for_the_batch_that_runs_and_is_seen_by_the_next)
{
    struct draft before = fixture_draft(&fake.fixture), after = before;

    after.text.id = uuid_new(fake.fixture.now_ms);
    fixture_write_directory(&fake.fixture, FIXTURE_WELFARE);
    play_post(&before);
    reload_start(broker);
    play_post(&after);
    fake_run(broker->store);
    cr_expect_eq(play_state(&before.text.id), STATE_ACCEPTED);
    cr_expect_eq(play_state(&after.text.id), STATE_REFUSED);
    cr_expect_str_eq(play_decision(&after.text.id).code, "unknown_recipient");
}
