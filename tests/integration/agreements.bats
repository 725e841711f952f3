#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Whatever is no duty needs an agreement in force that both sides and the broker hold: shown with a
# pupil of 18 who consents.

load helpers
load area_files

AGREED=agreements/vestland-youth-2026.yaml

setup_file() {
    make_bus
    give_copies sambandd samband-school samband-social
    cp -R "$BUS/own" "$BUS/good"
    bus_start_all
    post_consent "$SCHOOL" "$(consent_of "$(test_id_no 18)" "$SOCIAL" support_youth,protect_child \
        identity,observation 0)" >"$BUS/consent"
    [[ -s $BUS/consent ]]
}

teardown_file() { bus_remove; }

# as_agreed PROGRAM...: the sample's agreement, read anew.
as_agreed() {
    local name
    for name; do
        rm -rf "$(own "$name")/agreements"
        cp -R "$BUS/good/$name/agreements" "$(own "$name")/"
    done
    reload_as reloaded "$@"
}

# by_consent PURPOSE: the id.
by_consent() {
    post_json "$SCHOOL" /v1/concerns "$(jq -nc --arg id "$(test_id_no 18)" --arg consent "$(<"$BUS/consent")" \
        --arg purpose "$1" '{to: {function: "child_welfare", area: "1201-02"}, ground: "no.fvl.13a-1",
        purpose: $purpose, consents: [$consent], children: [{national_id: $id, sections: {observation: "Invented."}}]}')"
}

# decide PURPOSE: what became of it.
decide() {
    local id
    id=$(by_consent "$1")
    bus_until has_end "$id"
    verdict_of "$SCHOOL" "$id"
}
has_end() { [[ $(stage_of "$SCHOOL" "$1") == @(handed_over|refused) ]]; }

@test "with the sample's agreement it passes, and the exchange names the agreement" {
    local id hash
    id=$(by_consent support_youth)
    wait_for_stage "$SCHOOL" "$id" handed_over
    hash=$(ctl agreement verify --directory "$BUS/directory.yaml" "$BUS/agreements" | grep -o 'sha256:[0-9a-f]*')
    expect "named" "$(bus_sql "SELECT count(*) FROM samband.leaf
        WHERE kind = 'accepted' AND position('agreement $hash'::bytea IN entry) > 0")" 1
    expect "in the record" "$(bus_sql "SELECT count(*) FROM samband.leaf WHERE kind = 'agreement'")" 1
}

@test "without it at the sender it is refused" {
    rm "$(own samband-school)/$AGREED"
    reload_as reloaded samband-school
    expect "verdict" "$(decide support_youth)" "refused no_agreement"
    as_agreed samband-school
    expect "and with it again" "$(decide support_youth)" "handed_over null"
}

@test "without it at the broker it is refused, whatever the sender holds" {
    local leaves
    leaves=$(n_leaves)
    rm "$(own sambandd)/$AGREED"
    reload_as reloaded sambandd
    expect "leaves of what is gone" "$(n_leaves)" "$leaves"
    expect "verdict" "$(decide support_youth)" "refused no_agreement"
    as_agreed sambandd
    expect "and with it again" "$(decide support_youth)" "handed_over null"
}

@test "another agreement at the sender than at the broker is none" {
    local leaves
    rm "$(own samband-school)/$AGREED"
    agree "$(own samband-school)/agreements/ours.yaml" ours 2026-01-01 2027-01-01 support_youth "$SCHOOL,$SOCIAL"
    reload_as reloaded samband-school
    expect "verdict" "$(decide support_youth)" "refused no_agreement"
    cp "$(own samband-school)/agreements/ours.yaml" "$(own sambandd)/agreements/"
    leaves=$(n_leaves_of agreement)
    reload_as reloaded sambandd
    expect "leaves" "$(n_leaves_of agreement)" $((leaves + 1))
    expect "once the broker has it" "$(decide support_youth)" "handed_over null"
    as_agreed samband-school sambandd
}

@test "one that has not begun, and one for another purpose are none" {
    local what name
    for what in "$(date -u -d tomorrow +%F) 2027-12-01 support_youth" "2026-01-01 2027-01-01 mediation"; do
        for name in sambandd samband-school; do
            # shellcheck disable=SC2086
            agree "$(own "$name")/$AGREED" vestland-youth-2026 $what "$SCHOOL,$SOCIAL"
        done
        reload_as reloaded sambandd samband-school
        expect "$what" "$(decide support_youth)" "refused no_agreement"
    done
    as_agreed samband-school sambandd
}

@test "one that has run out is none, and does not stop an adapter: it warns" {
    agree "$(own samband-school)/$AGREED" vestland-youth-2026 2025-01-01 "$(date -u +%F)" support_youth "$SCHOOL,$SOCIAL"
    reload_as reloaded samband-school
    expect_like "warned" "$(since_reload samband-school)" \
        "<4>agreement_expired agreement=sha256:[0-9a-f]{64} until=$(date -u +%F) place=[^ ]*/$AGREED:[0-9]+:8"
    expect "verdict" "$(decide support_youth)" "refused no_agreement"
    bus_stop samband-school
    bus_start samband-school
    bus_wait_ready samband-school
    expect "and at its start" "$(grep -c '>agreement_expired ' "$BUS/log/samband-school.log")" 2
    as_agreed samband-school
}

@test "whoever verifies a folder is told of one that has run out, and of words that no rule knows" {
    local folder=$BATS_TEST_TMPDIR/agreements
    mkdir "$folder"
    agree "$folder/ended.yaml" ended 2025-01-01 2026-01-01 support_youth "$SCHOOL,$SOCIAL"
    agree "$folder/stands.yaml" stands 2026-01-01 2035-01-01 support_youth "$SCHOOL,$SOCIAL"
    run ctl agreement verify --directory "$BUS/directory.yaml" "$folder"
    expect "exit status" "$status" 1
    expect_like "fault" "$output" "ended.yaml:[0-9]+:8: it has run out: until 2026-01-01"
    expect_like "the other" "$output" "stands: 2 parties, every signature verified"
    agree "$folder/stands.yaml" stands 2026-01-01 2035-01-01 shoe "$SCHOOL,$SOCIAL"
    run ctl agreement verify --directory "$BUS/directory.yaml" "$folder"
    expect "exit status" "$status" 1
    expect_like "fault" "$output" "stands.yaml:3:[0-9]+: shoe is not a purpose of the vocabulary"
    mkdir "$BATS_TEST_TMPDIR/policy"
    sed '0,/^  youth_follow_up:.*/s//&\n  shoe: {sv: sko, nb: sko, en: shoe}/' "$BUS/policy/vocabulary.yaml" >"$BATS_TEST_TMPDIR/policy/vocabulary.yaml"
    grep -q '  shoe:' "$BATS_TEST_TMPDIR/policy/vocabulary.yaml"
    rm "$folder/ended.yaml"
    run ctl agreement verify --policy "$BATS_TEST_TMPDIR/policy" --directory "$BUS/directory.yaml" "$folder"
    expect "by another vocabulary: $output" "$status" 0
    put_entry "$BUS/own/sambandd/directory.yaml" "$SOCIAL" wizard --function child_welfare
    run ctl directory verify "$BUS/own/sambandd/directory.yaml"
    expect "exit status" "$status" 1
    expect_like "fault" "$output" 'directory.yaml:[0-9]+:11: wizard is not a role of the vocabulary'
    run ctl check --config "$(bus_settings sambandd)"
    expect "exit status" "$status" 78
    expect_like "fault" "$output" 'directory.yaml:[0-9]+:11: wizard is not a role of the vocabulary'
    restore sambandd
}

@test "one between others is none" {
    local name
    for name in sambandd samband-school; do
        agree "$(own "$name")/$AGREED" vestland-youth-2026 2026-01-01 2027-01-01 support_youth vik-school,"$SOCIAL"
    done
    reload_as reloaded sambandd samband-school
    expect "verdict" "$(decide support_youth)" "refused no_agreement"
    as_agreed samband-school sambandd
}

# A case worker discloses to the school: the id.
decided() {
    post_json "$SOCIAL" /v1/messages "$(jq -nc --arg id "$(test_id_no 15)" '{type: "disclosure",
        to: {party: "fjell-school"}, ground: "no.bvl.13-1", purpose: "support_youth", subject: {national_id: $id},
        decided_by: {official: "BV-2", role: "case_worker", reasons: ["necessary"], assessment: "Oppdiktet"},
        content: {text: "Oppdiktet opplysning."}}')"
}

@test "what an official decides needs one too, and a duty needs none" {
    local id name
    id=$(decided)
    wait_for_stage "$SOCIAL" "$id" handed_over
    for name in sambandd samband-school samband-social; do
        rm "$(own "$name")/$AGREED"
    done
    reload_as reloaded sambandd samband-school samband-social
    id=$(decided)
    wait_for_stage "$SOCIAL" "$id" refused
    expect "verdict" "$(verdict_of "$SOCIAL" "$id")" "refused no_agreement"
    id=$(post_one 1)
    wait_for_stage "$SCHOOL" "$id" handed_over
    as_agreed sambandd samband-school samband-social
    verify_record
}

# Nobody can wait for the day in a test: the record is made to hold the agreement as it is now. It does not
# verify any more.
@test "one that stood in the record and has run out stops neither a start nor a reload of the broker" {
    local leaves file
    file=$(own sambandd)/agreements/ending.yaml
    agree "$file" ending 2026-01-01 2029-01-01 support_youth "$SCHOOL,$SOCIAL"
    reload_as reloaded sambandd
    leaves=$(n_leaves_of agreement)
    bus_stop sambandd
    bus_sql "ALTER TABLE samband.leaf DISABLE TRIGGER deny_change;
        UPDATE samband.leaf SET entry = decode(replace(encode(entry, 'hex'), encode('until 2029-01-01', 'hex'),
            encode('until 2026-01-02', 'hex')), 'hex') WHERE kind = 'agreement';
        ALTER TABLE samband.leaf ENABLE ALWAYS TRIGGER deny_change"
    rm "$(own sambandd)/$AGREED"
    agree "$file" ending 2026-01-01 2026-01-02 support_youth "$SCHOOL,$SOCIAL"
    bus_start sambandd
    bus_wait_ready sambandd samband-school samband-social
    expect_like "warned at the start" "$(grep '>agreement_expired ' "$BUS/log/sambandd.log")" \
        "<4>agreement_expired agreement=sha256:[0-9a-f]{64} until=2026-01-02 place=[^ ]*/ending.yaml:[0-9]+:8"
    expect "leaves" "$(n_leaves_of agreement)" "$leaves"
    echo '# changed' >>"$(own sambandd)/directory.yaml"
    reload_as reloaded sambandd
    expect_like "warned at the reload" "$(since_reload sambandd)" "<4>agreement_expired .*/ending.yaml:"
    expect "leaves" "$(n_leaves_of agreement)" "$leaves"
    reload_as reload_unchanged sambandd
    expect "verdict" "$(decide support_youth)" "refused no_agreement"
}
