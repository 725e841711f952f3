/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/trace.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/memory.h"
#include "unit/daemon/ctl/record_fixture.h"

static struct record_fixture *record;

static void make(void) { record = record_fixture_new(); }

static void drop(void) { record_fixture_free(record); }

TestSuite(trace, .init = make, .fini = drop);

/* Every leaf is shown to the trace, as it would be if the search had let too many through. */
static struct trace *trace_of(const struct uuid *id)
{
    struct trace *trace = trace_new(id);
    struct error err;

    for (size_t i = 0; i < record->n_made; i++)
        cr_assert_eq(trace_add(trace, i, bytes_of_buffer(&record->entries[i]), &err), FAULT_NONE);
    return trace;
}

static char *plain_of(const struct trace *trace)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    trace_print_plain(trace, out);
    fclose(out);
    return text;
}

Test(trace, keeps_the_steps_of_its_exchange_only)
{
    CLEANUP(trace_free) struct trace *trace = trace_of(&record->accepted);
    CLEANUP(mem_free) char *text = plain_of(trace);

    cr_expect_eq(trace_n_steps(trace), 2);
    cr_expect(strstr(text, "concern_notification from fjell-school to child-welfare"), "%s", text);
    cr_expect(strstr(text, "2026-03-01 09:12:44  4     accepted "), "%s", text);
    cr_expect(strstr(text, "child-welfare (card 1)"), "%s", text);
    cr_expect(strstr(text, "waits until child-welfare has registered it"), "%s", text);
    cr_expect(strstr(text, "permit   no-school-concern"), "%s", text);
}

Test(trace, ends_with_a_refusal_and_its_code)
{
    CLEANUP(trace_free) struct trace *trace = trace_of(&record->refused);
    CLEANUP(mem_free) char *text = plain_of(trace);

    cr_expect_eq(trace_n_steps(trace), 1);
    cr_expect(strstr(text, "age_outside"), "%s", text);
    cr_expect_not(strstr(text, "waits"), "%s", text);
}

Test(trace, is_empty_for_a_stranger)
{
    struct uuid id = uuid_new(1772356364120);
    CLEANUP(trace_free) struct trace *trace = trace_of(&id);

    cr_expect_eq(trace_n_steps(trace), 0);
}

Test(trace, names_the_leaf_that_cannot_be_read)
{
    CLEANUP(trace_free) struct trace *trace = trace_new(&record->accepted);
    struct error err;

    record->entries[4].data[0] = 'S';
    cr_expect_eq(trace_add(trace, 4, bytes_of_buffer(&record->entries[4]), &err), FAULT_INPUT);
    cr_expect_eq(strncmp(err.text, "leaf 4: ", 8), 0, "%s", err.text);
}

Test(trace, has_stable_json_keys)
{
    static const char *const keys[] = { "\"id\":\"",
                                        "\"from\":\"fjell-school\"",
                                        "\"to\":\"child-welfare\"",
                                        "\"steps\":[{\"time\":\"",
                                        "\"leaf\":4,\"kind\":\"accepted\"",
                                        "\"signed_by\":\"",
                                        "\"card\":1,",
                                        "\"code\":null",
                                        "\"words\":\"",
                                        "\"sections\":[{\"section\":\"",
                                        "\"verdict\":\"permit\"",
                                        "\"waiting\":\"waits until" };
    CLEANUP(trace_free) struct trace *trace = trace_of(&record->accepted);
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    trace_print_json(trace, &json);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        cr_expect(strstr((char *)json.text.data, keys[i]), "%s is missing in %s", keys[i],
                  (char *)json.text.data);
}

static void expect_words(const struct uuid *id, size_t n_steps, const char *words, bool waits)
{
    CLEANUP(trace_free) struct trace *trace = trace_of(id);
    CLEANUP(mem_free) char *text = plain_of(trace);

    cr_expect_eq(trace_n_steps(trace), n_steps, "%zu steps: %s", trace_n_steps(trace), text);
    cr_expect(strstr(text, words), "want %s, got %s", words, text);
    cr_expect_eq(strstr(text, "waits until") != NULL, waits, "%s", text);
}

Test(trace, tells_of_orders_and_what_they_ended)
{
    drop();
    record = record_fixture_new_with_orders();
    expect_words(&record->grant, 1, "the bus goes by it from here on", false);
    expect_words(&record->withdrawal, 1, "the bus goes by it from here on", false);
    expect_words(&record->take_back, 1, "fjell-school ordered it; the bus carried it out", false);
    expect_words(&record->resting, 2, "fjell-school ended a consent that it rests on", false);
    expect_words(&record->accepted, 3, "child-welfare destroyed it unread", false);
}

Test(trace, waits_on_for_what_was_fetched_before_it_was_recalled)
{
    drop();
    record = record_fixture_new_with_orders();
    record_fixture_recall(record, 12, STATE_FETCHED);
    expect_words(&record->accepted, 3, "had it in its case system before fjell-school", true);
}

Test(trace, names_nobody_for_what_the_bus_wrote_by_an_order)
{
    CLEANUP(trace_free) struct trace *trace = NULL;
    CLEANUP(json_out_clear) struct json_out json = { 0 };

    drop();
    record = record_fixture_new_with_orders();
    trace = trace_of(&record->resting);
    trace_print_json(trace, &json);
    cr_expect(
        strstr((char *)json.text.data, "\"kind\":\"withdrawn\",\"signed_by\":null,\"card\":null"),
        "%s", (char *)json.text.data);
}
