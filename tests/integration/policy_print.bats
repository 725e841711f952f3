#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# `sambandctl policy print` shows the shipped rules to people who read law, whole and in each language.

load helpers

print() { run "$SAMBAND_BIN/sambandctl" policy print "$helpers_top/config/policy" "$@"; }

@test "every ground is on the page, in each language and format" {
    local language format ground grounds
    mapfile -t grounds < <(grep -rhoP '^    ground: \K\S+' "$helpers_top"/config/policy/*/ | sort -u)
    [[ ${#grounds[@]} -gt 90 ]]
    for language in sv nb en; do
        for format in md html; do
            print --lang "$language" --format "$format" --at 2026-05-01
            expect "exit status" "$status" 0
            expect_like "the date" "$output" '2026-05-01'
            for ground in "${grounds[@]}"; do
                [[ $output == *"id=\"$ground\""* ]] || { echo "$language $format: no $ground"; return 1; }
            done
        done
    done
}

@test "the page names the rules that it was made from" {
    local hash
    hash=$("$SAMBAND_BIN/sambandctl" policy check --policy "$helpers_top/config/policy" | grep -o 'sha256:[0-9a-f]*')
    print --lang en --format html
    [[ $output == *"<code>$hash</code>"* ]]
    expect_like "today" "$output" "Printed $(date -u +%F)"
}

@test "one country alone" {
    print --lang sv --format md --country SE
    expect "exit status" "$status" 0
    [[ $output == *'id="se.sol.19-1"'* && $output != *'id="no.'* ]]
    print --lang sv --format md --country FI
    expect "exit status" "$status" 65
    expect "what is said" "$output" "sambandctl: there are no rules of FI"
}

@test "what is missing or wrong in the call or the rules is said" {
    print --format md
    expect "without a language" "$status" 64
    print --lang da --format md
    expect "another language" "$status" 64
    print --lang sv
    expect "without a format" "$status" 64
    print --lang sv --format pdf
    expect "another format" "$status" 64
    mkdir -p "$BATS_TEST_TMPDIR/policy/no"
    cp "$helpers_top/config/policy/vocabulary.yaml" "$BATS_TEST_TMPDIR/policy/"
    echo 'rules: 1' >"$BATS_TEST_TMPDIR/policy/no/a.yaml"
    run "$SAMBAND_BIN/sambandctl" policy print --lang sv --format md --policy "$BATS_TEST_TMPDIR/policy"
    expect "rules at fault" "$status" 78
    expect_like "where" "$output" 'no/a.yaml:1:8: wants a list'
}
