#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Whoever asks before sending is told what would become of it, on what ground, and what it lacks; the
# record says that it was asked, and nothing else comes of it.

load helpers
load orders

OTHER=vik-school

setup_file() {
    make_bus sweden
    bus_start_all
    export SWEDEN=$BUS
    make_bus norway
    bus_start_all
}

teardown_file() {
    bus_remove
    BUS=$SWEDEN
    bus_remove
}

in_sweden() {
    BUS=$SWEDEN SCHOOL=bjork-school SOCIAL=ostra-social-services
}

# question FILTER: a concern of a school about a child of 12, changed by jq.
question() {
    jq -nc --arg to "$SOCIAL" '{to: {party: $to}, type: "concern_notification", purpose: "protect_child",
        subject: {age: 12}, categories: ["identity", "observation"]} | '"${1:-.}"
}

# ask FILTER [PARTY [LANGUAGE]]: status, blank, answer.
ask() {
    call "${2:-$SCHOOL}" POST /v1/check <(question "$1") application/json ${3:+-H "Accept-Language: $3"}
}

# answer_to FILTER [PARTY [LANGUAGE]]: the answer alone.
answer_to() {
    local answer
    answer=$(ask "$@")
    [[ $answer == 200\ * ]] || { echo "$answer" >&2; return 1; }
    echo "${answer#* }"
}

# everything_else: what an asking must not touch.
everything_else() {
    bus_sql "SELECT (SELECT count(*) FROM samband.exchange), (SELECT count(*) FROM samband.exchange_detail),
        (SELECT count(*) FROM samband.subject_index), (SELECT count(*) FROM samband.exchange_consent),
        (SELECT count(*) FROM samband.delivery), (SELECT count(*) FROM samband.receipt),
        (SELECT coalesce(sum(number), 0) FROM samband.sequence)"
    in_spool school "SELECT count(*) FROM outbox"
}

@test "what may pass is permitted, whole or in part, by the ground that was named" {
    local answer
    answer=$(answer_to '.ground = "no.bvl.13-2"')
    expect "decision" "$(field "$answer" '"\(.decision) \(.ground) \(.rule) \(.filled_in)"')" \
        "permit no.bvl.13-2 no-public-concern false"
    expect "each" "$(field "$answer" '[.categories[] | "\(.category) \(.verdict)"] | join(",")')" \
        "identity permit,observation permit"
    answer=$(answer_to '.ground = "no.bvl.13-2" | .categories += ["measure"]')
    expect "decision" "$(field "$answer" .decision)" permit_in_part
    expect "the one left out" "$(field "$answer" '.categories[] | select(.verdict != "permit") |
        "\(.category) \(.verdict)"')" "measure leave_out"
    expect_like "its reason" "$(field "$answer" '.categories[2].reason')" tiltak
}

@test "a refusal says what it needs, in three languages" {
    local answer language reasons=""
    for language in sv nb en; do
        answer=$(answer_to '.ground = "no.fvl.13a-1" | .purpose = "support_youth"' "$SCHOOL" "$language")
        expect "decision" "$(field "$answer" '"\(.decision) \(.code) \(.language)"')" \
            "refuse no_consent $language"
        expect_like "needs" "$(field "$answer" '.categories[0].needs | join(" ")')" .
        reasons+=$(field "$answer" .reason)$'\n'
    done
    expect "different reasons" "$(sort -u <<<"${reasons%$'\n'}" | wc -l)" 3
    expect "without a wish, that of the country" "$(field "$(answer_to .)" .language)" nb
}

@test "without a ground the one duty that fits is taken, and shown" {
    local answer
    answer=$(answer_to '.type = "information_answer" |
        .decided_by = {official: "KL-7", role: "principal", reasons: ["requested"], assessment: "Oppdiktet."}')
    expect "decision" "$(field "$answer" '"\(.decision) \(.ground) \(.filled_in)"')" "permit no.bvl.13-4 true"
    expect_like "citation" "$(field "$answer" .citation)" "§ 13-4"
}

@test "without a ground, and with several that fit, the choices are listed" {
    local answer
    answer=$(answer_to .)
    expect "decision" "$(field "$answer" '"\(.decision) \(.code) \(.ground) \(.filled_in)"')" \
        "refuse no_ground null false"
    expect_like "duties" "$(field "$answer" '[.grounds[] | select(.kind == "duty" and .whole) | .ground] | join(",")')" \
        "no.bvl.13-2,.*no.opl.24-3"
}

@test "without a ground, and with none that fits, it says what the nearest lacks" {
    local answer
    answer=$(answer_to '.type = "information_answer"' "$SCHOOL" en)
    expect "decision" "$(field "$answer" '"\(.decision) \(.code) \(.grounds | length)"')" "refuse no_ground 0"
    expect "nearest" "$(field "$answer" '.categories[0] | "\(.ground) \(.code)"')" "no.bvl.13-4 no_decider"
    expect_like "needs" "$(field "$answer" '.categories[0].needs | join(" ")')" \
        '^Name a ground that permits it: [^:]*\[no.bvl.13-4\]\. .*principal'
}

@test "in Sweden the duty to report is taken, and told in Swedish" {
    local answer
    in_sweden
    answer=$(answer_to .)
    expect "decision" "$(field "$answer" '"\(.decision) \(.ground) \(.filled_in) \(.language)"')" \
        "permit se.sol.19-1 true sv"
    answer=$(answer_to '.subject.age = 30 | .ground = "se.sol.19-1"')
    expect "decision" "$(field "$answer" '"\(.decision) \(.code)"')" "refuse age_outside"
    expect "checked leaves" "$(n_leaves_of checked)" 2
    verify_record
}

@test "what only authorities may give each other, a private school may not" {
    local filter='.to = {party: "ostra-police"} | .type = "disclosure" | .ground = "se.osl.10-15a" |
        .purpose = "prevent_crime" | .categories = ["observation"] |
        .decided_by = {official: "AB-1", role: "principal", reasons: ["necessary", "outweighs_secrecy"], assessment: "Påhittad."}' answer
    in_sweden
    answer=$(answer_to "$filter")
    expect "a public school" "$(field "$answer" '"\(.decision) \(.code)"')" "permit permit"
    answer=$(answer_to "$filter" gran-school en)
    expect "a private one" "$(field "$answer" '"\(.decision) \(.code)"')" "refuse wrong_role"
    expect_like "who may" "$(field "$answer" '.categories[0].reason')" 'school.*\(public bodies only\)'
}

@test "several recipients: one answer each, as each is judged by itself" {
    local answer
    answer=$(answer_to '.to = [{party: "bergenhus-police"}, .to] | .ground = "no.bvl.13-2"')
    expect "answers" "$(field "$answer" '[.answers[] | "\(.to.party) \(.decision)"] | join(",")')" \
        "bergenhus-police refuse,$SOCIAL permit"
}

@test "a consent counts for its holder; to others it is as if there were none" {
    local consent answer theirs nothing filter
    consent=$(consent_for 1)
    # shellcheck disable=SC2016
    filter='.ground = "no.fvl.13a-1" | .purpose = "support_youth" | .subject = {national_id: "'$(test_id_no 18 1)'"}'
    answer=$(answer_to "$filter | .consents = [\"$consent\"]")
    expect "its holder" "$(field "$answer" '"\(.decision) \(.code)"')" "permit permit"
    theirs=$(answer_to "$filter | .consents = [\"$consent\"]" "$OTHER")
    nothing=$(answer_to "$filter | .consents = [\"019cab12-9a3c-7d31-8e4f-000102030405\"]" "$OTHER")
    expect "somebody else" "$(field "$theirs" '"\(.decision) \(.code)"')" "refuse no_consent"
    expect "and nobody's" "$(field "$theirs" 'del(.question, .leaf)')" "$(field "$nothing" 'del(.question, .leaf)')"
    expect "what rests on it" "$(call_json "$SCHOOL" GET "/v1/consents/$consent" | jq '.exchanges | length')" 0
}

@test "it is recorded as asked, and nothing else is changed" {
    local before leaves
    before=$(everything_else)
    expect_like "what there is" "$before" "^[0-9]+\\|"
    leaves=$(n_leaves)
    answer_to '.ground = "no.bvl.13-2"' >/dev/null
    answer_to '.ground = "no.bvl.13-2" | .subject.age = 40' >/dev/null
    expect "leaves" "$(n_leaves)" $((leaves + 2))
    expect "the last ones" "$(bus_sql "SELECT string_agg(kind, ',') FROM (SELECT kind FROM samband.leaf
        ORDER BY idx DESC LIMIT 2) AS l")" checked,checked
    expect "all else" "$(everything_else)" "$before"
    expect "in the leaf" "$(bus_sql "SELECT count(*) FROM samband.leaf WHERE kind = 'checked'
        AND (position('observation'::bytea IN entry) > 0 OR position('identity'::bytea IN entry) > 0)")" 0
    verify_record
    ctl_read exchange list >/dev/null
}

@test "a faulty question is answered with the field, and asks nothing" {
    local leaves answer
    leaves=$(n_leaves)
    answer=$(ask '.categories += ["gossip"] | .subject.name = "X"')
    expect_like "status" "$answer" '^422 '
    expect "pointers" "$(jq -r '[.errors[].pointer] | sort | join(",")' <<<"${answer#* }")" \
        "/categories/2,/subject/name"
    answer=$(ask '.to = {function: "mediation", area: "1201-02"}')
    expect "pointer" "$(jq -r '.errors[0] | "\(.pointer) \(.code)"' <<<"${answer#* }")" "/to unknown_recipient"
    expect "leaves" "$(n_leaves)" "$leaves"
}

@test "a party that asks too much is told when to ask again, and may still send" {
    local answer n
    sed -i "s/^questions_per_hour: .*/questions_per_hour: 30/" "$BUS/sambandd.yaml"
    restart sambandd
    for n in 1 2 3; do
        answer_to '.ground = "no.bvl.13-2"' >/dev/null
    done
    answer=$(ask '.ground = "no.bvl.13-2"')
    expect_like "status" "$answer" '^429 '
    expect "code" "$(jq -r .code <<<"${answer#* }")" too_many_questions
    answer_to '.ground = "no.bvl.13-2"' "$OTHER" >/dev/null
    sent_and_unread "$(post_one 7)"
    sed -i "s/^questions_per_hour: .*/questions_per_hour: 600/" "$BUS/sambandd.yaml"
    restart sambandd
}

# killed_at POINT: what the school is told, the broker being killed there; it runs again afterwards.
killed_at() {
    restart sambandd "SAMBAND_FAULT=$1:kill"
    ask '.ground = "no.bvl.13-2"' | cut -c1-3
    bus_until bus_has_ended sambandd
    restart sambandd
}

@test "a broker killed while it is asked has answered nothing; whoever asked asks again" {
    local leaves status
    leaves=$(n_leaves_of checked)
    status=$(killed_at question_decided)
    expect_like "killed before the commit" "$status" '^50[34]$'
    expect "checked leaves" "$(n_leaves_of checked)" "$leaves"
    status=$(killed_at question_committed)
    expect_like "killed after it" "$status" '^50[34]$'
    expect "checked leaves" "$(n_leaves_of checked)" $((leaves + 1))
    expect "asked again" "$(field "$(answer_to '.ground = "no.bvl.13-2"')" .decision)" permit
    bus_stop sambandd
    expect_like "nobody there" "$(ask '.ground = "no.bvl.13-2"')" '^503 .*unavailable'
    restart sambandd
    verify_record
}
