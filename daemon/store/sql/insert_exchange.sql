-- SPDX-License-Identifier: EUPL-1.2
-- Exchanges, accepted or refused, one array a column.
INSERT INTO samband.exchange (id, text_hash, sender, recipient, type, ground, purpose, urgency,
                              thread, in_reply_to, correction_of, supersedes, created, not_after,
                              received, state, leaf_idx, rule, code, agreement, sender_card,
                              recipient_card, incarnation, number)
SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::bytea[], $10::uuid[], $11::uuid[], $12::uuid[],
                     $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::text[],
                     $17::bigint[], $18::text[], $19::text[], $20::text[], $21::bigint[],
                     $22::bigint[], $23::bytea[], $24::bigint[]);
