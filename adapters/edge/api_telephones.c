/* SPDX-License-Identifier: EUPL-1.2 */
/* api_telephones - an acute message is never answered without the number of somebody who answers,
 * least of all when it was not taken.
 *
 * A form that could not be read is looked at again for just two things, its urgency and its
 * recipients; what cannot be made out there is left out.
 */
#include "edge/api_call.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "edge/outbox_target.h"

/* Who could be meant. */
struct wanted {
    const char *function, *area, *party; /* NULL or "" if not said */
    const char *pointer;
    const char *school; /* with the function contact_officer; NULL or "" for our own */
};

static bool is_said(const char *word) { return word && word[0]; }

static const char *telephone_of_contact(const struct party_state *party,
                                        const struct wanted *wanted, int64_t now_ms)
{
    const char *school = wanted->school ? wanted->school : "";
    struct route route = { 0 };

    if (outbox_target_contact_officer(party, school, true, now_ms, &route))
        return "";
    return route.telephone;
}

static const char *telephone_of_function(const struct directory *directory,
                                         const struct wanted *wanted, int64_t now_ms)
{
    struct route route = { 0 };
    size_t n = 0;

    if (directory_route(directory, wanted->function, wanted->area, true, now_ms, &route, &n) &&
        route.telephone)
        return route.telephone;
    return "";
}

static void add(struct api_call *call, const struct wanted *wanted,
                struct api_telephones *telephones)
{
    const struct directory *directory = call->api->shared->directory;
    int64_t now_ms = clock_wall_ms();
    const char *telephone = "";
    struct problem_telephone *one;

    if (telephones->n == ARRAY_SIZE(telephones->all))
        return;
    if (is_said(wanted->party)) {
        const struct party *party = directory_party(directory, wanted->party, text_day_of(now_ms));

        telephone = party ? outbox_target_telephone(directory, party, now_ms) : "";
    } else if (is_said(wanted->function) &&
               strcmp(wanted->function, FUNCTION_CONTACT_OFFICER) == 0) {
        telephone = telephone_of_contact(call->party, wanted, now_ms);
    } else if (is_said(wanted->function) && is_said(wanted->area)) {
        telephone = telephone_of_function(directory, wanted, now_ms);
    }
    if (!telephone[0])
        return;
    one = &telephones->all[telephones->n++];
    snprintf(one->to, sizeof(one->to), "%s", wanted->pointer);
    snprintf(one->telephone, sizeof(one->telephone), "%s", telephone);
}

static void find_in_report(struct api_call *call, const struct report *report,
                           struct api_telephones *telephones)
{
    for (size_t i = 0; strcmp(report->urgency, "acute") == 0 && i < report->n_targets; i++) {
        const struct report_target *target = &report->targets[i];
        const struct wanted wanted = { target->function, target->area, target->party,
                                       target->pointer, target->school };

        add(call, &wanted, telephones);
    }
}

static const char *word(struct json_node object, const char *key, size_t max)
{
    struct json_node node = json_field(object, key, JSON_OPTIONAL);

    return json_is_text(node) ? json_text(node, 1, max) : NULL;
}

static void find_at(struct api_call *call, struct json_node to, struct api_telephones *telephones)
{
    const char *area = word(to, "area", LIMIT_AREA);
    const struct wanted wanted = { word(to, "function", LIMIT_WORD),
                                   is_said(area) ? area : call->party->default_area,
                                   word(to, "party", LIMIT_PARTY), json_pointer(to),
                                   word(to, "for", LIMIT_PARTY) };

    add(call, &wanted, telephones);
}

static void find_in_body(struct api_call *call, struct api_telephones *telephones)
{
    CLEANUP(form_faults_clear) struct form_faults faults = { 0 };
    CLEANUP(json_close) struct json_document *document = NULL;
    struct json_node root, to;
    const char *urgency;
    struct error err;

    if (json_open(call->request->body, &faults, &document, &err))
        return;
    root = json_root(document);
    if (!json_has_fields(root))
        return;
    urgency = word(root, "urgency", LIMIT_WORD);
    to = json_field(root, "to", JSON_OPTIONAL);
    if (!urgency || strcmp(urgency, "acute") != 0)
        return;
    if (call->answered) {
        const struct wanted wanted = { .party = call->answered, .pointer = "" };

        add(call, &wanted, telephones);
        return;
    }
    if (json_has_fields(to))
        find_at(call, to, telephones);
    else if (json_is_list(to))
        for (size_t i = 0, n = json_list(to, 0, REPORT_TARGETS); i < n; i++)
            if (json_has_fields(json_item(to, i)))
                find_at(call, json_item(to, i), telephones);
}

void api_find_telephones(struct api_call *call, const struct report *report,
                         struct api_telephones *ret_telephones)
{
    if (report)
        find_in_report(call, report, ret_telephones);
    else
        find_in_body(call, ret_telephones);
}

void api_add_telephones(struct api_call *call, const struct report *report)
{
    struct api_telephones telephones = { 0 };

    api_find_telephones(call, report, &telephones);
    problem_add_telephones(call->answer, telephones.all, telephones.n);
}
