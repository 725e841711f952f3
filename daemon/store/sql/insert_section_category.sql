-- SPDX-License-Identifier: EUPL-1.2
-- The category of each section, deletable, one array a column.
INSERT INTO samband.section_category (exchange_id, idx, category)
SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[]);
