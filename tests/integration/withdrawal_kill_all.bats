#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Anything may be killed at any time while the sender ends what it sent and the case system fetches:
# each exchange has one end, and the sender, the recipient and the record agree on it.

load helpers
load orders

setup_file() {
    make_bus
    bus_start_all
    mkdir "$BUS/fetched"
}

teardown_file() { bus_remove; }

setup() {
    all_up
    rm -f "$BUS/fetched/end"
    fetch_at_times 3>&- &
    fetcher=$!
}

teardown() {
    touch "$BUS/fetched/end"
    wait "$fetcher" || true
}

# Fetches what there is until $BUS/fetched/end: a file for each that came with its content.
fetch_at_times() {
    local id
    until [[ -e $BUS/fetched/end ]]; do
        for id in $(call_json "$SOCIAL" GET '/v1/inbox?open=true' 2>/dev/null | jq -r '.exchanges[].id'); do
            ((RANDOM % 4 == 0)) && call_json "$SOCIAL" GET "/v1/inbox/$id" 2>/dev/null |
                jq -e '.sections | length > 0' >/dev/null && touch "$BUS/fetched/$id"
        done
        sleep 0.05
    done
}

is_posted() { [[ $("$@") == 202* ]]; }
take_back_with_key() {
    call "$SCHOOL" POST "/v1/outbox/$1/withdrawal" <(taking_back sent_in_error) application/json -H "Idempotency-Key: $2"
}

# kill_some N: that many, one after the other; each starts again at once.
kill_some() {
    local names=(sambandd samband-school samband-social database) name n
    for ((n = 0; n < $1; n++)); do
        sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
        name=${names[RANDOM % 4]}
        if [[ $name == database ]]; then
            bus_stop_database immediate
            bus_start_database --no-fsync
        else
            bus_kill "$name"
            bus_start "$name"
        fi
    done
}

is_decided() { [[ $(stage_of "$SCHOOL" "$1" 2>/dev/null) != spooled ]]; }

# check_any ID STATE: what came with its content was fetched; else one end, whichever. It may have
# been refused, if the withdrawal came first.
check_any() {
    bus_until is_decided "$1"
    if is_at_stage "$SCHOOL" "$1" refused; then
        expect "$1, refused" "$(end_at_recipient "$1") $(leaves_of "$1")" "never refused"
    elif [[ -e $BUS/fetched/$1 ]]; then
        check_end "$1" fetched "$2"
    else
        check_end "$1" any "$2"
    fi
}

@test "withdrawn while something is killed again and again: one end each" {
    local round consent ids id n
    for round in {1..4}; do
        consent=$(consent_for "$round") ids=()
        for n in {1..4}; do
            ids+=("$(report_under "$consent" "$round")")
        done
        ((round % 2)) && bus_until all_at_stage "$SCHOOL" handed_over "${ids[@]}"
        bus_until is_posted withdraw_with_key "$consent" "withdrawn-$round"
        kill_some 3
        all_up
        for id in "${ids[@]}"; do
            check_any "$id" withdrawn
        done
        expect "state" "$(consent_state "$consent")" withdrawn
    done
    expect "recalls" "$(bus_sql "SELECT count(*) FROM samband.recall")" 0
}

@test "taken back while something is killed again and again: one end each" {
    local round ids id n
    for round in {1..3}; do
        ids=()
        for n in {1..4}; do
            ids+=("$(post_one "$((10 * round + n))")")
        done
        ((round % 2)) || bus_until all_at_stage "$SCHOOL" handed_over "${ids[@]}"
        for id in "${ids[@]}"; do
            bus_until is_posted take_back_with_key "$id" "taken-$id"
        done
        kill_some 3
        all_up
        for id in "${ids[@]}"; do
            check_any "$id" taken_back
        done
    done
    expect "recalls" "$(bus_sql "SELECT count(*) FROM samband.recall")" 0
}

@test "the record verifies" {
    verify_record
}
