/* SPDX-License-Identifier: Apache-2.0 */
#include "model/agreement.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "model/agreement_file.h"
#include "model/folder.h"
#include "model/lines.h"

struct agreements {
    struct agreement *all;
    size_t n;
};

static void write_day(struct buffer *text, const char *field, int32_t day)
{
    char date[TEXT_DATE_SIZE];

    text_write_date(day, date);
    lines_write(text, field, date);
}

void agreement_write(const struct agreement *agreement, struct buffer *ret_text)
{
    assert(agreement->n_purposes >= 1 && agreement->n_purposes <= AGREEMENT_PURPOSES);
    assert(agreement->n_parties >= 2 && agreement->n_parties <= AGREEMENT_PARTIES);
    buffer_append_text(ret_text, "samband-agreement/1\n");
    lines_write(ret_text, "log", agreement->origin);
    lines_write(ret_text, "agreement", agreement->name);
    buffer_append_text(ret_text, "purposes ");
    for (size_t i = 0; i < agreement->n_purposes; i++)
        buffer_printf(ret_text, "%s%s", i ? "," : "", agreement->purposes[i]);
    buffer_append_byte(ret_text, '\n');
    write_day(ret_text, "from", agreement->from_day);
    write_day(ret_text, "until", agreement->until_day);
    for (size_t i = 0; i < agreement->n_parties; i++)
        lines_write(ret_text, "party", agreement->parties[i]);
}

/* "one,two": as listed. Whether each is a word is seen when all is written again. */
static void read_purposes(struct lines *lines, struct agreement *agreement)
{
    char list[LINES_LINE_MAX + 1] = "";
    char *rest = list;
    const char *word;

    lines_plain(lines, list, LINES_LINE_MAX);
    while (list[0] && (word = strsep(&rest, ","))) {
        if (agreement->n_purposes == AGREEMENT_PURPOSES || !*word || strlen(word) > LIMIT_WORD) {
            lines_fault(lines, "no list of words as an agreement has");
            return;
        }
        text_put(agreement->purposes[agreement->n_purposes++], LIMIT_WORD + 1, word);
    }
}

static void read_day(struct lines *lines, const char *field, int32_t *ret_day)
{
    char date[TEXT_DATE_SIZE] = "";

    lines_field(lines, field);
    lines_plain(lines, date, sizeof(date) - 1);
    if (!lines->failed && !text_read_date(date, ret_day))
        lines_fault(lines, "a date is wanted");
}

static void read_parties(struct lines *lines, struct agreement *agreement)
{
    while (lines_has(lines, "party")) {
        lines_field(lines, "party");
        if (agreement->n_parties == AGREEMENT_PARTIES) {
            lines_fault(lines, "more parties than an agreement has");
            return;
        }
        lines_token(lines, agreement->parties[agreement->n_parties++], LIMIT_PARTY);
    }
    if (agreement->n_parties < 2 && !lines->failed)
        lines_fault(lines, "an agreement has two parties or more");
}

static enum fault read_text(struct bytes text, struct agreement *agreement, struct error *err)
{
    struct lines lines;

    lines_start(&lines, text, "samband-agreement/1", err);
    lines_field(&lines, "log");
    lines_origin(&lines, agreement->origin);
    lines_field(&lines, "agreement");
    lines_token(&lines, agreement->name, LIMIT_PARTY);
    lines_field(&lines, "purposes");
    read_purposes(&lines, agreement);
    read_day(&lines, "from", &agreement->from_day);
    read_day(&lines, "until", &agreement->until_day);
    read_parties(&lines, agreement);
    return lines_end(&lines);
}

enum fault agreements_read_text(struct bytes text, struct agreements **ret_agreements,
                                struct error *err)
{
    CLEANUP(agreements_free) struct agreements *agreements = mem_new(1, sizeof(*agreements));
    CLEANUP(buffer_clear) struct buffer again = { 0 };
    struct digest hash = digest_of(text);
    char hex[DIGEST_HEX_SIZE];
    enum fault fault;

    agreements->all = mem_new(1, sizeof(*agreements->all));
    agreements->n = 1;
    fault = read_text(text, agreements->all, err);
    if (fault)
        return fault;
    agreement_write(agreements->all, &again);
    if (!bytes_equal(bytes_of_buffer(&again), text))
        return error_set_code(err, FAULT_INPUT, "not_canonical",
                              "not the one spelling of this agreement");
    digest_write_hex(&hash, hex);
    snprintf(agreements->all->hash, sizeof(agreements->all->hash), "sha256:%s", hex);
    *ret_agreements = TAKE(agreements);
    return FAULT_NONE;
}

static const struct agreement *find_name(const struct agreements *agreements, const char *name)
{
    for (size_t i = 0; i < agreements->n; i++) {
        if (strcmp(agreements->all[i].name, name) == 0)
            return &agreements->all[i];
    }
    return NULL;
}

/* Adds one file; a name used twice is a fault of the later one. */
static enum fault add_file(struct agreements *agreements, const char *path,
                           const struct directory *directory, const struct reading *reading,
                           struct error *err)
{
    FILE *faults = reading_faults(reading);
    struct agreement *next = &agreements->all[agreements->n];
    enum fault fault = agreement_file_verify(path, directory, reading, next, err);

    if (fault)
        return fault;
    if (find_name(agreements, next->name)) {
        if (faults)
            fprintf(faults, "%s: the name %s is another agreement's\n", path, next->name);
        return error_set_code(err, FAULT_INPUT, "agreement",
                              "%.250s: the name %s is another agreement's", path, next->name);
    }
    agreements->n++;
    return FAULT_NONE;
}

enum fault agreements_load(const char *folder, const struct directory *directory,
                           const struct reading *reading, struct agreements **ret_agreements,
                           struct error *err)
{
    FILE *faults = reading_faults(reading);
    CLEANUP(agreements_free) struct agreements *agreements = mem_new(1, sizeof(*agreements));
    CLEANUP(folder_clear) struct folder_files files = { 0 };
    enum fault first = FAULT_NONE;
    struct error listing = { 0 };

    if (folder && folder_list(folder, ".yaml", "agreement", &files, &listing)) {
        if (faults)
            fprintf(faults, "%s\n", listing.text);
        if (err)
            *err = listing;
        return FAULT_INPUT;
    }
    agreements->all = mem_new(files.n, sizeof(*agreements->all));
    for (size_t i = 0; i < files.n; i++) {
        enum fault fault =
            add_file(agreements, files.paths[i], directory, reading, first ? NULL : err);

        if (!first)
            first = fault;
    }
    if (first)
        return first;
    *ret_agreements = TAKE(agreements);
    return FAULT_NONE;
}

void agreements_free(struct agreements *agreements)
{
    if (!agreements)
        return;
    mem_free(agreements->all);
    mem_free(agreements);
}

size_t agreements_size(const struct agreements *agreements)
{
    return agreements ? agreements->n : 0;
}

const struct agreement *agreements_at(const struct agreements *agreements, size_t i)
{
    assert(i < agreements_size(agreements));
    return &agreements->all[i];
}

const struct agreement *agreements_find(const struct agreements *agreements, const char *hash)
{
    for (size_t i = 0; i < agreements_size(agreements); i++) {
        if (strcmp(agreements->all[i].hash, hash) == 0)
            return &agreements->all[i];
    }
    return NULL;
}

static bool has_party(const struct agreement *agreement, const char *party)
{
    for (size_t i = 0; i < agreement->n_parties; i++) {
        if (strcmp(agreement->parties[i], party) == 0)
            return true;
    }
    return false;
}

static bool has_purpose(const struct agreement *agreement, const char *purpose)
{
    for (size_t i = 0; i < agreement->n_purposes; i++) {
        if (strcmp(agreement->purposes[i], purpose) == 0)
            return true;
    }
    return false;
}

bool agreement_has_ended(const struct agreement *agreement, int32_t day)
{
    return day >= agreement->until_day;
}

enum fault agreement_check_end(const struct agreement *agreement, int32_t day, struct error *err)
{
    char until[TEXT_DATE_SIZE];

    if (!agreement_has_ended(agreement, day))
        return FAULT_NONE;
    text_write_date(agreement->until_day, until);
    return error_set_code(err, FAULT_INPUT, "agreement", "%s: it has run out: until %s",
                          agreement->until_place, until);
}

void agreement_write_warning(const struct agreement *agreement, char ret_text[AGREEMENT_WARNING])
{
    char until[TEXT_DATE_SIZE];

    text_write_date(agreement->until_day, until);
    snprintf(ret_text, AGREEMENT_WARNING, "agreement=%s until=%s place=%s", agreement->hash, until,
             agreement->until_place);
}

bool agreement_covers(const struct agreement *agreement, const char *one, const char *other,
                      const char *purpose, int32_t day)
{
    return day >= agreement->from_day && day < agreement->until_day &&
           has_purpose(agreement, purpose) && has_party(agreement, one) &&
           has_party(agreement, other);
}

const struct agreement *agreements_covering(const struct agreements *agreements, const char *one,
                                            const char *other, const char *purpose, int32_t day)
{
    for (size_t i = 0; i < agreements_size(agreements); i++) {
        if (agreement_covers(&agreements->all[i], one, other, purpose, day))
            return &agreements->all[i];
    }
    return NULL;
}
