-- SPDX-License-Identifier: EUPL-1.2
-- Their files, one array a column.
INSERT INTO samband.kept_file (hash, idx, name, bytes)
SELECT * FROM unnest($1::bytea[], $2::integer[], $3::text[], $4::bytea[])
    ON CONFLICT DO NOTHING;
