/* SPDX-License-Identifier: EUPL-1.2 */
/* directory, as far as a school names its contact with the police in it. */
#include "model/directory.h"

#include "area.h"

TestSuite(directory_contact, .init = area_start, .fini = area_stop);

static const int64_t hour_ms = 3600 * 1000;

/* One entry more, signed as it stands. `named` and `function` may be NULL. */
static void add_entry(const char *name, const char *role, const char *country, const char *named,
                      const struct party_function *function)
{
    static uint8_t root = COORDINATOR;
    CLEANUP(sign_secret_free) struct sign_secret *secret = root_of(++root);
    CLEANUP(mem_free) struct party *party = mem_new(1, sizeof(*party));
    CLEANUP(buffer_clear) struct buffer text = { 0 };
    char key[ENCODE_BASE64_SIZE(32)], own[ENCODE_BASE64_SIZE(64)], other[ENCODE_BASE64_SIZE(64)];
    char areas[1][LIMIT_AREA + 1] = { "1201-02" };
    struct party_function only = { 0 };

    *party = (struct party){ .areas = areas,
                             .n_areas = 1,
                             .functions = &only,
                             .joined_day = 20454,
                             .left_day = strcmp(name, "former-police") == 0 ? 20819 : INT32_MAX };
    text_put(party->name, sizeof(party->name), name);
    text_put(party->role, sizeof(party->role), role);
    text_put(party->country, sizeof(party->country), country);
    text_put(party->contact_officer, sizeof(party->contact_officer), named ? named : "");
    if (function) {
        only = *function;
        party->n_functions = 1;
    }
    sign_public(secret, party->root);
    directory_entry_write(party, ORIGIN, &text);
    key_text(root, key);
    sign_text(root, &text, own);
    sign_text(COORDINATOR, &text, other);
    buffer_printf(&yaml,
                  "  - party: %s\n    role: %s\n    country: %s\n    ownership: public\n"
                  "    areas: [1201-02]\n    functions:%s\n",
                  name, role, country, function ? "" : " []");
    if (function)
        put_function(function, &yaml);
    if (named)
        buffer_printf(&yaml, "    contact_officer: %s\n", named);
    buffer_printf(&yaml,
                  "    root: %s\n    joined: 2026-01-01\n%s"
                  "    signatures: {party: %s, coordinator: %s}\n",
                  key, party->left_day == INT32_MAX ? "" : "    left: 2027-01-01\n", own, other);
}

static const struct party_function officer = { .word = "contact_officer",
                                               .hours_text = "mon-fri 08:00-15:30",
                                               .on_call = "child_welfare_on_call",
                                               .telephone = "02800" };
static const struct party_function plain = { .word = "police", .hours_text = "always" };

static struct route route_at(const struct directory *directory, const char *school, bool acute,
                             const char *time)
{
    struct route route = { 0 };
    int64_t now_ms = 0;

    cr_assert(text_read_time(time, &now_ms));
    cr_assert(directory_contact_officer(
        directory, directory_party(directory, school, text_day_of(now_ms)), acute, now_ms, &route));
    return route;
}

Test(directory_contact, is_the_function_of_the_police_that_the_school_has_named)
{
    CLEANUP(directory_free) struct directory *directory = NULL;
    struct route route;

    add_entry("dal-school", "school", "NO", "dal-police", NULL);
    add_entry("dal-police", "police", "NO", NULL, &officer);
    directory = load_area();
    route = route_at(directory, "dal-school", false, "2026-03-03T18:00:00.000Z");
    cr_expect_str_eq(route.party->name, "dal-police");
    cr_expect_str_eq(route.function->word, "contact_officer");
    cr_expect_not(route.on_call);
}

Test(directory_contact, is_on_call_in_an_area_of_the_school_when_it_is_acute_and_nobody_is_there)
{
    CLEANUP(directory_free) struct directory *directory = NULL;
    struct route route;

    add_entry("dal-school", "school", "NO", "dal-police", NULL);
    add_entry("dal-police", "police", "NO", NULL, &officer);
    directory = load_area();
    route = route_at(directory, "dal-school", true, "2026-03-03T18:00:00.000Z");
    cr_expect_str_eq(route.party->name, "vestland-on-call");
    cr_expect_str_eq(route.telephone, "+47 55 00 00 03");
    cr_expect(route.on_call);
    route = route_at(directory, "dal-school", true, "2026-03-03T09:00:00.000Z");
    cr_expect_str_eq(route.party->name, "dal-police");
    cr_expect_str_eq(route.telephone, "+47 55 00 00 03");
}

Test(directory_contact, is_nobody_where_none_is_named_or_the_police_have_left)
{
    CLEANUP(directory_free) struct directory *directory = NULL;
    struct route route;

    add_entry("dal-school", "school", "NO", "former-police", NULL);
    add_entry("os-school", "school", "NO", NULL, NULL);
    add_entry("former-police", "police", "NO", NULL, &officer);
    directory = load_area();
    cr_expect(directory_contact_officer(directory, directory_party(directory, "dal-school", 20818),
                                        false, 20818 * 24 * hour_ms, &route));
    cr_expect_not(directory_contact_officer(directory,
                                            directory_party(directory, "dal-school", 20819), false,
                                            20819 * 24 * hour_ms, &route));
    cr_expect_not(directory_contact_officer(directory,
                                            directory_party(directory, "os-school", 20500), false,
                                            20500 * 24 * hour_ms, &route));
}

static const struct {
    const char *role, *named, *fault;
} wrong[] = {
    { "school", "nobody-at-all", "nobody-at-all is no party of this directory" },
    { "school", "vik-child-welfare", "vik-child-welfare is no police" },
    { "school", "os-police", "os-police is the police of another country" },
    { "school", "plain-police", "plain-police does not have the function contact_officer" },
    { "health", "dal-police", "only a school names a contact officer" },
};

Test(directory_contact, that_cannot_be_is_a_fault_with_its_place)
{
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(mem_free) char *text = NULL;
        struct directory *directory = NULL;
        size_t size, before = yaml.size;
        FILE *faults = open_memstream(&text, &size);
        char *colon;

        add_entry("dal-school", wrong[i].role, "NO", wrong[i].named, NULL);
        add_entry("dal-police", "police", "NO", NULL, &officer);
        add_entry("os-police", "police", "SE", NULL, &officer);
        add_entry("plain-police", "police", "NO", NULL, &plain);
        write_file(path, bytes_of_buffer(&yaml));
        cr_expect_eq(directory_load(path, &(struct reading){ .faults = faults }, &directory, NULL),
                     FAULT_INPUT, "%s", wrong[i].fault);
        fclose(faults);
        colon = strchr(text, ':');
        cr_expect(strstr(text, wrong[i].fault) && colon && strspn(colon + 1, "0123456789") > 0,
                  "%s", text);
        yaml.size = before;
    }
}

Test(directory_contact, is_covered_by_the_signatures)
{
    CLEANUP(buffer_clear) struct buffer changed = { 0 };
    CLEANUP(mem_free) char *text = NULL;
    struct directory *directory = NULL;
    size_t size;
    FILE *faults = open_memstream(&text, &size);

    add_entry("dal-school", "school", "NO", "dal-police", NULL);
    add_entry("dal-police", "police", "NO", NULL, &officer);
    replaced(bytes_of_buffer(&yaml), "    contact_officer: dal-police\n", "", &changed);
    write_file(path, bytes_of_buffer(&changed));
    cr_expect_eq(directory_load(path, &(struct reading){ .faults = faults }, &directory, NULL),
                 FAULT_INPUT);
    fclose(faults);
    cr_expect(strstr(text, "not the signature of the party's root key"), "%s", text);
}
