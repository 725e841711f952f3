-- SPDX-License-Identifier: EUPL-1.2
-- After fence() or take_over() in the same transaction, so the row is locked and known.
-- $1 size, $2 frontier, $3 root, $4 time of the last leaf
UPDATE samband.log_head
   SET size = $1::bigint, frontier = $2::bytea, root = $3::bytea, last_time = $4::timestamptz;
