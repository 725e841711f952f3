/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/policy_grounds.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "yaml/yaml.h"

enum { DECIDED_DUTY = POLICY_NONE + 1, KINDS };

static const char *const kinds[KINDS - 1] = {
    "duty", "permission", "consent", "blocked", "none", "decided_duty",
};

/* Bit (kind - 1) of each kind that the ground's rules may be of. */
struct listed {
    const char *ground; /* borrowed from the document */
    struct yaml_node node;
    unsigned int kinds;
};

struct list {
    struct listed *grounds;
    size_t n;
};

static void list_clear(struct list *list) { mem_free(list->grounds); }
DEFINE_CLEAR(struct list, list_clear)

static void read_ground(struct yaml_node key, struct yaml_node value, struct listed *ret)
{
    const char *ground = yaml_text(key, 1, POLICY_ID_MAX);
    size_t n = yaml_list(value, 1, KINDS);

    *ret = (struct listed){ .ground = ground ? ground : "", .node = key };
    if (ground && !policy_is_ground(ground))
        yaml_fault(key, "a ground is written as country.statute.place, like no.bvl.13-2");
    for (size_t i = 0; i < n; i++)
        ret->kinds |= 1u << yaml_choice(yaml_item(value, i), kinds, ARRAY_SIZE(kinds), 0);
}

static void read_list(struct yaml_node root, struct list *ret_list)
{
    struct yaml_node grounds = yaml_field(root, "grounds", YAML_REQUIRED);

    ret_list->n = yaml_pairs(grounds);
    ret_list->grounds = mem_new(ret_list->n + 1, sizeof(*ret_list->grounds));
    for (size_t i = 0; i < ret_list->n; i++)
        read_ground(yaml_key(grounds, i), yaml_value(grounds, i), &ret_list->grounds[i]);
    yaml_end(root);
}

static const struct listed *find(const struct list *list, const char *ground)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->grounds[i].ground, ground) == 0)
            return &list->grounds[i];
    return NULL;
}

static void note(const struct policy_rule *rule, const char *what, FILE *faults, struct error *err)
{
    if (faults)
        fprintf(faults, "%s: %s %s\n", rule->place, rule->ground, what);
    if (!err->fault)
        (void)error_set_code(err, FAULT_INPUT, "invalid_file", "%s: %s %s", rule->place,
                             rule->ground, what);
}

static void check_rules(const struct list *list, const struct policy *policy, FILE *faults,
                        struct error *err)
{
    for (size_t i = 0; i < policy->n_rules; i++) {
        const struct policy_rule *rule = &policy->rules[i];
        const struct listed *listed = find(list, rule->ground);
        unsigned int kind =
            rule->kind == POLICY_DUTY && rule->deciders.n ? DECIDED_DUTY : (unsigned)rule->kind;

        if (!listed)
            note(rule, "is not among the grounds of " POLICY_GROUNDS, faults, err);
        else if (!(listed->kinds & 1u << (kind - 1)))
            note(rule, "has no rules of this kind by " POLICY_GROUNDS, faults, err);
    }
}

static void check_grounds(const struct list *list, const struct policy *policy)
{
    size_t n;

    for (size_t i = 0; i < list->n; i++)
        if (!policy_of_ground(policy, list->grounds[i].ground, &n))
            yaml_fault(list->grounds[i].node, "no rule has this ground");
}

enum fault policy_grounds_check(const char *directory, const struct policy *policy, FILE *faults,
                                struct error *err)
{
    CLEANUP(mem_free) char *path = mem_printf("%s/" POLICY_GROUNDS, directory);
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    CLEANUP(list_clear) struct list list = { 0 };
    struct error first = { 0 };
    enum fault fault;

    /* One that is there and cannot be looked at is a fault, when it is opened. */
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return FAULT_NONE;
    fault = yaml_open_file(path, &document, err);
    if (fault) {
        if (faults)
            fprintf(faults, "%s\n", err->text);
        return fault;
    }
    read_list(yaml_root(document), &list);
    check_rules(&list, policy, faults, &first);
    check_grounds(&list, policy);
    if (faults)
        yaml_print_faults(document, faults);
    fault = yaml_finish(document, err);
    if (!first.fault)
        return fault;
    *err = first;
    return first.fault;
}
