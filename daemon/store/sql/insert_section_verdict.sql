-- SPDX-License-Identifier: EUPL-1.2
-- The verdict on each section, one array a column.
INSERT INTO samband.section_verdict (exchange_id, idx, digest, verdict, rule)
SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::bytea[], $4::text[], $5::text[]);
