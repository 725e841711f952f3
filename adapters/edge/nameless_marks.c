/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/nameless_marks.h"

#include <string.h>

/* Words stand here as in the copy of the line: small, without marks ("vag" is "väg"). */

static const struct nameless_piece *word_at(const struct nameless_text *text, size_t i)
{
    return nameless_piece(text, i, NAMELESS_WORD);
}

static const struct nameless_piece *digits_at(const struct nameless_text *text, size_t i)
{
    return nameless_piece(text, i, NAMELESS_DIGITS);
}

static const struct nameless_piece *joint_at(const struct nameless_text *text, size_t i)
{
    return nameless_piece(text, i, NAMELESS_JOINT);
}

/* ---- on the net ---- */

bool nameless_has_email(const struct nameless_text *text)
{
    for (size_t i = 1; i + 1 < text->n; i++)
        if (nameless_is(joint_at(text, i), "@"))
            return true;
    return false;
}

bool nameless_has_handle(const struct nameless_text *text)
{
    for (size_t i = 0; i < text->n; i++)
        if (nameless_has_sign(joint_at(text, i), "@"))
            return true;
    return false;
}

bool nameless_has_link(const struct nameless_text *text)
{
    static const char starts[] = "http https www";
    static const char ends[] = "com no se net org me io gg tv app nu info dk fi eu uk ly";

    for (size_t i = 0; i < text->n; i++) {
        if (nameless_is_among(word_at(text, i), starts))
            return true;
        if (i > 1 && nameless_is_among(word_at(text, i), ends) &&
            nameless_is(joint_at(text, i - 1), "."))
            return true;
    }
    return false;
}

/* ---- a house ---- */

static bool is_street(const struct nameless_text *text, size_t i)
{
    static const char endings[] =
        "gata gate gaten gatan vei veien veg vegen vag vagen stig stigen stien grand "
        "granden smauet allmenningen all" NAMELESS_E_ACUTE " all" NAMELESS_E_ACUTE
        "en all" NAMELESS_E_ACUTE "n street";
    static const char alone[] =
        "gata gate gaten gatan vei veien veg vegen vag vagen stig stigen stien street";
    static const char roads[] =
        "riksvei riksveg fylkesvei fylkesveg europavei europaveg riksvag lansvag "
        "europavag motorvei motorveg motorvag";
    const struct nameless_piece *word = word_at(text, i);
    const struct nameless_piece *before = i > 1 ? word_at(text, i - 2) : NULL;

    if (!nameless_ends(word, endings) || nameless_is_among(word, roads))
        return false;
    if (!nameless_is_among(word, alone) || word->capital || word->shouted)
        return true;
    return before && (before->capital || before->shouted);
}

bool nameless_has_street(const struct nameless_text *text)
{
    static const char numbers[] = "nr nummer no number";

    for (size_t i = 0; i < text->n; i++) {
        size_t next = i + 1;

        if (!is_street(text, i))
            continue;
        if (nameless_is_among(word_at(text, next + 1), numbers))
            next += 2;
        if (digits_at(text, next))
            return true;
        if (digits_at(text, next + 1) &&
            (next > i + 1 || !nameless_has_sign(joint_at(text, next), ".;(!?")))
            return true;
    }
    return false;
}

/* ---- a day of birth ---- */

static bool is_month(const struct nameless_piece *word)
{
    static const char months[] =
        "jan januar januari january feb februar februari february mar mars march apr "
        "april mai maj may jun juni june jul juli july aug august augusti sep sept "
        "september okt oct oktober october nov november des dec desember december";

    return nameless_is_among(word, months);
}

static bool is_year(const struct nameless_piece *digits)
{
    return digits && digits->size == 4 &&
           (memcmp(digits->text, "19", 2) == 0 || memcmp(digits->text, "20", 2) == 0);
}

static bool is_birth_word(const struct nameless_piece *word)
{
    static const char words[] =
        "fodt fodd fodde fodte fott fodda fodsel fodselsdato fodselsdag fodelsedatum "
        "fodelsedag fodselsar fodelsear born dob";

    return nameless_is_among(word, words);
}

/* The digits that follow at `i` or after one joint. */
static const struct nameless_piece *next_digits(const struct nameless_text *text, size_t i)
{
    return digits_at(text, i)  ? digits_at(text, i)
           : joint_at(text, i) ? digits_at(text, i + 1)
                               : NULL;
}

static bool is_born(const struct nameless_text *text, size_t i)
{
    static const char small[] = "i den in on ar";

    if (nameless_is(word_at(text, i), "f"))
        return is_year(next_digits(text, i + 1));
    if (!is_birth_word(word_at(text, i)))
        return false;
    if (nameless_is_among(word_at(text, i + 2), small))
        i += 2;
    return next_digits(text, i + 1) != NULL;
}

/* Also with the year's last two digits after an apostrophe. */
static bool has_year_after(const struct nameless_text *text, size_t i)
{
    const struct nameless_piece *digits = next_digits(text, i);

    return is_year(digits) ||
           (digits && digits->size == 2 && nameless_has_sign(joint_at(text, i), "'-/"));
}

bool nameless_has_birth(const struct nameless_text *text)
{
    for (size_t i = 0; i < text->n; i++) {
        if (is_born(text, i))
            return true;
        if (!is_month(word_at(text, i)))
            continue;
        if (i > 0 && (digits_at(text, i - 1) || (i > 1 && digits_at(text, i - 2))) &&
            has_year_after(text, i + 1))
            return true;
        if (joint_at(text, i + 1) && digits_at(text, i + 2) && digits_at(text, i + 2)->size <= 2 &&
            joint_at(text, i + 3) && is_year(digits_at(text, i + 4)))
            return true;
    }
    return false;
}

/* ---- a car ---- */

/* The digits from `i` on, with at most a space, a dot or a dash between them; `ret_end` lies behind. */
static size_t count_digits(const struct nameless_text *text, size_t i, size_t *ret_end)
{
    size_t n = 0;

    while (digits_at(text, i)) {
        n += digits_at(text, i++)->size;
        if (digits_at(text, i + 1) && nameless_is_of(joint_at(text, i), " .-"))
            i++;
    }
    *ret_end = i;
    return n;
}

bool nameless_has_plate(const struct nameless_text *text)
{
    static const char amounts[] = "kr ca";

    for (size_t i = 0; i < text->n; i++) {
        const struct nameless_piece *letters = word_at(text, i), *last;
        bool apart = letters && !digits_at(text, i + 1);
        size_t end, n;

        if (!letters || letters->size > 3 || letters->size < 2 || (apart && !letters->shouted) ||
            nameless_is_among(letters, amounts) || (i > 0 && digits_at(text, i - 1)) ||
            (apart && !nameless_is_of(joint_at(text, i + 1), " .-")))
            continue;
        n = count_digits(text, i + (apart ? 2 : 1), &end);
        last = word_at(text, end);
        if (last && last->size > 1)
            last = NULL;
        if ((letters->size == 2 && n == 5) || (letters->size == 3 && (n == 3 || (n == 2 && last))))
            return true;
    }
    return false;
}
