-- SPDX-License-Identifier: EUPL-1.2
-- Steps that the senders must be told.
-- $1 ids of exchanges, $2 states
INSERT INTO samband.notice (exchange_id, state) SELECT * FROM unnest($1::uuid[], $2::text[]);
