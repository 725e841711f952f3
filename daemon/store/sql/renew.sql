-- SPDX-License-Identifier: EUPL-1.2
-- The head, durable, and nothing of an older connection can follow.
-- $1 the token held, $2 the next one
SELECT head_size, head_root FROM samband.renew($1::bytea, $2::bytea);
