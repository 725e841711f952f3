#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Forty schools in one process are forty parties; and of one post, no recipient learns of another.

BUS_ONLY=""
load helpers

N_SCHOOLS=40
BOARD=vestland-mediation-board
POLICE=bergenhus-police

setup_file() {
    local i
    SAMBAND_CONFIG=$(own_config)
    export SAMBAND_CONFIG
    for ((i = 1; i <= N_SCHOOLS; i++)); do
        add_party norway school "$(numbered_school "$i")" school 1201-02
    done
    make_bus norway
    bus_start_all
}

teardown_file() { bus_remove; }

numbered_school() { printf 'school-%02d' "$1"; }
schools() { seq -f 'school-%02g' "$N_SCHOOLS"; }

child_of() { test_id_no 10 $((10#${1#school-})); }

# of SCHOOL: the id of what it posted.
of() { cat "$BUS/program/$1.id"; }

# outbox_ids PARTY, inbox_ids PARTY
outbox_ids() { call_json "$1" GET '/v1/outbox?limit=500' | jq -r '[.exchanges[].id] | join(" ")'; }
inbox_ids() { call_json "$1" GET '/v1/inbox?limit=500' | jq -r '[.exchanges[].id] | join(" ")'; }

# ---------------------------------------------------------------------------- forty schools

@test "forty schools in one process each post, and each report is registered" {
    local school ids
    for school in $(schools); do
        TEXT="Oppdiktet melding fra $school" report_of "$(child_of "$school")" "Barn Oppdiktet" \
            >"$BUS/program/$school.json"
        (post "$school" "$BUS/program/$school.json" >"$BUS/program/$school.id") &
    done
    wait
    mapfile -t ids < <(for school in $(schools); do of "$school"; done)
    expect "different ids" "$(printf '%s\n' "${ids[@]}" | sort -u | grep -c .)" "$N_SCHOOLS"
    for school in $(schools); do
        wait_for_stage "$school" "$(of "$school")" handed_over
        expect_like "what arrives" "$(call_json "$SOCIAL" GET "/v1/inbox/$(of "$school")")" "melding fra $school\""
    done
    expect "who sent which" "$(bus_sql 'SELECT sender, id FROM samband.exchange ORDER BY sender')" \
        "$(for school in $(schools); do echo "$school|$(of "$school")"; done)"
    bus_until case_system_once "$SOCIAL"
    for school in $(schools); do
        wait_for_stage "$school" "$(of "$school")" registered
    done
    expect "cases" "$(sort -u "$BUS"/cases/* | grep -c .)" "$N_SCHOOLS"
}

@test "no school sees another's outbox, or gets in with another's id or token" {
    local school other n=0
    other=$(numbered_school $N_SCHOOLS)
    for school in $(schools); do
        expect "outbox of $school" "$(outbox_ids "$school")" "$(of "$school")"
        expect "inbox of $school" "$(inbox_ids "$school")" ""
        expect_like "$school asks for what $other sent" "$(call "$school" GET "/v1/outbox/$(of "$other")")" \
            '^404 .*unknown_exchange'
        expect_like "$school takes back what $other sent" "$(call "$school" POST "/v1/outbox/$(of "$other")/withdrawal" \
            <(echo '{"reason": "wrong_person", "official": "AB-1"}'))" '^404 .*unknown_exchange'
        other=$school n=$((n + 1))
    done
    expect "schools" "$n" "$N_SCHOOLS"
    expect "a token that is none of these" "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket "$BUS/run/school.sock" \
        -H "@$(bus_authorization "$SOCIAL")" http://localhost/v1/outbox)" 401
}

@test "what answers a school arrives at that school alone" {
    local school answer
    for school in school-03 school-17; do
        # Who it is about is no longer kept there.
        answer=$(post_json "$SOCIAL" "/v1/inbox/$(of "$school")/answers" '{"type": "confirmation",
            "subject": {"national_id": "'"$(child_of "$school")"'"}, "content": {"received": "2026-03-03"}}')
        wait_for_stage "$SOCIAL" "$answer" handed_over
        expect "inbox of $school" "$(inbox_ids "$school")" "$answer"
        expect_like "school-04 asks for it" "$(call school-04 GET "/v1/inbox/$answer")" '^404 .*unknown_exchange'
        expect "inbox of school-04" "$(inbox_ids school-04)" ""
    done
}

@test "each school has its own keys, token, link and number" {
    expect "keys" "$(for school in $(schools); do
        sha256sum "$BUS/keys/$school"/{root,curve,sign,seal,witness}.key "$BUS/keys/$school/token"
    done | cut -d ' ' -f 1 | sort -u | grep -c .)" $((N_SCHOOLS * 6))
    expect "links" "$(curl -s --unix-socket "$BUS/run/school.sock" http://localhost/readyz |
        jq '[.parties[] | select(.linked)] | length')" $((N_SCHOOLS + 2))
    expect "incarnations" "$(bus_sql "SELECT count(DISTINCT incarnation) FROM samband.sequence
        WHERE party LIKE 'school-__' AND number = 1")" "$N_SCHOOLS"
}

# ---------------------------------------------------------------------------- three agencies, two children

# to_three [GROUND-OF-THE-BOARD]: two children, told to child welfare, the police and the board.
to_three() {
    jq -n --arg first "$(test_id_no 12)" --arg second "$(test_id_no 15)" --arg board "${1:-no.fvl.13b-7}" '{
        to: [{function: "child_welfare", area: "1201-02", ground: "no.opl.24-3"},
             {function: "police", area: "1201-02", ground: "no.stl.196", purpose: "prevent_crime"},
             {function: "mediation_board", area: "1201-02", ground: $board, decided_by: {official: "AB-1",
                 role: "principal", reasons: ["danger_to_life_or_health"], assessment: "Oppdiktet vurdering"}}],
        guardians: [{name: "Foresatt Oppdiktet"}],
        children: [{national_id: $first, name: "Første Oppdiktet", sections: {observation: "Om den første."}},
                   {national_id: $second, name: "Andre Oppdiktet", sections: {observation: "Om den andre."}}]}'
}

RECIPIENTS=("$SOCIAL" "$POLICE" "$BOARD")
program_of() { basename "$(bus_socket "$1")" .sock; }

# exchange_to PARTY CHILD: its id, in the answer to the post.
exchange_to() {
    jq -r --arg to "$1" --arg about "/children/$2" \
        '.exchanges[] | select(.to == $to and .about == $about) | .id' "$BUS/program/three.json"
}

unhex() { fold -w 2 <<<"$1" | while read -r byte; do printf '%b' "\\x$byte"; done; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

# values_of ID: whatever the sender made for this exchange alone, as hex: id, thread, digests, salts,
# and of each section sealed key and nonce.
values_of() {
    bus_sql "SELECT encode(v, 'hex') FROM (
        SELECT uuid_send(id), thread, text_hash FROM samband.exchange WHERE id = '$1') AS e(a, b, c),
        LATERAL (VALUES (a), (b), (c)) AS x(v)
      UNION SELECT encode(private_header_salt, 'hex') FROM samband.exchange_detail WHERE exchange_id = '$1'
      UNION SELECT encode(digest, 'hex') FROM samband.section_verdict WHERE exchange_id = '$1'
      UNION SELECT encode(v, 'hex') FROM samband.section,
        LATERAL (VALUES (salt), (substr(sealed_key, 1, 32)), (substr(ciphertext, 1, 24)), (descriptor)) AS x(v)
        WHERE exchange_id = '$1'"
}

# spellings ID: hex of these bytes as they are, in base64, and of the id and thread in their texts.
spellings() {
    local value
    while read -r value; do
        echo "$value"
        unhex "$value" | base64 -w 0 | hex && echo
        printf %s "$value" | hex && echo
    done < <(values_of "$1")
    printf %s "$1" | hex && echo
}

@test "three agencies told of two children by one post: six exchanges, each recipient ignorant of the others" {
    local recipient other child id n
    for recipient in "${RECIPIENTS[@]}"; do
        bus_stop "samband-$(program_of "$recipient")"
    done
    to_three >"$BUS/program/three-form.json"
    call_json fjell-school POST /v1/concerns "$BUS/program/three-form.json" >"$BUS/program/three.json"
    expect "exchanges" "$(jq '.exchanges | length' "$BUS/program/three.json")" 6
    for id in $(jq -r '.exchanges[].id' "$BUS/program/three.json"); do
        wait_for_stage fjell-school "$id" accepted
        spellings "$id" | sort -u >"$BUS/program/$id.values"
        # 4 of the exchange, 5 of each of its sections, in three spellings each.
        n=$(bus_sql "SELECT count(*) FROM samband.section WHERE exchange_id = '$id'")
        [[ $n -ge 2 ]]
        [[ $(wc -l <"$BUS/program/$id.values") -ge $((3 * (4 + 5 * n))) ]]
    done
    expect "values that two exchanges share" "$(sort "$BUS"/program/*.values | uniq -d)" ""

    # What the broker sends each of them, by a link that keeps it, and what each then holds and shows.
    for recipient in "${RECIPIENTS[@]}"; do
        probe_as listen "$recipient" --answers 2 --wait 20000 --keep "$BUS/program/$recipient.frames" >/dev/null
        bus_start "samband-$(program_of "$recipient")"
    done
    bus_wait_ready samband-social samband-police samband-mediation
    for recipient in "${RECIPIENTS[@]}"; do
        for child in 0 1; do
            id=$(exchange_to "$recipient" "$child")
            wait_for_stage fjell-school "$id" handed_over
            call_json "$recipient" GET "/v1/inbox/$id" >"$BUS/program/$recipient.shown.$child"
        done
        cat "$BUS/state/$(program_of "$recipient")"/spool.db* >"$BUS/program/$recipient.spool"
    done

    for recipient in "${RECIPIENTS[@]}"; do
        for what in frames spool; do
            hex <"$BUS/program/$recipient.$what" >"$BUS/program/bytes"
            # Its own it does get: what follows could find something.
            for child in 0 1; do
                id=$(exchange_to "$recipient" "$child")
                grep -qF "$(printf %s "$id" | hex)" "$BUS/program/bytes"
                [[ $(values_found "$id") -ge 8 ]]
            done
            for other in "${RECIPIENTS[@]}"; do
                [[ $other != "$recipient" ]] || continue
                for child in 0 1; do
                    expect "$what of $recipient: values of an exchange with $other" \
                        "$(values_found "$(exchange_to "$other" "$child")")" 0
                done
                expect "$what of $recipient: the name $other" \
                    "$(grep -cF "$(printf %s "$other" | hex)" "$BUS/program/bytes")" 0
            done
        done
        cat "$BUS/program/$recipient".shown.? >"$BUS/program/bytes"
        for other in "${RECIPIENTS[@]}"; do
            [[ $other != "$recipient" ]] || continue
            expect "$other in what $recipient is shown" "$(grep -cE "$other|$(exchange_to "$other" 0)|$(exchange_to "$other" 1)" \
                "$BUS/program/bytes")" 0
        done
    done
    expect "different threads" "$(cat "$BUS"/program/*.shown.? | jq -r .thread | sort -u | grep -c .)" 6
}

# values_found ID: how many of the exchange's values stand in the bytes at hand.
values_found() { grep -oF -f "$BUS/program/$1.values" "$BUS/program/bytes" | sort -u | grep -c . || true; }

@test "each of the three sees one child in one exchange, and what its ground lets pass" {
    local recipient child view name
    for recipient in "${RECIPIENTS[@]}"; do
        for child in 0 1; do
            view=$(cat "$BUS/program/$recipient.shown.$child")
            name=$([[ $child == 0 ]] && echo Første || echo Andre)
            expect_like "child $child for $recipient" "$view" "$name Oppdiktet"
            expect "other child" "$(grep -c "$([[ $child == 0 ]] && echo Andre || echo Første) Oppdiktet" <<<"$view")" 0
            # The police may not have the guardians on that ground.
            expect "guardians for $recipient" "$(field "$view" '[.sections[].category] | index("guardians") != null')" \
                "$([[ $recipient == "$POLICE" ]] && echo false || echo true)"
            expect "decider" "$(field "$view" .decider.role)" "$([[ $recipient == "$BOARD" ]] && echo principal || echo null)"
        done
    done
}

@test "all six are registered, each with a case number of its own" {
    local recipient child id
    for recipient in "${RECIPIENTS[@]}"; do
        bus_until case_system_once "$recipient"
        for child in 0 1; do
            id=$(exchange_to "$recipient" "$child")
            wait_for_stage fjell-school "$id" registered
            expect "case number" "$(call_json fjell-school GET "/v1/outbox/$id" | jq -r .case_reference)" "$(case_number "$id")"
        done
    done
}

@test "verdicts differ by recipient: one whole, one in part, one refused" {
    local child stages
    # The mediation board is nobody that this duty reaches.
    to_three no.opl.24-3 >"$BUS/program/three-form.json"
    call_json fjell-school POST /v1/concerns "$BUS/program/three-form.json" >"$BUS/program/three.json"
    for child in 0 1; do
        wait_for_stage fjell-school "$(exchange_to "$SOCIAL" "$child")" handed_over
        wait_for_stage fjell-school "$(exchange_to "$POLICE" "$child")" handed_over
        wait_for_stage fjell-school "$(exchange_to "$BOARD" "$child")" refused
        expect "child welfare" "$(call_json fjell-school GET "/v1/outbox/$(exchange_to "$SOCIAL" "$child")" |
            jq -r '"\(.alarm) \([.sections[].verdict] | unique | join(" "))"')" "null permit"
        expect "police" "$(call_json fjell-school GET "/v1/outbox/$(exchange_to "$POLICE" "$child")" |
            jq -r '"\(.alarm) \([.sections[] | select(.verdict != "permit") | .category] | join(" "))"')" \
            "partial_permit guardians"
        expect "board" "$(call_json fjell-school GET "/v1/outbox/$(exchange_to "$BOARD" "$child")" | jq -r .code)" wrong_role
        expect "board's inbox" "$(inbox_ids "$BOARD" | grep -c "$(exchange_to "$BOARD" "$child")")" 0
    done
}

@test "the record verifies" { verify_record; }

@test "each decision comes out the same from the record" { rejudge_all; }
