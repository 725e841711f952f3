/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/accept.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { WHOLE = 1000, N_DECIMALS = 3 };

/* How well "a/b", "a" "/" "*", or both stars fit: 3, 2, 1, or 0 for not. */
static int fit(const char *range, size_t size, const char *media_type)
{
    size_t front = strcspn(media_type, "/") + 1; /* with the slash */

    if (size == strlen(media_type) && strncasecmp(range, media_type, size) == 0)
        return 3;
    if (size == front + 1 && range[front] == '*' && strncasecmp(range, media_type, front) == 0)
        return 2;
    return size == 3 && strncmp(range, "*/*", 3) == 0 ? 1 : 0;
}

/* "1", "0.5", "0.125" in thousandths; 0 for anything else. */
static unsigned read_weight(const char *text, size_t size)
{
    unsigned weight, place = WHOLE / 10;

    if (size == 0 || size > 2 + N_DECIMALS || (text[0] != '0' && text[0] != '1') ||
        (size > 1 && text[1] != '.'))
        return 0;
    weight = (unsigned)(text[0] - '0') * WHOLE;
    for (size_t i = 2; i < size; i++, place /= 10) {
        if (text[i] < '0' || text[i] > '9')
            return 0;
        weight += (unsigned)(text[i] - '0') * place;
    }
    return weight > WHOLE ? 0 : weight;
}

static const char *skip_blanks(const char *text) { return text + strspn(text, " \t"); }

/* The weight among the parameters that begin at `text`; they end at a comma, or with the header. */
static unsigned weight_of(const char *text)
{
    while (*text == ';') {
        size_t size;

        text = skip_blanks(text + 1);
        size = strcspn(text, ";,");
        if (size >= 2 && (text[0] == 'q' || text[0] == 'Q') && text[1] == '=')
            return read_weight(text + 2, strcspn(text + 2, ";, \t"));
        text += size;
    }
    return WHOLE;
}

unsigned accept_quality(const char *accept, const char *media_type)
{
    unsigned quality = 0;
    int best = 0;

    if (!accept || *skip_blanks(accept) == '\0')
        return WHOLE;
    while (*accept) {
        const char *range = skip_blanks(accept);
        size_t size = strcspn(range, ";, \t");
        int how = fit(range, size, media_type);

        if (how > best) {
            best = how;
            quality = weight_of(skip_blanks(range + size));
        }
        accept = range + strcspn(range, ",");
        accept += *accept == ',';
    }
    return quality;
}

/* The language of a range ("nn-NO" is bokmål to us); NULL for others. */
static const char *language_of(const char *range, size_t size)
{
    static const struct {
        const char *tag, *language;
    } languages[] = {
        { "sv", "sv" }, { "nb", "nb" }, { "no", "nb" }, { "nn", "nb" }, { "en", "en" }
    };

    if (size < 2 || (size > 2 && range[2] != '-'))
        return NULL;
    for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
        if (strncasecmp(range, languages[i].tag, 2) == 0)
            return languages[i].language;
    }
    return NULL;
}

const char *accept_language(const char *header)
{
    const char *wanted = NULL;
    unsigned best = 0;

    while (header && *header) {
        const char *range = skip_blanks(header);
        size_t size = strcspn(range, ";, \t");
        const char *language = language_of(range, size);
        unsigned weight = language ? weight_of(skip_blanks(range + size)) : 0;

        if (weight > best) {
            best = weight;
            wanted = language;
        }
        header = range + strcspn(range, ",");
        header += *header == ',';
    }
    return wanted;
}
