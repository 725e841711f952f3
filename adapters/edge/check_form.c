/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/check_form.h"

#include "base/text.h"
#include "edge/form_heading.h"
#include "edge/form_part.h"
#include "edge/form_subject.h"

enum { AGE_MAX = 150 };

void check_form_clear(struct check_form *form) { report_clear(&form->report); }

static void read_categories(struct json_node root, const struct form_context *context,
                            struct check_form *form)
{
    struct json_node list = json_field(root, "categories", JSON_REQUIRED);
    size_t n = json_present(list) ? json_list(list, 1, LIMIT_SECTIONS) : 0;

    for (size_t i = 0; i < n; i++) {
        struct json_node node = json_item(list, i);
        const char *word = form_word_read(node, context, FORM_CATEGORY);
        bool twice = false;

        for (size_t j = 0; word && j < form->n_categories; j++)
            twice = twice || strcmp(form->categories[j], word) == 0;
        if (twice)
            json_fault(node, "duplicate", "stands twice");
        else if (word)
            text_put(form->categories[form->n_categories++], sizeof(form->categories[0]), word);
    }
}

static const struct {
    const char *word;
    enum certainty certainty;
    bool has_age;
} certainties[] = {
    { "certain", CERTAINTY_CERTAIN, true },
    { "probable", CERTAINTY_PROBABLE, true },
    { "age_unknown", CERTAINTY_AGE_UNKNOWN, false },
    { "unborn", CERTAINTY_UNBORN, false },
};

/* How certain an age is that the asker says by itself; `has_age` chooses what may be said. */
static enum certainty read_certainty(struct json_node node, bool has_age)
{
    const char *word = json_token(node, CONTENT_WORD);

    for (size_t i = 0; word && i < ARRAY_SIZE(certainties); i++) {
        if (strcmp(certainties[i].word, word) == 0 && certainties[i].has_age == has_age)
            return certainties[i].certainty;
    }
    if (word && has_age)
        json_fault(node, "unknown_word", "is neither certain nor probable");
    else if (word)
        json_fault(node, "unknown_word", "is neither age_unknown nor unborn, and no age is given");
    return has_age ? CERTAINTY_CERTAIN : CERTAINTY_AGE_UNKNOWN;
}

/* An age instead of a number: about whom it is, nobody need say to ask. */
static void read_age(struct json_node subject, struct report_child *child,
                     struct form_faults *warnings)
{
    struct json_node id = json_field(subject, "national_id", JSON_OPTIONAL);
    struct json_node age = json_field(subject, "age", JSON_OPTIONAL);
    struct json_node certainty = json_field(subject, "certainty", JSON_OPTIONAL);
    bool has_id = json_present(id) && !json_is_none(id);

    if (!json_present(age) && !json_present(certainty))
        return;
    if (has_id) {
        json_fault(json_present(age) ? age : certainty, "not_allowed",
                   "stands without a national id, which says it already");
        return;
    }
    child->header.has_age = json_present(age);
    child->header.age = (uint32_t)json_number(age, AGE_MAX);
    child->header.certainty = read_certainty(certainty, json_present(age));
    form_faults_clear(warnings); /* that there is no number is meant */
}

static void read_age_at_act(struct json_node subject, struct report_child *child)
{
    struct json_node node = json_field(subject, "age_at_act", JSON_OPTIONAL);
    const struct private_header *header = &child->header;

    /* The age today may have come after it was read. */
    if (header->has_age_at_act && header->has_age && header->age_at_act > header->age &&
        json_present(json_field(subject, "age", JSON_OPTIONAL)))
        json_fault(node, "range", "is more than the age today");
}

static void read_subject(struct json_node root, const struct form_context *context,
                         struct check_form *form, struct report_child *child)
{
    struct json_node subject = json_field(root, "subject", JSON_OPTIONAL);

    if (!json_present(subject))
        return;
    form_subject_read(subject, context, true, child, &form->report.warnings);
    read_age(subject, child, &form->report.warnings);
    read_age_at_act(subject, child);
    json_end(subject);
}

static void read_all(struct json_node root, const struct form_context *context,
                     struct check_form *form)
{
    static const struct form_heading_rules rules = { .asks = true };
    struct report_child *child = report_add_child(&form->report);
    const char *type;

    form->is_list = json_is_list(json_field(root, "to", JSON_OPTIONAL));
    form_targets_read(root, context, &form->report);
    type = form_word_read(json_field(root, "type", JSON_REQUIRED), context, FORM_TYPE);
    text_put(form->report.type, sizeof(form->report.type), type ? type : "");
    form_heading_read(root, context, &rules, &form->report, &child->header);
    read_subject(root, context, form, child);
    read_categories(root, context, form);
    json_end(root);
}

enum fault check_form_read(struct bytes body, const struct form_context *context,
                           struct check_form *ret, struct form_faults *ret_faults,
                           struct error *err)
{
    CLEANUP(json_close) struct json_document *document = NULL;
    CLEANUP(check_form_clear) struct check_form form = { 0 };
    enum fault fault;

    ret_faults->language = form.report.warnings.language = context->language;
    fault = json_open(body, ret_faults, &document, err);
    if (fault)
        return fault;
    read_all(json_root(document), context, &form);
    fault = form_finish(ret_faults, err);
    if (fault)
        return fault;
    *ret = form;
    form = (struct check_form){ 0 };
    return FAULT_NONE;
}
