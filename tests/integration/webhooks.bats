#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A system is told of each change, signed, in order, until it has said that it knows; and never of
# what an exchange holds.

load helpers

SECRET=invented-webhook-secret

setup_file() {
    make_bus
    give_webhook school "$SCHOOL"
    give_webhook social "$SOCIAL"
    bus_start_all
}

teardown_file() { bus_remove; }

# give_webhook SETTINGS PARTY: $BUS/hook/SETTINGS/ with what its listener heard.
give_webhook() {
    local port
    port=$(bus_free_port)
    mkdir -p "$BUS/hook/$1"
    echo "$port" >"$BUS/program/hook-$1.port"
    (umask 077 && echo "$SECRET-$1" >"$BUS/keys/$2/webhook")
    sed -i "s|^\( *\)token: keys/$2/token\$|&\n\1webhook: {url: 'http://127.0.0.1:$port/told', secret: keys/$2/webhook}|" \
        "$BUS/$1.yaml"
    grep -q webhook "$BUS/$1.yaml"
    answer_with 204 "$1"
    start_listener "$1"
}

start_listener() {
    rm -f "$BUS/log/hook-$1.log"
    bus_launch "hook-$1" "$SAMBAND_TOOLS/hook_listener" "$(<"$BUS/program/hook-$1.port")" "$BUS/hook/$1"
    bus_until grep -q listening "$BUS/log/hook-$1.log"
}

# answer_with STATUS SETTINGS: from now on.
answer_with() { echo "$1" >"$BUS/hook/$2/.status" && mv "$BUS/hook/$2/.status" "$BUS/hook/$2/status"; }

# heard SETTINGS: how many times its listener has been told something.
heard() { find "$BUS/hook/$1" -name '*.status' | wc -l; }
has_heard() { (($(heard "$1") >= $2)); }

# answered SETTINGS STATUS [ID]: the numbers of what was answered so, in order; of this exchange.
answered() {
    local file
    for file in "$BUS/hook/$1"/*.status; do
        [[ $(<"$file") == "$2" ]] && grep -q "${3:-.}" "${file%.status}.body" && basename "$file" .status
    done
    true
}

# known SETTINGS [ID]: what its system knows by now, one a line: event and state.
known() {
    local n
    for n in $(answered "$1" 204 "${2:-}"); do
        jq -r '"\(.event) \(.stage // .state // .code)"' "$BUS/hook/$1/$n.body"
    done
}
knows() { [[ $(known "$1" "$2" | paste -sd ,) == "$3" ]]; }
wait_until_known() { bus_until knows "$@" || { known "$1" "$2" && return 1; }; }

# header SETTINGS NUMBER NAME
header() { sed -n "s/^$3: \(.*\)\r\$/\1/p" "$BUS/hook/$1/$2.head"; }
delivery() { header "$1" "$2" Samband-Delivery; }

@test "each stage of what was sent, and what was received, is told once, in order" {
    local id
    id=$(post_one 1)
    wait_until_known school "$id" "outbox accepted,outbox handed_over"
    wait_until_known social "$id" "inbox handed_over"
    register_all "$id"
    wait_until_known school "$id" "outbox accepted,outbox handed_over,outbox registered"
    expect "in the order of their numbers" "$(for n in $(answered school 204); do delivery school "$n"; done |
        sort -n -u | paste -sd ,)" "$(for n in $(answered school 204); do delivery school "$n"; done | paste -sd ,)"
}

@test "what is told is a name and a state, and nothing about anybody" {
    local n id
    id=$(post_one 2)
    wait_until_known social "$id" "inbox handed_over"
    for n in $(answered school 204); do
        expect "fields" "$(jq -c keys "$BUS/hook/school/$n.body")" '["at","event","id","party","stage"]'
    done
    for n in $(answered social 204); do
        expect "fields" "$(jq -c keys "$BUS/hook/social/$n.body")" '["at","event","id","party","state"]'
    done
    n=$(answered social 204 "$id" | head -n 1)
    expect "party" "$(jq -r .party "$BUS/hook/social/$n.body")" "$SOCIAL"
    expect_like "request" "$(head -n 1 "$BUS/hook/social/$n.head")" '^POST /told HTTP/1\.1'
    expect "type" "$(header social "$n" Content-Type)" application/json
    expect "people" "$(cat "$BUS"/hook/*/* | grep -c -e Oppdiktet -e Invented -e "$(test_id_no 10 2)" -e concern_notification)" 0
}

@test "it is signed with the party's own secret, over the time and every byte" {
    local n t sign name
    for name in school social; do
        for n in $(answered $name 204); do
            sign=$(header $name "$n" Samband-Signature)
            expect_like "form" "$sign" '^t=[0-9]{10},v1=[0-9a-f]{64}$'
            t=${sign#t=} t=${t%%,*}
            expect "hmac" "${sign##*v1=}" "$({ printf '%s.' "$t" && cat "$BUS/hook/$name/$n.body"; } |
                openssl dgst -sha256 -hmac "$SECRET-$name" -r | cut -d ' ' -f 1)"
            ((t >= EPOCHSECONDS - 120 && t <= EPOCHSECONDS + 1))
        done
    done
}

@test "after anything but 2xx it is told again, under the same number, and what came later waits" {
    local first second before status n=1
    before=$(heard social)
    answer_with 500 social
    first=$(post_one 3)
    second=$(post_one 4)
    bus_until has_heard social $((before + 1))
    # A redirect, an error of the caller's, and no answer at all. Each has its turn.
    for status in 302 404 0; do
        answer_with $status social
        n=$((n + 1))
        bus_until has_heard social $((before + n))
    done
    answer_with 204 social
    wait_until_known social "$second" "inbox handed_over"
    expect "tries" "$(for status in 500 302 404 0 204; do answered social $status "$first"; done | wc -l)" 5
    expect "one number" "$(for status in 500 302 404 0 204; do answered social $status "$first"; done |
        while read -r n; do delivery social "$n"; done | sort -u | wc -l)" 1
    expect "the second waited" "$(answered social 500 "$second")$(answered social 302 "$second")$(answered social 0 "$second")" ""
    [[ $(answered social 204 "$first") < $(answered social 204 "$second") ]]
    register_all "$first" "$second"
}

@test "a system that is down, and an adapter that dies meanwhile: it is told when both are back" {
    local id
    bus_kill hook-social
    id=$(post_one 5)
    wait_for_stage "$SCHOOL" "$id" handed_over
    bus_until grep -q 'webhook_failed' "$BUS/log/samband-social.log"
    bus_kill samband-social
    start_listener social
    expect "nothing yet" "$(known social "$id")" ""
    bus_start samband-social
    bus_wait_ready samband-social
    wait_until_known social "$id" "inbox handed_over"
    register_all "$id"
}

@test "what was told and not answered before the adapter died is told again, under the same number" {
    local id before
    before=$(heard social)
    answer_with silence social
    id=$(post_one 6)
    bus_until has_heard social $((before + 1))
    # While it waits for the answer it goes on with everything else.
    expect "healthy" "$(call "$SOCIAL" GET /healthz | cut -d ' ' -f 1)" 200
    register_all "$id"
    bus_kill samband-social
    bus_kill hook-social
    answer_with 204 social
    start_listener social
    bus_start samband-social
    bus_wait_ready samband-social
    wait_until_known social "$id" "inbox handed_over"
    expect "one number" "$(for n in $(answered social silence "$id") $(answered social 204 "$id"); do delivery social "$n"; done |
        sort -u | wc -l)" 1
}

has_timed_out() { tail -c +"$1" "$BUS/log/samband-school.log" | grep -q 'webhook_failed .*Timeout'; }

@test "ten seconds without an answer are none" {
    local id before log_at start=$EPOCHSECONDS
    before=$(heard school) log_at=$(($(stat -c %s "$BUS/log/samband-school.log") + 1))
    answer_with silence school
    id=$(post_one 7)
    bus_until has_heard school $((before + 1))
    answer_with 204 school
    bus_until has_timed_out "$log_at"
    ((EPOCHSECONDS - start >= 9))
    wait_until_known school "$id" "outbox accepted,outbox handed_over"
}

@test "the end of what was received is told, and so is the sender's" {
    local id
    id=$(post_one 8)
    wait_for_stage "$SCHOOL" "$id" handed_over
    call_json "$SCHOOL" POST "/v1/outbox/$id/withdrawal" <(echo '{"reason": "wrong_recipient", "official": "test-1"}') >/dev/null
    wait_for_stage "$SCHOOL" "$id" taken_back
    wait_until_known social "$id" "inbox handed_over,inbox taken_back"
    wait_until_known school "$id" "outbox accepted,outbox handed_over,outbox taken_back"
}

@test "what needs somebody is told, and again nothing about anybody" {
    local id n
    report_of "$(test_id_no 18)" "Voksen Oppdiktet" >"$BATS_TEST_TMPDIR/adult.json"
    id=$(post "$SCHOOL" "$BATS_TEST_TMPDIR/adult.json")
    wait_until_known school "$id" "outbox refused,alarm refused"
    n=$(answered school 204 "$id" | tail -n 1)
    expect "fields" "$(jq -c keys "$BUS/hook/school/$n.body")" '["at","code","event","id","party"]'
}

@test "what needs somebody is told by its code" {
    local id n
    id=$(post_one 10)
    wait_for_stage "$SCHOOL" "$id" handed_over
    call_json "$SOCIAL" POST "/v1/inbox/$id/returned" <(echo '{"code": "not_ours"}') >/dev/null
    wait_until_known school "$id" "outbox accepted,outbox handed_over,outbox returned,alarm returned"
    n=$(answered school 204 "$id" | tail -n 1)
    expect "fields" "$(jq -c keys "$BUS/hook/school/$n.body")" '["at","code","event","id","party"]'
    expect "and its list has it" "$(call_json "$SCHOOL" GET /v1/alarms |
        jq -r --arg id "$id" '.alarms[] | select(.exchange == $id) | .code')" returned
}

@test "each party's system is told of its own, and who has none is told nothing" {
    local before id
    before=$(heard school)
    id=$(post vik-school "$(one_child 9)")
    wait_for_stage vik-school "$id" handed_over
    wait_until_known social "$id" "inbox handed_over"
    expect "the other school's" "$(heard school)" "$before"
}

@test "a URL that is neither https nor this machine stops the start" {
    local url said status
    for url in http://samband.example/told ftp://127.0.0.1/ https://user@samband.example/ told; do
        sed "s|url: '[^']*'|url: '$url'|" "$BUS/school.yaml" >"$BUS/bad-school.yaml"
        status=0
        said=$("$BUS_BIN/samband-school" --config "$BUS/bad-school.yaml" --check 2>&1) || status=$?
        expect "$url ($said)" "$status" 78
        expect_like "$url" "$said" 'bad-school.yaml:[0-9]+:[0-9]+: .*webhook url'
    done
    chmod 0644 "$BUS/keys/$SCHOOL/webhook"
    status=0
    "$BUS_BIN/samband-school" --config "$BUS/school.yaml" --check 2>/dev/null || status=$?
    expect "a secret that others can read" "$status" 78
    chmod 0600 "$BUS/keys/$SCHOOL/webhook"
}
