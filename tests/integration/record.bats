#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# The record verifies, cannot be changed by the broker's own role, and any change is named.

load helpers

setup_file() {
    make_bus
    bus_start_all
    mapfile -t ids < <(post_many 1 3)
    report_of "$(test_id_no 18)" "Voksen Oppdiktet" >"$BUS/adult.json"
    post "$SCHOOL" "$BUS/adult.json" >"$BUS/refused"
    register_all "${ids[@]}"
    printf '%s\n' "${ids[@]}" >"$BUS/ids"
    wait_for_stage "$SCHOOL" "$(<"$BUS/refused")" refused
}

teardown_file() { bus_remove; }

as_broker() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$(bus_conninfo samband_broker)" -c "$1"; }

@test "the record verifies as it stands" {
    run ctl_read log verify
    expect "status ($output)" "$status" 0
}

# altered SQL REGEX: in a copy, with the guards off.
altered() {
    local status=0 said
    bus_sql "DROP DATABASE IF EXISTS copy" postgres
    bus_stop sambandd
    bus_sql "CREATE DATABASE copy TEMPLATE samband" postgres
    bus_start sambandd
    bus_sql "ALTER TABLE samband.leaf DISABLE TRIGGER ALL; ALTER TABLE samband.log_head DISABLE TRIGGER ALL;
        ALTER TABLE samband.log_batch DISABLE TRIGGER ALL; ALTER TABLE samband.exchange DISABLE TRIGGER ALL; $1" copy
    said=$(ctl log verify --database "$(bus_conninfo samband_auditor copy)" 2>&1) || status=$?
    echo "$said"
    expect "status" "$status" 1
    expect_like "words" "$said" "$2"
    bus_wait_ready sambandd
}

@test "one byte of one leaf changed: verification names the index" {
    local index
    index=$(bus_sql "SELECT leaf_idx FROM samband.exchange WHERE id = '$(head -n 1 "$BUS/ids")'")
    altered "UPDATE samband.leaf SET entry = set_byte(entry, length(entry) / 2, get_byte(entry, length(entry) / 2) # 1) WHERE idx = $index" \
        "(^|[^0-9])$index([^0-9]|$)"
}

@test "a leaf changed together with its hash is found by the head" {
    altered "UPDATE samband.leaf SET entry = set_byte(entry, 40, get_byte(entry, 40) # 1) WHERE idx = 3;
        UPDATE samband.leaf SET hash = sha256('\\x00'::bytea || entry) WHERE idx = 3" "."
}

@test "the last leaf taken away is found" {
    altered "DELETE FROM samband.leaf WHERE idx = (SELECT max(idx) FROM samband.leaf)" "."
}

@test "a head whose frontier or last_time is not that of the leaves is found" {
    altered "UPDATE samband.log_head SET frontier = set_byte(frontier, 0, get_byte(frontier, 0) # 1)" "another frontier"
    altered "UPDATE samband.log_head SET last_time = last_time + interval '1 second'" "another last_time"
}

@test "an exchange whose row was deleted or altered is named" {
    local id
    id=$(head -n 1 "$BUS/ids")
    altered "DELETE FROM samband.exchange WHERE id = '$id'" "exchange $id: .*no row"
    altered "UPDATE samband.exchange SET state = 'returned' WHERE id = '$id'" "exchange $id: .*returned.*registered"
    altered "UPDATE samband.exchange SET recipient = 'fjell-school' WHERE id = '$id'" "exchange $id: .*recipient"
}

@test "the broker's role can neither change nor delete what is recorded" {
    local table
    for table in leaf log_batch key_card receipt section_verdict exchange migration; do
        run as_broker "DELETE FROM samband.$table"
        [[ $status -ne 0 ]]
        run as_broker "TRUNCATE samband.$table"
        [[ $status -ne 0 ]]
    done
    run as_broker "UPDATE samband.leaf SET entry = 'x'"
    [[ $status -ne 0 ]]
    run as_broker "UPDATE samband.receipt SET item = 'x'"
    [[ $status -ne 0 ]]
    run as_broker "UPDATE samband.exchange SET state = 'accepted' WHERE state = 'registered'"
    [[ $status -ne 0 ]]
    run as_broker "UPDATE samband.log_head SET size = 0"
    [[ $status -ne 0 ]]
    # Not even who owns the database, without taking the guard away first.
    run bus_sql "UPDATE samband.leaf SET entry = entry"
    [[ $status -ne 0 ]]
    verify_record
}

@test "operators see no age and no text; auditors see the record" {
    local table
    for table in exchange_detail subject_index section_category leaf section; do
        run psql -X -q -A -t "$(bus_conninfo samband_operator)" -c "SELECT * FROM samband.$table"
        [[ $status -ne 0 ]]
    done
    run psql -X -q -A -t "$(bus_conninfo samband_auditor)" -c "SELECT count(*) FROM samband.audit_leaf"
    expect "status ($output)" "$status" 0
}

@test "no leaf holds an age or a category" {
    expect "leaves" "$(bus_sql "SELECT count(*) FROM samband.leaf
        WHERE convert_from(entry, 'UTF8') ~ '(^|[^a-z_])(age|identity|observation|guardians)([^a-z_]|$)'")" 0
}

@test "sambandctl lists, shows and traces the exchanges" {
    local id
    id=$(head -n 1 "$BUS/ids")
    run ctl_read exchange list --json
    expect "status ($output)" "$status" 0
    expect_like "list" "$output" "$id"
    run ctl_read exchange list --state refused
    expect_like "refused" "$output" "$(<"$BUS/refused")"
    [[ $output != *"$id"* ]]
    run ctl_read exchange show "$id"
    expect "status ($output)" "$status" 0
    run ctl_read exchange trace "$id"
    expect "status ($output)" "$status" 0
    for step in accepted handed_over registered; do
        expect_like "trace" "$output" "$step"
    done
    run ctl_read exchange show 01900000-0000-7000-8000-000000000000
    expect "status of an unknown one" "$status" 65
    run ctl_read queue list
    expect "status ($output)" "$status" 0
    run ctl_read status
    expect "status ($output)" "$status" 0
}

@test "what waits at an unknown party is a question about nobody" {
    run ctl_read queue list --party no-such-party
    expect "status ($output)" "$status" 65
    expect_like "words" "$output" "no-such-party: no card"
    run ctl_read queue list --party "$SOCIAL"
    expect "status ($output)" "$status" 0
    run ctl_read queue --config "$BUS/sambandd.yaml"
    expect "status ($output)" "$status" 64
    expect "words" "$output" "sambandctl: queue wants a command; \`sambandctl queue --help\` lists them"
}

@test "check tells until when each party's card covers, and who has none" {
    run ctl_read check
    expect "status ($output)" "$status" 0
    for party in bus log "$SCHOOL" "$SOCIAL"; do
        expect_like "card" "$output" "card [0-9]+ of $party, until "
    done
    mv "$BUS/cards/$SCHOOL.card" "$BUS/cards/$SCHOOL.away"
    run ctl_read check
    mv "$BUS/cards/$SCHOOL.away" "$BUS/cards/$SCHOOL.card"
    expect "status ($output)" "$status" 0
    expect_like "card" "$output" "warning: no card of $SCHOOL covers now"
}

@test "sambandctl tells its version, one fault once, and how to name the database" {
    local option
    for option in --version -V; do
        run ctl "$option"
        expect "status" "$status" 0
        expect "version" "$output" "sambandctl 0.1.0"
    done
    run ctl status --config "$BUS/nowhere.yaml"
    expect "status ($output)" "$status" 78
    expect "fault" "$output" "sambandctl: cannot open $BUS/nowhere.yaml: No such file or directory"
    run ctl db migrate
    expect "status ($output)" "$status" 64
    expect_like "words" "$output" '--database "host=\.\.\. dbname=\.\.\. user=postgres" is required'
}
