-- SPDX-License-Identifier: EUPL-1.2
-- $1 index
SELECT hash::bytea FROM samband.leaf WHERE idx = $1::bigint;
