-- SPDX-License-Identifier: EUPL-1.2
-- The category of each section and what binds it to the text, deletable, one array a column.
INSERT INTO samband.section_category (exchange_id, idx, category, descriptor, salt)
SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::bytea[], $5::bytea[]);
