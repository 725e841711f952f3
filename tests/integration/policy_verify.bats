#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: the shipped rules are some thirty million questions.
# `sambandctl policy verify` finds nothing in the shipped rules, and each fault that is planted in a
# small folder of invented ones.

load helpers
load invented_rules

# verify [OPTION...]: the folder of this test; status and output as `run` leaves them.
verify() { run "$SAMBAND_BIN/sambandctl" policy verify "$BATS_TEST_TMPDIR/policy" "$@"; }

setup() { policy_folder "$BATS_TEST_TMPDIR/policy"; }

# finds REGEX: exactly one line of a finding, like this, and the count last.
finds() {
    expect "exit status" "$status" 1
    expect_like "the finding" "${lines[0]}" "$1"
    expect_like "the points" "${lines[1]}" '^[0-9]+ points \(standing for [0-9.e+]+ combinations\) in [0-9.]+ s$'
    expect "the count" "${lines[2]}" "1 finding"
}

finds_nothing() {
    expect "findings" "${lines[*]:0:${#lines[@]}-2}" ""
    expect "exit status" "$status" 0
    expect "the count" "${lines[-1]}" "0 findings"
}

@test "the shipped rules of both countries have no flaw" {
    run "$SAMBAND_BIN/sambandctl" policy verify --policy "$helpers_top/config/policy"
    finds_nothing
    expect_like "the points" "${lines[0]}" '^[0-9]{8,} points'
}

@test "rules without a flaw" {
    rule no-a no.test.1 duty
    rule no-b no.test.2 permission
    rule no-c no.test.3 none
    rule no-d no.test.4 consent 'signers: [{under: 18, youth: required, guardians: every}]' 'age: {under: 18, unknown: refuse}'
    rule no-e no.test.9 blocked 'from: [health]'
    verify
    finds_nothing
}

@test "a rule that is never reached: nobody can sign at its ages" {
    rule no-a no.test.1 consent 'age: {from: 18, unknown: refuse}' 'signers: [{under: 18, youth: required, guardians: every}]'
    verify
    finds '/no/rules.yaml:2:5: no-a: it is never reached: no section passes by it \[unreached\]$'
}

@test "a rule that is never reached: a block stops all of it" {
    rule no-a no.test.1 duty
    rule no-b no.test.2 duty 'from: [health]'
    rule no-c no.test.9 blocked 'from: [school, health]' 'grounds: [no.test.1, no.test.9]'
    verify
    finds ': no-a: it is never reached'
}

@test "a rule beside another that lets all of it pass" {
    rule no-a no.test.1 duty
    rule no-b no.test.1 duty 'from: [school, health]'
    verify
    finds ': no-a: whatever it lets pass, no-b too \[unneeded\]$'
}

@test "two rules that cover one section, of which one asks for more in vain" {
    rule no-a no.test.1 permission
    rule no-b no.test.1 duty
    verify
    finds ': no-a: what it asks for is asked in vain, since the same passes by no-b: school \(NO\) to police.*\[conflict\]$'
}

@test "a conflict in one category of several, of rules of two kinds" {
    rule no-a no.test.1 permission 'categories: [observation, health]'
    rule no-b no.test.1 duty
    verify
    finds ': no-a: what it asks for is asked in vain.* observation, '
}

@test "a rule that asks for more of the whole where it gives more is no conflict" {
    rule no-a no.test.1 duty 'categories: [observation, health]' 'decider: {roles: [principal], reasons: [necessary]}'
    rule no-b no.test.1 duty
    verify
    finds_nothing
}

@test "a ground that names no sending and sends" {
    rule no-a no.test.1 none 'in_force_to: 2025-01-01'
    rule no-b no.test.1 duty 'from: [school]' 'in_force_from: 2024-12-31'
    verify
    finds ': no-a: it says that no.test.1 names no sending, and no-b sends on it \[none_beside_sending\]$'
}

@test "a rule of kind none that has no say: until the other one it is that which is not in force" {
    rule no-a no.test.1 none 'in_force_to: 2025-01-01'
    rule no-b no.test.1 duty 'in_force_from: 2025-01-01'
    verify
    finds ': no-a: it is never reached: no exchange is refused by it \[unreached\]$'
}

@test "a consent without the guardians below the age at which the law can do without them" {
    rule no-a no.test.1 consent 'signers: [{under: 18, youth: required, guardians: not_counted}]'
    verify
    finds ': no-a: passes although no consent covers it, signed by all who must: .* age 0,.*\(and [0-9]+ more\) \[unwarranted\]$'
}

@test "a sending that a block forbids on some grounds and that passes on another" {
    rule no-a no.test.1 duty 'categories: [observation, health]'
    rule no-b no.test.2 permission
    rule no-c no.test.3 duty 'types: [correction]'
    rule no-d no.test.9 blocked 'types: [disclosure]' 'grounds: [no.test.1]'
    rule no-e no.test.1 duty 'types: [correction]'
    verify
    expect_like "all findings" "$output" 'no-a: it is never reached.*no-d: the section that it forbids passes on another ground, by no-b: .*\[round_block\].*2 findings$'
}

@test "a block that takes away the exception of its own ground leaves others open" {
    rule no-a no.test.1 duty 'from: [school, health]'
    rule no-b no.test.2 permission 'from: [school, health]'
    rule no-c no.test.1 blocked 'from: [school]' 'grounds: [no.test.1]'
    verify
    finds_nothing
}

@test "a gap between two versions of a rule" {
    rule no-a no.test.1 duty 'in_force_to: 2025-01-01'
    rule no-a no.test.1 duty 'in_force_from: 2025-01-02'
    verify
    finds '/no/rules.yaml:[0-9]+:5: no-a: no version is in force from 2025-01-01 until this one on 2025-01-02 \[gap\]$'
}

@test "findings as JSON, in the same order whatever the files are called" {
    local first
    rule no-b no.test.2 duty
    rule no-b no.test.2 duty 'in_force_from: 2023-01-01' 'in_force_to: 2023-06-01'
    rule no-a no.test.1 duty
    rule no-c no.test.1 none
    verify --json
    expect "exit status" "$status" 1
    first=$(jq -c '[.findings[] | [.code, .rule, .other]]' <<<"$output")
    expect "findings" "$first" '[["none_beside_sending","no-c","no-a"],["gap","no-b","no-b"]]'
    expect "numbers" "$(jq '(.points > 0) and (.combinations > .points) and (.ms >= 0)' <<<"$output")" true
    mv "$BATS_TEST_TMPDIR/policy/no/rules.yaml" "$BATS_TEST_TMPDIR/policy/no/zz.yaml"
    verify --json
    expect "findings of a renamed file" "$(jq -c '[.findings[] | [.code, .rule, .other]]' <<<"$output")" "$first"
}

@test "usage, and rules that do not load" {
    verify more
    expect "an argument" "$status" 64
    rule no-a no.test.1 dutty
    verify
    expect "faulty rules" "$status" 78
    expect_like "what" "$output" 'rules.yaml:[0-9]+:[0-9]+: '
}
