/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/outbox_target.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "edge/spool.h"
#include "edge/tasks.h"
#include "edge/words.h"
#include "model/exchange_text.h"

/* One report while its targets are found. */
struct finding {
    struct party_state *party;
    const struct directory *directory;
    const struct report *report;
    int64_t now_ms;
    bool acute;
    struct form_faults *faults; /* or NULL */
    struct error first;
};

static void note(struct finding *finding, const char *pointer, const char *code, const char *detail)
{
    if (finding->faults)
        form_faults_add(finding->faults, pointer, code, "%s",
                        words_in(finding->faults->language, detail));
    if (!finding->first.fault)
        (void)error_set_code(&finding->first, FAULT_INPUT, code, "%s", detail);
}

/* ---- what it refers to ---- */

static enum fault find_received(struct finding *finding, const struct uuid *id,
                                struct outbox_targets *targets, bool *ret_has, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    CLEANUP(mem_free) struct exchange_text *text = mem_new(1, sizeof(*text));
    enum fault fault = spool_query(
        finding->party->shared->spool,
        "SELECT text FROM inbox WHERE party = ?1 AND id = ?2"
        " AND waits = 0",
        SPOOL_VALUES(spool_text(finding->party->name), spool_blob(id->bytes, UUID_SIZE)), &rows,
        err);

    if (!fault)
        fault = spool_next(rows, ret_has, err);
    if (fault || !*ret_has)
        return fault;
    if (exchange_text_read(spool_get_bytes(rows, 0), text, NULL))
        return error_set_code(err, FAULT_BROKEN, "spool_corrupt",
                              "spool: a text that was verified does not read any more");
    memcpy(targets->thread, text->thread, THREAD_SIZE);
    snprintf(targets->other, sizeof(targets->other), "%s", text->sender);
    return FAULT_NONE;
}

static enum fault find_sent(struct finding *finding, const struct uuid *id,
                            struct outbox_targets *targets, bool *ret_has, struct error *err)
{
    CLEANUP(spool_rows_free) struct spool_rows *rows = NULL;
    enum fault fault =
        spool_query(finding->party->shared->spool,
                    "SELECT recipient, thread FROM outbox"
                    " WHERE party = ?1 AND id = ?2 AND recipient <> ?3",
                    SPOOL_VALUES(spool_text(finding->party->name), spool_blob(id->bytes, UUID_SIZE),
                                 spool_text(PARTY_BUS)),
                    &rows, err);

    if (!fault)
        fault = spool_next(rows, ret_has, err);
    if (fault || !*ret_has)
        return fault;
    SPOOL_COPY_TEXT(rows, 0, targets->other);
    (void)spool_copy_bytes(rows, 1, targets->thread, THREAD_SIZE);
    return FAULT_NONE;
}

static enum fault find_related(struct finding *finding, struct outbox_targets *targets,
                               struct error *err)
{
    const struct report *report = finding->report;
    char corrected[LIMIT_PARTY + 1] = "";
    bool has = false;
    enum fault fault = FAULT_NONE;

    if (report->has_correction_of) {
        fault = find_sent(finding, &report->correction_of, targets, &has, err);
        if (!fault && !has)
            note(finding, "/correction_of", "unknown_reference",
                 WORDS("no exchange of this id was sent from here"));
        targets->is_reply = has;
        memcpy(corrected, targets->other, sizeof(corrected));
    }
    if (fault || !report->has_in_reply_to)
        return fault;
    fault = find_received(finding, &report->in_reply_to, targets, &has, err);
    if (!fault && !has)
        fault = find_sent(finding, &report->in_reply_to, targets, &has, err);
    if (!fault && !has)
        note(finding, "/in_reply_to", "unknown_reference",
             WORDS("no exchange of this id was received or sent here"));
    else if (!fault && corrected[0] && strcmp(corrected, targets->other) != 0)
        note(finding, "/correction_of", "other_party",
             WORDS("a reply or a correction goes to the other side of what it refers to"));
    targets->is_reply = targets->is_reply || has;
    return fault;
}

/* ---- to whom ---- */

const char *outbox_target_telephone(const struct directory *directory, const struct party *party,
                                    int64_t now_ms)
{
    for (size_t i = 0; i < party->n_functions; i++) {
        const struct party_function *function = &party->functions[i];
        struct route route;
        size_t n = 0;

        if (party->n_areas > 0 &&
            directory_route(directory, function->word, party->areas[0], true, now_ms, &route, &n) &&
            route.telephone[0])
            return route.telephone;
        if (function->telephone[0])
            return function->telephone;
    }
    return "";
}

static bool find_party(struct finding *finding, const struct report_target *from,
                       struct outbox_target *target)
{
    target->party = directory_party(finding->directory, from->party, text_day_of(finding->now_ms));
    if (!target->party || strcmp(target->party->name, finding->party->name) == 0) {
        note(finding, from->pointer, "unknown_recipient",
             WORDS("no other party of this name is a member today"));
        return false;
    }
    target->function = "";
    if (finding->acute)
        target->telephone =
            outbox_target_telephone(finding->directory, target->party, finding->now_ms);
    return true;
}

const char *outbox_target_contact_officer(const struct party_state *party, const char *school,
                                          bool acute, int64_t now_ms, struct route *ret_route)
{
    const struct directory *directory = party->shared->directory;
    const struct party *of =
        directory_party(directory, school[0] ? school : party->name, text_day_of(now_ms));

    if (!of || strcmp(of->role, ROLE_SCHOOL) != 0)
        return "unknown_party";
    return directory_contact_officer(directory, of, acute, now_ms, ret_route)
               ? NULL
               : "no_contact_officer";
}

static bool find_contact_officer(struct finding *finding, const struct report_target *from,
                                 struct route *ret_route)
{
    const char *code = outbox_target_contact_officer(finding->party, from->school, finding->acute,
                                                     finding->now_ms, ret_route);
    char pointer[sizeof(from->pointer) + sizeof("/for")];

    if (!code)
        return true;
    snprintf(pointer, sizeof(pointer), "%s/for", from->pointer);
    note(finding, pointer, code,
         strcmp(code, "unknown_party") == 0 ? WORDS("no school of this name is a member today")
                                            : WORDS("the school has named no contact officer"));
    return false;
}

static bool find_function(struct finding *finding, const struct report_target *from,
                          struct outbox_target *target)
{
    struct route route = { 0 };
    size_t n = 0;
    bool is_contact = strcmp(from->function, FUNCTION_CONTACT_OFFICER) == 0, found;

    if (is_contact && !find_contact_officer(finding, from, &route))
        return false;
    found = is_contact || directory_route(finding->directory, from->function, from->area,
                                          finding->acute, finding->now_ms, &route, &n);
    if (n > 1) {
        note(finding, from->pointer, "ambiguous_recipient",
             WORDS("more than one party has this function in this area"));
        return false;
    }
    if (!found || strcmp(route.party->name, finding->party->name) == 0) {
        note(finding, from->pointer, "unknown_recipient",
             WORDS("no other party has this function in this area"));
        return false;
    }
    target->party = route.party;
    target->function = route.function ? route.function->word : from->function;
    target->on_call = finding->acute && route.on_call;
    if (finding->acute)
        target->telephone = route.telephone;
    return true;
}

static bool is_repeated(const struct outbox_targets *targets, const struct outbox_target *target)
{
    for (size_t i = 0; i < targets->n; i++) {
        const struct outbox_target *other = &targets->all[i];

        if (other->party == target->party &&
            strcmp(other->from->ground, target->from->ground) == 0 &&
            strcmp(other->from->purpose, target->from->purpose) == 0)
            return true;
    }
    return false;
}

static void find_one(struct finding *finding, const struct report_target *from,
                     struct outbox_targets *targets)
{
    struct outbox_target target = { .from = from, .function = "", .telephone = "" };
    const struct held_card *held;

    if (!(from->party[0] ? find_party(finding, from, &target)
                         : find_function(finding, from, &target)))
        return;
    if (targets->is_reply && strcmp(target.party->name, targets->other) != 0) {
        note(finding, from->pointer, "other_party",
             WORDS("a reply or a correction goes to the other side of what it refers to"));
        return;
    }
    if (is_repeated(targets, &target)) {
        note(finding, from->pointer, "repeated_recipient",
             WORDS("the same party stands twice, for the same ground and purpose"));
        return;
    }
    held = directory_current_card(finding->directory, target.party->name, finding->now_ms);
    target.card = held ? &held->card : NULL;
    targets->all[targets->n++] = target;
}

/* ---- the task whose notice it is ---- */

/* Children of a notice are its subject, or nobody. */
static enum fault check_notice_subjects(struct finding *finding, const struct task_view *task,
                                        struct error *err)
{
    for (size_t i = 0; i < finding->report->n_children; i++) {
        const struct report_child *child = &finding->report->children[i];
        bool is_about = false;
        enum fault fault = tasks_is_about(finding->party, task, child->subject, &is_about, err);

        if (fault)
            return fault;
        if (!is_about)
            note(finding, child->about[0] ? child->about : "/subject", "not_of_task",
                 WORDS("is not the person whose consent was withdrawn"));
    }
    return FAULT_NONE;
}

static enum fault check_task(struct finding *finding, const struct outbox_targets *targets,
                             struct error *err)
{
    const struct report *report = finding->report;
    const struct party *own =
        directory_party(finding->directory, finding->party->name, text_day_of(finding->now_ms));
    struct error why = { 0 };
    struct task_view task = { 0 };
    enum fault fault;

    if (!report->has_task)
        return FAULT_NONE;
    fault = tasks_get(finding->party, &report->task, &task, &why);
    if (fault == FAULT_INPUT) {
        note(finding, "/task", "unknown_reference", WORDS("no task of this id is here"));
        return FAULT_NONE;
    }
    if (fault)
        return error_set_code(err, fault, why.code, "%s", why.text);
    if (task.state != TASK_DECIDED || !task.notify)
        note(finding, "/task", "not_decided", WORDS("nobody has decided that there is a notice"));
    for (size_t i = 0; i < targets->n; i++) {
        const struct outbox_target *target = &targets->all[i];
        const struct notice_way way = { own ? own->role : "", target->party->role,
                                        target->from->ground, report->type };

        if (!tasks_has_way(finding->party, &task, &way))
            note(
                finding, target->from->pointer, "not_of_task",
                WORDS("a notice of this task goes on other grounds, as another type or to others"));
    }
    return check_notice_subjects(finding, &task, err);
}

enum fault outbox_targets_find(struct party_state *party, const struct report *report,
                               int64_t now_ms, struct outbox_targets *ret_targets,
                               struct form_faults *faults, struct error *err)
{
    struct finding finding = { .party = party,
                               .directory = party->shared->directory,
                               .report = report,
                               .now_ms = now_ms,
                               .acute = strcmp(report->urgency, "acute") == 0,
                               .faults = faults };
    struct outbox_targets targets = { 0 };
    enum fault fault = find_related(&finding, &targets, err);

    if (fault)
        return fault;
    for (size_t i = 0; i < report->n_targets && i < REPORT_TARGETS; i++)
        find_one(&finding, &report->targets[i], &targets);
    fault = check_task(&finding, &targets, err);
    if (fault)
        return fault;
    if (finding.first.fault)
        return error_set_code(err, FAULT_INPUT, finding.first.code, "%s", finding.first.text);
    *ret_targets = targets;
    return FAULT_NONE;
}
