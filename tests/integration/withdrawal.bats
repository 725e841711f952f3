#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Whoever withdraws a consent is told what became of every exchange under it, and it is true: what was
# not fetched is destroyed and never shown, what was fetched stays.

load helpers
load orders

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

setup() { all_up; }

# never_shown ID: neither in the list nor by its id.
never_shown() {
    is_in_list "$1" && echo "$1 is in the list" && return 1
    expect_like "asked by its id" "$(call "$SOCIAL" GET "/v1/inbox/$1")" '^404 .*unknown_exchange'
}

@test "queued: it is destroyed at the broker, and its recipient never learns of it" {
    local consent id order
    consent=$(consent_for 1)
    bus_stop samband-social
    id=$(report_under "$consent" 1)
    wait_for_stage "$SCHOOL" "$id" accepted
    expect "before" "$(held_by_broker "$id")" "2 1 0"
    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$order" accepted
    expect "its receipt" "$(list_in_receipt "$order")" "$id destroyed_queued"
    check_end "$id" queued
    expect "the consent" "$(consent_state "$consent")" withdrawn

    bus_start samband-social
    all_ready
    wait_for_stage "$SCHOOL" "$(post_one 1)" handed_over # whatever was on its way has come
    never_shown "$id"
    check_end "$id" queued
}

@test "handed over and unread: recalled and destroyed, whether or not it stood in the list" {
    local consent id order
    consent=$(consent_for 2)
    id=$(report_under "$consent" 2)
    sent_and_unread "$id"
    expect "before" "$(end_at_recipient "$id")" unread
    order=$(withdraw "$consent")
    check_end "$id" unread
    expect "its receipt" "$(list_in_receipt "$order")" "$id not_yet_answered"
    expect "under the consent" "$(ends_under "$consent")" "$id withdrawn destroyed_unread"
    expect "what the recipient is shown" "$(call_json "$SOCIAL" GET "/v1/inbox/$id" |
        jq -c '[.state, .content_held, .fetched, .ended_by, .sections]')" \
        "[\"withdrawn\",false,null,\"$order\",[]]"
    expect_like "and can do" "$(case_register "$SOCIAL" "$id")" '^409 .*wrong_state'
    expect "open" "$(call_json "$SOCIAL" GET '/v1/inbox?open=true' |
        jq --arg id "$id" 'any(.exchanges[]; .id == $id)')" false
}

@test "fetched: it stays, everybody knows, and it can be registered yet" {
    local consent id order
    consent=$(consent_for 3)
    id=$(report_under "$consent" 3)
    fetched "$id"
    order=$(withdraw "$consent")
    check_end "$id" fetched
    expect "its receipt" "$(list_in_receipt "$order")" "$id not_yet_answered"
    expect "what the recipient is shown" "$(call_json "$SOCIAL" GET "/v1/inbox/$id" |
        jq -c '[.state, .content_held, .ended_by, (.sections | length)]')" "[\"handed_over\",true,\"$order\",2]"
    expect_like "registered" "$(case_register "$SOCIAL" "$id")" '^200 '
    wait_for_stage "$SCHOOL" "$id" registered
    check_end "$id" registered
}

@test "registered: it stays, and its recipient is not troubled" {
    local consent id order
    consent=$(consent_for 4)
    id=$(report_under "$consent" 4)
    registered "$id"
    order=$(withdraw "$consent")
    check_end "$id" registered
    expect "its receipt" "$(list_in_receipt "$order")" "$id already_fetched"
    expect "leaves" "$(leaves_of "$id")" accepted,handed_over,registered
}

@test "the next exchange under the consent is refused; one on a duty is not" {
    local consent id
    consent=$(consent_for 5)
    wait_for_stage "$SCHOOL" "$(withdraw "$consent")" accepted
    id=$(report_under "$consent" 5)
    wait_for_stage "$SCHOOL" "$id" refused
    expect "its code" "$(code_of "$id")" no_consent
    wait_for_stage "$SCHOOL" "$(post_one 5)" handed_over
}

@test "the recipient is away: what waits there is settled when it comes back" {
    local consent order unread read done_with queued id
    consent=$(consent_for 6)
    unread=$(report_under "$consent" 6) read=$(report_under "$consent" 6)
    done_with=$(report_under "$consent" 6)
    sent_and_unread "$unread" && fetched "$read" && registered "$done_with"
    bus_kill samband-social
    queued=$(report_under "$consent" 6)
    wait_for_stage "$SCHOOL" "$queued" accepted

    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$order" accepted
    bus_until is_settled "$done_with"
    expect_like "its receipt" "$(list_in_receipt "$order" | tr '\n' ' ')" \
        "^$unread not_yet_answered $read not_yet_answered $done_with already_fetched $queued (destroyed_queued|not_yet_answered) \$"
    for id in "$unread" "$read" "$done_with" "$queued"; do
        expect_like "what the broker holds of $id" "$(held_by_broker "$id")" '^0 0 [01]$'
    done
    expect "what the sender is told" "$(end_at_sender "$unread"), $(end_at_sender "$read")" \
        "handed_over not_yet_answered, handed_over not_yet_answered"

    bus_start samband-social
    all_ready
    check_end "$unread" unread
    check_end "$read" fetched
    check_end "$done_with" registered
    check_end "$queued" destroyed
    never_shown "$queued"
    # What stands in the receipt of the order stays as it was signed; the outbox has what came after.
    expect "under the consent" "$(ends_under "$consent" | cut -d' ' -f1)" \
        "$(printf '%s\n' "$unread" "$read" "$done_with" "$queued" | sort)"
}

@test "the recipient is frozen with the delivery in its socket: destroyed when it wakes up" {
    local consent id order
    consent=$(consent_for 7)
    bus_signal samband-social STOP
    id=$(report_under "$consent" 7)
    wait_for_stage "$SCHOOL" "$id" accepted
    bus_until has_unread_bytes samband-social
    order=$(withdraw "$consent")
    wait_for_stage "$SCHOOL" "$id" withdrawn
    expect "its receipt" "$(list_in_receipt "$order")" "$id not_yet_answered"
    expect "held" "$(held_by_broker "$id")" "0 0 1"
    bus_signal samband-social CONT
    check_end "$id" unread
    never_shown "$id"
}

@test "stored there and its receipt 2 not sent: destroyed, and never shown" {
    local consent id
    consent=$(consent_for 8)
    restart samband-social SAMBAND_FAULT=inbox_stored:stop
    id=$(report_under "$consent" 8)
    bus_until is_frozen samband-social
    expect "stored" "$(end_at_recipient "$id")" waiting
    wait_for_stage "$SCHOOL" "$(withdraw "$consent")" accepted
    wait_for_stage "$SCHOOL" "$id" withdrawn
    bus_signal samband-social CONT
    check_end "$id" unread
    was_shown "$id" && false
    expect "leaves" "$(leaves_of "$id")" accepted,withdrawn,recalled
    never_shown "$id"
}

@test "its receipt 2 waits before a frozen broker: one end, and never shown" {
    local consent id
    consent=$(consent_for 9)
    restart samband-social SAMBAND_FAULT=inbox_stored:stop
    id=$(report_under "$consent" 9)
    bus_until is_frozen samband-social
    bus_signal sambandd STOP
    bus_signal samband-social CONT
    withdraw "$consent" >/dev/null
    expect "meanwhile" "$(end_at_recipient "$id")" waiting
    bus_signal sambandd CONT
    check_end "$id" unread
}

@test "its receipt 2 cannot be committed, for the database is away: one end" {
    local consent id order
    consent=$(consent_for 10)
    restart samband-social SAMBAND_FAULT=inbox_stored:stop
    id=$(report_under "$consent" 10)
    bus_until is_frozen samband-social
    bus_stop_database
    bus_signal samband-social CONT
    order=$(withdraw "$consent")
    never_shown "$id"
    expect "the withdrawal" "$(stage_of "$SCHOOL" "$order")" spooled
    bus_start_database --no-fsync
    check_end "$id" unread
    expect "the withdrawal" "$(stage_of "$SCHOOL" "$order")" accepted
}

@test "what rests on a consent is shown once its hand-over is committed, what rests on a duty at once" {
    local consent duty id
    consent=$(consent_for 11)
    restart samband-social SAMBAND_FAULT=inbox_stored:stop
    duty=$(post_one 11)
    bus_until is_frozen samband-social
    id=$(report_under "$consent" 11)
    wait_for_stage "$SCHOOL" "$id" accepted
    bus_until has_unread_bytes samband-social
    bus_signal samband-social CONT # takes that one too, in the same turn
    bus_until is_frozen samband-social
    bus_signal sambandd STOP
    bus_signal samband-social CONT
    bus_until is_in_list "$duty"
    expect "stored" "$(end_at_recipient "$id")" waiting
    never_shown "$id"
    expect_like "registered" "$(case_register "$SOCIAL" "$id")" '^404 .*unknown_exchange'
    bus_signal sambandd CONT
    bus_until is_in_list "$id"
    wait_for_stage "$SCHOOL" "$id" handed_over
}

@test "registered, or returned, while it is withdrawn: that stays, and the withdrawal says so" {
    local consent done_with back order
    consent=$(consent_for 13)
    done_with=$(report_under "$consent" 13) back=$(report_under "$consent" 13)
    sent_and_unread "$done_with" && sent_and_unread "$back"
    bus_signal sambandd STOP
    expect_like "registered" "$(case_register "$SOCIAL" "$done_with")" '^200 '
    expect_like "returned" "$(call "$SOCIAL" POST "/v1/inbox/$back/returned" \
        <(printf '{"code": "not_ours"}'))" '^200 '
    order=$(withdraw "$consent")
    bus_signal sambandd CONT
    wait_for_stage "$SCHOOL" "$order" accepted
    check_end "$done_with" registered
    bus_until is_settled "$back"
    expect "returned" "$(end_at_sender "$back"), $(state_in_record "$back")" "returned already_fetched, returned"
}

@test "written to a folder of the case system: that counts as fetched" {
    local consent id drop=$BUS/drop
    consent=$(consent_for 14)
    mkdir -m 0700 "$drop" "$drop/in" "$drop/out"
    sed -i.before "s|^  - party: $SOCIAL\$|&\n    drop: {in: $drop/in, out: $drop/out}|" "$BUS/social.yaml"
    restart samband-social
    id=$(report_under "$consent" 14)
    bus_until test -e "$drop/out/inbox/$id.json"
    withdraw "$consent" >/dev/null
    check_end "$id" fetched

    # Not written before the broker has confirmed the hand-over, and then not at all.
    consent=$(consent_for 15)
    restart samband-social SAMBAND_FAULT=inbox_stored:stop
    id=$(report_under "$consent" 15)
    bus_until is_frozen samband-social
    wait_for_stage "$SCHOOL" "$(withdraw "$consent")" accepted
    bus_signal samband-social CONT
    check_end "$id" unread
    expect "files" "$(find "$drop/out" -name "$id*")" ""
    mv "$BUS/social.yaml.before" "$BUS/social.yaml"
    restart samband-social
}

# Fetches whatever is there, as fast as it can, until $BUS/fetched/end: a file for each that came with
# its content.
fetch_greedily() {
    local id
    mkdir -p "$BUS/fetched"
    until [[ -e $BUS/fetched/end ]]; do
        for id; do
            [[ -e $BUS/fetched/$id ]] || { call_json "$SOCIAL" GET "/v1/inbox/$id" 2>/dev/null |
                jq -e '.sections | length > 0' >/dev/null && touch "$BUS/fetched/$id"; }
        done
    done
}

@test "fetched while it is withdrawn: destroyed or fetched, and what was fetched is said to be" {
    local consent ids=() id n
    consent=$(consent_for 12)
    for n in {1..10}; do
        ids+=("$(report_under "$consent" 12)")
    done
    for id in "${ids[@]}"; do
        sent_and_unread "$id"
    done
    fetch_greedily "${ids[@]}" 3>&- &
    bus_until test -e "$BUS/fetched/${ids[0]}"
    withdraw "$consent" >/dev/null
    bus_until is_settled "${ids[@]}"
    touch "$BUS/fetched/end"
    wait $! || true
    for id in "${ids[@]}"; do
        if [[ -e $BUS/fetched/$id ]]; then check_end "$id" fetched; else check_end "$id" unread; fi
    done
}

@test "the record verifies" {
    verify_record
}

@test "each decision comes out the same from the record" { rejudge_all; }
