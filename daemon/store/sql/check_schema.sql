-- SPDX-License-Identifier: EUPL-1.2
-- The number of the newest migration; the table is missing where there is no schema.
SELECT coalesce(max(number), 0)::text FROM samband.migration;
