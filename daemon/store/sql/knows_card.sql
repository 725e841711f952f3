-- SPDX-License-Identifier: EUPL-1.2
-- Whether a key leaf holds this card.
-- $1 party, $2 serial, $3 hash of the card
SELECT EXISTS (SELECT FROM samband.key_card
                WHERE party = $1::text AND serial = $2::bigint AND hash = $3::bytea);
