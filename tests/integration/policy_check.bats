#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# `sambandctl policy check` shows every fault of a folder of rules, or their number and hash.

load helpers
load invented_rules

check() { run "$SAMBAND_BIN/sambandctl" policy check "$@"; }

setup() {
    policy_folder "$BATS_TEST_TMPDIR/policy"
    cp "$helpers_top/config/policy/conditions.yaml" "$folder/"
    rule no-a no.test.1 duty
}

@test "a folder without a fault, named either way" {
    for how in "$folder" "--policy=$folder"; do
        check "$how"
        expect "exit status" "$status" 0
        expect_like "the line" "$output" "^$folder: 1 rule, sha256:[0-9a-f]{64}\$"
    done
}

@test "all faults of all files" {
    mkdir "$folder/se"
    sed 's/certainty: verified/certainty: sure/' "$folder/no/rules.yaml" >"$folder/no/more.yaml"
    cp "$folder/no/rules.yaml" "$folder/se/"
    check "$folder"
    expect "exit status" "$status" 1
    expect_like "the word" "$output" 'no/more\.yaml:[0-9]+:[0-9]+: wants one of verified, memory, deduced'
    expect_like "the version" "$output" 'no/rules\.yaml:2:9: no-a overlaps the version at .*/no/more\.yaml:2:5'
    expect_like "the country" "$output" 'se/rules\.yaml:[0-9]+:[0-9]+: a rule of NO lies in the folder of another country'
}

@test "a ground that nobody has listed, and one that lost its rules" {
    cp -R "$helpers_top/config/policy" "$BATS_TEST_TMPDIR/shipped"
    sed -i 's/ground: se\.pl\.6$/ground: se.pl.66/' "$BATS_TEST_TMPDIR/shipped/se/concern.yaml"
    check "$BATS_TEST_TMPDIR/shipped"
    expect "exit status" "$status" 1
    expect_like "the rule" "$output" 'se/concern\.yaml:[0-9]+:5: se\.pl\.66 is not among the grounds of grounds\.yaml'
    expect_like "the ground" "$output" 'grounds\.yaml:[0-9]+:3: no rule has this ground'
}

@test "what is no folder, and two of them" {
    check "$folder/vocabulary.yaml"
    expect "exit status" "$status" 65
    expect "why" "$output" "sambandctl: $folder/vocabulary.yaml: Not a directory"
    check "$folder/none"
    expect "exit status" "$status" 65
    expect "why" "$output" "sambandctl: $folder/none: No such file or directory"
    check --policy "$folder" "$folder"
    expect "exit status" "$status" 64
    expect "why" "${lines[0]}" "sambandctl policy check: one DIR is wanted"
}
