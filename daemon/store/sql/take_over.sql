-- SPDX-License-Identifier: EUPL-1.2
-- Makes this broker the active one.
-- $1 size of the log, $2 token, $3 take-over counter, $4 origin
SELECT samband.take_over($1::bigint, $2::bytea, $3::bigint, $4::text);
