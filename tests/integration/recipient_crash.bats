#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# The recipient's adapter may die at any moment: the same bytes come again, never a second case
# number.

load helpers

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

restart_social() {
    bus_has_ended samband-social || bus_stop samband-social || true
    bus_start samband-social "$@"
    bus_wait_ready samband-social
}

# Our own receipts as the recipient's spool holds them.
own_items() {
    sqlite3 -cmd '.timeout 5000' "$(spool_file social)" \
        "SELECT kind, state, hex(item), hex(receipt) FROM receipt
          WHERE ours = 1 AND hex(id) = upper(replace('$1', '-', '')) ORDER BY kind"
}

decisions_about() {
    expect "receipts" "$(bus_sql "SELECT string_agg(kind || ' ' || state, ',' ORDER BY kind, state)
        FROM samband.receipt WHERE exchange_id = '$1' AND kind <> 'delivery'")" "$2"
}

@test "killed once the report is stored: it comes again and is handed over once" {
    local id
    restart_social SAMBAND_FAULT=inbox_stored:kill
    id=$(post_one 1)
    bus_until bus_has_ended samband-social
    expect "how it ended" "$(cat "$BUS/program/samband-social.exit")" 137
    expect "not yet handed over" "$(bus_sql "SELECT state FROM samband.exchange WHERE id = '$id'")" accepted
    bus_start samband-social
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "inbox" "$(call_json "$SOCIAL" GET '/v1/inbox?open=true' | jq -c '[.exchanges[].id]')" "[\"$id\"]"
    register_all "$id"
    decisions_about "$id" "confirmation handed_over,confirmation registered,decision accepted,hand_over handed_over,registration registered"
    expect "cases" "$(n_cases)" 1
}

@test "killed between hand-over and registration: the receipts stay, byte for byte" {
    local id before
    restart_social
    id=$(post_one 2)
    wait_for_stage "$SCHOOL" "$id" handed_over
    before=$(receipts_of "$id")
    own=$(own_items "$id")
    bus_kill samband-social
    bus_start samband-social
    bus_wait_ready samband-social
    register_all "$id"
    expect "receipts until then" "$(receipts_of "$id" | grep -v registered)" "$before"
    expect "own receipts" "$(own_items "$id" | head -n 1)" "$own"
}

@test "killed before the answer to its case system leaves: the same number again, and no other" {
    local id answer number own
    restart_social SAMBAND_FAULT=inbox_registered:kill
    id=$(post_one 3)
    wait_for_stage "$SCHOOL" "$id" handed_over
    number=$(case_number "$id")
    answer=$(case_register "$SOCIAL" "$id")
    expect_like "no answer" "$answer" '^000'
    bus_until bus_has_ended samband-social
    expect "how it ended" "$(cat "$BUS/program/samband-social.exit")" 137

    bus_start samband-social
    wait_for_stage "$SCHOOL" "$id" registered
    own=$(own_items "$id")
    answer=$(case_register "$SOCIAL" "$id")
    expect_like "asked again" "$answer" '^200 '
    expect "number" "$(field "${answer#* }" .case_reference)" "$number"
    answer=$(case_register "$SOCIAL" "$id" BV-0000-9999)
    expect_like "another number" "$answer" '^409 .*reference_conflict'
    expect "own receipts" "$(own_items "$id")" "$own"
    expect "registrations" "$(bus_sql "SELECT count(*) FROM samband.receipt
        WHERE exchange_id = '$id' AND kind = 'registration'")" 1
    expect "what the school sees" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -r .case_reference)" "$number"
}

@test "killed right after it answered: the school gets the number all the same" {
    local id answer before
    restart_social
    bus_stop sambandd # so that nothing can leave before
    id=$(post_one 4)
    bus_start sambandd
    wait_for_stage "$SCHOOL" "$id" handed_over
    bus_signal sambandd STOP
    answer=$(case_register "$SOCIAL" "$id")
    expect_like "answer" "$answer" '^200 '
    before=$(own_items "$id")
    bus_kill samband-social
    bus_signal sambandd CONT
    bus_start samband-social
    wait_for_stage "$SCHOOL" "$id" registered
    expect "own receipts" "$(own_items "$id")" "$before"
    expect "what the school sees" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -r .case_reference)" \
        "$(case_number "$id")"
    register_all "$id"
}

@test "registering again with the same reference is the same answer, with another a conflict" {
    local id first
    id=$(post_one 5)
    wait_for_stage "$SCHOOL" "$id" handed_over
    first=$(case_register "$SOCIAL" "$id")
    expect_like "first" "$first" '^200 '
    wait_for_stage "$SCHOOL" "$id" registered
    again=$(case_register "$SOCIAL" "$id")
    expect_like "again" "$again" '^200 '
    expect "reference" "$(field "${again#* }" .case_reference)" "$(field "${first#* }" .case_reference)"
    expect_like "another" "$(case_register "$SOCIAL" "$id" BV-0000-0001)" '^409 .*reference_conflict'
}

@test "no case has two numbers, and the record verifies" {
    expect "numbers" "$(cat "$BUS"/cases/* | sort | uniq -d)" ""
    expect "registrations" "$(bus_sql "SELECT count(*) FROM samband.receipt WHERE kind = 'registration'")" "$(n_cases)"
    verify_record
}
