/* SPDX-License-Identifier: EUPL-1.2 */
#include "tlog/tile.h"

#include "vectors.h"

TestSuite(tile, .init = vectors_start, .fini = vectors_stop);

Test(tile, paths_are_those_known)
{
    char path[TILE_PATH_SIZE];
    size_t i;
    json_t *vector;

    json_array_foreach(json_object_get(vectors, "tile_paths"), i, vector)
    {
        const char *level = json_string_value(json_array_get(vector, 0));
        uint64_t n = (uint64_t)json_integer_value(json_array_get(vector, 1));
        unsigned width = (unsigned)json_integer_value(json_array_get(vector, 2));

        if (strcmp(level, "entries") == 0)
            tile_entries_path(n, width, path);
        else
            tile_path((unsigned)strtoul(level, NULL, 10), n, width, path);
        cr_expect_str_eq(path, json_string_value(json_array_get(vector, 3)));
    }
    cr_expect_eq(i, 4);
    tile_path(7, UINT64_MAX, 255, path);
    cr_expect_str_eq(path, "tile/7/x018/x446/x744/x073/x709/x551/615.p/255");
}

Test(tile, hashes_are_those_known)
{
    CLEANUP(nodes_free) struct nodes *nodes = decimal_nodes(300);
    static const struct {
        unsigned level;
        uint64_t n;
    } tiles[] = { { 0, 0 }, { 0, 1 }, { 1, 0 } };

    for (size_t i = 0; i < ARRAY_SIZE(tiles); i++) {
        const json_t *want = json_array_get(json_object_get(vectors, "tiles_300"), i);
        struct digest want_digest = digest_at(want, "sha256"), got;
        CLEANUP(buffer_clear) struct buffer tile = { 0 };
        char path[TILE_PATH_SIZE];

        tile_write(nodes, 300, tiles[i].level, tiles[i].n, &tile);
        tile_path(tiles[i].level, tiles[i].n, tile_width(300, tiles[i].level, tiles[i].n), path);
        got = digest_of(bytes_of_buffer(&tile));
        cr_expect_str_eq(path, text_at(want, "path"));
        cr_expect_eq(tile.size, number_at(want, "len"));
        cr_expect(digest_equal(&got, &want_digest), "%s", path);
    }
}

Test(tile, an_entries_bundle_is_that_known)
{
    const json_t *want = json_object_get(vectors, "entries_300_partial");
    struct digest want_digest = digest_at(want, "sha256"), got;
    CLEANUP(buffer_clear) struct buffer bundle = { 0 }, head = { 0 };

    for (unsigned i = 256; i < 300; i++) {
        char text[12];

        snprintf(text, sizeof(text), "%u", i);
        cr_assert(tile_append_entry(bytes_of_text(text), &bundle));
    }
    append_hex(text_at(want, "head_hex"), &head);
    cr_expect_eq(bundle.size, number_at(want, "len"));
    cr_expect(bytes_equal(bytes_of(bundle.data, head.size), bytes_of_buffer(&head)));
    got = digest_of(bytes_of_buffer(&bundle));
    cr_expect(digest_equal(&got, &want_digest));
}

Test(tile, an_entry_too_long_for_its_length_is_refused)
{
    static const uint8_t entry[TILE_ENTRY_MAX + 1];
    CLEANUP(buffer_clear) struct buffer bundle = { 0 };

    cr_expect_not(tile_append_entry(bytes_of(entry, sizeof(entry)), &bundle));
    cr_expect_eq(bundle.size, 0);
    cr_expect(tile_append_entry(bytes_of(entry, TILE_ENTRY_MAX), &bundle));
}

Test(tile, only_full_tiles_feed_the_next_level)
{
    cr_expect_eq(tile_width(0, 0, 0), 0);
    cr_expect_eq(tile_width(70000, 0, 272), 256);
    cr_expect_eq(tile_width(70000, 0, 273), 112);
    cr_expect_eq(tile_width(70000, 0, 274), 0);
    cr_expect_eq(tile_width(70000, 1, 1), 17);
    cr_expect_eq(tile_width(70000, 2, 0), 1);
    cr_expect_eq(tile_width(70000, 3, 0), 0);
    cr_expect_eq(tile_width(256, 0, 1), 0);
    cr_expect_eq(tile_width(255, 1, 0), 0);
    cr_expect_eq(tile_width(UINT64_MAX, 0, UINT64_MAX), 0);
    cr_expect_eq(tile_width(UINT64_MAX, 8, 0), 0);
}
