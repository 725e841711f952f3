-- SPDX-License-Identifier: EUPL-1.2
-- Rules and directories that a leaf names by their hash, one array a column; each is kept once.
INSERT INTO samband.kept (hash, kind, leaf_idx, n_files)
SELECT * FROM unnest($1::bytea[], $2::text[], $3::bigint[], $4::integer[])
    ON CONFLICT DO NOTHING;
