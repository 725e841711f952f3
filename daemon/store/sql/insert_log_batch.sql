-- SPDX-License-Identifier: EUPL-1.2
-- How the log grew.
-- $1 old size, $2 new size, $3 root, $4 take-over counter
INSERT INTO samband.log_batch (old_size, new_size, root, takeover)
VALUES ($1::bigint, $2::bigint, $3::bytea, $4::bigint);
