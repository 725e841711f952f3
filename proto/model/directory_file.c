/* SPDX-License-Identifier: Apache-2.0 */
#include "model/directory_file.h"

#include <errno.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/encode.h"
#include "keys/tag.h"
#include "model/lines.h"
#include "yaml/yaml.h"

enum { PARTIES_MAX = 2000, BASE64_MAX = 200 };

void directory_file_clear(struct directory_file *file)
{
    mem_free(file->parties);
    *file = (struct directory_file){ 0 };
}

static void read_base64(struct yaml_node node, uint8_t *ret_bytes, size_t size)
{
    const char *text = yaml_text(node, 1, BASE64_MAX);

    if (text && !decode_base64_exact(text, ret_bytes, size))
        yaml_fault(node, "%zu bytes in base64 are wanted", size);
}

/* Names of parties; a few stand for something else where a party may be named. */
static void read_party_name(struct yaml_node node, char ret_name[LIMIT_PARTY + 1])
{
    const char *name = yaml_token(node, LIMIT_PARTY);

    if (!name)
        return;
    if (strcmp(name, PARTY_BUS) == 0 || strcmp(name, PARTY_LOG) == 0 || strcmp(name, "none") == 0)
        yaml_fault(node, "the name %s is reserved", name);
    else
        memcpy(ret_name, name, strlen(name) + 1);
}

/* Tokens, each once, into `n_max` rows of `row` bytes. Returns how many. */
static size_t read_tokens(struct yaml_node list, char *ret_rows, size_t row, size_t n_max)
{
    size_t n_items = yaml_list(list, 0, n_max), n = 0;

    for (size_t i = 0; i < n_items && i < n_max; i++) {
        struct yaml_node item = yaml_item(list, i);
        const char *token = yaml_token(item, row - 1);
        bool twice = false;

        if (!token)
            continue;
        for (size_t j = 0; j < n; j++)
            twice = twice || strcmp(ret_rows + j * row, token) == 0;
        if (twice || strcmp(token, "none") == 0)
            yaml_fault(item, twice ? "%s is listed twice" : "%s is reserved", token);
        else
            memcpy(ret_rows + n++ * row, token, strlen(token) + 1);
    }
    return n;
}

/* Digits, '+' and single spaces between them: what a telephone number is written with. */
static void read_on_call(struct yaml_node node, struct party *party)
{
    const char *text = yaml_text(node, 1, sizeof(party->on_call) - 1);

    if (!text)
        return;
    if (strspn(text, "0123456789+ ") != strlen(text) || !lines_is_plain(text) ||
        !strpbrk(text, "0123456789"))
        yaml_fault(node, "a telephone number of digits, '+' and spaces is wanted");
    else
        memcpy(party->on_call, text, strlen(text) + 1);
}

static void copy_token(struct yaml_node node, char *ret_text, size_t max)
{
    const char *token = yaml_token(node, max);

    if (token)
        memcpy(ret_text, token, strlen(token) + 1);
}

static void read_dates(struct yaml_node node, struct party *party)
{
    struct yaml_node left = yaml_field(node, "left", YAML_OPTIONAL);

    party->joined_day = yaml_date(yaml_field(node, "joined", YAML_REQUIRED), 0);
    party->left_day = yaml_date(left, INT32_MAX);
    if (party->joined_day < 0)
        yaml_fault(node, "joined before 1970");
    if (party->left_day <= party->joined_day)
        yaml_fault(left, "left is not after joined");
}

static void read_party(struct yaml_node node, struct party *party)
{
    static const char *const countries[] = { "NO", "SE" };
    static const char *const ownerships[] = { "public", "private" };
    struct yaml_node signatures = yaml_field(node, "signatures", YAML_REQUIRED);

    read_party_name(yaml_field(node, "party", YAML_REQUIRED), party->name);
    copy_token(yaml_field(node, "role", YAML_REQUIRED), party->role, LIMIT_WORD);
    text_put(party->country, sizeof(party->country),
             countries[yaml_choice(yaml_field(node, "country", YAML_REQUIRED), countries,
                                   ARRAY_SIZE(countries), 0)]);
    party->is_private = yaml_choice(yaml_field(node, "ownership", YAML_REQUIRED), ownerships,
                                    ARRAY_SIZE(ownerships), 0) == 1;
    party->n_areas = read_tokens(yaml_field(node, "areas", YAML_REQUIRED), party->areas[0],
                                 sizeof(party->areas[0]), DIRECTORY_AREAS);
    party->n_functions =
        read_tokens(yaml_field(node, "functions", YAML_REQUIRED), party->functions[0],
                    sizeof(party->functions[0]), DIRECTORY_FUNCTIONS);
    read_on_call(yaml_field(node, "on_call", YAML_OPTIONAL), party);
    read_party_name(yaml_field(node, "supervisor", YAML_OPTIONAL), party->supervisor);
    read_base64(yaml_field(node, "root", YAML_REQUIRED), party->root, sizeof(party->root));
    read_dates(node, party);
    read_base64(yaml_field(signatures, "party", YAML_REQUIRED), party->party_signature,
                sizeof(party->party_signature));
    read_base64(yaml_field(signatures, "coordinator", YAML_REQUIRED), party->coordinator_signature,
                sizeof(party->coordinator_signature));
    if (yaml_present(signatures))
        yaml_end(signatures);
    yaml_end(node);
}

static void verify_party(struct yaml_node node, const struct directory_file *file,
                         const struct party *party)
{
    struct yaml_node signatures = yaml_field(node, "signatures", YAML_REQUIRED);
    CLEANUP(buffer_clear) struct buffer text = { 0 };

    directory_entry_write(party, file->origin, &text);
    if (!sign_verify(party->root, TAG_DIRECTORY, file->origin, bytes_of_buffer(&text),
                     party->party_signature))
        yaml_fault(yaml_field(signatures, "party", YAML_REQUIRED),
                   "%s: not the signature of the party's root key over this entry", party->name);
    if (!sign_verify(file->coordinator_root, TAG_DIRECTORY, file->origin, bytes_of_buffer(&text),
                     party->coordinator_signature))
        yaml_fault(yaml_field(signatures, "coordinator", YAML_REQUIRED),
                   "%s: not the signature of the coordinator's root key over this entry",
                   party->name);
    if (strcmp(party->name, file->coordinator) == 0 &&
        memcmp(party->root, file->coordinator_root, CARD_KEY_SIZE) != 0)
        yaml_fault(node, "%s: another root key than the coordinator above has", party->name);
}

static void read_parties(struct yaml_document *document, struct yaml_node list,
                         struct directory_file *file)
{
    size_t n = yaml_list(list, 1, PARTIES_MAX);
    bool head_is_whole = yaml_n_faults(document) == 0;

    file->parties = mem_new(n, sizeof(struct party));
    file->n_parties = n;
    for (size_t i = 0; i < n; i++) {
        struct party *party = &file->parties[i];
        struct yaml_node item = yaml_item(list, i);
        size_t before = yaml_n_faults(document);

        read_party(item, party);
        for (size_t j = 0; j < i; j++) {
            if (party->name[0] && strcmp(file->parties[j].name, party->name) == 0)
                yaml_fault(item, "the party %s is listed twice", party->name);
        }
        /* A signature over an entry that was not read whole says nothing. */
        if (head_is_whole && yaml_n_faults(document) == before)
            verify_party(item, file, party);
    }
}

static void read_origin(struct yaml_node node, char ret_origin[LIMIT_ORIGIN + 1])
{
    const char *text = yaml_text(node, 1, LIMIT_ORIGIN);

    if (text && !lines_is_origin(text))
        yaml_fault(node, "the origin of a log is printable ASCII without space or '+'");
    else if (text)
        memcpy(ret_origin, text, strlen(text) + 1);
}

static enum fault read_document(struct yaml_document *document, struct directory_file *file,
                                struct error *err)
{
    struct yaml_node root = yaml_root(document);
    struct yaml_node coordinator = yaml_field(root, "coordinator", YAML_REQUIRED);

    read_origin(yaml_field(root, "log", YAML_REQUIRED), file->origin);
    read_party_name(yaml_field(coordinator, "party", YAML_REQUIRED), file->coordinator);
    read_base64(yaml_field(coordinator, "root", YAML_REQUIRED), file->coordinator_root,
                sizeof(file->coordinator_root));
    if (yaml_present(coordinator))
        yaml_end(coordinator);
    read_parties(document, yaml_field(root, "parties", YAML_REQUIRED), file);
    yaml_end(root);
    return yaml_finish(document, err);
}

/* Reads the whole file once, so that what is hashed is what is read. */
static enum fault read_file(const char *path, struct buffer *ret_bytes, struct error *err)
{
    CLEANUP(fclose) FILE *file = fopen(path, "re");
    size_t n_read;

    if (!file)
        return error_set_code(err, FAULT_INPUT, "directory", "%s: cannot be read: %s", path,
                              strerror(errno));
    n_read = fread(buffer_extend(ret_bytes, YAML_SIZE_MAX + 1), 1, YAML_SIZE_MAX + 1, file);
    if (ferror(file))
        return error_set_code(err, FAULT_INPUT, "directory", "%s: cannot be read: %s", path,
                              strerror(errno));
    ret_bytes->size = n_read;
    return FAULT_NONE;
}

static enum fault as_directory(struct error *err)
{
    if (err)
        text_put(err->code, sizeof(err->code), "directory");
    return FAULT_INPUT;
}

enum fault directory_file_read(const char *path, FILE *faults, struct directory_file *ret_file,
                               struct error *err)
{
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    CLEANUP(directory_file_clear) struct directory_file file = { 0 };
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    char hex[DIGEST_HEX_SIZE];
    struct digest hash;
    struct error unread;

    if (read_file(path, &bytes, &unread) ||
        yaml_open_bytes(path, bytes_of_buffer(&bytes), &document, &unread)) {
        if (faults)
            fprintf(faults, "%s\n", unread.text);
        if (err)
            *err = unread;
        return as_directory(err);
    }
    if (read_document(document, &file, err)) {
        if (faults)
            yaml_print_faults(document, faults);
        return as_directory(err);
    }
    hash = digest_of(bytes_of_buffer(&bytes));
    digest_write_hex(&hash, hex);
    snprintf(file.hash, sizeof(file.hash), "sha256:%s", hex);
    *ret_file = file;
    file = (struct directory_file){ 0 };
    return FAULT_NONE;
}
