/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/nameless_text.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

/* One character of the line as it stands in the copy. */
struct sign {
    char as;
    bool letter, capital, foreign;
    size_t size; /* bytes of the line */
};

/* ---- the alphabet ---- */

/* U+00C0 to U+00DF, and with the same letters small U+00E0 to U+00FF; '#' is no letter. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo#ouuuuyts";

enum { LATIN_FIRST = 0xC0, LATIN_LAST = 0xFF, LATIN_SMALL = 0x20, E_ACUTE = 0xC9, Y_TREMA = 0xFF };

static const struct {
    uint32_t code;
    char as;
    bool letter, capital;
} others[] = {
    /* Sami */
    { 0x10C, 'c', true, true },
    { 0x10D, 'c', true, false },
    { 0x110, 'd', true, true },
    { 0x111, 'd', true, false },
    { 0x143, 'n', true, true },
    { 0x144, 'n', true, false },
    { 0x14A, 'n', true, true },
    { 0x14B, 'n', true, false },
    { 0x160, 's', true, true },
    { 0x161, 's', true, false },
    { 0x166, 't', true, true },
    { 0x167, 't', true, false },
    { 0x17D, 'z', true, true },
    { 0x17E, 'z', true, false },
    /* what word processors put in the place of plain signs */
    { 0x00A0, ' ', false, false },
    { 0x2009, ' ', false, false },
    { 0x202F, ' ', false, false },
    { 0x2010, '-', false, false },
    { 0x2011, '-', false, false },
    { 0x2012, '-', false, false },
    { 0x2013, '-', false, false },
    { 0x2014, '-', false, false },
    { 0x2212, '-', false, false },
    { 0x2018, '\'', false, false },
    { 0x2019, '\'', false, false },
    { 0x201C, '"', false, false },
    { 0x201D, '"', false, false },
    { 0x201E, '"', false, false },
    { 0x00AB, '"', false, false },
    { 0x00BB, '"', false, false },
    { 0x2026, '.', false, false },
};

static struct sign sign_of_ascii(char c)
{
    static const char foreign[] = "#$*<=>@[\\]^_`{|}~";

    if (c >= 'a' && c <= 'z')
        return (struct sign){ .as = c, .letter = true };
    if (c >= 'A' && c <= 'Z')
        return (struct sign){ .as = (char)(c - 'A' + 'a'), .letter = true, .capital = true };
    return (struct sign){ .as = c, .foreign = c < ' ' || c == '\x7f' || strchr(foreign, c) };
}

static struct sign sign_of(uint32_t code)
{
    if (code < 0x80)
        return sign_of_ascii((char)code);
    if (code >= LATIN_FIRST && code <= LATIN_LAST) {
        bool small = code >= LATIN_FIRST + LATIN_SMALL;
        uint32_t big = small ? code - LATIN_SMALL : code;
        char as = code == Y_TREMA ? 'y' : latin[big - LATIN_FIRST];

        if (big == E_ACUTE)
            as = NAMELESS_E_ACUTE[0];
        return (struct sign){ .as = as,
                              .letter = as != '#',
                              .capital = as != '#' && !small && as != 's',
                              .foreign = as == '#' };
    }
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (others[i].code == code)
            return (struct sign){ .as = others[i].as,
                                  .letter = others[i].letter,
                                  .capital = others[i].capital };
    return (struct sign){ .as = '#', .foreign = true };
}

/* ---- UTF-8 ---- */

/* The character that stands here, and its size; one byte as U+FFFD where it is broken. */
static uint32_t code_at(const char *text, size_t *ret_size)
{
    static const uint8_t heads[] = { 0, 0xC0, 0xE0, 0xF0 };
    uint8_t head = (uint8_t)*text;
    size_t more = head < 0x80 ? 0 : head < 0xC0 ? 4 : head < 0xE0 ? 1 : head < 0xF0 ? 2 : 3;
    uint32_t code;

    *ret_size = 1;
    if (more > 3)
        return 0xFFFD;
    code = head - heads[more];
    for (size_t i = 1; i <= more; i++) {
        if (((uint8_t)text[i] & 0xC0) != 0x80)
            return 0xFFFD;
        code = code << 6 | ((uint8_t)text[i] & 0x3F);
    }
    *ret_size = more + 1;
    return code;
}

/* With the mark that follows a letter, where a system writes "å" as two characters. */
static struct sign sign_at(const char *text)
{
    static const struct {
        char letter;
        uint32_t mark;
        char as;
    } marked[] = { { 'a', 0x30A, 'a' }, { 'a', 0x308, 'a' }, { 'o', 0x308, 'o' },
                   { 'a', 0x300, 'a' }, { 'a', 0x301, 'a' }, { 'e', 0x301, NAMELESS_E_ACUTE[0] } };
    size_t size, mark_size;
    uint32_t code = code_at(text, &size), mark;
    struct sign sign = sign_of(code);

    sign.size = size;
    if (code >= 0x80 || !sign.letter || text[size] == '\0')
        return sign;
    mark = code_at(text + size, &mark_size);
    for (size_t i = 0; i < ARRAY_SIZE(marked); i++) {
        if (marked[i].letter != sign.as || marked[i].mark != mark)
            continue;
        sign.as = marked[i].as;
        sign.size += mark_size;
        break;
    }
    return sign;
}

/* ---- pieces ---- */

static enum nameless_kind kind_of(const struct sign *sign)
{
    if (sign->letter)
        return NAMELESS_WORD;
    return sign->as >= '0' && sign->as <= '9' ? NAMELESS_DIGITS : NAMELESS_JOINT;
}

static void add(struct nameless_text *text, char *at, const struct sign *sign)
{
    enum nameless_kind kind = kind_of(sign);
    struct nameless_piece *piece = text->n > 0 ? &text->pieces[text->n - 1] : NULL;

    *at = sign->as;
    text->foreign = text->foreign || sign->foreign;
    if (!piece || piece->kind != kind) {
        piece = &text->pieces[text->n++];
        *piece = (struct nameless_piece){
            .kind = kind, .text = at, .capital = sign->capital, .shouted = kind == NAMELESS_WORD
        };
    }
    piece->size++;
    piece->shouted = piece->shouted && sign->capital;
}

void nameless_text_read(const char *text, struct nameless_text *ret_text)
{
    size_t size = strlen(text), used = 0;

    *ret_text = (struct nameless_text){
        .copy = mem_new(size + 1, 1),
        .pieces = mem_new(size + 1, sizeof(struct nameless_piece)),
    };
    for (size_t i = 0; i < size;) {
        struct sign sign = sign_at(text + i);

        add(ret_text, ret_text->copy + used++, &sign);
        i += sign.size;
    }
    for (size_t i = 0; i < ret_text->n; i++)
        ret_text->pieces[i].capital = ret_text->pieces[i].capital && ret_text->pieces[i].size > 1;
}

void nameless_text_clear(struct nameless_text *text)
{
    mem_free(text->copy);
    mem_free(text->pieces);
    *text = (struct nameless_text){ 0 };
}

/* ---- what a piece is ---- */

const struct nameless_piece *nameless_piece(const struct nameless_text *text, size_t i,
                                            enum nameless_kind kind)
{
    return i < text->n && text->pieces[i].kind == kind ? &text->pieces[i] : NULL;
}

bool nameless_is(const struct nameless_piece *piece, const char *word)
{
    return piece && strlen(word) == piece->size && memcmp(piece->text, word, piece->size) == 0;
}

bool nameless_is_among(const struct nameless_piece *piece, const char *words)
{
    for (size_t size; piece && *words; words += size + (words[size] == ' ')) {
        size = strcspn(words, " ");
        if (size == piece->size && memcmp(piece->text, words, size) == 0)
            return true;
    }
    return false;
}

bool nameless_ends(const struct nameless_piece *piece, const char *words)
{
    for (size_t size; piece && *words; words += size + (words[size] == ' ')) {
        size = strcspn(words, " ");
        if (size <= piece->size && memcmp(piece->text + piece->size - size, words, size) == 0)
            return true;
    }
    return false;
}

bool nameless_has_sign(const struct nameless_piece *piece, const char *signs)
{
    for (size_t i = 0; piece && i < piece->size; i++)
        if (strchr(signs, piece->text[i]))
            return true;
    return false;
}

bool nameless_is_of(const struct nameless_piece *piece, const char *signs)
{
    for (size_t i = 0; piece && i < piece->size; i++)
        if (!strchr(signs, piece->text[i]))
            return false;
    return piece != NULL;
}
