#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A sender can take back what is its own and has not been read; nobody else can.

load helpers
load orders

OTHER=vik-school

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

setup() { all_up; }

@test "queued: it is destroyed at the broker, and its recipient never learns of it" {
    local id order
    bus_stop samband-social
    id=$(post_one 1)
    wait_for_stage "$SCHOOL" "$id" accepted
    order=$(take_back "$id")
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "its receipt" "$(list_in_receipt "$order")" "$id destroyed_queued"
    check_end "$id" queued taken_back
    bus_start samband-social
    all_ready
    wait_for_stage "$SCHOOL" "$(post_one 2)" handed_over # whatever was on its way has come
    expect "at the recipient" "$(end_at_recipient "$id")" never
}

@test "handed over and unread: destroyed there, although it rests on a duty and stood in the list" {
    local id order
    id=$(post_one 3)
    sent_and_unread "$id"
    order=$(take_back "$id")
    check_end "$id" unread taken_back
    expect "its receipt" "$(list_in_receipt "$order")" "$id not_yet_answered"
    expect "what the recipient is shown" "$(call_json "$SOCIAL" GET "/v1/inbox/$id" |
        jq -c '[.state, .content_held, .ended_by, .sections]')" "[\"taken_back\",false,\"$order\",[]]"
    expect_like "registered" "$(case_register "$SOCIAL" "$id")" '^409 .*wrong_state'
}

@test "fetched: it stays, and the sender is told" {
    local id
    id=$(post_one 4)
    fetched "$id"
    take_back "$id" >/dev/null
    check_end "$id" fetched
    expect_like "registered yet" "$(case_register "$SOCIAL" "$id")" '^200 '
    wait_for_stage "$SCHOOL" "$id" registered
    check_end "$id" registered
}

@test "stored there and its receipt 2 not sent: one end, whether it is fetched meanwhile or not" {
    local unread read
    restart samband-social SAMBAND_FAULT=inbox_stored:stop
    unread=$(post_one 5)
    bus_until is_frozen samband-social
    read=$(post_one 6)
    wait_for_stage "$SCHOOL" "$read" accepted
    bus_until has_unread_bytes samband-social
    bus_signal samband-social CONT # takes that one too, in the same turn
    bus_until is_frozen samband-social
    bus_signal sambandd STOP # now both are stored, on a duty, and may be fetched at once
    bus_signal samband-social CONT
    call_json "$SOCIAL" GET "/v1/inbox/$read" >/dev/null
    take_back "$unread" >/dev/null
    take_back "$read" >/dev/null
    bus_signal sambandd CONT
    check_end "$unread" unread taken_back
    check_end "$read" fetched
}

@test "the recipient is away: the exchange is what it was until it answers" {
    local unread read order
    unread=$(post_one 7) read=$(post_one 8)
    sent_and_unread "$unread" && fetched "$read"
    bus_kill samband-social
    for id in "$unread" "$read"; do
        order=$(take_back "$id")
        wait_for_stage "$SCHOOL" "$order" accepted
        expect "outcome" "$(end_at_sender "$id")" "handed_over not_yet_answered"
        expect "held by the broker" "$(held_by_broker "$id")" "0 0 1"
    done
    bus_start samband-social
    all_ready
    check_end "$unread" unread taken_back
    check_end "$read" fetched
}

@test "taken back twice, or with another reason: one order" {
    local id order
    id=$(post_one 9)
    sent_and_unread "$id"
    bus_signal sambandd STOP # so that the first one is not answered yet
    order=$(take_back "$id")
    expect "again" "$(take_back "$id")" "$order"
    expect "for another reason" "$(post_json "$SCHOOL" "/v1/outbox/$id/withdrawal" \
        "$(taking_back wrong_person)")" "$order"
    bus_signal sambandd CONT
    check_end "$id" unread taken_back
    expect "again, afterwards" "$(take_back "$id")" "$order"
    expect "orders" "$(bus_sql "SELECT count(*) FROM samband.exchange
        WHERE type = 'take_back' AND in_reply_to = '$id'")" 1
}

@test "what is final is not taken back: neither by the adapter nor by the broker" {
    local id order
    id=$(post_one 10)
    registered "$id"
    expect_like "by the adapter" "$(call "$SCHOOL" POST "/v1/outbox/$id/withdrawal" \
        <(taking_back sent_in_error))" '^409 .*wrong_state'
    # Registered while the order is under way: the adapter that sends it cannot know.
    id=$(post_one 11)
    fetched "$id"
    bus_stop samband-school
    case_register "$SOCIAL" "$id" >/dev/null
    wait_for_sql "SELECT state FROM samband.exchange WHERE id = '$id'" registered
    bus_signal sambandd STOP
    bus_start samband-school
    bus_until bus_answers samband-school
    order=$(take_back "$id")
    bus_signal sambandd CONT
    wait_for_stage "$SCHOOL" "$order" refused
    expect "its code" "$(code_of "$order")" too_late
    wait_for_stage "$SCHOOL" "$id" registered
    expect "at the recipient" "$(end_at_recipient "$id")" registered
    expect "leaves" "$(leaves_of "$id")" accepted,handed_over,registered
}

@test "what is another's is not found: neither by the adapter nor by the broker" {
    local id order
    id=$(post_one 12)
    sent_and_unread "$id"
    expect_like "by the adapter" "$(call "$OTHER" POST "/v1/outbox/$id/withdrawal" \
        <(taking_back sent_in_error))" '^404 .*unknown_exchange'
    expect_like "nor what never was" "$(call "$SCHOOL" POST "/v1/outbox/${id:0:24}000000000000/withdrawal" \
        <(taking_back sent_in_error))" '^404 .*unknown_exchange'
    # An adapter that believes it to be the other school's: the broker does not.
    in_spool school "UPDATE outbox SET party = '$OTHER' WHERE id = $(spool_id "$id")"
    order=$(post_json "$OTHER" "/v1/outbox/$id/withdrawal" "$(taking_back sent_in_error)")
    wait_for_stage "$OTHER" "$order" refused
    expect "its code" "$(code_of "$order" "$OTHER")" unknown_reference
    in_spool school "UPDATE outbox SET party = '$SCHOOL', ended_by = NULL WHERE id = $(spool_id "$id")"
    expect "at the recipient" "$(end_at_recipient "$id")" unread
    expect "recalls" "$(held_by_broker "$id")" "2 1 0"
}

@test "taken back before it was submitted: it goes to the broker all the same, and ends there" {
    local id
    bus_kill sambandd
    id=$(post_one 15)
    take_back "$id" >/dev/null
    expect "meanwhile" "$(end_at_sender "$id")" "spooled -"
    bus_start sambandd
    all_ready
    check_end "$id" destroyed taken_back
}

@test "a consent that is withdrawn after it was taken back changes nothing any more" {
    local consent id order
    consent=$(consent_for 13)
    id=$(report_under "$consent" 13)
    sent_and_unread "$id"
    take_back "$id" >/dev/null
    check_end "$id" unread taken_back
    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "its receipt" "$(list_in_receipt "$order")" "$id destroyed_unread"
    check_end "$id" unread taken_back
}

@test "taken back and its consent withdrawn while the recipient is away: the first order stands" {
    local consent id first second
    consent=$(consent_for 14)
    id=$(report_under "$consent" 14)
    sent_and_unread "$id"
    bus_kill samband-social
    first=$(take_back "$id")
    wait_for_stage "$SCHOOL" "$first" accepted
    second=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$second" accepted
    expect "the second receipt" "$(list_in_receipt "$second")" "$id not_yet_answered"
    bus_start samband-social
    all_ready
    check_end "$id" unread taken_back
}

@test "the record verifies" {
    verify_record
}
