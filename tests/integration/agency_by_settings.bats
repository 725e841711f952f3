#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A role that no adapter is built for takes part by a file of settings: here health, in Norway, by
# samband-agency. It sends, receives, registers and answers; from 16 its patients consent alone.

BUS_ONLY="samband-school samband-agency"
load helpers
load orders
load birthday

HEALTH=vestland-health
TEST_ID=test_id_no

setup_file() {
    wait_for_a_whole_day
    SAMBAND_CONFIG=$(own_config)
    export SAMBAND_CONFIG
    echo "function $HEALTH health" >>"$SAMBAND_CONFIG/norway/area.conf"
    sed -i "/^agreement /s/\$/,$HEALTH/" "$SAMBAND_CONFIG/norway/area.conf"
    sed -e '/^parties:/q' -e 's/school/agency/' "$SAMBAND_CONFIG/norway/school.yaml" >"$SAMBAND_CONFIG/norway/agency.yaml"
    add_party norway agency $HEALTH health 1201-02
    make_bus norway
    bus_start_all
}

teardown_file() { bus_remove; }

@test "its forms are offered" {
    expect_like "forms" "$(call_json $HEALTH GET /v1/forms | jq -r '[.forms[].type] | unique | join(" ")')" \
        'information_answer.* status_update'
}

# asked: a school asks about a pupil whose guardians and self agree; the id.
asked() {
    local id consent
    id=$(test_id_no 16)
    consent=$(post_consent "$SCHOOL" "$(consent_of "$id" $HEALTH support_youth identity,observation,case_status)")
    post_json "$SCHOOL" /v1/concerns "$(jq -nc --arg id "$id" --arg consent "$consent" --arg to $HEALTH '{
        to: {function: "health", area: "1201-02"}, ground: "no.fvl.13a-1", purpose: "support_youth",
        consents: [$consent], children: [{national_id: $id, sections: {observation: "Oppdiktet."}}]}')"
}

@test "it receives, by its function, and registers with its own case number" {
    local id
    id=$(asked)
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "content" "$(call_json $HEALTH GET "/v1/inbox/$id" | jq -r '.sections[] | select(.category == "observation") | .content.text')" Oppdiktet.
    expect_like "registered" "$(case_register $HEALTH "$id" HE-17)" '^200 '
    wait_for_stage "$SCHOOL" "$id" registered
    expect "case number" "$(call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -r .case_reference)" HE-17
}

# tells ID SIGNERS: what becomes of a status for the school on a consent that these have signed.
tells() {
    local consent id SOCIAL=$SCHOOL SCHOOL=$HEALTH
    consent=$(signed_by "$1" "$2" false identity,case_status)
    id=$(post_json $HEALTH /v1/messages "$(jq -nc --arg id "$1" --arg consent "$consent" --arg to "$SOCIAL" '{
        type: "status_update", to: {party: $to}, ground: "no.hpl.22", purpose: "support_youth",
        subject: {national_id: $id}, consents: [$consent], content: {status: "running"}}')")
    bus_until has_end "$id"
    call_json $HEALTH GET "/v1/outbox/$id" | jq -r '"\(.stage) \(.code)"'
}

@test "it sends; from 16 the young person consents alone" {
    local sixteen fifteen
    sixteen=$(born_before 16 0) fifteen=$(born_before 16 1)
    expect "16 today, the young person" "$(tells "$sixteen" y)" "$PASSES"
    expect "16 today, the guardians" "$(tells "$sixteen" 12)" "$REFUSED"
    expect "16 tomorrow, the young person" "$(tells "$fifteen" y)" "$REFUSED"
    expect "16 tomorrow, the guardians" "$(tells "$fifteen" 12)" "$PASSES"
}

@test "the record verifies" { verify_record; }
