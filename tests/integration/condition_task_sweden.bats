#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Sweden: social services follow a youth contract up that is a condition of a straffvarning. Where a talk
# is only customary nobody is kept from deciding without, and the notice is the duty of se.sol.15-5.

BUS_ONLY="samband-school samband-social samband-police"
load helpers
load orders

OWN=ostra-social-services PROSECUTOR=ostra-prosecutor

setup_file() {
    make_bus sweden
    bus_start_all
}

teardown_file() { bus_remove; }

# notice TASK GROUND TO: as `call`.
notice() {
    call "$OWN" POST /v1/messages <(jq -n --arg id "$(test_id_se 16)" --arg task "$1" --arg ground "$2" --arg to "$3" \
        --arg day "$TODAY" '{type: "status_update", to: {party: $to}, ground: $ground, purpose: "sanction", task: $task,
            subject: {national_id: $id, name: "Ungdom Påhittad"},
            content: {status: "breach", per_date: $day, measure: "Ungdomskontrakt"}}')
}

has_task() { [[ $(call_json "$OWN" GET '/v1/tasks?open=true' | jq '.tasks | length') == 1 ]]; }

@test "withdrawn, decided by a named official, and told on se.sol.15-5" {
    local consent task answer id
    consent=$(post_consent "$OWN" "$(consent_of "$(test_id_se 16)" bjork-school support_youth identity,contract |
        jq -c '.condition = "penal_warning"')")
    post_json "$OWN" "/v1/consents/$consent/withdrawal" "$(withdrawal youth)" >/dev/null
    bus_until has_task
    task=$(call_json "$OWN" GET /v1/tasks | jq -r '.tasks[0].id')
    expect_like "in Swedish" "$(call_json "$OWN" GET "/v1/tasks/$task" | jq -r '.asked.steps[0] | "\(.need) \(.text)"')" \
        '^customary Håll varningsmöte'
    expect_like "in English" "$(call_json "$OWN" GET "/v1/tasks/$task" "" "" -H 'Accept-Language: en' |
        jq -r '.asked.steps[0].text')" '^Hold a warning meeting'
    expect_like "notice at once" "$(notice "$task" se.sol.15-5 "$PROSECUTOR")" '^409 .*not_decided'
    expect_like "decided" "$(call "$OWN" POST "/v1/tasks/$task/decided" \
        <(echo '{"decision": "notify", "official": "SOC-3", "reason": "Påhittad."}'))" '^200 '
    expect_like "to the police" "$(notice "$task" se.sol.15-5 ostra-police)" '^422 .*"/to","code":"not_of_task"'
    expect_like "on another ground" "$(notice "$task" se.osl.10-2 "$PROSECUTOR")" '^422 .*"/to","code":"not_of_task"'
    answer=$(notice "$task" se.sol.15-5 "$PROSECUTOR")
    id=$(field "${answer#* }" '.exchanges[0].id')
    wait_for_stage "$OWN" "$id" handed_over
    expect "at the prosecutor" "$(call_json "$PROSECUTOR" GET "/v1/inbox/$id" |
        jq -r '[.sections[].category] | sort | join(" ")')" "case_status identity measure"
    expect "the task" "$(call_json "$OWN" GET "/v1/tasks/$task" | jq -r '.notices[] | "\(.to) \(.stage)"')" \
        "$PROSECUTOR handed_over"
    verify_record
}
