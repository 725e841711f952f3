#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# What its sender takes back after it was handed over: destroyed if nobody had fetched it, kept if
# somebody had, and the recipient's adapter signs which; also when it dies at any step of that.

load helpers

setup_file() {
    make_bus
    bus_start sambandd && bus_wait_ready sambandd
    bus_start samband-school && bus_start samband-social
    bus_wait_ready samband-school samband-social
}

teardown_file() { bus_remove; }

# take_back ID
take_back() {
    echo '{"reason": "wrong_recipient", "official": "test-1"}' >"$BATS_TEST_TMPDIR/order.json"
    expect "taking back" "$(call "$SCHOOL" POST "/v1/outbox/$1/withdrawal" "$BATS_TEST_TMPDIR/order.json" |
        cut -d ' ' -f 1)" 202
}

outcome_of() { call_json "$SCHOOL" GET "/v1/outbox/$1" | jq -r .outcome; }
has_outcome() { [[ $(outcome_of "$1") == "$2" ]]; }
received() { call_json "$SOCIAL" GET '/v1/inbox?limit=500' | jq -c ".exchanges[] | select(.id == \"$1\")"; }

@test "what nobody has fetched is destroyed" {
    local id
    id=$(post_one 1)
    wait_for_stage "$SCHOOL" "$id" handed_over
    take_back "$id"
    bus_until has_outcome "$id" destroyed_unread
    wait_for_stage "$SCHOOL" "$id" taken_back
    expect "state" "$(received "$id" | jq -r .state)" taken_back
    expect "content" "$(received "$id" | jq -r .content_held)" false
    expect "sections" "$(call_json "$SOCIAL" GET "/v1/inbox/$id" | jq -c .sections)" "[]"
    verify_record
}

@test "what was fetched stays, and its system is told" {
    local id
    id=$(post_one 2)
    wait_for_stage "$SCHOOL" "$id" handed_over
    call_json "$SOCIAL" GET "/v1/inbox/$id" >/dev/null
    take_back "$id"
    bus_until has_outcome "$id" already_fetched
    expect "state" "$(received "$id" | jq -r .state)" handed_over
    expect "content" "$(received "$id" | jq -r .content_held)" true
    [[ $(received "$id" | jq -r .ended_by) != null ]]
    register_all "$id"
}

@test "an adapter that dies at any step has destroyed it once it is back, and said so once" {
    local id point n=10
    for point in inbox_recall_destroyed inbox_recall_signed inbox_recall_stored; do
        bus_stop samband-social
        bus_start samband-social SAMBAND_FAULT=$point:kill
        bus_wait_ready samband-social
        id=$(post_one $((n++)))
        wait_for_stage "$SCHOOL" "$id" handed_over
        take_back "$id"
        bus_until bus_has_ended samband-social
        bus_start samband-social && bus_wait_ready samband-social
        bus_until has_outcome "$id" destroyed_unread
        expect "$point: content" "$(received "$id" | jq -r .content_held)" false
        expect "$point: answers" "$(bus_sql "SELECT count(*) FROM samband.receipt
            WHERE exchange_id = '$id' AND state = 'destroyed' AND kind = 'recall'")" 1
    done
    verify_record
}

@test "an adapter that dies when it has marked a fetch answers as fetched" {
    local id
    bus_stop samband-social
    bus_start samband-social SAMBAND_FAULT=inbox_fetched:kill
    bus_wait_ready samband-social
    id=$(post_one 20)
    wait_for_stage "$SCHOOL" "$id" handed_over
    call "$SOCIAL" GET "/v1/inbox/$id" >/dev/null || true
    bus_until bus_has_ended samband-social
    take_back "$id"
    bus_start samband-social && bus_wait_ready samband-social
    bus_until has_outcome "$id" already_fetched
}
