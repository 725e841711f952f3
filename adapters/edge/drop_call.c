/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/drop_call.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/uuid.h"

#define JSON "application/json"

/* What the first word of a file's name stands for. "%s" stands for the id that follows it. */
static const struct {
    const char *word, *path, *media_type; /* NULL: a call without a body */
} calls[] = {
    { "concerns", "/v1/concerns", JSON },
    { "concerns-fiks", "/v1/concerns",
      "application/vnd.no.ks.fiks.bekymringsmelding.offentlig.v2+json" },
    { "referrals", "/v1/referrals", JSON },
    { "messages", "/v1/messages", JSON },
    { "consents", "/v1/consents", JSON },
    { "signatures", "/v1/consents/%s/signatures", JSON },
    { "withdrawal", "/v1/consents/%s/withdrawal", JSON },
    { "void", "/v1/consents/%s/void", JSON },
    { "talk", "/v1/tasks/%s/talk", JSON },
    { "decided", "/v1/tasks/%s/decided", JSON },
    { "answers", "/v1/inbox/%s/answers", JSON },
    { "registered", "/v1/inbox/%s/registered", JSON },
    { "returned", "/v1/inbox/%s/returned", JSON },
    { "take-back", "/v1/outbox/%s/withdrawal", JSON },
    { "acknowledged", "/v1/outbox/%s/acknowledged", NULL },
    { "forwarded", "/v1/outbox/%s/forwarded", NULL },
};

/* The id behind the first word; "" for what cannot be one. */
static void read_id(const char *rest, char ret_id[TEXT_UUID_SIZE])
{
    size_t size = strcspn(rest, ".");

    snprintf(ret_id, TEXT_UUID_SIZE, "%.*s", size < TEXT_UUID_SIZE ? (int)size : 0, rest);
}

static void make_path(const char *pattern, const char *rest, char ret_path[DROP_PATH_SIZE])
{
    const char *hole = strstr(pattern, "%s");
    char id[TEXT_UUID_SIZE];

    read_id(rest, id);
    if (hole)
        snprintf(ret_path, DROP_PATH_SIZE, "%.*s%s%s", (int)(hole - pattern), pattern, id,
                 hole + 2);
    else
        snprintf(ret_path, DROP_PATH_SIZE, "%s", pattern);
}

bool drop_call_read(const char *name, struct drop_call *ret_call)
{
    static const char end[] = ".json";
    size_t word = strcspn(name, "."), size = strlen(name);

    /* Something stands between the word and the end. */
    if (size < word + sizeof(end) + 1 || strcmp(name + size - (sizeof(end) - 1), end) != 0)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
        if (strlen(calls[i].word) != word || strncmp(calls[i].word, name, word) != 0)
            continue;
        ret_call->media_type = calls[i].media_type;
        make_path(calls[i].path, name + word + 1, ret_call->path);
        return true;
    }
    return false;
}

const char *drop_call_word(const char *name)
{
    size_t word = strcspn(name, ".");

    for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
        if (strlen(calls[i].word) == word && strncmp(calls[i].word, name, word) == 0)
            return calls[i].word;
    return "none";
}

void drop_call_key(const char *secret, const char *name, struct bytes content,
                   char ret_key[DROP_KEY_SIZE])
{
    CLEANUP(buffer_clear) struct buffer file = { 0 };
    char hex[DIGEST_HEX_SIZE];
    struct digest digest;

    buffer_append(&file, name, strlen(name) + 1);
    buffer_append_bytes(&file, content);
    digest = digest_hmac_of(bytes_of_text(secret), bytes_of_buffer(&file));
    digest_write_hex(&digest, hex);
    snprintf(ret_key, DROP_KEY_SIZE, "drop-%s", hex);
}
