#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# shellcheck disable=SC1111 # the quotes of the sentences
# `sambandctl policy diff` tells each decision that a change of the rules changes, and nothing where only
# words or files did.

load helpers
load invented_rules

setup() {
    policy_folder "$BATS_TEST_TMPDIR/old"
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}'
    rule no-b no.test.2 permission
    policy_folder "$BATS_TEST_TMPDIR/new"
}

# differ [OPTION...]: old against new.
differ() { run "$SAMBAND_BIN/sambandctl" policy diff "$BATS_TEST_TMPDIR/old" "$BATS_TEST_TMPDIR/new" "$@"; }

# tells SENTENCE... : these, in this order, then the rules that differ, then the count.
tells() {
    local sentence n=0
    expect "exit status" "$status" 1
    for sentence in "$@"; do
        expect "sentence $n" "${lines[n]}" "$sentence"
        n=$((n + 1))
    done
    expect "the count" "${lines[-1]%% *}" "$(grep -c → <<<"$output")"
}

@test "an age limit" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 19, unknown: permit}'
    rule no-b no.test.2 permission
    differ
    tells "From 2024-01-01, school → police on no.test.1 (disclosure without request; to prevent crime), age 18: observations and health may now pass." \
        "Rules changed: no-a."
}

@test "whether an unknown age passes" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: refuse}'
    rule no-b no.test.2 permission
    differ
    tells "From 2024-01-01, school → police on no.test.1 (disclosure without request; to prevent crime), an unknown age or an unborn child: observations and health may no longer pass."
}

@test "the age at the act, or at sending where that is not given" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}'
    rule no-b no.test.2 permission
    rule no-c no.test.3 duty 'age: {from: 12, under: 15, counted: at_act, unknown: refuse}'
    differ
    tells "From 2024-01-01, school → police on no.test.3 (disclosure without request; to prevent crime), ages 12–14 or ages 12–14 at the time of the act: observations may now pass."
}

@test "a category that went, and one that is now to be decided on" {
    rule no-a no.test.1 duty 'age: {under: 18, unknown: permit}' 'categories: [observation]' 'decider: {roles: [principal], any_of: [necessary, pregnant]}'
    rule no-b no.test.2 permission
    differ
    tells "From 2024-01-01, school → police on no.test.1 (disclosure without request; to prevent crime), age under 18, an unknown age or an unborn child: observations must now have a decision by principal and one of the reasons “necessary for the purpose” or “pregnant”." \
        "From 2024-01-01, school → police on no.test.1 (disclosure without request; to prevent crime), age under 18, an unknown age or an unborn child: health may no longer pass."
}

@test "a reason more, another decider, no agreement" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}'
    rule no-b no.test.2 permission 'decider: {roles: [principal, physician], reasons: [necessary, proportionate]}' 'agreement: not_needed'
    differ
    tells "From 2024-01-01, school → police on no.test.2 (disclosure without request; to prevent crime): observations must now have a decision by physician or principal (before: principal) and the reason “proportionate” and need no longer have an agreement."
}

@test "who signs a consent" {
    policy_folder "$BATS_TEST_TMPDIR/old"
    rule no-c no.test.3 consent 'signers: [{under: 18, youth: as_asked, guardians: every}]'
    policy_folder "$BATS_TEST_TMPDIR/new"
    rule no-c no.test.3 consent 'signers: [{under: 18, youth: required, guardians: every}]'
    differ
    tells "From 2024-01-01, school → police on no.test.3 (disclosure without request; to prevent crime), age under 18: observations must now have a consent signed by the young person and all guardians (before: all guardians)."
}

@test "whose the sender and the recipient are" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}' 'from_ownership: public'
    rule no-b no.test.2 permission 'to_ownership: private'
    differ
    tells "From 2024-01-01, school (private bodies only) → police on no.test.1 (disclosure without request; to prevent crime), age under 18, an unknown age or an unborn child: observations and health may no longer pass." \
        "From 2024-01-01, school → police (public bodies only) on no.test.2 (disclosure without request; to prevent crime): observations may no longer pass."
    differ --json
    expect "ownership" "$(jq -c '[.changes[] | [.from_ownership, .to_ownership]]' <<<"$output")" '[["private",null],[null,"public"]]'
}

@test "one of other reasons, each of them or one of them, and whether it may be proposed" {
    policy_folder "$BATS_TEST_TMPDIR/old"
    rule no-a no.test.1 permission 'decider: {roles: [principal], any_of: [necessary, pregnant]}'
    rule no-b no.test.2 permission 'decider: {roles: [principal], reasons: [necessary, pregnant]}'
    rule no-c no.test.3 permission 'proposed: false'
    policy_folder "$BATS_TEST_TMPDIR/new"
    rule no-a no.test.1 permission 'decider: {roles: [principal], any_of: [necessary]}'
    rule no-b no.test.2 permission 'decider: {roles: [principal], any_of: [necessary, pregnant]}'
    rule no-c no.test.3 permission
    differ
    tells "From 2024-01-01, school → police on no.test.1 (disclosure without request; to prevent crime): observations must now have the reason “necessary for the purpose” (before: “necessary for the purpose” or “pregnant”)." \
        "From 2024-01-01, school → police on no.test.2 (disclosure without request; to prevent crime): observations may now pass with an agreement, a decision by principal and one of the reasons “necessary for the purpose” or “pregnant”; before, with an agreement, a decision by principal and the reasons “necessary for the purpose” and “pregnant”." \
        "Rules changed: no-a, no-b and no-c."
}

@test "that it may be about a person, on a ground that was about nobody" {
    policy_folder "$BATS_TEST_TMPDIR/old"
    rule no-a no.test.1 duty 'no_subject: true'
    policy_folder "$BATS_TEST_TMPDIR/new"
    rule no-a no.test.1 duty 'needs_subject: false' 'purposes: any'
    differ
    expect_like "new purposes" "${lines[0]}" '; to [^)]*\): observations may now pass\.$'
    expect_like "a person" "$output" '; to prevent crime\), about a person: observations may now pass\.'
}

@test "a rule that came, and one that went" {
    rule no-b no.test.2 permission
    rule no-c no.test.3 consent 'signers: [{under: 18, youth: required, guardians: every}]' 'flags: [unverified]'
    differ
    tells "From 2024-01-01, school → police on no.test.1 (disclosure without request; to prevent crime), age under 18, an unknown age or an unborn child: observations and health may no longer pass." \
        "From 2024-01-01, school → police on no.test.3 (disclosure without request; to prevent crime), age under 18, with the flag unverified data: observations may now pass with an agreement and a consent signed by the young person and all guardians." \
        "Rules added: no-c." "Rules removed: no-a."
}

@test "of two ways in which it passes the easier one is told" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}'
    rule no-b no.test.2 permission
    rule no-c no.test.3 duty 'categories: [observation, health]' 'decider: {roles: [principal], reasons: [necessary]}'
    rule no-d no.test.3 duty
    differ
    tells "From 2024-01-01, school → police on no.test.3 (disclosure without request; to prevent crime): observations may now pass." \
        "From 2024-01-01, school → police on no.test.3 (disclosure without request; to prevent crime): health may now pass with a decision by principal and the reason “necessary for the purpose”."
}

@test "a first day that moved, and an end" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}' 'in_force_from: 2024-03-01'
    rule no-b no.test.2 permission 'in_force_to: 2026-07-01'
    differ
    tells "From 2024-01-01 to 2024-02-29, school → police on no.test.1 (disclosure without request; to prevent crime), age under 18, an unknown age or an unborn child: observations and health may no longer pass." \
        "From 2026-07-01, school → police on no.test.2 (disclosure without request; to prevent crime): observations may no longer pass."
}

@test "a new version of a rule, from its day on" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}'
    rule no-b no.test.2 permission 'in_force_to: 2026-07-01'
    rule no-b no.test.2 permission 'in_force_from: 2026-07-01' 'to: [police, prosecutor]'
    differ
    tells "From 2026-07-01, school → prosecutor on no.test.2 (disclosure without request; to prevent crime): observations may now pass with an agreement, a decision by principal and the reason “necessary for the purpose”." \
        "Rules changed: no-b."
}

@test "roles and types that came together are one sentence" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}'
    rule no-b no.test.2 permission
    rule no-b2 no.test.2 permission 'from: [leisure, health]' 'to: [police, prosecutor]' 'types: [disclosure, correction]'
    differ
    tells "From 2024-01-01, health care and leisure services → police and prosecutor on no.test.2 (disclosure without request and correction; to prevent crime): observations may now pass with an agreement, a decision by principal and the reason “necessary for the purpose”."
}

@test "a block" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}'
    rule no-b no.test.2 permission
    rule no-c no.test.9 blocked 'grounds: [no.test.2]' 'in_force_from: 2025-01-01' 'in_force_to: 2025-02-01'
    rule no-d no.test.9 none
    differ
    tells "From 2025-01-01 to 2025-01-31, school → police on no.test.2 (disclosure without request; to prevent crime): observations may no longer pass." \
        "Rules added: no-c and no-d."
}

@test "in Swedish and in Norwegian" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 15, unknown: permit}'
    rule no-b no.test.2 permission
    differ --lang sv
    tells "Från och med 2024-01-01, skola → polis enligt no.test.1 (utlämnande på eget initiativ; förebygga brott), 15–17 år: iakttagelser och hälsa släpps inte längre igenom." \
        "Ändrade regler: no-a." "1 skillnad i vad som släpps igenom"
    differ --lang nb
    tells "Fra og med 2024-01-01, skole → politi etter no.test.1 (utlevering på eget initiativ; forebygge lovbrudd), 15–17 år: observasjoner og helse slipper ikke lenger gjennom." \
        "Endrede regler: no-a." "1 forskjell i hva som slipper gjennom"
}

@test "a category that another rule of the ground shuts out" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 18, unknown: permit}' 'doubt: {sv: Är det så?, nb: Er det slik?, en: Is it so?}'
    rule no-b no.test.2 permission
    rule no-c no.test.1 duty 'categories: [identity]' 'excluded: [health]' 'age: {under: 16, unknown: permit}'
    differ
    tells "From 2024-01-01, school → police on no.test.1 (disclosure without request; to prevent crime), age under 16, an unknown age or an unborn child: identity may now pass." \
        "From 2024-01-01, school → police on no.test.1 (disclosure without request; to prevent crime), age under 16, an unknown age or an unborn child: health may no longer pass." \
        "Rules added: no-c." "Texts only: no-a."
}

# What the law orders is not what it allows, also where the same passes.
@test "a rule of another kind" {
    policy_folder "$BATS_TEST_TMPDIR/old"
    rule no-a no.test.1 permission 'agreement: not_needed'
    rule no-b no.test.2 duty
    rule no-c no.test.3 duty 'decider: {roles: [principal], reasons: [necessary]}'
    policy_folder "$BATS_TEST_TMPDIR/new"
    rule no-a no.test.1 duty 'decider: {roles: [principal], reasons: [necessary]}'
    rule no-b no.test.2 none
    rule no-c no.test.3 duty 'decider: {roles: [principal], reasons: [necessary]}'
    differ
    tells "From 2024-01-01, school → police on no.test.2 (disclosure without request; to prevent crime): observations may no longer pass." \
        "Rules changed: no-a and no-b." \
        "Now a duty, before of another kind: no-a." "Now no ground for sending, before of another kind: no-b."
    differ --json
    expect "the kinds" "$(jq -c .rules.kinds <<<"$output")" '[{"kind":"duty","rule":"no-a"},{"kind":"none","rule":"no-b"}]'
}

@test "as JSON" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'age: {under: 19, unknown: permit}'
    rule no-b no.test.2 permission 'citation: Prøveloven § 2'
    differ --json
    expect "exit status" "$status" 1
    expect "the change" "$(jq -c '.changes[] | [.ground, .from, .to, .types, .purposes, .categories, .flags, .days, .subjects, .before, (.after | length)]' <<<"$output")" \
        '["no.test.1",["school"],["police"],["disclosure"],["prevent_crime"],["health","observation"],[[]],[{"from":"2024-01-01","until":null}],[{"age":"known","from":18,"has_subject":true,"under":19}],[],1]'
    expect "the rules" "$(jq -c .rules <<<"$output")" '{"added":[],"changed":["no-a"],"kinds":[],"removed":[],"texts_only":["no-b"]}'
}

@test "other words, other files and another order change no decision" {
    rule no-b no.test.2 permission 'citation: Prøveloven § 2'
    rule no-a no.test.1 duty 'categories: [health, observation]' 'age: {under: 18, unknown: permit}'
    mv "$folder/no/rules.yaml" "$folder/no/zz.yaml"
    differ
    expect "exit status" "$status" 0
    expect "what is told" "$output" "Texts only: no-b.
0 differences in what passes"
}

@test "a rule that others make up for changes no decision" {
    rule no-a1 no.test.1 duty 'age: {under: 18, unknown: permit}'
    rule no-a2 no.test.1 duty 'categories: [health]' 'age: {under: 18, unknown: permit}'
    rule no-b no.test.2 permission
    differ
    expect "exit status" "$status" 0
    expect "what is told" "$output" "Rules added: no-a1 and no-a2.
Rules removed: no-a.
0 differences in what passes"
}

@test "the shipped rules differ in nothing from themselves" {
    run "$SAMBAND_BIN/sambandctl" policy diff "$helpers_top/config/policy" "$helpers_top/config/policy"
    expect "exit status" "$status" 0
    expect "what is told" "$output" "0 differences in what passes"
}

@test "usage, folders that are not there, rules that do not load" {
    run "$SAMBAND_BIN/sambandctl" policy diff "$BATS_TEST_TMPDIR/old"
    expect "one folder" "$status" 64
    differ more
    expect "three folders" "$status" 64
    rule no-a no.test.1 duty
    differ --lang fr
    expect "a language" "$status" 64
    rule no-b no.test.2 dutty
    differ
    expect "faulty rules" "$status" 78
    rm -r "$folder"
    differ
    expect "no folder" "$status" 65
}
