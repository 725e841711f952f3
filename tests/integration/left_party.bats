#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A party that leaves stops nobody else, least of all those in the same process; what it has can be
# read, nothing is taken for it that could never go, and it comes back by a reload.

load helpers
load area_files

VIK=vik-school

setup_file() {
    make_bus
    (umask 077 && mkdir -p "$BUS/drop/$VIK/in" "$BUS/drop/$VIK/out")
    sed -i "s|^\( *\)token: keys/$VIK/token\$|&\n\1drop: {in: drop/$VIK/in, out: drop/$VIK/out}|" "$BUS/school.yaml"
    bus_start_all
}

teardown_file() { bus_remove; }

today() { date -u +%F; }
day() { date -u -d "$1" +%F; }
ready() { curl -s --unix-socket "$BUS/run/school.sock" http://localhost/readyz; }

# vik OPTION...: its entry, in the one directory of all programs.
vik() { put_entry "$BUS/directory.yaml" "$VIK" school --function school "$@"; }

report_by() { post "$1" "$(one_child "$2")"; }

# feedback_to PARTY ID: what child welfare answers on what it had from there; the id.
feedback_to() {
    post_json "$SOCIAL" "/v1/inbox/$2/answers" '{"type": "confirmation", "content": {"received": "2026-11-22"}}'
}

others_go_on() {
    local id
    id=$(report_by "$SCHOOL" "$1")
    wait_for_stage "$SCHOOL" "$id" handed_over
    id=$(feedback_to "$SCHOOL" "$id")
    wait_for_stage "$SOCIAL" "$id" handed_over
    expect "inbox" "$(call_json "$SCHOOL" GET "/v1/inbox/$id" | jq -r .state)" handed_over
}

vik_is_refused() {
    local answer
    answer=$(call "$VIK" POST /v1/concerns "$(one_child "$1")")
    expect_like "report" "$answer" '^409 .*"code":"no_member"'
    expect_like "in its language" "$answer" 'virksomheten har forlatt området'
    expect_like "answer" "$(call "$VIK" POST "/v1/inbox/$(<"$BUS/program/received")/answers" \
        <(echo '{"type": "confirmation", "content": {"received": "2026-11-22"}}'))" '^409 .*"code":"no_member"'
    expect "outbox" "$(call_json "$VIK" GET /v1/outbox | jq -c '[.exchanges[] | .id]')" "[\"$(<"$BUS/program/stuck")\"]"
}

vik_can_be_read() {
    expect "inbox" "$(call_json "$VIK" GET "/v1/inbox/$(<"$BUS/program/received")" |
        jq -r '"\(.state) \(.content_held) \(.sections | length > 0)"')" "handed_over true true"
    expect "outbox" "$(stage_of "$VIK" "$(<"$BUS/program/stuck")")" spooled
    expect_like "consents" "$(call "$VIK" GET /v1/consents)" '^200 '
}

@test "a party leaves: its neighbour in the same adapter goes on through a reload" {
    local sent
    sent=$(report_by "$VIK" 1)
    wait_for_stage "$VIK" "$sent" handed_over
    feedback_to "$VIK" "$sent" >"$BUS/program/received"
    wait_for_stage "$SOCIAL" "$(<"$BUS/program/received")" handed_over
    # Its own outbox is as it was, but for one report that the broker has not answered.
    sqlite3 -cmd '.timeout 5000' "$(spool_file school)" "DELETE FROM outbox WHERE party = '$VIK'"
    bus_stop sambandd
    report_by "$VIK" 2 >"$BUS/program/stuck"

    vik --left "$(today)"
    reload_as reloaded samband-school samband-social
    expect_like "log" "$(since_reload samband-school)" "<4>party_dormant party=vik-school left=$(today)"
    bus_start sambandd
    bus_wait_ready sambandd samband-school samband-social
    others_go_on 3
}

@test "readiness counts members, and says who is none" {
    expect "ready" "$(ready | jq -c '[.ready, (.parties[] | [.party, .member, .linked])]')" \
        '[true,["fjell-school",true,true],["vik-school",false,false]]'
}

@test "its posts are refused with a reason and leave nothing; what it has can be read" {
    vik_is_refused 4
    vik_can_be_read
}


@test "a file of its own is rejected at once, and does not wait for a day that never comes" {
    local in=$BUS/drop/$VIK/in
    cp "$(one_child 10)" "$in/.new" && mv "$in/.new" "$in/concerns.late.json"
    bus_until test -e "$in/rejected/concerns.late.json.answer"
    expect "answer" "$(jq -r '"\(.status) \(.body.code)"' "$in/rejected/concerns.late.json.answer")" "409 no_member"
}

@test "an acute answer is refused with the telephone of whom it is for" {
    expect_like "answer" "$(call "$VIK" POST "/v1/inbox/$(<"$BUS/program/received")/answers" \
        <(echo '{"type": "confirmation", "urgency": "acute", "content": {"received": "2026-11-22"}}'))" \
        '^409 .*"code":"no_member".*"telephone":\[\{'
}

@test "what was left in the spool is noticed: overdue, and that the party is no member" {
    bus_stop samband-school
    sqlite3 "$(spool_file school)" "UPDATE outbox SET deadline_ms = 1, warn_at_ms = 1, stage_since_ms = 1
        WHERE party = '$VIK'"
    bus_start samband-school
    bus_wait_ready samband-school
    expect "alarms" "$(call_json "$VIK" GET /v1/alarms | jq -r '[.alarms[].code] | sort | join(" ")')" "no_member overdue"
    expect "attention" "$(call_json "$VIK" GET '/v1/outbox?attention=true' | jq -r '.exchanges[].id')" \
        "$(<"$BUS/program/stuck")"
    bus_until grep -q "exchange_overdue party=vik-school id=$(<"$BUS/program/stuck") stage=spooled" "$BUS/log/samband-school.log"
    expect "the neighbour's" "$(call_json "$SCHOOL" GET /v1/alarms | jq -c .alarms)" "[]"
}

@test "its neighbour goes on through a restart, and the check passes with a warning" {
    local said
    said=$("$BUS_BIN/samband-school" --config "$BUS/school.yaml" --check 2>&1)
    expect_like "check" "$said" "party_dormant party=vik-school left=$(today)"
    bus_stop samband-school
    bus_start samband-school
    bus_wait_ready samband-school
    others_go_on 5
    vik_is_refused 6
    vik_can_be_read
}

@test "a card that is not there for it any more stops nobody" {
    mv "$BUS"/cards/vik-school*.card "$BATS_FILE_TMPDIR/"
    reload_as reloaded samband-school
    "$BUS_BIN/samband-school" --config "$BUS/school.yaml" --check
    mv "$BATS_FILE_TMPDIR"/vik-school*.card "$BUS/cards/"
}

@test "a party that is not in the directory at all is a fault, as a name that is misspelt" {
    local said status=0
    sed 's/party: vik-school/party: vik-skole/' "$BUS/school.yaml" >"$BUS/misspelt.yaml"
    said=$("$BUS_BIN/samband-school" --config "$BUS/misspelt.yaml" --check 2>&1) || status=$?
    rm "$BUS/misspelt.yaml"
    expect "status" "$status" 78
    expect_like "fault" "$said" 'party vik-skole: is not in the directory'
}

@test "one that joins later waits for its day; a member again by a reload, it sends what was left" {
    vik --joined "$(day tomorrow)"
    reload_as reloaded samband-school
    expect_like "not yet" "$(call "$VIK" POST /v1/concerns "$(one_child 7)")" \
        '^409 .*virksomheten er ennå ikke medlem'

    vik
    reload_as reloaded sambandd samband-school samband-social
    expect_like "log" "$(since_reload samband-school)" '<5>party_member party=vik-school'
    bus_wait_ready samband-school
    expect "ready" "$(ready | jq -c '[.parties[] | [.party, .member, .linked]]')" \
        '[["fjell-school",true,true],["vik-school",true,true]]'
    wait_for_stage "$VIK" "$(<"$BUS/program/stuck")" handed_over
    wait_for_stage "$VIK" "$(report_by "$VIK" 8)" handed_over
}

@test "what was accepted for a party that leaves is overdue for its sender, who can take it back" {
    local sent id order
    sent=$(report_by "$VIK" 9)
    wait_for_stage "$VIK" "$sent" handed_over
    bus_stop samband-school
    id=$(feedback_to "$VIK" "$sent")
    wait_for_stage "$SOCIAL" "$id" accepted
    vik --left "$(today)"
    reload_as reloaded sambandd samband-social
    bus_start samband-school
    bus_wait_ready samband-school
    bus_stop samband-social
    sqlite3 "$(spool_file social)" "UPDATE outbox SET deadline_ms = 1, warn_at_ms = 1 WHERE id = x'${id//-/}'"
    bus_start samband-social
    bus_wait_ready samband-social
    expect "alarm" "$(call_json "$SOCIAL" GET /v1/alarms |
        jq -r --arg id "$id" '.alarms[] | select(.exchange == $id) | "\(.code) \(.stage) \(.to)"')" \
        "overdue accepted $VIK"
    expect_like "queue" "$(ctl_read queue list --party "$VIK")" "$id"
    expect "never delivered" "$(call "$VIK" GET "/v1/inbox/$id" | cut -d ' ' -f 1)" 404
    order=$(call_json "$SOCIAL" POST "/v1/outbox/$id/withdrawal" \
        <(echo '{"reason": "wrong_recipient", "official": "BV-1"}') | jq -r '.exchanges[0].id')
    wait_for_stage "$SOCIAL" "$order" accepted
    wait_for_stage "$SOCIAL" "$id" taken_back
    expect "alarms" "$(call_json "$SOCIAL" GET /v1/alarms | jq -c .alarms)" "[]"
}

@test "the record verifies, and each decision comes out the same" {
    verify_record
    rejudge_all
}
