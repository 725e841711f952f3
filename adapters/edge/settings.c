/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/settings.h"

#include <stdio.h>
#include <string.h>

#include "base/credential.h"
#include "base/memory.h"
#include "edge/http.h"
#include "edge/link.h"
#include "edge/listen.h"
#include "edge/webhook.h"
#include "yaml/yaml.h"

enum {
    PATH_MAX_BYTES = 1000,
    ADDRESS_MAX_BYTES = 200,
    PARTIES_MAX = 200,
};

static struct settings *settings_new(void) { return mem_new(1, sizeof(struct settings)); }

void settings_free(struct settings *settings)
{
    if (!settings)
        return;
    for (size_t i = 0; i < settings->n_parties; i++) {
        mem_free(settings->parties[i].keys_folder);
        mem_free(settings->parties[i].token_file);
        mem_free(settings->parties[i].webhook_url);
        mem_free(settings->parties[i].webhook_secret_file);
        mem_free(settings->parties[i].drop_in);
        mem_free(settings->parties[i].drop_out);
    }
    mem_free(settings->parties);
    mem_free(settings->listen);
    mem_free(settings->spool);
    mem_free(settings->broker);
    mem_free(settings->directory);
    mem_free(settings->cards);
    mem_free(settings->agreements);
    mem_free(settings->vocabulary);
    mem_free(settings->subject_key_file);
    mem_free(settings);
}

/* A relative path is relative to the settings file. */
static char *resolve(const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');

    if (path[0] == '/' || !slash || credential_is_named(path))
        return mem_text(path);
    return mem_printf("%.*s/%s", (int)(slash - file), file, path);
}

static char *read_path(const char *file, struct yaml_node mapping, const char *key)
{
    const char *path = yaml_text(yaml_field(mapping, key, YAML_REQUIRED), 1, PATH_MAX_BYTES);

    return path ? resolve(file, path) : NULL;
}

static char *read_optional_path(const char *file, struct yaml_node mapping, const char *key)
{
    const char *path = yaml_text(yaml_field(mapping, key, YAML_OPTIONAL), 1, PATH_MAX_BYTES);

    return path ? resolve(file, path) : NULL;
}

static char *read_listen(const char *file, struct yaml_node root)
{
    struct yaml_node node = yaml_field(root, "listen", YAML_REQUIRED);
    const char *text = yaml_text(node, 1, PATH_MAX_BYTES);
    CLEANUP(mem_free) char *path = NULL, *listen = NULL;
    struct error err;

    if (!text)
        return NULL;
    path =
        listen_path(text) && listen_path(text)[0] != '\0' ? resolve(file, listen_path(text)) : NULL;
    listen = path ? mem_printf("unix:%s", path) : mem_text(text);
    if (http_check_listen(listen, &err)) {
        yaml_fault(node, "%s", err.text);
        return NULL;
    }
    return TAKE(listen);
}

static char *read_broker(struct yaml_node root)
{
    struct yaml_node node = yaml_field(root, "broker", YAML_REQUIRED);
    const char *text = yaml_text(node, 1, ADDRESS_MAX_BYTES);
    struct error err;

    if (!text)
        return NULL;
    if (edge_link_check_address(text, &err)) {
        yaml_fault(node, "%s", err.text);
        return NULL;
    }
    return mem_text(text);
}

static void copy_token(struct yaml_node mapping, const char *key, size_t max, char *ret)
{
    const char *token = yaml_token(yaml_field(mapping, key, YAML_OPTIONAL), max);

    snprintf(ret, max + 1, "%s", token ? token : "");
}

static char *read_url(struct yaml_node webhook)
{
    struct yaml_node node = yaml_field(webhook, "url", YAML_REQUIRED);
    const char *url = yaml_text(node, 1, PATH_MAX_BYTES);
    struct error err;

    if (!url)
        return NULL;
    if (webhook_check_url(url, &err)) {
        yaml_fault(node, "%s", err.text);
        return NULL;
    }
    return mem_text(url);
}

/* How its system is told, and gives files, beside HTTP. */
static void read_ways(const char *file, struct yaml_node node, struct party_settings *party)
{
    struct yaml_node webhook = yaml_field(node, "webhook", YAML_OPTIONAL);
    struct yaml_node drop = yaml_field(node, "drop", YAML_OPTIONAL);

    if (yaml_present(webhook)) {
        party->webhook_url = read_url(webhook);
        party->webhook_secret_file = read_path(file, webhook, "secret");
        yaml_end(webhook);
    }
    if (!yaml_present(drop))
        return;
    party->drop_in = read_path(file, drop, "in");
    party->drop_out = read_path(file, drop, "out");
    if (party->drop_in && party->drop_out && strcmp(party->drop_in, party->drop_out) == 0)
        yaml_fault(drop, "drop: in and out are the same folder");
    yaml_end(drop);
}

static void read_party(const char *file, struct yaml_node node, struct settings *settings)
{
    struct party_settings *party = &settings->parties[settings->n_parties];
    struct yaml_node name = yaml_field(node, "party", YAML_REQUIRED);
    const char *text = yaml_token(name, LIMIT_PARTY);

    snprintf(party->name, sizeof(party->name), "%s", text ? text : "");
    for (size_t i = 0; text && i < settings->n_parties; i++)
        if (strcmp(settings->parties[i].name, text) == 0)
            yaml_fault(name, "party: %s stands twice", text);
    party->keys_folder = read_path(file, node, "keys");
    party->token_file = read_path(file, node, "token");
    copy_token(node, "default_ground", LIMIT_GROUND, party->default_ground);
    copy_token(node, "default_area", LIMIT_AREA, party->default_area);
    read_ways(file, node, party);
    yaml_end(node);
    settings->n_parties++;
}

static void read_parties(const char *file, struct yaml_node list, struct settings *settings)
{
    size_t n = yaml_list(list, 1, PARTIES_MAX);

    settings->parties = mem_new(n + 1, sizeof(*settings->parties));
    for (size_t i = 0; i < n; i++)
        read_party(file, yaml_item(list, i), settings);
}

static void read_root(const char *file, struct yaml_node root, struct settings *settings)
{
    struct yaml_node subject_key = yaml_field(root, "subject_key", YAML_REQUIRED);

    settings->listen = read_listen(file, root);
    settings->spool = read_path(file, root, "spool");
    settings->broker = read_broker(root);
    settings->directory = read_path(file, root, "directory");
    settings->cards = read_path(file, root, "cards");
    settings->agreements = read_optional_path(file, root, "agreements");
    settings->vocabulary = read_path(file, root, "vocabulary");
    settings->subject_key_file = read_path(file, subject_key, "file");
    settings->subject_key_number =
        (uint32_t)yaml_integer(yaml_field(subject_key, "number", YAML_REQUIRED), 1, UINT32_MAX, 0);
    yaml_end(subject_key);
    settings->test_ids = yaml_boolean(yaml_field(root, "test_ids", YAML_OPTIONAL), false);
    read_parties(file, yaml_field(root, "parties", YAML_REQUIRED), settings);
    yaml_end(root);
}

enum fault settings_load(const char *path, FILE *faults, struct settings **ret_settings,
                         struct error *err)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    CLEANUP(settings_free) struct settings *settings = settings_new();
    struct error first;

    if (yaml_open_file(path, &document, &first)) {
        fprintf(faults, "%s\n", first.text);
        return error_set_code(err, FAULT_INPUT, "settings", "%s", first.text);
    }
    read_root(path, yaml_root(document), settings);
    if (yaml_finish(document, &first)) {
        yaml_print_faults(document, faults);
        return error_set_code(err, FAULT_INPUT, "settings", "%s", first.text);
    }
    *ret_settings = TAKE(settings);
    return FAULT_NONE;
}
