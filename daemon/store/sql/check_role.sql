-- SPDX-License-Identifier: EUPL-1.2
-- Whether this role may do all that a broker does.
SELECT (
    (SELECT bool_and(has_table_privilege('samband.' || t, 'SELECT')
                     AND has_table_privilege('samband.' || t, 'INSERT'))
       FROM unnest(ARRAY['leaf', 'log_batch', 'key_card', 'exchange', 'section_verdict', 'receipt',
                         'exchange_detail', 'subject_index', 'section_category', 'section',
                         'delivery', 'notice', 'sequence', 'consent_message', 'exchange_consent',
                         'recall', 'kept', 'kept_file']) AS t)
    AND (SELECT bool_and(has_table_privilege('samband.' || t, 'DELETE'))
           FROM unnest(ARRAY['section', 'delivery', 'notice', 'recall']) AS t)
    AND has_table_privilege('samband.log_head', 'SELECT')
    AND (SELECT bool_and(has_column_privilege('samband.log_head', c, 'UPDATE'))
           FROM unnest(ARRAY['size', 'frontier', 'root', 'token', 'takeover', 'origin',
                             'last_time', 'confirmed_at']) AS c)
    AND has_column_privilege('samband.exchange', 'state', 'UPDATE')
    AND has_column_privilege('samband.delivery', 'attempts', 'UPDATE')
    AND has_column_privilege('samband.sequence', 'number', 'UPDATE')
    AND has_function_privilege('samband.fence(bytea, bigint)', 'EXECUTE')
    AND has_function_privilege('samband.renew(bytea, bytea)', 'EXECUTE')
    AND has_function_privilege('samband.take_over(bigint, bytea, bigint, text)', 'EXECUTE')
    AND has_function_privilege('samband.expect_rows(bigint, bigint)', 'EXECUTE')
)::text;
