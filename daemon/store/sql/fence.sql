-- SPDX-License-Identifier: EUPL-1.2
-- Locks the head; fails with SB001 unless this broker is the active one.
-- $1 token, $2 size of the log
SELECT samband.fence($1::bytea, $2::bigint);
