/* SPDX-License-Identifier: EUPL-1.2 */
#include "settings/settings.h"

#include <stddef.h>
#include <string.h>

#include "base/credential.h"
#include "base/memory.h"
#include "yaml/yaml.h"

enum setting_type {
    SETTING_TEXT,
    SETTING_PATH,
    SETTING_NUMBER,
    SETTING_BOOLEAN,
};

/* Every setting: what it is called, what it may be, and where it goes. */
static const struct {
    const char *key;
    enum setting_type type;
    size_t field;
    bool required;
    int64_t least, most, otherwise;
} table[] = {
    { "listen", SETTING_TEXT, offsetof(struct settings, listen), true, 0, 0, 0 },
    { "database", SETTING_TEXT, offsetof(struct settings, database), true, 0, 0, 0 },
    { "directory", SETTING_PATH, offsetof(struct settings, directory), true, 0, 0, 0 },
    { "cards", SETTING_PATH, offsetof(struct settings, cards), true, 0, 0, 0 },
    { "agreements", SETTING_PATH, offsetof(struct settings, agreements), false, 0, 0, 0 },
    { "policy", SETTING_PATH, offsetof(struct settings, policy), true, 0, 0, 0 },
    { "keys", SETTING_PATH, offsetof(struct settings, keys), true, 0, 0, 0 },
    { "index_key", SETTING_PATH, offsetof(struct settings, index_key), true, 0, 0, 0 },
    { "credit", SETTING_NUMBER, offsetof(struct settings, credit), false, 1, 256, 32 },
    { "heartbeat_ms", SETTING_NUMBER, offsetof(struct settings, heartbeat_ms), false, 200, 60000,
      5000 },
    { "submits_per_second", SETTING_NUMBER, offsetof(struct settings, submits_per_second), false, 1,
      100000, 50 },
    { "submits_burst", SETTING_NUMBER, offsetof(struct settings, submits_burst), false, 1, 100000,
      200 },
    { "questions_per_hour", SETTING_NUMBER, offsetof(struct settings, questions_per_hour), false, 1,
      100000, 600 },
    { "allow_unsafe_database", SETTING_BOOLEAN, offsetof(struct settings, allow_unsafe_database),
      false, 0, 0, 0 },
};

static char *beside(const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');

    if (path[0] == '/' || !slash || credential_is_named(path))
        return mem_text(path);
    return mem_printf("%.*s/%s", (int)(slash - file), file, path);
}

static void read_setting(struct yaml_node root, size_t i, const char *file,
                         struct settings *settings)
{
    struct yaml_node node =
        yaml_field(root, table[i].key, table[i].required ? YAML_REQUIRED : YAML_OPTIONAL);
    void *field = (char *)settings + table[i].field;
    const char *text;

    switch (table[i].type) {
    case SETTING_TEXT:
    case SETTING_PATH:
        text = yaml_text(node, 1, 1000);
        if (text)
            *(char **)field = table[i].type == SETTING_PATH ? beside(file, text) : mem_text(text);
        break;
    case SETTING_NUMBER:
        *(uint32_t *)field =
            (uint32_t)yaml_integer(node, table[i].least, table[i].most, table[i].otherwise);
        break;
    case SETTING_BOOLEAN:
        *(bool *)field = yaml_boolean(node, table[i].otherwise);
        break;
    }
}

enum fault settings_load(const char *path, FILE *faults, struct settings **ret_settings,
                         struct error *err)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    CLEANUP(settings_free) struct settings *settings = mem_new(1, sizeof(*settings));
    struct yaml_node root;
    enum fault fault;

    fault = yaml_open_file(path, &document, err);
    if (fault) {
        if (faults)
            fprintf(faults, "%s\n", err->text);
        return fault;
    }

    root = yaml_root(document);
    for (size_t i = 0; i < ARRAY_SIZE(table); i++)
        read_setting(root, i, path, settings);
    yaml_end(root);

    if (faults)
        yaml_print_faults(document, faults);
    fault = yaml_finish(document, err);
    if (fault)
        return fault;
    *ret_settings = TAKE(settings);
    return FAULT_NONE;
}

void settings_free(struct settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        if (table[i].type == SETTING_TEXT || table[i].type == SETTING_PATH)
            mem_free(*(char **)((char *)settings + table[i].field));
    }
    mem_free(settings);
}
