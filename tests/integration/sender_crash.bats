#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# What the school's adapter has answered with 202 is sent, once, whatever becomes of the adapter.

load helpers

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

@test "killed after 202 and before it could submit: sent once after the restart" {
    local id file
    bus_stop sambandd
    file=$(one_child 1)
    id=$(post "$SCHOOL" "$file" application/json -H 'Idempotency-Key: key-1')
    bus_kill samband-school
    bus_start sambandd
    bus_wait_ready sambandd
    expect "nothing was sent" "$(n_exchanges)" 0
    bus_start samband-school
    bus_wait_ready samband-school
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "rows" "$(n_exchanges)" 1
    expect "asked again" "$(post "$SCHOOL" "$file" application/json -H 'Idempotency-Key: key-1')" "$id"
    register_all "$id"
    expect "rows" "$(n_exchanges)" 1
    expect "cases" "$(n_cases)" 1
}

@test "killed after it submitted and before the receipt: the recorded receipt, and one row" {
    local id
    bus_signal sambandd STOP
    id=$(post_one 2)
    bus_kill samband-school
    bus_signal sambandd CONT
    bus_start samband-school
    bus_wait_ready samband-school
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "rows" "$(bus_sql "SELECT count(*) FROM samband.exchange WHERE id = '$id'")" 1
    expect "leaf" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq .decision.leaf_index)" \
        "$(bus_sql "SELECT leaf_idx FROM samband.exchange WHERE id = '$id'")"
}

@test "killed once the report is stored and before 202: the system asks again and gets the ids" {
    local id file before
    before=$(n_exchanges)
    bus_stop samband-school
    bus_start samband-school SAMBAND_FAULT=outbox_posted:kill
    bus_wait_ready samband-school
    file=$(one_child 4)
    expect_like "no answer" "$(call "$SCHOOL" POST /v1/concerns "$file" application/json -H 'Idempotency-Key: key-4')" '^000'
    bus_until bus_has_ended samband-school
    bus_start samband-school
    bus_wait_ready samband-school
    id=$(post "$SCHOOL" "$file" application/json -H 'Idempotency-Key: key-4')
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "rows" "$(n_exchanges)" $((before + 1))
}

@test "killed when it has stored a receipt and before it says so: nothing comes twice" {
    local id
    bus_stop samband-school
    bus_start samband-school SAMBAND_FAULT=receipt_stored:kill
    bus_wait_ready samband-school
    id=$(post_one 5)
    bus_until bus_has_ended samband-school
    bus_start samband-school
    bus_wait_ready samband-school
    register_all "$id"
    wait_for_stage "$SCHOOL" "$id" registered
    wait_for_sql "SELECT count(*) FROM samband.notice WHERE exchange_id = '$id'" 0
    expect "receipts in the spool" "$(sqlite3 -cmd '.timeout 5000' "$(spool_file school)" \
        "SELECT count(*) - count(DISTINCT kind || ' ' || state) FROM receipt
          WHERE hex(id) = upper(replace('$id', '-', ''))")" 0
}

@test "a spool that takes nothing answers 503, and nothing is sent" {
    local before answer
    before=$(n_exchanges)
    bus_stop samband-school
    bus_start samband-school SAMBAND_FAULT=spool_full:yes
    bus_until bus_answers samband-school
    answer=$(call "$SCHOOL" POST /v1/concerns "$(one_child 3)")
    expect_like "answer" "$answer" '^503 '
    bus_stop samband-school
    bus_start samband-school
    bus_wait_ready samband-school
    expect "outbox" "$(call_json "$SCHOOL" GET '/v1/outbox?limit=500' | jq '[.exchanges[] | select(.stage == "spooled")] | length')" 0
    expect "rows" "$(n_exchanges)" "$before"
}
