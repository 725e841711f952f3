#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Nobody gets a receipt for what is not committed, and what is committed is told, however the broker
# or the database ends.

load helpers

setup_file() {
    bus_make norway # with fsync, as in an installation
    bus_start_all
}

teardown_file() { bus_remove; }

# restart_broker [VARIABLE=VALUE...]. The first commit of a broker is the leaf of its start.
restart_broker() {
    bus_stop sambandd || true
    bus_start sambandd "$@"
    bus_wait_ready sambandd
}

one_of_each() {
    local id=$1
    expect "rows" "$(bus_sql "SELECT count(*) FROM samband.exchange WHERE id = '$id'")" 1
    expect "leaves that hold its id" "$(bus_sql "SELECT count(*) FROM samband.leaf
        WHERE kind = 'accepted' AND position('$id'::bytea IN entry) > 0")" 1
    expect "in the inbox" "$(call_json "$SOCIAL" GET '/v1/inbox?limit=500' |
        jq "[.exchanges[] | select(.id == \"$id\")] | length")" 1
    expect "receipts, one of each" \
        "$(bus_sql "SELECT string_agg(kind || ' ' || state, ',' ORDER BY kind, state)
                      FROM samband.receipt WHERE exchange_id = '$id' AND kind <> 'delivery'")" \
        "confirmation handed_over,confirmation registered,decision accepted,hand_over handed_over,registration registered"
}

@test "killed after COMMIT and before the receipt: one row, one delivery, one case, and the receipt" {
    local id view cases
    restart_broker SAMBAND_FAULT=store_committed:kill:2
    id=$(post_one 1)
    bus_until bus_has_ended sambandd
    expect "how it ended" "$(cat "$BUS/program/sambandd.exit")" 137
    expect "committed" "$(bus_sql "SELECT state FROM samband.exchange WHERE id = '$id'")" accepted
    expect "what the school knows" "$(stage_of "$SCHOOL" "$id")" spooled

    bus_start sambandd
    wait_for_stage "$SCHOOL" "$id" handed_over
    register_all "$id"
    one_of_each "$id"
    view=$(call_json "$SCHOOL" GET "/v1/outbox/$id")
    expect "the leaf in receipt 1" "$(field "$view" .decision.leaf_index)" \
        "$(bus_sql "SELECT leaf_idx FROM samband.exchange WHERE id = '$id'")"
    expect "cases" "$(n_cases)" 1
}

@test "killed while COMMIT is under way: the outcome is found out, and told" {
    local id
    restart_broker SAMBAND_FAULT=store_commit_sent:kill:2
    id=$(post_one 2)
    bus_until bus_has_ended sambandd
    expect "what the school knows" "$(stage_of "$SCHOOL" "$id")" spooled
    bus_start sambandd
    wait_for_stage "$SCHOOL" "$id" handed_over
    register_all "$id"
    one_of_each "$id"
}

# Every write of the record waits for this for two seconds.
hold_writes() {
    bus_launch lock psql -X -q -v ON_ERROR_STOP=1 "$(bus_conninfo postgres)" -c \
        "BEGIN; LOCK TABLE samband.leaf IN EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT"
    bus_until writes_are_held
}

writes_are_held() {
    sql_is "SELECT count(*) FROM pg_locks WHERE mode = 'ExclusiveLock'
        AND relation = 'samband.leaf'::regclass AND granted" 1
}

# The stages that the school saw while the lock was held, each once.
stages_while_held() {
    local stage
    while true; do
        stage=$(stage_of "$SCHOOL" "$1")
        writes_are_held || break
        echo "$stage"
    done | sort -u | paste -s -d ' '
}

@test "while the commit waits there is no receipt, and there is one after" {
    local id
    restart_broker
    bus_wait_ready samband-school
    hold_writes
    id=$(post_one 3)
    expect "stages meanwhile" "$(stages_while_held "$id")" spooled
    wait_for_stage "$SCHOOL" "$id" handed_over
    register_all "$id"
    one_of_each "$id"
}

@test "a broker that answers before its commit is caught by the same look" {
    local id
    restart_broker SAMBAND_FAULT=store_answers_early:yes
    bus_wait_ready samband-school
    hold_writes
    id=$(post_one 4)
    expect_like "stages meanwhile" "$(stages_while_held "$id")" 'accepted'
    restart_broker
    register_all "$id"
}

# Posts until the file `stop` is there; a line of posted.txt for each 202.
post_in_background() {
    (
        n=100
        while [[ ! -e $BUS/stop ]]; do
            post_one $((n++)) >>"$BUS/posted.txt" || echo failed >>"$BUS/post-faults.txt"
            sleep 0.1
        done
        : >"$BUS/stopped"
    ) >/dev/null 2>&1 3>&- &
}

n_posted() { wc -l <"$BUS/posted.txt"; }
has_posted() { [[ -e $BUS/posted.txt ]] && (($(n_posted) >= $1)); }

# Ids that the school holds receipt 1 for.
with_receipt() {
    call_json "$SCHOOL" GET '/v1/outbox?limit=500' |
        jq -r '.exchanges[] | select(.stage != "spooled") | .id' | sort
}

@test "PostgreSQL away for 10 s under traffic: no receipt meanwhile, and nothing is lost" {
    local before down end ids
    restart_broker
    case_system_start "$SOCIAL"
    post_in_background
    bus_until has_posted 5

    bus_stop_database immediate
    down=$EPOCHREALTIME
    sleep 1 # receipts of what was committed before may still be on their way
    before=$(with_receipt)
    n_before=$(n_posted)
    until ((${EPOCHREALTIME/./} - ${down/./} > 10000000)); do
        with_receipt >"$BUS/now.txt"
        expect "receipts while the database is away" "$(<"$BUS/now.txt")" "$before"
        sleep 0.3
    done
    (($(n_posted) > n_before))

    # What the school was told must be there before the broker can do anything about it.
    bus_signal sambandd STOP
    bus_start_database
    bus_sql "SELECT id FROM samband.exchange" | sort >"$BUS/committed.txt"
    bus_signal sambandd CONT
    expect "told and not committed" "$(comm -23 <(echo "$before") "$BUS/committed.txt")" ""

    bus_until has_posted $(($(n_posted) + 3))
    : >"$BUS/stop"
    bus_until test -e "$BUS/stopped"
    expect "posts that failed" "$(cat "$BUS/post-faults.txt" 2>/dev/null)" ""
    mapfile -t ids <"$BUS/posted.txt"
    bus_until all_at_stage "$SCHOOL" registered "${ids[@]}"
    bus_stop case-system || true
    expect "rows" "$(n_exchanges)" $((${#ids[@]} + 4))
    expect "cases" "$(n_cases)" $((${#ids[@]} + 4))
    verify_record
}
