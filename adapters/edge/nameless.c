/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/nameless.h"

#include <assert.h>

#include "edge/nameless_digits.h"
#include "edge/nameless_marks.h"
#include "edge/nameless_names.h"

/* The order is that of how much a code tells the sender. */
static enum nameless find_marks(const struct nameless_text *text)
{
    static const struct {
        bool (*has)(const struct nameless_text *text);
        enum nameless answer;
    } marks[] = {
        { nameless_has_email, NAMELESS_EMAIL },        { nameless_has_handle, NAMELESS_HANDLE },
        { nameless_has_link, NAMELESS_LINK },          { nameless_has_birth, NAMELESS_BIRTH },
        { nameless_has_plate, NAMELESS_PLATE },        { nameless_has_street, NAMELESS_STREET },
        { nameless_digits_identify, NAMELESS_NUMBER },
    };

    for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
        if (marks[i].has(text))
            return marks[i].answer;
    return NAMELESS_CLEAN;
}

enum nameless nameless_check(const char *text, const char *const places[], size_t n_places)
{
    CLEANUP(nameless_text_clear) struct nameless_text line = { 0 };
    struct nameless_text known[NAMELESS_PLACES_MAX];
    enum nameless answer;

    assert(n_places <= NAMELESS_PLACES_MAX);
    nameless_text_read(text, &line);
    answer = find_marks(&line);
    if (answer)
        return answer;
    for (size_t i = 0; i < n_places; i++)
        nameless_text_read(places[i] ? places[i] : "", &known[i]);
    if (nameless_has_name(&line, known, n_places))
        answer = NAMELESS_NAME;
    for (size_t i = 0; i < n_places; i++)
        nameless_text_clear(&known[i]);
    return answer ? answer : line.foreign ? NAMELESS_FOREIGN : NAMELESS_CLEAN;
}

enum nameless nameless_check_places(const char *text)
{
    CLEANUP(nameless_text_clear) struct nameless_text line = { 0 };
    enum nameless answer;

    nameless_text_read(text, &line);
    answer = find_marks(&line);
    if (answer)
        return answer;
    if (nameless_has_name_as_place(&line))
        return NAMELESS_NAME;
    if (line.foreign)
        return NAMELESS_FOREIGN;
    return nameless_are_places(&line) ? NAMELESS_CLEAN : NAMELESS_NO_PLACES;
}
