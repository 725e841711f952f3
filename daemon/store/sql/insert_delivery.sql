-- SPDX-License-Identifier: EUPL-1.2
-- What is to be delivered, one array a column.
INSERT INTO samband.delivery (exchange_id, recipient) SELECT * FROM unnest($1::uuid[], $2::text[]);
