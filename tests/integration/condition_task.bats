#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A withdrawal reports nobody. Where the contract under the consent is a condition, the agency that
# follows it up gets a task: the talk that the law asks for, a decision by somebody, and a notice that is
# gated like any other message. One task, wherever the adapter dies.

BUS_ONLY="samband-school samband-police samband-mediation"
load helpers
load orders

BOARD=vestland-mediation-board PROSECUTOR=bergenhus-prosecutor

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

# contract PUPIL [CONDITION]: a consent of that pupil of 16, for the school; its id.
contract() {
    post_consent "$BOARD" "$(consent_of "$(test_id_no 16 "$1")" "$SCHOOL" youth_follow_up \
        identity,case_status,measure | jq -c --arg condition "${2-youth_follow_up}" \
        'if $condition == "" then . else .condition = $condition end')"
}

# told PUPIL CONSENT: the school is told how it goes, under that consent; the id.
told() {
    post_json "$BOARD" /v1/messages "$(jq -n --arg id "$(test_id_no 16 "$1")" --arg consent "$2" --arg to "$SCHOOL" '
        {type: "status_update", to: {party: $to}, purpose: "youth_follow_up", consents: [$consent],
         subject: {national_id: $id, name: "Ungdom Oppdiktet"}, content: {status: "running"}}')"
}

# end_contract CONSENT: a guardian withdraws; the id of the withdrawal.
end_contract() { post_json "$BOARD" "/v1/consents/$1/withdrawal" "$(withdrawal guardian 1)"; }

# task_of CONSENT FILTER
task_of() {
    call_json "$BOARD" GET '/v1/tasks?limit=500' | jq -r --arg consent "$1" \
        ".tasks[] | select(.consent == \$consent) | $2"
}
n_tasks() { task_of "$1" .id | wc -l; }
has_task() { [[ $(n_tasks "$1") == 1 ]]; }

task_view() { call_json "$BOARD" GET "/v1/tasks/$1"; }
talk() { call "$BOARD" POST "/v1/tasks/$1/talk" <(printf '{"held": "%s", "official": "UK-3"}' "$TODAY"); }
decide() {
    call "$BOARD" POST "/v1/tasks/$1/decided" \
        <(printf '{"decision": "%s", "official": "UK-3", "reason": "Vil ikke mer, oppdiktet."}' "$2")
}

# notice PUPIL TASK [REASON]: to the prosecutor; as `call`.
notice() {
    call "$BOARD" POST /v1/messages <(jq -n --arg id "$(test_id_no 16 "$1")" --arg task "$2" --arg to "$PROSECUTOR" \
        --arg reason "${3:-original_purpose}" --arg day "$TODAY" '
        {type: "status_update", to: {party: $to}, ground: "no.fvl.13b-2", purpose: "sanction", task: $task,
         decided_by: {official: "UK-3", role: "youth_coordinator", reasons: [$reason], assessment: "Oppdiktet."},
         subject: {national_id: $id, name: "Ungdom Oppdiktet"}, content: {status: "breach", per_date: $day}}')
}

n_sent() { bus_sql "SELECT count(*) FROM samband.exchange WHERE sender = '$BOARD'"; }
ids_at() { call_json "$1" GET '/v1/inbox?limit=500' | jq -r '.exchanges[].id' | sort; }
open_ones() { call_json "$BOARD" GET '/v1/tasks?open=true' | jq --arg id "$1" '[.tasks[] | select(.id == $id)] | length'; }
# alarm_of TASK: its code, or nothing.
alarm_of() { call_json "$BOARD" GET /v1/alarms | jq -r --arg id "$1" '.alarms[] | select(.task == $id) | .code'; }
n_alarms() { call_json "$BOARD" GET /v1/alarms | jq '[.alarms[] | select(.code == "task_open")] | length'; }

@test "the withdrawal gives a task to the board, and nothing to anybody else" {
    local consent id order before at_prosecutor at_school
    consent=$(contract 1)
    expect "an auditor's view" "$(ctl_read consent show "$consent" --messages --json | jq -r .condition)" null
    supervise_all
    expect "within a mandate" "$(ctl_read consent show "$consent" --messages --json | jq -r .condition)" youth_follow_up
    expect "the operator's" "$(ctl_read consent show "$consent" --json | grep -c youth_follow_up)" 0
    expect "condition" "$(call_json "$BOARD" GET "/v1/consents/$consent" | jq -r .condition)" youth_follow_up
    id=$(told 1 "$consent")
    wait_for_stage "$BOARD" "$id" handed_over
    before=$(n_sent) at_prosecutor=$(ids_at "$PROSECUTOR") at_school=$(ids_at "$SCHOOL")
    order=$(end_contract "$consent")
    wait_for_stage "$BOARD" "$order" accepted
    wait_for_stage "$BOARD" "$id" withdrawn
    bus_until has_task "$consent"
    expect "state and condition" "$(task_of "$consent" '"\(.state) \(.condition) \(.condition_text)"')" \
        "open youth_follow_up ungdomsoppfølging"
    # What was to be told has ended; nothing was sent but the order.
    expect "sent by the board" "$(n_sent)" "$((before + 1))"
    expect "the prosecutor's inbox" "$(ids_at "$PROSECUTOR")" "$at_prosecutor"
    expect "the school's inbox" "$(ids_at "$SCHOOL")" "$at_school"
    expect "alarms" "$(n_alarms)" 1
    expect "tasks of others" "$(call_json "$PROSECUTOR" GET /v1/tasks | jq '.tasks | length')" 0
    expect_like "to others" "$(call "$PROSECUTOR" GET "/v1/tasks/$(task_of "$consent" .id)")" '^404 .*unknown_task'
}

@test "talk, decision, notice: in this order, and the rules judge the notice" {
    local consent task answer id
    consent=$(contract 2)
    end_contract "$consent" >/dev/null
    bus_until has_task "$consent"
    task=$(task_of "$consent" .id)
    expect "what the law asks" "$(task_view "$task" | jq -r '.asked.steps | map("\(.step) \(.need)") | join(", ")')" \
        "talk required, decision required, notice if_decided"
    expect "who withdrew" "$(task_view "$task" | jq -c '.withdrawal | [.capacity, .guardian, .form, .date, .official]')" \
        "[\"guardian\",1,\"oral\",\"$TODAY\",\"UK-3\"]"
    expect_like "notice at once" "$(notice 2 "$task")" '^409 .*not_decided'
    expect_like "decision at once" "$(decide "$task" notify)" '^409 .*talk_first'
    expect_like "talk" "$(talk "$task")" '^200 .*talk_held'
    expect_like "notice after the talk" "$(notice 2 "$task")" '^409 .*not_decided'
    expect_like "decision" "$(decide "$task" notify)" '^200 .*"state":"decided"'
    expect "sent by nobody" "$(task_view "$task" | jq -c .notices)" '[]'
    expect "so somebody is told" "$(alarm_of "$task") $(open_ones "$task")" "notice_unsent 1"

    expect_like "about another young person" "$(notice 3 "$task")" '^422 .*"/subject","code":"not_of_task"'
    answer=$(notice 2 "$task" necessary)
    id=$(field "${answer#* }" '.exchanges[0].id')
    wait_for_stage "$BOARD" "$id" refused
    expect "without the reason" "$(code_of "$id" "$BOARD")" reason_missing
    expect "a refused one has told nobody" "$(alarm_of "$task") $(open_ones "$task")" "notice_unsent 1"
    answer=$(notice 2 "$task")
    id=$(field "${answer#* }" '.exchanges[0].id')
    wait_for_stage "$BOARD" "$id" handed_over
    expect "its notices" "$(task_view "$task" | jq -r '.notices | map("\(.stage) \(.code)") | join(", ")')" \
        "refused reason_missing, handed_over null"
    expect "it has gone" "$(alarm_of "$task") $(open_ones "$task")" " 0"
    expect "of the task" "$(call_json "$BOARD" GET "/v1/outbox/$id" | jq -r .task)" "$task"
    expect "at the prosecutor" "$(call_json "$PROSECUTOR" GET "/v1/inbox/$id" |
        jq -r '[.sections[].category] | sort | join(" ")')" "case_status identity"
    # The task is the board's own affair.
    expect "the prosecutor knows of no task" "$(call_json "$PROSECUTOR" GET "/v1/inbox/$id" | grep -c "$task")" 0
}

@test "no notice: the official decides, and nothing can be sent" {
    local consent task
    consent=$(contract 3 conditional_waiver)
    end_contract "$consent" >/dev/null
    bus_until has_task "$consent"
    task=$(task_of "$consent" .id)
    expect_like "decision" "$(decide "$task" no_notice)" '^200 '
    expect_like "notice" "$(notice 3 "$task")" '^409 .*not_decided'
    expect "open ones" "$(alarm_of "$task") $(open_ones "$task")" " 0"
}

@test "the police tell their prosecutor, not over the bus: the decision ends the task" {
    local BOARD=bergenhus-police consent task
    consent=$(contract 9 conditional_waiver)
    end_contract "$consent" >/dev/null
    bus_until has_task "$consent"
    task=$(task_of "$consent" .id)
    expect "ways" "$(task_view "$task" | jq -c '.asked.steps[] | select(.step == "notice") | .ways')" '[]'
    expect "before" "$(alarm_of "$task") $(open_ones "$task")" "task_open 1"
    expect_like "decision" "$(decide "$task" notify)" '^200 .*"state":"decided"'
    expect "after" "$(alarm_of "$task") $(open_ones "$task")" " 0"
}

@test "a consent without a condition, and an entry that was wrong, give no task" {
    local plain wrong
    plain=$(contract 4 "")
    wrong=$(contract 5)
    wait_for_stage "$BOARD" "$(end_contract "$plain")" accepted
    wait_for_stage "$BOARD" "$(post_json "$BOARD" "/v1/consents/$wrong/void" "$(voiding)")" accepted
    expect "tasks" "$(n_tasks "$plain") $(n_tasks "$wrong")" "0 0"
}

@test "an entry that was wrong ends the task that a withdrawal gave" {
    local consent task
    consent=$(contract 10)
    end_contract "$consent" >/dev/null
    bus_until has_task "$consent"
    task=$(task_of "$consent" .id)
    wait_for_stage "$BOARD" "$(post_json "$BOARD" "/v1/consents/$consent/void" "$(voiding wrong_person)")" accepted
    expect "alarm and list" "$(alarm_of "$task") $(open_ones "$task")" " 0"
    expect "why" "$(task_view "$task" | jq -r '"\(.state) \(.void.reason) \(.withdrawal.capacity)"')" \
        "void wrong_person guardian"
    expect_like "talk" "$(talk "$task")" '^409 .*task_void'
}

@test "a condition that others follow up is no condition here" {
    expect_like "of another country" "$(call "$BOARD" POST /v1/consents <(consent_of "$(test_id_no 16 6)" "$SCHOOL" \
        youth_follow_up identity | jq '.condition = "penal_warning"'))" '^422 .*"/condition","code":"not_followed_up"'
    expect_like "unheard of" "$(call "$BOARD" POST /v1/consents <(consent_of "$(test_id_no 16 6)" "$SCHOOL" \
        youth_follow_up identity | jq '.condition = "unheard_of"'))" '^422 .*"/condition","code":"unknown_word"'
}

# dies_at POINT PUPIL: the adapter, as it takes the receipt of the withdrawal.
dies_at() {
    local consent order
    consent=$(contract "$2")
    bus_kill samband-mediation
    bus_start samband-mediation "SAMBAND_FAULT=$1"
    bus_wait_ready samband-mediation
    order=$(end_contract "$consent") || true # it may have died before it answered
    bus_until bus_has_ended samband-mediation
    bus_start samband-mediation
    bus_wait_ready samband-mediation
    bus_until has_task "$consent"
    [[ -z $order ]] || wait_for_stage "$BOARD" "$order" accepted
    bus_kill samband-mediation
    bus_start samband-mediation
    bus_wait_ready samband-mediation
    expect "tasks" "$(n_tasks "$consent")" 1
}

@test "the adapter dies before the receipt and the task are on disk: one task" { dies_at task_arisen:kill 7; }

@test "the adapter dies once they are: one task" {
    dies_at receipt_stored:kill 8
    verify_record
}
