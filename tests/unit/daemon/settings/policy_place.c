/* SPDX-License-Identifier: EUPL-1.2 */
#include "unit/daemon/settings/policy_place.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

const char policy_rule_form[] = "  - id: %s\n"
                                "    kind: %s\n"
                                "    ground: no.test.1\n"
                                "    country: NO\n"
                                "    citation: Prøveloven § 1\n"
                                "    in_force_from: 2024-01-01\n"
                                "    read_as_of: 2024-02-01\n"
                                "    certainty: verified\n"
                                "    from: [school]\n"
                                "    to: [child_welfare]\n"
                                "    types: [correction]\n"
                                "    purposes: [protect_child]\n"
                                "    categories: [identity]\n"
                                "    texts:\n"
                                "      sv: {summary: a, refusal: b}\n"
                                "      nb: {summary: a, refusal: b}\n"
                                "      en: {summary: a, refusal: b}\n"
                                "%s";

void policy_place_init(struct policy_place *place)
{
    *place = (struct policy_place){ .path = "/tmp/samband-policy-XXXXXX" };
    cr_assert_not_null(mkdtemp(place->path));
    cr_assert_eq(
        vocabulary_load("config/policy/vocabulary.yaml", stderr, &place->vocabulary, &place->err),
        FAULT_NONE);
}

void policy_place_clear(struct policy_place *place)
{
    CLEANUP(mem_free) char *command = mem_printf("rm -rf %s", place->path);

    cr_expect_eq(system(command), 0);
    vocabulary_free(place->vocabulary);
    policy_free(place->policy);
    free(place->printed);
}

void policy_place_write(const struct policy_place *place, const char *folder, const char *name,
                        const char *text)
{
    CLEANUP(mem_free) char *directory = mem_printf("%s/%s", place->path, folder);
    CLEANUP(mem_free) char *path = mem_printf("%s/%s", directory, name);
    FILE *file;

    mkdir(directory, 0700);
    file = fopen(path, "w");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    fclose(file);
}

void policy_place_write_rule(const struct policy_place *place, const char *name, const char *id,
                             const char *kind, const char *more)
{
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    buffer_append_text(&text, "rules:\n");
    buffer_printf(&text, policy_rule_form, id, kind, more);
    policy_place_write(place, "no", name, (const char *)text.data);
}

enum fault policy_place_load(struct policy_place *place)
{
    size_t size = 0;
    FILE *out;
    enum fault fault;

    free(TAKE(place->printed));
    policy_free(TAKE(place->policy));
    out = open_memstream(&place->printed, &size);
    fault = policy_load(place->path, place->vocabulary, out, &place->policy, &place->err);
    fclose(out);
    return fault;
}

void policy_place_expect(const struct policy_place *place, const char *want)
{
    cr_expect_not_null(strstr(place->printed, want), "%s is not in: %s", want, place->printed);
}
