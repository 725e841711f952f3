#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# A fault in any file that is read anew changes nothing at all: every fault is told with its place and
# without people, and what was in force stays so.

load helpers
load area_files

setup_file() {
    make_bus
    give_copies sambandd samband-school samband-social
    cp -R "$BUS/own" "$BUS/good"
    bus_start_all
}

teardown_file() { bus_remove; }

# refuse PROGRAM REGEX: its files are faulty. It says where, nothing changes, and the old is in force.
refuse() {
    local leaves
    leaves=$(n_leaves)
    reload_as reload_refused "$1"
    expect_like "fault" "$(since_reload "$1" | grep -E '>reload_fault ')" "$2"
    expect "places" "$(since_reload "$1" | grep -E '>reload_fault ' | grep -cvE "${3:-:[0-9]+:[0-9]+: }")" 0
    expect "people in the log" "$(since_reload "$1" | grep -c -e 12841350160 -e Hemmelig -e 55001122)" 0
    expect "leaves" "$(n_leaves)" "$leaves"
    restore "$1"
}

with() { sed -i -E "$3" "$(own "$1")/$2"; cmp -s "$(own "$1")/$2" "$BUS/good/$1/$2" && expect "a change" none some; true; }

@test "a faulty directory changes nothing in the broker" {
    local d=directory.yaml
    with sambandd $d '0,/1201-02/s//1201-03/'
    refuse sambandd 'directory.yaml:[0-9]+:[0-9]+: fjell-school: not the signature of the party'
    with sambandd $d '0,/      party: ..../s//      party: AAAA/'
    refuse sambandd 'directory.yaml:[0-9]+:[0-9]+: '
    echo 'parties: []' >>"$(own sambandd)/$d"
    refuse sambandd 'directory.yaml:[0-9]+:1: this key stands already on line'
    echo '12841350160: Hemmelig' >>"$(own sambandd)/$d"
    refuse sambandd 'directory.yaml:[0-9]+:1: unknown key'
    with sambandd $d '0,/role: school/s//role: Hemmelig Person/'
    refuse sambandd 'directory.yaml:[0-9]+:[0-9]+: '
    echo '- [' >>"$(own sambandd)/$d"
    refuse sambandd 'directory.yaml:[0-9]+:[0-9]+: '
    : >"$(own sambandd)/$d"
    refuse sambandd 'directory.yaml:[0-9]+:[0-9]+: '
    rm "$(own sambandd)/$d"
    refuse sambandd 'directory.yaml: ' 'directory.yaml: '
    without_party "$BUS/good/sambandd/$d" fjell-school >"$(own sambandd)/$d" # the agreement names it
    refuse sambandd 'vestland-youth-2026.yaml:[0-9]+:[0-9]+: fjell-school: not a party'  '(yaml:[0-9]+:[0-9]+|fjell-school.*card): '
}

# words_are_judged PROGRAM: by its own vocabulary, at their place.
words_are_judged() {
    local d
    d=$(own "$1")/directory.yaml
    put_entry "$d" "$SOCIAL" wizard --function child_welfare
    refuse "$1" 'directory.yaml:[0-9]+:11: wizard is not a role of the vocabulary'
    put_entry "$d" "$SOCIAL" mediation --function child_welfare
    refuse "$1" 'directory.yaml:[0-9]+:11: there is no mediation in NO'
    put_entry "$d" "$SOCIAL" child_welfare --function wizardry
    refuse "$1" 'directory.yaml:[0-9]+:[0-9]+: wizardry is not a function of the vocabulary'
    put_entry "$d" "$SOCIAL" child_welfare --function 'child_welfare; on_call wizardry'
    refuse "$1" 'directory.yaml:[0-9]+:[0-9]+: wizardry is not a function of the vocabulary'
    put_entry "$d" "$SOCIAL" 12841350160 --function child_welfare
    refuse "$1" 'directory.yaml:[0-9]+:11: the value is not a role of the vocabulary'
    agree "$(own "$1")/agreements/second.yaml" second 2026-01-01 2027-01-01 sanction,wizardry "$SCHOOL,$SOCIAL"
    refuse "$1" 'agreements/second.yaml:3:[0-9]+: wizardry is not a purpose of the vocabulary'
}

@test "words that no rule can name change nothing in the broker" { words_are_judged sambandd; }

@test "nor in an adapter, which asks its own vocabulary" {
    words_are_judged samband-school
    put_entry "$(own samband-school)/directory.yaml" "$SOCIAL" wizard --function child_welfare
    run timeout 30 "$BUS_BIN/samband-school" --config "$(bus_settings samband-school)" --check
    expect "exit status of a start" "$status" 78
    expect_like "fault of a start" "$output" 'directory.yaml:[0-9]+:11: wizard is not a role of the vocabulary'
    restore samband-school
    # What the others call by that word is none of its business.
    sed -i 's/^  protect_child:/  shield_child:/' "$(own samband-school)/policy/vocabulary.yaml"
    refuse samband-school 'youth-2026.yaml:[0-9]+:[0-9]+: protect_child is not a purpose of the vocabulary'
}

@test "an agreement that ran out before it came changes nothing in the broker" {
    local second
    second=$(own sambandd)/agreements/second.yaml
    agree "$second" second 2025-01-01 "$(date -u +%F)" sanction "$SCHOOL,$SOCIAL"
    refuse sambandd "agreements/second.yaml:[0-9]+:8: it has run out: until $(date -u +%F)"
    agree "$second" second 2025-01-01 "$(date -u +%F)" sanction "$SCHOOL,$SOCIAL"
    run timeout 30 "$BUS_BIN/sambandd" --config "$(bus_settings sambandd)" --check
    expect "exit status of a start" "$status" 78
    expect_like "fault of a start" "$output" 'agreements/second.yaml:[0-9]+:8: it has run out: until'
    restore sambandd
}

@test "a faulty agreement changes nothing in the broker" {
    local a=agreements/vestland-youth-2026.yaml second
    second=$(own sambandd)/agreements/second.yaml
    with sambandd $a '0,/    signature: .*/s///'
    refuse sambandd 'youth-2026.yaml:[0-9]+:[0-9]+: fjell-school: has not signed'
    with sambandd $a 's/sanction/supervise/'
    refuse sambandd 'youth-2026.yaml:[0-9]+:[0-9]+: fjell-school: not the signature'
    with sambandd $a 's/party: vik-school/party: fjell-school/'
    refuse sambandd 'youth-2026.yaml:[0-9]+:[0-9]+: the party fjell-school is listed twice'
    with sambandd $a 's/^until: .*/until: 2025-01-01/'
    refuse sambandd 'youth-2026.yaml:[0-9]+:[0-9]+: '
    with sambandd $a 's/^(log: .*)/\1\nnote: "Hemmelig Person, 55001122"/'
    refuse sambandd 'youth-2026.yaml:[0-9]+:1: unknown key note'
    printf 'x' >"$second"
    refuse sambandd 'second.yaml:[0-9]+:[0-9]+: '
    cp "$(own sambandd)/$a" "$second"
    refuse sambandd 'agreements/[a-z0-9-]+.yaml: the name vestland-youth-2026 is another' 'agreements/'
}

@test "one root key under two names changes nothing" {
    local name
    cp -R "$BUS/keys/$SCHOOL" "$BUS/keys/twin-school"
    for name in sambandd samband-school; do
        put_entry "$(own $name)/directory.yaml" twin-school school --function school
        refuse $name 'directory.yaml:[0-9]+:11: twin-school: its root key is that of fjell-school'
    done
    put_entry "$(own sambandd)/directory.yaml" vik-school school --function school --left 2026-02-01
    cp "$BUS/keys/vik-school/root.key" "$BUS/keys/twin-school/"
    put_entry "$(own sambandd)/directory.yaml" twin-school school --function school
    run ctl directory verify "$(own sambandd)/directory.yaml"
    expect_like "of one that has left" "$status $output" \
        '^[1-9][0-9]* .*directory.yaml:[0-9]+:11: twin-school: its root key is that of vik-school'
    restore sambandd
}

@test "faulty rules change nothing in the broker" {
    local p=policy/no/concern.yaml
    with sambandd $p '0,/    texts:/s//    text:/'
    refuse sambandd 'concern.yaml:[0-9]+:[0-9]+: the key texts is missing'
    with sambandd $p '0,/to: .child_welfare./s//to: [child_wellfare]/'
    refuse sambandd 'concern.yaml:[0-9]+:[0-9]+: child_wellfare is not a role'
    with sambandd $p '0,/kind: duty/s//kind: permission/'
    refuse sambandd 'concern.yaml:[0-9]+:[0-9]+: '
    with sambandd $p '0,/types: .concern_notification/s//types: [12841350160/'
    refuse sambandd 'concern.yaml:[0-9]+:[0-9]+: the value is not a type'
    with sambandd $p '0,/id: no-school-concern/s//id: no-public-concern/'
    refuse sambandd 'concern.yaml:[0-9]+:[0-9]+: no-public-concern .* the version at '
    with sambandd policy/vocabulary.yaml '0,/^  protect_child:.*/s///'
    refuse sambandd 'yaml:[0-9]+:[0-9]+: protect_child is not a purpose'
    echo '	' >>"$(own sambandd)/policy/vocabulary.yaml"
    refuse sambandd 'vocabulary.yaml:[0-9]+:[0-9]+: '
    rm "$(own sambandd)/policy/vocabulary.yaml"
    refuse sambandd 'vocabulary.yaml' '.'
}

@test "a faulty card changes nothing" {
    echo 'no card of Hemmelig Person' >"$BUS/cards/other.card"
    echo '# changed' >>"$(own sambandd)/directory.yaml"
    refuse sambandd 'other.card' 'other.card'
    echo '# changed' >>"$(own samband-school)/directory.yaml"
    refuse samband-school 'other.card' 'other.card'
    rm "$BUS/cards/other.card"
}

@test "the faults of all files are told at once, and one good file does not go without the others" {
    set_age_limit 15
    sed -i '0,/kind: duty/s//kind: guess/' "$(own sambandd)/policy/se/concern.yaml"
    echo 'nonsense: 1' >>"$(own sambandd)/directory.yaml"
    refuse sambandd 'se/concern.yaml:[0-9]+:[0-9]+: .*directory.yaml:[0-9]+:1: unknown key nonsense'
    set_age_limit 15
    echo 'nonsense: 1' >>"$(own sambandd)/agreements/vestland-youth-2026.yaml"
    refuse sambandd 'vestland-youth-2026.yaml:[0-9]+:1: unknown key nonsense'
    expect "the old rules" "$(wait_for_stage "$SCHOOL" "$(report_of_age 16 72)" handed_over && echo passed)" passed
}

@test "faulty files change nothing in an adapter" {
    with samband-school directory.yaml '0,/1201-02/s//1201-03/'
    refuse samband-school 'directory.yaml:[0-9]+:[0-9]+: fjell-school: not the signature of the party'
    with samband-school agreements/vestland-youth-2026.yaml '0,/    signature: .*/s///'
    refuse samband-school 'youth-2026.yaml:[0-9]+:[0-9]+: fjell-school: has not signed'
    echo '12841350160: {}' >>"$(own samband-school)/policy/vocabulary.yaml"
    echo 'nonsense: 1' >>"$(own samband-school)/directory.yaml"
    refuse samband-school 'vocabulary.yaml:[0-9]+:1: unknown key.*directory.yaml:[0-9]+:1: unknown key nonsense'
    # Nobody can tell a party that was deleted from one that is misspelt.
    without_party "$BUS/good/samband-school/directory.yaml" vik-school >"$(own samband-school)/directory.yaml"
    rm "$(own samband-school)/agreements/vestland-youth-2026.yaml"
    mv "$BUS/cards/vik-school.card" "$BATS_TEST_TMPDIR/"
    refuse samband-school 'party vik-school: is not in the directory' '.'
    mv "$BATS_TEST_TMPDIR/vik-school.card" "$BUS/cards/"
    wait_for_stage "$SCHOOL" "$(post_one 73)" handed_over
}

@test "after all of this the good files are the ones in force, and the record verifies" {
    reload_as reload_unchanged sambandd
    reload_as reloaded samband-school samband-social
    verify_record
}
