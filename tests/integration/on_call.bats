#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# An acute message finds somebody: outside the hours of a function it goes to the on-call function,
# and whatever becomes of it, the answer has the number of somebody who answers now.

BUS_ONLY="samband-school samband-social samband-police"
load helpers
load area_files

# The sample area, and three more child welfare services: one where somebody is there now, one that
# leaves its nights to another party, and one that is closed today.
more_parties() {
    local conf=$SAMBAND_CONFIG/norway/area.conf name
    local away closed
    away="$(LC_ALL=C date -u -d '+3 days' +%a | tr '[:upper:]' '[:lower:]') 08:00-09:00"
    closed=$(date -u -d yesterday +%F),$(date -u +%F),$(date -u -d tomorrow +%F)
    sed -i -E "s/hours mon-fri 08:00-15:30/hours $away/" "$conf"
    cat >>"$conf" <<END
party vik-child-welfare child_welfare 1201-03 public
party dal-child-welfare child_welfare 1201-04 public
party sund-child-welfare child_welfare 1201-05 public
party vestland-emergency child_welfare 1201-03,1201-04,1201-05 public
function vik-child-welfare child_welfare; hours mon-sun 00:00-24:00; on_call child_welfare_on_call
function dal-child-welfare child_welfare; hours $away; on_call child_welfare_on_call; telephone 00 00 00 04
function sund-child-welfare child_welfare; closed $closed; on_call child_welfare_on_call
function vestland-emergency child_welfare_on_call; telephone 00 00 00 99
END
    for name in vik-child-welfare dal-child-welfare sund-child-welfare vestland-emergency; do
        printf '  - party: %s\n    keys: keys/%s\n    token: keys/%s/token\n' "$name" "$name" "$name"
    done >>"$SAMBAND_CONFIG/norway/social.yaml"
}

setup_file() {
    sample_config
    more_parties
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

# acute AREA N [JQ]: an acute report into a file, changed as the filter says; prints the file.
acute() {
    local file=$BATS_TEST_TMPDIR/acute-$2.json
    report_of "$(test_id_no 10 "$2")" "Barn $2 Oppdiktet" child_welfare "$1" |
        jq '.urgency = "acute" | '"${3:-.}" >"$file"
    echo "$file"
}

# expect_route VIEW TO TELEPHONE ON-CALL
expect_route() {
    expect "to, telephone, on call" "$(jq -c '[.to, .telephone, .on_call]' <<<"$1")" \
        "[\"$2\",\"$3\",$4]"
}

# expect_received PARTY ID FUNCTION
expect_received() {
    wait_for_stage "$SCHOOL" "$2" handed_over
    expect "function" "$(call_json "$1" GET "/v1/inbox/$2" | jq -r .function)" "$3"
}

@test "outside the hours it goes to the on-call function, and every view says whom to call" {
    local answer id
    answer=$(call_json "$SCHOOL" POST /v1/concerns "$(acute 1201-02 1)")
    id=$(field "$answer" '.exchanges[0].id')
    expect_route "$(field "$answer" '.exchanges[0]')" "$SOCIAL" "+47 55 00 00 00" true
    expect_route "$(call_json "$SCHOOL" GET "/v1/outbox/$id")" "$SOCIAL" "+47 55 00 00 00" true
    expect_route "$(call_json "$SCHOOL" GET /v1/outbox | jq --arg id "$id" '.exchanges[] | select(.id == $id)')" \
        "$SOCIAL" "+47 55 00 00 00" true
    expect_received "$SOCIAL" "$id" child_welfare_on_call
    expect_like "registered" "$(case_register "$SOCIAL" "$id")" '^200 '
    wait_for_stage "$SCHOOL" "$id" registered
    expect_route "$(call_json "$SCHOOL" GET "/v1/outbox/$id")" "$SOCIAL" "+47 55 00 00 00" true
}

@test "the same post again has the number too, and so has one under a key that is taken" {
    local file answer
    file=$(acute 1201-02 2)
    call_json "$SCHOOL" POST /v1/concerns "$file" application/json -H 'Idempotency-Key: k-2' >/dev/null
    answer=$(call_json "$SCHOOL" POST /v1/concerns "$file" application/json -H 'Idempotency-Key: k-2')
    expect "repeated" "$(field "$answer" .repeated)" true
    expect_route "$(field "$answer" '.exchanges[0]')" "$SOCIAL" "+47 55 00 00 00" true
    answer=$(call "$SCHOOL" POST /v1/concerns "$(acute 1201-02 3)" application/json -H 'Idempotency-Key: k-2')
    expect_like "conflict" "$answer" '^409 '
    expect "telephone" "$(field "${answer#* }" '.telephone | tojson')" '[{"telephone":"+47 55 00 00 00","to":"/to"}]'
}

@test "inside the hours it stays with the function, and still has the number" {
    local answer id
    answer=$(call_json "$SCHOOL" POST /v1/concerns "$(acute 1201-03 4)")
    id=$(field "$answer" '.exchanges[0].id')
    expect_route "$(field "$answer" '.exchanges[0]')" vik-child-welfare "00 00 00 99" false
    expect_received vik-child-welfare "$id" child_welfare
}

@test "the on-call function may be another party's" {
    local answer id
    answer=$(call_json "$SCHOOL" POST /v1/concerns "$(acute 1201-04 5)")
    id=$(field "$answer" '.exchanges[0].id')
    expect_route "$(field "$answer" '.exchanges[0]')" vestland-emergency "00 00 00 99" true
    expect_received vestland-emergency "$id" child_welfare_on_call
}

@test "on a day that the function is closed nobody is there" {
    local answer id
    answer=$(call_json "$SCHOOL" POST /v1/concerns "$(acute 1201-05 6)")
    id=$(field "$answer" '.exchanges[0].id')
    expect_route "$(field "$answer" '.exchanges[0]')" vestland-emergency "00 00 00 99" true
    expect_received vestland-emergency "$id" child_welfare_on_call
}

@test "what is not acute waits until somebody is there, whatever the hour" {
    local answer id urgency n=7
    for urgency in prompt normal; do
        answer=$(call_json "$SCHOOL" POST /v1/concerns "$(acute 1201-04 $((n++)) ".urgency = \"$urgency\"")")
        id=$(field "$answer" '.exchanges[0].id')
        expect "$urgency" "$(field "$answer" '.exchanges[0] | [.to, has("telephone"), has("on_call")] | tojson')" \
            '["dal-child-welfare",false,false]'
        expect_received dal-child-welfare "$id" child_welfare
    done
}

@test "a party that is named itself has a number too" {
    local answer id
    answer=$(call_json "$SCHOOL" POST /v1/concerns "$(acute 1201-02 9 '.to = {party: "dal-child-welfare"}')")
    id=$(field "$answer" '.exchanges[0].id')
    expect_route "$(field "$answer" '.exchanges[0]')" dal-child-welfare "00 00 00 99" false
    expect_received dal-child-welfare "$id" null
}

@test "a refusal shows the number" {
    local file id view
    file=$(acute 1201-02 10 ".children[0].national_id = \"$(test_id_no 18)\"")
    id=$(post "$SCHOOL" "$file")
    wait_for_stage "$SCHOOL" "$id" refused
    view=$(call_json "$SCHOOL" GET "/v1/outbox/$id")
    expect_route "$view" "$SOCIAL" "+47 55 00 00 00" true
    expect "rule and reason" "$(field "$view" '.decision | .rule != null and .reason != null')" true
}

@test "a form that is not taken is answered with the number of each recipient" {
    local answer
    answer=$(call "$SCHOOL" POST /v1/concerns "$(acute 1201-02 11 '.nonsense = 1')")
    expect_like "one" "$answer" '^422 '
    expect "telephone" "$(field "${answer#* }" '.telephone | tojson')" '[{"telephone":"+47 55 00 00 00","to":"/to"}]'

    answer=$(call "$SCHOOL" POST /v1/concerns "$(acute 1201-02 12 '.nonsense = 1 |
        .to = [.to, {party: "vik-child-welfare"}, {function: "school", area: "1201-02"}]')")
    expect_like "three" "$answer" '^422 '
    expect "telephone" "$(field "${answer#* }" '.telephone | tojson')" \
        '[{"telephone":"+47 55 00 00 00","to":"/to/0"},{"telephone":"00 00 00 99","to":"/to/1"}]'

    answer=$(call "$SCHOOL" POST /v1/concerns "$(acute 1201-02 13 '.nonsense = 1 | .urgency = "prompt"')")
    expect "not acute" "$(field "${answer#* }" 'has("telephone")')" false
}

@test "an adapter that cannot store says whom to call" {
    local answer
    bus_stop samband-school
    bus_start samband-school SAMBAND_FAULT=spool_full:yes
    bus_until bus_answers samband-school
    answer=$(call "$SCHOOL" POST /v1/concerns "$(acute 1201-02 14)")
    expect_like "status" "$answer" '^503 '
    expect "telephone" "$(field "${answer#* }" '.telephone | tojson')" '[{"telephone":"+47 55 00 00 00","to":"/to"}]'
    bus_stop samband-school
    bus_start samband-school
    bus_wait_ready samband-school
}

@test "a function that two parties have, or nobody, is no address" {
    local answer
    answer=$(call "$SOCIAL" POST /v1/messages <(jq -n --arg id "$(test_id_no 12)" '{type: "status_update",
        to: {function: "school", area: "1201-02"}, ground: "no.krl.22c", purpose: "youth_follow_up",
        subject: {national_id: $id}, content: {status: "inquiry_opened"}}'))
    expect_like "two" "$answer" '^422 '
    expect "code" "$(field "${answer#* }" '.errors | map([.pointer, .code]) | tojson')" '[["/to","ambiguous_recipient"]]'
    answer=$(call "$SCHOOL" POST /v1/concerns "$(acute 1201-09 15)")
    expect_like "nobody" "$answer" '^422 '
    expect "code" "$(field "${answer#* }" '.errors | map([.pointer, .code]) | tojson')" '[["/to","unknown_recipient"]]'
}

# to_contact [SCHOOL]: `to` of what goes to the contact officer of that school, or of the sender.
to_contact() { jq -nc --arg for "${1:-}" '{function: "contact_officer"} + if $for == "" then {} else {for: $for} end'; }

@test "a school's report for its contact officer goes to the police that it has named" {
    local answer id
    answer=$(call_json "$SCHOOL" POST /v1/concerns "$(acute 1201-02 16 ".to = $(to_contact)")")
    id=$(field "$answer" '.exchanges[0].id')
    expect_route "$(field "$answer" '.exchanges[0]')" bergenhus-police "02800" true
    answer=$(call_json "$SCHOOL" POST /v1/concerns "$(acute 1201-02 17 ".urgency = \"prompt\" | .to = $(to_contact)")")
    id=$(field "$answer" '.exchanges[0].id')
    expect "to" "$(field "$answer" '.exchanges[0].to')" bergenhus-police
    expect "function" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -r .function)" contact_officer
    answer=$(call "$SCHOOL" POST /v1/concerns "$(acute 1201-02 18 ".to = $(to_contact vik-school) | .to.area = \"1201-02\"")")
    expect_like "fault" "$answer" '^422 '
    expect "code" "$(field "${answer#* }" '.errors | map([.pointer, .code]) | tojson')" '[["/to/area","unknown_field"]]'
    answer=$(call "$SCHOOL" POST /v1/concerns "$(acute 1201-02 18 ".to = $(to_contact vik-school)")")
    expect "code" "$(field "${answer#* }" '.errors | map([.pointer, .code]) | tojson')" '[["/to/for","no_contact_officer"]]'
}

# disclosure TO: child welfare has something to say to the police of a school.
disclosure() {
    jq -n --arg id "$(test_id_no 12)" --argjson to "$1" '{type: "disclosure", to: $to, ground: "no.fvl.13b-7",
        purpose: "protect_child", subject: {national_id: $id},
        decided_by: {official: "sak-7", role: "case_worker", reasons: ["danger_to_life_or_health"],
            assessment: "Oppdiktet"},
        content: {text: "Oppdiktet"}}'
}

@test "another agency names the school, and the police are told as whom they are addressed" {
    local answer id
    answer=$(call_json "$SOCIAL" POST /v1/messages <(disclosure "$(to_contact fjell-school)"))
    id=$(field "$answer" '.exchanges[0].id')
    wait_for_stage "$SOCIAL" "$id" handed_over
    expect "function" "$(call_json bergenhus-police GET "/v1/inbox/$id" | jq -r .function)" contact_officer
    answer=$(call "$SOCIAL" POST /v1/messages <(disclosure "$(to_contact)"))
    expect "code" "$(field "${answer#* }" '.errors | map([.pointer, .code]) | tojson')" '[["/to/for","missing"]]'
    answer=$(call "$SOCIAL" POST /v1/messages <(disclosure "$(to_contact bergenhus-police)"))
    expect "code" "$(field "${answer#* }" '.errors | map([.pointer, .code]) | tojson')" '[["/to/for","unknown_party"]]'
    answer=$(call "$SOCIAL" POST /v1/messages \
        <(disclosure '{"function":"police","area":"1201-02","for":"fjell-school"}'))
    expect "code" "$(field "${answer#* }" '.errors | map([.pointer, .code]) | tojson')" '[["/to/for","unknown_field"]]'
    verify_record
}
