/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctl/explain_flags.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ctl/command.h"

/* What the functions below share. */
struct reading {
    const struct vocabulary *vocabulary;
    FILE *out;
    size_t n_faults;
};

static void fault(struct reading *reading, const char *flag, const char *what)
{
    fprintf(reading->out, "--%s: %s\n", flag, what);
    reading->n_faults++;
}

bool explain_flags_any(const struct explain_flags *flags)
{
    return flags->from || flags->to || flags->country || flags->to_country || flags->ownership ||
           flags->to_ownership || flags->type || flags->ground || flags->purpose || flags->age ||
           flags->age_at_act || flags->decider || flags->at || flags->categories.n ||
           flags->reasons.n || flags->flags.n || flags->consents.n || flags->no_agreement;
}

/* ---- words ---- */

/* The fault names the words that there are: whoever types a flag has no file beside it to copy from. */
static void fault_of_word(struct reading *reading, const char *flag, enum vocabulary_kind kind,
                          const char *word)
{
    struct buffer text = { 0 };

    buffer_printf(&text, "%s is not a %s of the vocabulary, which has",
                  text_may_be_quoted(word) ? word : "the value", vocabulary_kind_name(kind));
    for (size_t i = 0; i < vocabulary_n(reading->vocabulary, kind); i++)
        buffer_printf(&text, "%s %s", i ? "," : "", vocabulary_code(reading->vocabulary, kind, i));
    fault(reading, flag, (const char *)text.data);
    buffer_clear(&text);
}

static const char *word_of(struct reading *reading, const char *flag, enum vocabulary_kind kind,
                           const char *word)
{
    if (!word)
        fault(reading, flag, "is required, where no FILE is named");
    else if (!vocabulary_has(reading->vocabulary, kind, word))
        fault_of_word(reading, flag, kind, word);
    return word;
}

static void check_words(struct reading *reading, const char *flag, enum vocabulary_kind kind,
                        const struct explain_words *words)
{
    for (size_t i = 0; i < words->n; i++)
        word_of(reading, flag, kind, words->words[i]);
}

/* ---- numbers and dates ---- */

static unsigned int read_years(struct reading *reading, const char *flag, const char *text,
                               const char *what)
{
    uint64_t years = 0;

    if (!command_read_number(text, 0, SCENARIO_AGE_MAX, &years))
        fault(reading, flag, what);
    return (unsigned int)years;
}

static void read_age(struct reading *reading, const char *text, struct policy_question *question)
{
    question->has_subject = text != NULL;
    if (!text)
        return;
    if (strcmp(text, "unknown") == 0) {
        question->age = POLICY_AGE_UNKNOWN;
    } else if (strcmp(text, "unborn") == 0) {
        question->age = POLICY_AGE_UNBORN;
    } else {
        question->age = POLICY_AGE_KNOWN;
        question->age_years =
            read_years(reading, "age", text, "years from 0 to 150, unknown or unborn are wanted");
    }
}

static void read_age_at_act(struct reading *reading, const char *text,
                            struct policy_question *question)
{
    question->has_age_at_act = text != NULL;
    if (!text)
        return;
    if (!question->has_subject)
        fault(reading, "age-at-act", "needs --age beside it");
    question->age_at_act =
        read_years(reading, "age-at-act", text, "years from 0 to 150 are wanted");
    if (question->has_subject && question->age == POLICY_AGE_KNOWN &&
        question->age_at_act > question->age_years)
        fault(reading, "age-at-act", "is more than --age");
}

static int32_t read_day(struct reading *reading, const char *text, int32_t today)
{
    int32_t day = today;

    if (text && !text_read_date(text, &day))
        fault(reading, "at", "a date is wanted, as 2026-03-01");
    return day;
}

static const char *read_ground(struct reading *reading, const char *ground)
{
    if (ground && *ground && !policy_is_ground(ground))
        fault(reading, "ground", "a ground is written as country.statute.place, like no.bvl.13-2");
    return ground && *ground ? ground : NULL;
}

/* ---- consents ---- */

static void read_consent(struct reading *reading, const char *text, size_t i,
                         struct explain_asked *asked)
{
    struct error err = { 0 };

    if (yaml_open_bytes("--consent", bytes_of_text(text), &asked->documents[i], &err)) {
        fprintf(reading->out, "%s\n", err.text);
        reading->n_faults++;
        return;
    }
    scenario_row_read_consent(yaml_root(asked->documents[i]), reading->vocabulary, i, &asked->row);
    yaml_print_faults(asked->documents[i], reading->out);
    reading->n_faults += yaml_n_faults(asked->documents[i]);
}

static void read_consents(struct reading *reading, const struct explain_words *consents,
                          struct explain_asked *asked)
{
    if (consents->n == 0)
        return;
    scenario_row_make_consents(&asked->row, consents->n);
    for (size_t i = 0; i < consents->n; i++)
        read_consent(reading, consents->words[i], i, asked);
}

/* ---- all of them ---- */

static enum policy_ownership read_ownership(struct reading *reading, const char *flag,
                                            const char *text)
{
    if (!text)
        return 0;
    if (strcmp(text, "public") == 0)
        return POLICY_PUBLIC;
    if (strcmp(text, "private") != 0)
        fault(reading, flag, "must be public or private");
    return POLICY_PRIVATE;
}

static void read_parties(struct reading *reading, const struct explain_flags *flags,
                         struct policy_question *question)
{
    const char *to_country = flags->to_country ? flags->to_country : flags->country;

    question->from.role = word_of(reading, "from", VOCABULARY_ROLE, flags->from);
    question->to.role = word_of(reading, "to", VOCABULARY_ROLE, flags->to);
    question->from.country = word_of(reading, "country", VOCABULARY_COUNTRY, flags->country);
    if (flags->to_country)
        word_of(reading, "to-country", VOCABULARY_COUNTRY, flags->to_country);
    question->to.country = to_country;
    question->from.ownership = read_ownership(reading, "ownership", flags->ownership);
    question->to.ownership = read_ownership(reading, "to-ownership", flags->to_ownership);
    question->from.name = question->from.role;
    question->to.name = question->to.role;
}

static void read_lists(struct reading *reading, const struct explain_flags *flags,
                       struct scenario_row *row)
{
    struct policy_question *question = &row->question;

    if (flags->categories.n == 0)
        fault(reading, "category", "is required, once or more, where no FILE is named");
    check_words(reading, "category", VOCABULARY_CATEGORY, &flags->categories);
    check_words(reading, "reason", VOCABULARY_REASON, &flags->reasons);
    check_words(reading, "flag", VOCABULARY_FLAG, &flags->flags);
    question->categories = flags->categories.words;
    question->n_categories = flags->categories.n;
    question->reasons = (struct policy_list){ flags->reasons.words, flags->reasons.n };
    question->flags = (struct policy_list){ flags->flags.words, flags->flags.n };
    for (size_t i = 0; i < flags->flags.n; i++)
        question->whole_or_nothing |= strcmp(flags->flags.words[i], "whole_or_nothing") == 0;
}

size_t explain_flags_read(const struct explain_flags *flags, const struct vocabulary *vocabulary,
                          int32_t today, FILE *faults, struct explain_asked *ret)
{
    struct reading reading = { vocabulary, faults, 0 };
    struct policy_question *question = &ret->row.question;

    read_parties(&reading, flags, question);
    question->type = word_of(&reading, "type", VOCABULARY_TYPE, flags->type);
    question->ground = read_ground(&reading, flags->ground);
    question->purpose = word_of(&reading, "purpose", VOCABULARY_PURPOSE, flags->purpose);
    read_age(&reading, flags->age, question);
    read_age_at_act(&reading, flags->age_at_act, question);
    read_lists(&reading, flags, &ret->row);
    if (flags->decider)
        question->decider = word_of(&reading, "decider", VOCABULARY_DECIDER, flags->decider);
    else if (flags->reasons.n)
        fault(&reading, "reason", "needs --decider beside it: who gives the reason");
    question->day = read_day(&reading, flags->at, today);
    question->has_agreement = !flags->no_agreement;
    read_consents(&reading, &flags->consents, ret);
    return reading.n_faults;
}

void explain_asked_clear(struct explain_asked *asked)
{
    scenario_row_clear(&asked->row);
    for (size_t i = 0; i < ARRAY_SIZE(asked->documents); i++)
        yaml_close(asked->documents[i]);
}
