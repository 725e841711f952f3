/* SPDX-License-Identifier: EUPL-1.2 */
/* view_public_no - the sections are opened as JSON, each has its place in the form, and a place that is
 * required and empty ends it.
 */
#include "social/view_public_no.h"

#include <stdio.h>
#include <string.h>

#include "edge/json.h"

enum { EXTRA_MAX = 1000, AREA_NUMBER = 4, AREA_SIZE = 7 };

/* Where the fields of the form lie. */
enum place {
    PLACE_IDENTITY,
    PLACE_CONTACT,
    PLACE_INFORMED, /* the child's own observation */
    PLACE_GUARDIANS,
    PLACE_NOTIFIER,
    PLACE_INTERPRETER,
    PLACE_MESSAGE, /* the observation that all children of the report share */
    N_PLACES,
};

static const struct {
    const char *category;
    bool shared;
} places[N_PLACES] = {
    [PLACE_IDENTITY] = { "identity", false },    [PLACE_CONTACT] = { "contact", false },
    [PLACE_INFORMED] = { "observation", false }, [PLACE_GUARDIANS] = { "guardians", true },
    [PLACE_NOTIFIER] = { "notifier", true },     [PLACE_INTERPRETER] = { "interpreter", true },
    [PLACE_MESSAGE] = { "observation", true },
};

/* The sections while they are read. Zeroed is empty. */
struct reading {
    struct form_faults faults;
    struct json_document *documents[N_PLACES];
    bool complete; /* no required field has been missing so far */
};

static void reading_clear(struct reading *reading)
{
    for (size_t i = 0; i < N_PLACES; i++)
        json_close(reading->documents[i]);
    form_faults_clear(&reading->faults);
}
DEFINE_CLEAR(struct reading, reading_clear)

static enum place place_of(const struct view_section *section)
{
    size_t i = 0;

    while (i < N_PLACES && (strcmp(places[i].category, section->category) != 0 ||
                            places[i].shared != section->shared))
        i++;
    return (enum place)i;
}

/* Each section has a place of its own. */
static bool open_sections(struct reading *reading, const struct view_source *source)
{
    for (size_t i = 0; i < source->n_sections; i++) {
        enum place place = place_of(&source->sections[i]);

        if (place == N_PLACES || reading->documents[place] ||
            json_open(source->sections[i].content, &reading->faults, &reading->documents[place],
                      NULL))
            return false;
    }
    return true;
}

static struct json_node field_of(const struct reading *reading, enum place place, const char *key)
{
    static const struct json_node absent = { 0 };
    struct json_document *document = reading->documents[place];

    return document ? json_field(json_root(document), key, JSON_OPTIONAL) : absent;
}

static void put(struct reading *reading, struct json_out *out, enum place place, const char *key,
                enum json_presence presence)
{
    struct json_node node = field_of(reading, place, key);

    if (presence == JSON_REQUIRED && !json_present(node))
        reading->complete = false;
    json_put_node(out, key, node);
}

/* Fields that the schema does not name. */
static void put_others(const struct reading *reading, struct json_out *out, enum place place)
{
    struct json_node others = field_of(reading, place, "andreFelter");
    size_t n = json_present(others) ? json_pairs(others, EXTRA_MAX) : 0;

    for (size_t i = 0; i < n; i++)
        json_put_node(out, json_key(others, i), json_value(others, i));
}

/* "1201-02" is kommunenummer and bydelsnummer. */
static void put_numbers(struct reading *reading, struct json_out *out, const char *area)
{
    char number[AREA_NUMBER + 1];

    if (json_present(field_of(reading, PLACE_MESSAGE, "kommunenummer"))) {
        put(reading, out, PLACE_MESSAGE, "kommunenummer", JSON_REQUIRED);
        put(reading, out, PLACE_MESSAGE, "bydelsnummer", JSON_REQUIRED);
        return;
    }
    if (strlen(area) != AREA_SIZE || area[AREA_NUMBER] != '-') {
        reading->complete = false;
        return;
    }
    snprintf(number, sizeof(number), "%.*s", AREA_NUMBER, area);
    json_put_text(out, "kommunenummer", number);
    json_put_text(out, "bydelsnummer", area + AREA_NUMBER + 1);
}

static void put_child(struct reading *reading, struct json_out *out)
{
    json_enter_list(out, "offentligBarn");
    json_enter_object(out, NULL);
    put(reading, out, PLACE_IDENTITY, "fnr", JSON_REQUIRED);
    put(reading, out, PLACE_IDENTITY, "ufoedt", JSON_REQUIRED);
    put(reading, out, PLACE_IDENTITY, "personnavn", JSON_REQUIRED);
    put(reading, out, PLACE_CONTACT, "telefonnummer", JSON_OPTIONAL);
    put(reading, out, PLACE_CONTACT, "adresse", JSON_REQUIRED);
    put(reading, out, PLACE_INFORMED, "orientert", JSON_REQUIRED);
    put(reading, out, PLACE_INFORMED, "orientertGrunn", JSON_OPTIONAL);
    put_others(reading, out, PLACE_INFORMED);
    json_leave_object(out);
    json_leave_list(out);
}

static void put_form(struct reading *reading, struct json_out *out, const char *area)
{
    json_enter_object(out, NULL);
    put_numbers(reading, out, area);
    put(reading, out, PLACE_MESSAGE, "kommunenavn", JSON_REQUIRED);
    put(reading, out, PLACE_MESSAGE, "bydelsnavn", JSON_REQUIRED);
    put(reading, out, PLACE_NOTIFIER, "offentligMelder", JSON_REQUIRED);
    put_child(reading, out);
    put(reading, out, PLACE_GUARDIANS, "foresatte", JSON_REQUIRED);
    put(reading, out, PLACE_INTERPRETER, "behovForTolk", JSON_OPTIONAL);
    put(reading, out, PLACE_MESSAGE, "andreHjelpeinstanser", JSON_OPTIONAL);
    put(reading, out, PLACE_MESSAGE, "melding", JSON_REQUIRED);
    put(reading, out, PLACE_MESSAGE, "sendingstidspunkt", JSON_REQUIRED);
    put(reading, out, PLACE_MESSAGE, "leveringskanal", JSON_REQUIRED);
    put_others(reading, out, PLACE_MESSAGE);
    json_leave_object(out);
}

/* A field that nobody has asked for would be lost. */
static bool is_whole(struct reading *reading)
{
    for (size_t i = 0; i < N_PLACES; i++)
        if (reading->documents[i])
            json_end(json_root(reading->documents[i]));
    return reading->complete && reading->faults.n == 0;
}

bool view_public_no_write(const struct view_source *source, struct json_out *out)
{
    CLEANUP(reading_clear) struct reading reading = { .complete = true };

    if (source->protected_identity || source->notifier_protected || source->feedback_requested ||
        source->do_not_inform || !open_sections(&reading, source))
        return false;
    put_form(&reading, out, source->area);
    return is_whole(&reading);
}
