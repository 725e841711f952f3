-- SPDX-License-Identifier: EUPL-1.2
-- Every exchange that is not finished, whose sender has not been told so, or whose recipient has not
-- answered a recall. Orders to the bus are carried out at once.
SELECT id FROM samband.exchange WHERE state IN ('accepted', 'handed_over') AND recipient <> 'bus'
 UNION
SELECT exchange_id FROM samband.notice
 UNION
SELECT exchange_id FROM samband.recall;
