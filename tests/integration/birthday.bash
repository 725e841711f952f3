# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# One who becomes an adult today, one who does tomorrow, and who may sign for each. Sourced after
# helpers.bash and orders.bash; SCHOOL, SOCIAL, TEST_ID (which makes a national id), GROUND and TO say
# where.

# The days below are UTC days, and a day must not end between two steps of a test.
wait_for_a_whole_day() {
    local left=$((86400 - EPOCHSECONDS % 86400))
    ((left > 200)) || sleep $((left + 1))
}

# born_before YEARS DAYS: a national id of somebody who becomes YEARS in DAYS days.
born_before() {
    local birth
    birth=$(date -u -d "$(date -u +%Y-%m-%d) + $2 days - $1 years" +%Y-%m-%d)
    birth_date() { echo "$birth"; }
    "$TEST_ID" 0
}

# signed_by ID SIGNERS [YOUTH-ASKED [CATEGORIES]]: a consent of two guardians and the young person, signed
# by those of "y", "1", "2" that SIGNERS has; its id.
signed_by() {
    post_consent "$SCHOOL" "$(consent_of "$1" "$SOCIAL" support_youth "${4:-identity,observation}" 2 |
        jq -c --arg by "$2" --argjson youth "${3:-false}" '.required.youth = $youth | .signatures |= map(select(
            (if .capacity == "youth" then "y" else "\(.guardian)" end) as $who | $by | contains($who)))')"
}

# sends_under ID CONSENT: what becomes of a report on this person that rests on it.
sends_under() {
    local id
    id=$(post_json "$SCHOOL" /v1/concerns "$(jq -nc --arg id "$1" --arg consent "$2" --arg ground "$GROUND" --argjson to "$TO" '{
        to: $to, ground: $ground, purpose: "support_youth", consents: [$consent],
        children: [{national_id: $id, sections: {observation: "Oppdiktet."}}]}')")
    bus_until has_end "$id"
    call_json "$SCHOOL" GET "/v1/outbox/$id" | jq -r '"\(.stage) \(.code)"'
}
has_end() { [[ $(stage_of "$SCHOOL" "$1") == @(handed_over|refused) ]]; }

PASSES="handed_over null" REFUSED="refused no_consent"

# expect_consent CONSENT STATE NEEDS ADULT-FROM: as its holder is shown it.
expect_consent() {
    expect "consent" "$(call_json "$SCHOOL" GET "/v1/consents/$1" | jq -r '[.state, ([.needs[] |
        .capacity + " " + ((.guardian // "") | tostring)] | join(", ")), .young_adult_from // "-"] | join("; ")')" "$2; $3; $4"
}

# alarms: the consents of which the holder is told that they stop.
alarms() {
    call_json "$SCHOOL" GET /v1/alarms |
        jq -r '[.alarms[] | select(.code == "consent_needs_young_adult") | .consent] | sort | join(" ")'
}

check_seventeen() {
    local id tomorrow all guardians youth
    id=$(born_before 18 1)
    tomorrow=$(date -u -d tomorrow +%Y-%m-%d)
    all=$(signed_by "$id" y12 true) guardians=$(signed_by "$id" 12) youth=$(signed_by "$id" y true)
    expect "all three" "$(sends_under "$id" "$all")" "$PASSES"
    expect "the guardians alone" "$(sends_under "$id" "$guardians")" "$REFUSED"
    expect "the young person alone" "$(sends_under "$id" "$youth")" "$REFUSED"
    expect_consent "$all" granted "" "$tomorrow"
    expect_consent "$guardians" granted "" "$tomorrow"
    expect_consent "$youth" incomplete "guardian 1, guardian 2" "$tomorrow"
    expect "who is told of" "$(alarms)" "$guardians"
    wait_for_stage "$SCHOOL" "$(sign_young "$guardians")" accepted
    expect "once the young person has signed" "$(alarms)" ""
    expect "once the young person has signed" "$(sends_under "$id" "$guardians")" "$PASSES"
    # One that ends before keeps no birthday.
    expect_consent "$(post_consent "$SCHOOL" "$(consent_of "$id" "$SOCIAL" support_youth identity 2 |
        jq -c --arg until "$tomorrow" '.valid_until = $until | .signatures = .signatures[1:]')")" incomplete "youth " -
}

# sign_young CONSENT: the id of the message.
sign_young() {
    post_json "$SCHOOL" "/v1/consents/$1/signatures" '{"signatures": [{"capacity": "youth", "form": "written",
        "date": "'"$TODAY"'", "official": "KL-7"}]}'
}

check_eighteen() {
    local id all guardians youth
    id=$(born_before 18 0)
    all=$(signed_by "$id" y12 true) guardians=$(signed_by "$id" 12) youth=$(signed_by "$id" y true)
    expect "all three" "$(sends_under "$id" "$all")" "$PASSES"
    expect "the guardians alone" "$(sends_under "$id" "$guardians")" "$REFUSED"
    expect "the young adult alone" "$(sends_under "$id" "$youth")" "$PASSES"
    expect_like "a guardian withdraws" "$(call "$SCHOOL" POST "/v1/consents/$all/withdrawal" <(withdrawal guardian 1))" \
        '^422 .*"/capacity","code":"not_a_signer"'
    expect_consent "$all" granted "" -
    expect_consent "$guardians" incomplete "youth " -
    expect_consent "$youth" granted "" -
    wait_for_stage "$SCHOOL" "$(sign_young "$guardians")" accepted
    expect_consent "$guardians" granted "" -
    expect "once the young adult has signed" "$(sends_under "$id" "$guardians")" "$PASSES"
}

# The consent is the same before and after the birthday; only the person has become a year older.
check_fourteen() {
    local id
    id=$(born_before 15 1)
    expect "below 15 the guardians sign" "$(sends_under "$id" "$(signed_by "$id" 12)")" "$PASSES"
    expect "not one of two" "$(sends_under "$id" "$(signed_by "$id" 1)")" "$REFUSED"
    id=$(born_before 15 0)
    expect "at 15 they do not suffice" "$(sends_under "$id" "$(signed_by "$id" 12)")" "$REFUSED"
    expect "at 15 all of them do" "$(sends_under "$id" "$(signed_by "$id" y12)")" "$PASSES"
}
