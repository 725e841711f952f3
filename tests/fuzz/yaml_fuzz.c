/* SPDX-License-Identifier: EUPL-1.2 */
/* yaml_fuzz - any bytes as a file: every reader on every node, then as rules and as scenarios. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "settings/policy_rule_file.h"
#include "settings/scenario_row.h"
#include "yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct yaml_node node)
{
    static const char *const names[] = { "low", "high" };
    size_t n;

    (void)yaml_text(node, 0, 100);
    (void)yaml_token(node, 40);
    (void)yaml_integer(node, INT64_MIN, INT64_MAX, 0);
    (void)yaml_boolean(node, false);
    (void)yaml_choice(node, names, 2, 0);
    (void)yaml_date(node, 0);
    (void)yaml_quote(node);
    n = yaml_is_list(node) ? yaml_list(node, 0, SIZE_MAX) : 0;
    for (size_t i = 0; i < n; i++)
        read_all(yaml_item(node, i));
    n = yaml_is_mapping(node) ? yaml_pairs(node) : 0;
    for (size_t i = 0; i < n; i++) {
        read_all(yaml_key(node, i));
        read_all(yaml_value(node, i));
    }
}

static void read_tables(struct yaml_document *document)
{
    struct yaml_node root = yaml_root(document);
    struct yaml_node rules = yaml_field(root, "rules", YAML_OPTIONAL);
    struct yaml_node rows = yaml_field(root, "scenarios", YAML_OPTIONAL);
    size_t n_rules = yaml_list(rules, 0, 100), n_rows = yaml_list(rows, 0, 100);

    for (size_t i = 0; i < n_rules; i++) {
        CLEANUP(policy_rule_clear) struct policy_rule rule = { 0 };

        policy_rule_read(yaml_item(rules, i), NULL, &rule);
    }
    for (size_t i = 0; i < n_rows; i++) {
        CLEANUP(scenario_row_clear) struct scenario_row row = { 0 };
        CLEANUP(scenario_row_clear) struct scenario_row varied = { 0 };
        const struct scenario_source source = { .row = yaml_item(rows, i) };
        const struct scenario_source other = { source.row, yaml_item(rows, i + 1) };

        scenario_row_read(&source, NULL, &row);
        scenario_row_read(&other, NULL, &varied);
    }
    yaml_end(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    struct error err;

    if (yaml_open_bytes("fuzz", bytes_of(data, size), &document, &err))
        return 0;
    read_tables(document);
    read_all(yaml_root(document));
    if (yaml_n_faults(document) == 0 && yaml_finish(document, &err) != FAULT_NONE)
        abort();
    return 0;
}
