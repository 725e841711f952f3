/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/rejudge_all.h"

#define OPEN "DECLARE exchanges NO SCROLL CURSOR FOR " REJUDGE_COLUMNS " ORDER BY e.leaf_idx"
#define FETCH "FETCH 500 FROM exchanges"

/* What is told of one exchange. */
struct told {
    const char *id;
    const struct rejudged *rejudged;
    const char *change; /* by other rules; "" if none */
};

static bool has_why(const struct rejudged *rejudged)
{
    return rejudged_is_finding(rejudged->result) || rejudged->result == REJUDGED_UNREADABLE;
}

static bool is_told(const struct told *told)
{
    return told->change[0] || told->rejudged->dropped_agreement || has_why(told->rejudged);
}

static void print(const struct told *told, FILE *out)
{
    const struct rejudged *rejudged = told->rejudged;

    if (has_why(rejudged))
        fprintf(out, "exchange %s: %s: %s\n", told->id, rejudged_result_name(rejudged->result),
                (const char *)rejudged->why.data);
    if (rejudged->dropped_agreement)
        fprintf(out,
                "exchange %s: decided as if the broker had let go of the agreement that it names, "
                "which leaves no leaf\n",
                told->id);
    if (told->change[0])
        fprintf(out, "exchange %s: under the other rules: %s\n", told->id, told->change);
}

static void put(const struct told *told, struct json_out *json)
{
    const struct rejudged *rejudged = told->rejudged;

    json_enter_object(json, NULL);
    json_put_text(json, "id", told->id);
    json_put_text(json, "result", rejudged_result_name(rejudged->result));
    json_put_text_or_null(json, "why", (const char *)rejudged->why.data);
    json_put_boolean(json, "agreement_let_go", rejudged->dropped_agreement);
    json_put_text_or_null(json, "under_other_rules", told->change);
    json_leave_object(json);
}

/* Where it goes. */
struct listing {
    const struct rejudge_place *place;
    FILE *out; /* NULL: into `json` */
    struct json_out *json;
    struct rejudge_counts *counts;
};

static enum fault judge(const struct listing *listing, const struct answer *rows, size_t row,
                        struct error *err)
{
    CLEANUP(rejudged_clear) struct rejudged rejudged = { 0 };
    CLEANUP(buffer_clear) struct buffer change = { 0 };
    struct told told = { answer_text(rows, row, 0), &rejudged, "" };
    enum fault fault = rejudge_row(listing->place, rows, row, &rejudged, err);

    if (fault)
        return fault;
    listing->counts->n[rejudged.result]++;
    listing->counts->n_let_go += rejudged.dropped_agreement;
    listing->counts->n_unbound += rejudged.has_unbound && (rejudged.result == REJUDGED_SAME ||
                                                           rejudged.result == REJUDGED_DIFFERS);
    if (rejudged.has_under)
        rejudge_write_change(&rejudged, &change);
    if (change.size > 0) {
        listing->counts->n_changed++;
        told.change = (const char *)change.data;
    }
    if (listing->out)
        print(&told, listing->out);
    else if (is_told(&told))
        put(&told, listing->json);
    return FAULT_NONE;
}

enum fault rejudge_all(const struct rejudge_place *place, FILE *out, struct json_out *json,
                       struct rejudge_counts *ret_counts, struct error *err)
{
    const struct listing listing = { place, out, json, ret_counts };
    enum fault fault = source_query(place->source, OPEN, NULL, 0, NULL, err);

    *ret_counts = (struct rejudge_counts){ 0 };
    while (!fault) {
        CLEANUP(answer_free) struct answer *rows = NULL;

        fault = source_query(place->source, FETCH, NULL, 0, &rows, err);
        if (fault || answer_n(rows) == 0)
            break;
        for (size_t i = 0; !fault && i < answer_n(rows); i++)
            fault = judge(&listing, rows, i, err);
    }
    return fault;
}
