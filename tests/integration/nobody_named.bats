#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A situational picture concerns nobody: it has no subject, no decider and no flag about one, and its words
# are looked through for names, numbers and addresses. An adapter that does not see to it is stopped by the gate.

BUS_ONLY="samband-police samband-school"
load helpers

POLICE=bergenhus-police

setup_file() {
    make_bus
    bus_start_all
}

teardown_file() { bus_remove; }

# picture [FILTER]: the school's, changed by jq.
picture() {
    jq -n '{type: "situational_picture", to: {function: "police", area: "1201-02"}, content: {area: "Fjell",
        period_from: "2026-01-01", period_until: "2026-02-01", topics: ["gatherings"], young_people: 40,
        weekdays: ["friday"], time_from: "22:00", time_until: "02:30", places: "Nordre Åsen, Fjell skole",
        place_kinds: ["park"], age_groups: ["from_15_to_17"], measures: ["night_patrol"],
        observation: "Om lag 40 unge samles ved kiosken kl. 22-02.30 i uke 45-46-47, flere enn i 2025/26."}}' | jq -c "${1:-.}"
}

# refused FILTER POINTER CODE
refused() {
    expect "$1" "$(call "$SCHOOL" POST /v1/messages <(picture "$1") | sed 's/^422 //' |
        jq -r '.errors[] | "\(.pointer) \(.code)"')" "$2 $3"
}

@test "a picture that names nobody arrives, and nobody is its subject" {
    local id
    id=$(post_json "$SCHOOL" /v1/messages "$(picture)")
    wait_for_stage "$SCHOOL" "$id" handed_over
    expect "warnings" "$(call "$SCHOOL" POST /v1/messages <(picture) | sed 's/^202 //' |
        jq -r '.warnings[] | "\(.pointer) \(.code)"')" "/content/observation read_again"
    expect "subject" "$(call_json $POLICE GET "/v1/inbox/$id" | jq -c .subject.certainty)" null
    expect "at the broker" "$(bus_sql "SELECT count(*) FROM samband.subject_index WHERE exchange_id = '$id'")" 0
}

@test "one with a subject, a decider, a name, a number or an address is refused by the adapter, with its place" {
    local before text
    before=$(n_exchanges)
    refused ".subject = {national_id: \"$(test_id_no 15)\"}" /subject not_allowed
    refused '.decided_by = {official: "KL-7", role: "principal", reasons: ["own_task"], assessment: "x"}' \
        /decided_by not_allowed
    refused '.flags = {do_not_inform: [0]}' /flags/do_not_inform not_allowed
    refused '.flags = {protected_identity: true}' /flags/protected_identity not_allowed
    while read -r code text; do
        refused ".content.observation = \"Samling ved kiosken, $text\"" /content/observation "$code"
        refused ".content.places = \"$text\"" /content/places "$code"
    done <<END
identifier $(test_id_no 15)
identifier $(test_id_se 15)
identifier ring 00 00 00 00
identifier +46 70 000 00 00
identifier 00:00:00:00
identifier 12.04.2013
email elev@fjell-skole.example
handle @oppdiktet
link https://example.org/oppdiktet
street_address Storgata 12 B
birth_date 3. mars 2009
licence_plate EK 12345
name Kari Nordmann
character Kari_N
END
    refused '.sections = {health: "Oppdiktet"}' /sections unknown_field
    expect "outbox" "$(call_json "$SCHOOL" GET '/v1/outbox?limit=500' | jq '.exchanges | length')" 2
    expect "at the broker" "$(n_exchanges)" "$before"
}

# submit [OPTION...]: by a tool that is no adapter, as the school; state and code.
submit() {
    probe_as submit "$SCHOOL" --sign-key "$BUS/keys/$SCHOOL/sign.key" --to-card "$BUS/cards/$POLICE.card" \
        --type situational_picture --ground no.fvl.13a-2 --purpose shared_picture --urgency normal "$@" |
        jq -rs '[.[] | select(.kind != "welcome" and .kind != "submit") | "\(.state) \(.code // "")"] | join(",")'
}

@test "the gate refuses one with a subject, however it was sent" {
    expect_like "with a subject" "$(submit --age 15)" '^refused '
    expect_like "with a subject of unknown age" "$(submit --age none)" '^refused '
    expect_like "a category that points somebody out" "$(submit --subject none --age none --category identity)" '^refused '
    expect "an age without a subject" "$(submit --subject none --age 15)" "null bad_content"
    expect_like "nobody" "$(submit --subject none --age none)" '^accepted '
    expect "stored of those refused" "$(bus_sql "SELECT count(*) FROM samband.section s
        JOIN samband.exchange e ON e.id = s.exchange_id WHERE e.state = 'refused'")" 0
}

@test "the record verifies" { verify_record; }
