#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Whatever somebody sends, the broker answers or ignores it, records what it must, and stays up.

load helpers

setup_file() {
    make_bus
    bus_start sambandd
    bus_wait_ready sambandd
    PID_AT_START=$(bus_pid sambandd)
    export PID_AT_START
}

teardown_file() { bus_remove; }

# After every test: the same process, and it still serves an honest peer.
teardown() {
    expect "sambandd" "$(bus_has_ended sambandd && echo ended)" ""
    expect "process" "$(bus_pid sambandd)" "$PID_AT_START"
    expect_like "an honest hello" "$(probe_as hello vik-school)" '"kind":"welcome"'
}

# submit [OPTION...]: as the school; what came back after the welcome.
submit() {
    probe_as submit fjell-school --sign-key "$BUS/keys/fjell-school/sign.key" \
        --to-card "$BUS/cards/$SOCIAL.card" "$@" | { grep -v '"kind":"welcome"' || true; }
}

answers() { grep -v '"kind":"submit"' || true; }

n_rows() { bus_sql "SELECT count(*) FROM samband.exchange"; }

@test "the honest submit of the same tool is accepted" {
    local before
    before=$(n_rows)
    expect_like "answer" "$(submit)" '"state":"accepted"'
    expect "rows" "$(n_rows)" $((before + 1))
}

@test "a key that is not in the directory gets no further than the handshake" {
    local leaves
    leaves=$(n_leaves)
    expect "answer" "$("$SAMBAND_TOOLS/probe" hello --endpoint "tcp://127.0.0.1:$BUS_PORT" \
        --server-card "$BUS/cards/bus.card" --key new --card "$BUS/cards/fjell-school.card" \
        --wait 1500 || true)" ""
    expect "leaves" "$(n_leaves)" "$leaves"
}

@test "a hello in another party's name is an error" {
    expect_like "answer" "$(probe_as hello fjell-school --party "$SOCIAL" --wait 1500)" '"code":"wrong_party"'
    expect_like "its card" "$("$SAMBAND_TOOLS/probe" hello --endpoint "tcp://127.0.0.1:$BUS_PORT" \
        --server-card "$BUS/cards/bus.card" --key "$BUS/keys/fjell-school/curve.key" \
        --card "$BUS/cards/$SOCIAL.card" --party fjell-school || true)" '"code":"unknown_card"'
}

@test "garbage, empty, truncated, oversized and multipart frames change nothing" {
    local leaves
    leaves=$(n_leaves)
    expect_like "garbage" "$(probe_as raw vik-school --hex deadbeefdeadbeef)" '"kind":"(error|garbage)"'
    probe_as raw vik-school --hex 00 --wait 500
    head -c 60000 /dev/urandom >"$BUS/noise"
    probe_as raw vik-school --file "$BUS/noise" --wait 500
    submit --cut 40 --wait 1500 | answers >"$BUS/cut"
    [[ $(<"$BUS/cut") != *accepted* ]]
    submit --parts 3 --wait 1500 | answers >"$BUS/parts"
    expect "multipart" "$(<"$BUS/parts")" ""
    probe_as oversized vik-school --wait 500
    expect "leaves" "$(n_leaves)" "$leaves"
}

@test "what is wrong with a submit is said, and leaves nothing" {
    local what answer leaves rows
    leaves=$(n_leaves) rows=$(n_rows)
    for what in signature canonical digest party subject section ciphertext origin; do
        answer=$(submit --break "$what" | answers)
        expect_like "$what" "$answer" '"kind":"error"'
        expect_like "$what: a code" "$answer" '"code":"[a-z_]+"'
    done
    expect "leaves" "$(n_leaves)" "$leaves"
    expect "rows" "$(n_rows)" "$rows"
}

@test "the same bytes again get the recorded receipt, other bytes under that id are a conflict" {
    local id answers first
    # Those that come while the first is in hand are answered with it, once.
    answers=$(submit --repeat 16 --answers 16 --wait 1500 | answers)
    expect "of one kind" "$(jq -s 'unique | length' <<<"$answers")" 1
    expect "state" "$(jq -rs '.[0].state' <<<"$answers")" accepted
    id=$(jq -rs '.[0].id' <<<"$answers")
    answers=$(submit --id "$id" --content "Other invented bytes." | answers)
    expect_like "other bytes" "$answers" '"code":"conflict"'
    expect "rows" "$(bus_sql "SELECT count(*) FROM samband.exchange WHERE id = '$id'")" 1
    expect "leaves" "$(bus_sql "SELECT count(*) FROM samband.leaf WHERE kind = 'accepted'
        AND position('$id'::bytea IN entry) > 0")" 1
}

@test "an unknown type, ground or purpose, a blocked category and an adult are refused and recorded" {
    local answer id options
    for options in "--type sudden_idea" "--type feedback" "--ground no.such.1-1" \
        "--ground se.sol.19-1" "--purpose curiosity" "--age 18" "--category criminal_record" \
        "--category no_such_category"; do
        # shellcheck disable=SC2086
        answer=$(submit $options | answers)
        expect_like "$options" "$answer" '"state":"refused"'
        id=$(jq -r .id <<<"$answer")
        expect "$options: a leaf" "$(bus_sql "SELECT l.kind FROM samband.exchange e
            JOIN samband.leaf l ON l.idx = e.leaf_idx WHERE e.id = '$id'")" refused
        expect "$options: sealed bytes" \
            "$(bus_sql "SELECT count(*) FROM samband.section WHERE exchange_id = '$id'")" 0
        [[ $(jq -r .reason <<<"$answer") != "" ]]
    done
}

@test "a recipient that nobody knows, or a school, is refused and recorded" {
    local answer card
    answer=$(probe_as submit fjell-school --sign-key "$BUS/keys/fjell-school/sign.key" \
        --to-card "$BUS/cards/vik-school.card" | grep -v welcome | answers)
    expect_like "a school" "$answer" '"state":"refused"'
    sed 's/^party .*/party nobody-here/' "$BUS/cards/vik-school.card" >"$BUS/program/nobody.card"
    if ! cmp -s "$BUS/cards/vik-school.card" "$BUS/program/nobody.card"; then
        answer=$(probe_as submit fjell-school --sign-key "$BUS/keys/fjell-school/sign.key" \
            --to-card "$BUS/program/nobody.card" | grep -v welcome | answers)
        expect_like "nobody" "$answer" '"state":"refused"'
    fi
    answer=$(submit --break serial | answers)
    expect_like "a card that is none" "$answer" '"(state|kind)":"(refused|error)"'
}

@test "an id from the future or from long ago is refused or an error, and never accepted" {
    local ms id
    for ms in $(($(date +%s%3N) + 3600000)) $(($(date +%s%3N) - 410 * 86400000)); do
        id=$(printf '%012x' "$ms")
        id=${id:0:8}-${id:8:4}-7abc-8def-0123456789ab
        answer=$(submit --id "$id" | answers)
        expect_like "id of another time" "$answer" '"kind":"error"'
        expect "rows" "$(bus_sql "SELECT count(*) FROM samband.exchange WHERE id = '$id'")" 0
    done
}

@test "a chosen routing id is not heard, and takes nothing from anybody" {
    local id
    bus_start samband-school
    bus_start samband-social
    bus_wait_ready samband-school samband-social
    expect "answer" "$(probe_as hello vik-school --routing-id 41424344 --wait 1500)" ""
    # Twice the same routing id, at the same time.
    probe_as listen vik-school --routing-id 41424344 --hello no --wait 3000 >"$BUS/squatter" 3>&- &
    squatter=$!
    expect "answer" "$(probe_as hello vik-school --routing-id 41424344 --wait 1500)" ""
    id=$(post_one 1)
    wait_for_stage "$SCHOOL" "$id" handed_over
    wait $squatter
    expect "what the squatter got" "$(<"$BUS/squatter")" ""
    bus_stop samband-school
    bus_stop samband-social
}

@test "the bus still carries an honest report, and the record verifies" {
    local id
    bus_start samband-school
    bus_start samband-social
    bus_wait_ready samband-school samband-social
    id=$(post_one 2)
    wait_for_stage "$SCHOOL" "$id" handed_over
    # The probe's own submits hold no form: they are no reports, and whether they open is not asked.
    expect_like "registered" "$(case_register "$SOCIAL" "$id")" '^200 '
    wait_for_stage "$SCHOOL" "$id" registered
    verify_record
}
