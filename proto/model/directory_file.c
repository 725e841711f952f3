/* SPDX-License-Identifier: Apache-2.0 */
#include "model/directory_file.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "keys/tag.h"
#include "model/fields.h"
#include "model/lines.h"
#include "model/words.h"
#include "yaml/yaml.h"

enum { PARTIES_MAX = 2000 };

/* What one entry may hold at most. */
struct widest {
    char areas[DIRECTORY_AREAS][LIMIT_AREA + 1];
    struct party_function functions[DIRECTORY_FUNCTIONS];
};

void directory_file_clear(struct directory_file *file)
{
    buffer_clear(&file->source);
    for (size_t i = 0; i < file->n_parties; i++) {
        mem_free(file->parties[i].areas);
        mem_free(file->parties[i].functions);
    }
    mem_free(file->parties);
    *file = (struct directory_file){ 0 };
}

/* Digits, '+' and single spaces between them: what a telephone number is written with. */
static void read_telephone(struct yaml_node node, struct party_function *function)
{
    const char *text = yaml_text(node, 1, sizeof(function->telephone) - 1);

    if (!text)
        return;
    if (strspn(text, "0123456789+ ") != strlen(text) || !lines_is_plain(text) ||
        !strpbrk(text, "0123456789"))
        yaml_fault(node, "a telephone number of digits, '+' and spaces is wanted");
    else
        memcpy(function->telephone, text, strlen(text) + 1);
}

static void read_hours(struct yaml_node node, struct party_function *function)
{
    const char *text = yaml_text(node, 1, HOURS_TEXT);

    if (text && !hours_read(text, &function->hours)) {
        yaml_fault(node, "hours as \"mon-fri 08:00-15:30, sat 10:00-14:00\" are wanted, or always");
        return;
    }
    if (!text)
        function->hours.always = true;
    text_put(function->hours_text, sizeof(function->hours_text), text ? text : "always");
}

static void read_closed(struct yaml_node list, struct party_function *function)
{
    size_t n = yaml_list(list, 0, DIRECTORY_CLOSED);

    for (size_t i = 0; i < n; i++) {
        struct yaml_node item = yaml_item(list, i);
        int32_t day = yaml_date(item, INT32_MIN);
        bool twice = false;

        if (day == INT32_MIN) /* its fault is noted */
            continue;
        for (size_t j = 0; j < function->n_closed; j++)
            twice = twice || function->closed[j] == day;
        if (twice || day < 0)
            yaml_fault(item, twice ? "the day is listed twice" : "the day is before 1970");
        else
            function->closed[function->n_closed++] = day;
    }
}

static void read_function(struct yaml_node node, const struct vocabulary *vocabulary,
                          struct party_function *function)
{
    struct yaml_node on_call = yaml_field(node, "on_call", YAML_OPTIONAL);

    words_read(yaml_field(node, "function", YAML_REQUIRED), vocabulary, VOCABULARY_FUNCTION,
               function->word);
    read_hours(yaml_field(node, "hours", YAML_OPTIONAL), function);
    read_closed(yaml_field(node, "closed", YAML_OPTIONAL), function);
    words_read(on_call, vocabulary, VOCABULARY_FUNCTION, function->on_call);
    if (function->on_call[0] && strcmp(function->on_call, function->word) == 0)
        yaml_fault(on_call, "%s cannot be on call for itself", function->word);
    read_telephone(yaml_field(node, "telephone", YAML_OPTIONAL), function);
    yaml_end(node);
}

static void read_functions(struct yaml_node list, const struct vocabulary *vocabulary,
                           struct party *party)
{
    size_t n = yaml_list(list, 0, DIRECTORY_FUNCTIONS);

    for (size_t i = 0; i < n; i++) {
        struct yaml_node item = yaml_item(list, i);
        struct party_function *function = &party->functions[party->n_functions];

        *function = (struct party_function){ 0 };
        read_function(item, vocabulary, function);
        if (function->word[0] && party_function(party, function->word))
            yaml_fault(item, "the function %s is listed twice", function->word);
        else
            party->n_functions++;
    }
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

static void read_party(struct yaml_node node, const struct vocabulary *vocabulary,
                       struct party *party)
{
    static const char *const countries[] = { "NO", "SE" };
    static const char *const ownerships[] = { "public", "private" };
    struct yaml_node signatures = yaml_field(node, "signatures", YAML_REQUIRED);
    struct yaml_node role = yaml_field(node, "role", YAML_REQUIRED);

    fields_party(yaml_field(node, "party", YAML_REQUIRED), party->name);
    words_read(role, vocabulary, VOCABULARY_ROLE, party->role);
    text_put(party->country, sizeof(party->country),
             countries[yaml_choice(yaml_field(node, "country", YAML_REQUIRED), countries,
                                   ARRAY_SIZE(countries), 0)]);
    words_check_country(role, vocabulary, party->role, party->country);
    party->is_private = yaml_choice(yaml_field(node, "ownership", YAML_REQUIRED), ownerships,
                                    ARRAY_SIZE(ownerships), 0) == 1;
    party->n_areas = fields_tokens(yaml_field(node, "areas", YAML_REQUIRED), party->areas[0],
                                   sizeof(party->areas[0]), 0, DIRECTORY_AREAS);
    read_functions(yaml_field(node, "functions", YAML_REQUIRED), vocabulary, party);
    fields_party(yaml_field(node, "supervisor", YAML_OPTIONAL), party->supervisor);
    fields_party(yaml_field(node, "contact_officer", YAML_OPTIONAL), party->contact_officer);
    fields_base64(yaml_field(node, "root", YAML_REQUIRED), party->root, sizeof(party->root));
    read_dates(node, party);
    fields_base64(yaml_field(signatures, "party", YAML_REQUIRED), party->party_signature,
                  sizeof(party->party_signature));
    fields_base64(yaml_field(signatures, "coordinator", YAML_REQUIRED),
                  party->coordinator_signature, sizeof(party->coordinator_signature));
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

/* Out of the room for the widest into one of its own size. */
static void keep_lists(struct party *party)
{
    party->areas = mem_copy(party->areas, party->n_areas * sizeof(*party->areas));
    party->functions = mem_copy(party->functions, party->n_functions * sizeof(*party->functions));
}

static const struct party *find_named(const struct directory_file *file, const char *name)
{
    for (size_t i = 0; i < file->n_parties; i++) {
        if (strcmp(file->parties[i].name, name) == 0)
            return &file->parties[i];
    }
    return NULL;
}

/* What a school names must be there: a report would find out too late. */
static void check_contact_officer(struct yaml_node node, const struct directory_file *file,
                                  const struct party *school)
{
    struct yaml_node field = yaml_field(node, "contact_officer", YAML_OPTIONAL);
    const char *name = school->contact_officer;
    const struct party *police;

    if (!name[0])
        return;
    police = find_named(file, name);
    if (strcmp(school->role, ROLE_SCHOOL) != 0)
        yaml_fault(field, "only a school names a contact officer");
    if (!police)
        yaml_fault(field, "%s is no party of this directory", name);
    else if (strcmp(police->role, ROLE_POLICE) != 0)
        yaml_fault(field, "%s is no police", name);
    else if (strcmp(police->country, school->country) != 0)
        yaml_fault(field, "%s is the police of another country", name);
    else if (!party_function(police, FUNCTION_CONTACT_OFFICER))
        yaml_fault(field, "%s does not have the function " FUNCTION_CONTACT_OFFICER, name);
}

static bool is_unread(const uint8_t root[CARD_KEY_SIZE])
{
    static const uint8_t none[CARD_KEY_SIZE];

    return memcmp(root, none, CARD_KEY_SIZE) == 0;
}

/* Two names with one root key are one signer: also of one that has left, which has signed what the
 * record holds. The coordinator may be a party, under its own name. */
static void check_root(struct yaml_node node, const struct directory_file *file, size_t i)
{
    const struct party *party = &file->parties[i];
    const char *first = NULL;

    if (is_unread(party->root))
        return;
    if (memcmp(file->coordinator_root, party->root, CARD_KEY_SIZE) == 0)
        first = file->coordinator;
    for (size_t j = 0; j < i && !first; j++) {
        if (memcmp(file->parties[j].root, party->root, CARD_KEY_SIZE) == 0)
            first = file->parties[j].name;
    }
    if (first && strcmp(first, party->name) != 0)
        yaml_fault(yaml_field(node, "root", YAML_REQUIRED), "%s: its root key is that of %s",
                   party->name, first);
}

static void read_parties(struct yaml_node list, const struct vocabulary *vocabulary,
                         struct directory_file *file)
{
    struct yaml_document *document = list.document;
    size_t n = yaml_list(list, 1, PARTIES_MAX);
    bool head_is_whole = yaml_n_faults(document) == 0;
    CLEANUP(mem_free) struct widest *widest = mem_new(1, sizeof(*widest));

    file->parties = mem_new(n, sizeof(struct party));
    file->n_parties = n;
    for (size_t i = 0; i < n; i++) {
        struct party *party = &file->parties[i];
        struct yaml_node item = yaml_item(list, i);
        size_t before = yaml_n_faults(document);

        party->areas = widest->areas;
        party->functions = widest->functions;
        read_party(item, vocabulary, party);
        for (size_t j = 0; j < i; j++) {
            if (party->name[0] && strcmp(file->parties[j].name, party->name) == 0)
                yaml_fault(item, "the party %s is listed twice", party->name);
        }
        check_root(item, file, i);
        /* A signature over an entry that was not read whole says nothing. */
        if (head_is_whole && yaml_n_faults(document) == before)
            verify_party(item, file, party);
        keep_lists(party);
    }
    for (size_t i = 0; i < n; i++)
        check_contact_officer(yaml_item(list, i), file, &file->parties[i]);
}

static enum fault read_document(struct yaml_document *document, const struct vocabulary *vocabulary,
                                struct directory_file *file, struct error *err)
{
    struct yaml_node root = yaml_root(document);
    struct yaml_node coordinator = yaml_field(root, "coordinator", YAML_REQUIRED);

    fields_origin(yaml_field(root, "log", YAML_REQUIRED), file->origin);
    fields_party(yaml_field(coordinator, "party", YAML_REQUIRED), file->coordinator);
    fields_base64(yaml_field(coordinator, "root", YAML_REQUIRED), file->coordinator_root,
                  sizeof(file->coordinator_root));
    if (yaml_present(coordinator))
        yaml_end(coordinator);
    read_parties(yaml_field(root, "parties", YAML_REQUIRED), vocabulary, file);
    yaml_end(root);
    return yaml_finish(document, err);
}

static enum fault as_directory(struct error *err)
{
    if (err)
        text_put(err->code, sizeof(err->code), "directory");
    return FAULT_INPUT;
}

static enum fault unread_file(const struct error *unread, FILE *faults, struct error *err)
{
    if (faults)
        fprintf(faults, "%s\n", unread->text);
    if (err)
        *err = *unread;
    return as_directory(err);
}

enum fault directory_file_read(const char *path, const struct reading *reading,
                               struct directory_file *ret_file, struct error *err)
{
    CLEANUP(buffer_clear) struct buffer bytes = { 0 };
    struct error unread;

    if (fields_read_file(path, "directory", &bytes, &unread))
        return unread_file(&unread, reading_faults(reading), err);
    return directory_file_read_bytes(path, bytes_of_buffer(&bytes), reading, ret_file, err);
}

enum fault directory_file_read_bytes(const char *name, struct bytes bytes,
                                     const struct reading *reading, struct directory_file *ret_file,
                                     struct error *err)
{
    FILE *faults = reading_faults(reading);
    CLEANUP(yaml_close) struct yaml_document *document = NULL;
    CLEANUP(directory_file_clear) struct directory_file file = { 0 };
    char hex[DIGEST_HEX_SIZE];
    struct digest hash;
    struct error unread;

    if (yaml_open_bytes(name, bytes, &document, &unread))
        return unread_file(&unread, reading_faults(reading), err);
    if (read_document(document, reading_vocabulary(reading), &file, err)) {
        if (faults)
            yaml_print_faults(document, faults);
        return as_directory(err);
    }
    hash = digest_of(bytes);
    digest_write_hex(&hash, hex);
    snprintf(file.hash, sizeof(file.hash), "sha256:%s", hex);
    buffer_append_bytes(&file.source, bytes);
    *ret_file = file;
    file = (struct directory_file){ 0 };
    return FAULT_NONE;
}
