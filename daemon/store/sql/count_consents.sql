-- SPDX-License-Identifier: EUPL-1.2
-- How many exchanges rest on each consent.
SELECT consent, count(*) FROM samband.exchange_consent GROUP BY consent;
