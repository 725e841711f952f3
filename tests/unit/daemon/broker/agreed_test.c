/* SPDX-License-Identifier: EUPL-1.2 */
#include "broker/agreed.h"

#include <stdio.h>
#include <stdlib.h>

#include "broker/load_entry.h"
#include "play.h"

static struct agreements *held;
static char *folder, *said;
static struct error err;

static void set_up(void)
{
    play_open();
    folder = mem_printf("%s/agreements", fake.fixture.folder);
}

static void tear_down(void)
{
    agreements_free(held);
    agreed_clear(&broker->agreed);
    mem_free(folder);
    free(said);
    play_close();
}

TestSuite(agreed, .init = set_up, .fini = tear_down);

static void hold(const char *until)
{
    fixture_agree_until(folder, "protect_child", until);
    cr_assert_eq(agreements_load(folder, broker->directory, NULL, &held, &err), FAULT_NONE, "%s",
                 err.text);
}

static enum fault check(void)
{
    size_t size;
    FILE *faults = open_memstream(&said, &size);
    enum fault fault = agreed_check(broker, held, faults, &err);

    fclose(faults);
    return fault;
}

static void expect_recorded(const struct buffer *leaf)
{
    fake_agreement_leaf = bytes_of_buffer(leaf);
    cr_assert_eq(agreed_load(broker, &err), FAULT_NONE);
    cr_expect(agreed_has(broker, agreements_at(held, 0)->hash));
    cr_expect_eq(broker->agreed.n, 1);
    fake_agreement_leaf = (struct bytes){ 0 };
}

Test(agreed, is_what_the_record_has_a_leaf_of)
{
    CLEANUP(buffer_clear) struct buffer leaf = { 0 };

    hold("2031-01-01");
    cr_expect_not(agreed_has(broker, agreements_at(held, 0)->hash));
    load_entry_of_agreement(agreements_at(held, 0), 1, &leaf);
    expect_recorded(&leaf);
    agreed_add(broker, held);
    cr_expect_eq(broker->agreed.n, 1, "each once");
}

Test(agreed, one_that_ran_out_before_it_came_is_a_fault_at_its_place)
{
    hold("2026-01-02");
    cr_expect_eq(check(), FAULT_INPUT);
    cr_expect_str_eq(err.code, "agreement");
    cr_expect(strstr(err.text, "/one.yaml:5:8: it has run out: until 2026-01-02"), "%s", err.text);
    cr_expect(strncmp(said, err.text, strlen(err.text)) == 0, "%s", said);
}

Test(agreed, one_that_stood_in_the_record_and_ran_out_is_none)
{
    CLEANUP(buffer_clear) struct buffer leaf = { 0 };

    hold("2026-01-02");
    load_entry_of_agreement(agreements_at(held, 0), 1, &leaf);
    expect_recorded(&leaf);
    cr_expect_eq(check(), FAULT_NONE, "%s", said);
    cr_expect_str_eq(said, "");
}

Test(agreed, one_in_force_needs_no_leaf_yet)
{
    hold("2031-01-01");
    cr_expect_eq(check(), FAULT_NONE, "%s", said);
}
