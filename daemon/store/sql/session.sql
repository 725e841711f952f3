-- SPDX-License-Identifier: EUPL-1.2
-- What holds for a session of the broker. The broker knows its rows by their keys: a plan that reads
-- or sorts whole tables is always the wrong one, and is what stale statistics would suggest.
SELECT set_config('search_path', 'pg_catalog', false),
       set_config('enable_seqscan', 'off', false),
       set_config('enable_bitmapscan', 'off', false),
       set_config('enable_hashjoin', 'off', false),
       set_config('enable_mergejoin', 'off', false),
       set_config('enable_sort', 'off', false),
       set_config('jit', 'off', false),
       set_config('default_transaction_isolation', 'read committed', false),
       set_config('statement_timeout', '15s', false),
       set_config('lock_timeout', '10s', false),
       set_config('idle_in_transaction_session_timeout', '4s', false);
