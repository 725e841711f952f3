-- SPDX-License-Identifier: EUPL-1.2
-- Every exchange that is not finished, or whose sender has not been told so.
SELECT id FROM samband.exchange WHERE state IN ('accepted', 'handed_over')
 UNION
SELECT exchange_id FROM samband.notice;
