/* SPDX-License-Identifier: Apache-2.0 */
#include "model/words.h"

#include "model/fields.h"

FILE *reading_faults(const struct reading *reading) { return reading ? reading->faults : NULL; }

const struct vocabulary *reading_vocabulary(const struct reading *reading)
{
    return reading ? reading->vocabulary : NULL;
}

static void check(struct yaml_node node, const struct vocabulary *vocabulary,
                  enum vocabulary_kind kind, const char *word)
{
    if (vocabulary && word[0] && !vocabulary_has(vocabulary, kind, word))
        yaml_fault(node, "%s is not a %s of the vocabulary", yaml_quote(node),
                   vocabulary_kind_name(kind));
}

void words_read(struct yaml_node node, const struct vocabulary *vocabulary,
                enum vocabulary_kind kind, char ret_word[LIMIT_WORD + 1])
{
    fields_token(node, ret_word, LIMIT_WORD);
    check(node, vocabulary, kind, ret_word);
}

size_t words_read_list(struct yaml_node list, const struct vocabulary *vocabulary,
                       enum vocabulary_kind kind, char ret_words[][LIMIT_WORD + 1], size_t max)
{
    size_t n = fields_tokens(list, ret_words[0], LIMIT_WORD + 1, 1, max);

    if (n == 0 || yaml_list(list, 1, max) != n) /* one was refused: it has no row */
        return n;
    for (size_t i = 0; i < n; i++)
        check(yaml_item(list, i), vocabulary, kind, ret_words[i]);
    return n;
}

void words_check_country(struct yaml_node node, const struct vocabulary *vocabulary,
                         const char *role, const char *country)
{
    if (vocabulary_has(vocabulary, VOCABULARY_ROLE, role) &&
        !vocabulary_is_role_in(vocabulary, role, country))
        yaml_fault(node, "there is no %s in %s", role, country);
}
