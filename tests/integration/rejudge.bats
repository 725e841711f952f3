#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# The decision of a day comes out the same from the record, whatever has changed since; other rules decide
# otherwise, and how is said; what has been erased, taken away, or damaged, is told as that.

load helpers
load area_files
load orders

setup_file() {
    make_bus
    give_copies sambandd
    cp -R "$BUS/own" "$BUS/good"
    cp -R "$BUS/policy" "$BUS/rules-of-18"
    bus_start_all
}

teardown_file() { bus_remove; }

rejudge() { ctl_read exchange rejudge "$@"; }
result_of() { rejudge "$1" --json | jq -r .result; }

# expect_code WANTED COMMAND...: and what it printed.
expect_code() {
    local wanted=$1 code=0
    shift
    output=$("$@" 2>&1) || code=$?
    expect "exit code of $*: $output" "$code" "$wanted"
}

# A pupil of 16, whose guardians must sign too; as in consents.bats.
young() { test_id_no 16 "$1"; }
young_consent() {
    consent_of "$(young "$1")" "$SOCIAL" support_youth "$2" 2 | jq -c "${3:-.}"
}
# young_report PUPIL CONSENT...
young_report() {
    local pupil=$1
    shift
    post_json "$SCHOOL" /v1/concerns '{"to": {"function": "child_welfare", "area": "1201-02"},
        "ground": "no.fvl.13a-1", "purpose": "support_youth",
        "consents": '"$(jq -nc '$ARGS.positional' --args "$@")"',
        "children": [{"national_id": "'"$(young "$pupil")"'", "sections": {"observation": "Oppdiktet."}}]}'
}
signature_of_guardian() {
    printf '{"signatures": [{"capacity": "guardian", "guardian": %d, "form": "written", "date": "%s",
        "official": "KL-7"}]}' "$1" "$TODAY"
}
verdicts_of() { call_json "$SCHOOL" GET "/v1/outbox/$1" | jq -c '[.sections[].verdict]'; }

# What the tests below ask again about, by name: remember NAME ID, recall NAME.
remember() { echo "$2" >"$BATS_FILE_TMPDIR/id-$1"; }
recall() { cat "$BATS_FILE_TMPDIR/id-$1"; }

# ---------------------------------------------------------------------------- a day

@test "an auditor without a mandate is told so, and reads nothing" {
    local id
    id=$(report_of_age 10 1)
    wait_for_stage "$SCHOOL" "$id" handed_over
    remember permit "$id"
    expect_code 78 rejudge "$id"
    expect_like "words" "$output" 'no mandate'
    expect_code 78 rejudge --all
    expect "rows" "$(PGUSER=samband_auditor psql -X -At "$(bus_conninfo samband_auditor samband)" \
        -c 'SELECT count(*) FROM samband.audit_decision')" 0
    expect_code 78 rejudge "$id" --database "$(bus_conninfo samband_operator samband)"
}

@test "a mandate is for one login, and not for all auditors" {
    local login="auditor_$$"
    bus_sql "CREATE ROLE $login LOGIN IN ROLE samband_auditor; INSERT INTO samband.audit_mandate
        SELECT '$login', sender, '-infinity', 'infinity', 'test', 'infinity' FROM samband.exchange WHERE id = '$(recall permit)'"
    expect_code 0 rejudge "$(recall permit)" --database "user=$login"
    expect_code 78 rejudge "$(recall permit)"
    bus_sql "DELETE FROM samband.audit_mandate; DROP ROLE $login"
}

@test "a permit, one in part, refusals, and what rests on two consents are the same" {
    local one other part half id
    id=$(report_of_age 18 1)
    wait_for_stage "$SCHOOL" "$id" refused
    remember refused "$id"

    part=$(post_consent "$SCHOOL" "$(young_consent 1 observation)")
    id=$(young_report 1 "$part")
    sent_and_unread "$id"
    expect_like "in part" "$(verdicts_of "$id")" 'leave_out'
    remember part "$id"

    one=$(post_consent "$SCHOOL" "$(young_consent 2 identity)")
    other=$(post_consent "$SCHOOL" "$(young_consent 2 observation)")
    id=$(young_report 2 "$one" "$other")
    sent_and_unread "$id"
    expect "on two" "$(verdicts_of "$id")" '["permit","permit"]'
    remember two "$id"
    remember one "$one"
    remember other "$other"

    half=$(post_consent "$SCHOOL" "$(young_consent 3 identity,observation 'del(.signatures[2])')")
    id=$(young_report 3 "$half")
    wait_for_stage "$SCHOOL" "$id" refused
    remember unsigned "$id"
    remember half "$half"
    rejudge_all
    for id in permit refused part two unsigned; do
        expect "$id" "$(result_of "$(recall "$id")")" same
    done
    expect "an order" "$(result_of "$one")" order
    expect_code 65 rejudge 01900000-0000-7000-8000-000000000000
    expect_code 64 rejudge "$one" --all
}

# ---------------------------------------------------------------------------- what came later

@test "consents that were withdrawn and signed since change nothing of that day" {
    local id
    wait_for_stage "$SCHOOL" "$(withdraw "$(recall one)")" accepted
    wait_for_stage "$SCHOOL" "$(post_json "$SCHOOL" "/v1/consents/$(recall other)/withdrawal" \
        "$(withdrawal guardian 1)")" accepted
    wait_for_stage "$SCHOOL" "$(post_json "$SCHOOL" "/v1/consents/$(recall half)/signatures" \
        "$(signature_of_guardian 2)")" accepted
    # The same again, now.
    id=$(young_report 2 "$(recall one)" "$(recall other)")
    wait_for_stage "$SCHOOL" "$id" refused
    remember withdrawn "$id"
    id=$(young_report 3 "$(recall half)")
    sent_and_unread "$id"
    remember signed "$id"
    for id in two unsigned withdrawn signed; do
        expect "$id" "$(result_of "$(recall "$id")")" same
    done
}

@test "rules that were changed since: each day by its own, and the others say how they differ" {
    local id json
    set_age_limit 15
    reload_as reloaded sambandd
    id=$(report_of_age 16 5)
    wait_for_stage "$SCHOOL" "$id" refused
    remember sixteen "$id"
    restore sambandd
    reload_as reloaded sambandd
    id=$(report_of_age 16 6)
    wait_for_stage "$SCHOOL" "$id" handed_over
    rejudge_all
    expect "by 15" "$(result_of "$(recall sixteen)")" same

    json=$(rejudge "$(recall sixteen)" --policy "$BUS/rules-of-18" --json)
    expect "recorded, again, otherwise" "$(field "$json" '"\(.recorded.decision) \(.recorded.code) \(.again.decision) \(.other_rules.decision) \(.other_rules.same)"')" \
        "refuse age_outside refuse permit false"
    expect_like "how" "$(field "$json" .other_rules.difference)" 'the whole: refuse .* became permit .*section 0: refuse .* became permit'
    expect "its sections" "$(field "$json" '[.other_rules.sections[].verdict] | unique | join(" ")')" permit
    expect "explained" "$(field "$json" .other_rules.explanation.decision)" permit
    expect "the limit" "$(rejudge --all --policy "$BUS/rules-of-18" --json | jq -c "{changed, ids: [.exchanges[].id]}")" \
        "{\"changed\":1,\"ids\":[\"$(recall sixteen)\"]}"
    expect "the same rules" "$(rejudge "$(recall permit)" --policy "$BUS/rules-of-18" --json | jq -r .other_rules.same)" true
}

@test "the decision under other rules is explained, in the language that is asked for" {
    cp -R "$BUS/policy" "$BUS/rules-of-9"
    sed -i -E "s/^(    age: .under: )[0-9]+/\19/" "$BUS/rules-of-9/no/concern.yaml"
    expect_code 0 rejudge "$(recall permit)" --policy "$BUS/rules-of-9"
    expect_like "bokmål" "$output" 'KAN IKKE SENDES \(age_outside\)'
    expect_code 0 rejudge "$(recall permit)" --policy "$BUS/rules-of-9" --lang sv
    expect_like "Swedish" "$output" 'FÅR INTE SÄNDAS'
    expect_like "side by side" "$output" 'whole +- +permit [a-z.-]+ +permit [a-z.-]+ +refuse [a-z.-]+ age_outside'
    expect_code 78 rejudge "$(recall permit)" --policy "$BUS/nothing"
}

@test "a broker that was down, an agreement that went, a party that left: each day stays as it was" {
    local id
    bus_stop sambandd
    echo '# another' >>"$(own sambandd)/directory.yaml"
    bus_start sambandd
    all_ready
    put_entry "$(own sambandd)/directory.yaml" "$SOCIAL" child_welfare --function child_welfare \
        --left "$(date -u +%F)"
    reload_as reloaded sambandd
    id=$(report_of_age 10 8)
    wait_for_stage "$SCHOOL" "$id" refused
    expect "its code" "$(code_of "$id")" unknown_recipient
    expect "before any rule" "$(rejudge "$id" --policy "$BUS/rules-of-18" --json |
        jq -r '"\(.result) \(.again.code) \(.other_rules.same)"')" "same unknown_recipient true"
    restore sambandd
    mv "$(own sambandd)/agreements" "$(own sambandd)/agreements.gone"
    mkdir "$(own sambandd)/agreements"
    reload_as reloaded sambandd
    id=$(young_report 3 "$(recall half)")
    wait_for_stage "$SCHOOL" "$id" refused
    expect "its code" "$(code_of "$id")" no_agreement
    expect "let go" "$(rejudge "$id" --json | jq -r '"\(.result) \(.agreement_let_go)"')" "same true"
    expect "of all" "$(rejudge --all --json | jq -c "[.agreement_let_go, .exchanges]")" \
        "[1,[{\"agreement_let_go\":true,\"id\":\"$id\",\"result\":\"same\",\"under_other_rules\":null,\"why\":null}]]"
    expect_code 0 rejudge --all
    expect_like "listed" "$output" "exchange $id: decided as if the broker had let go of the agreement"
    expect_like "counted" "$output" $'\n'"1 as if the broker had let go of an agreement"
    restore sambandd
    reload_as reloaded sambandd
    rejudge_all
}

# ---------------------------------------------------------------------------- the bytes that are kept

@test "each hash is kept once, and the record verifies with what is kept" {
    local kept
    kept=$(bus_sql "SELECT count(*) FROM samband.kept")
    bus_stop sambandd
    bus_start sambandd
    all_ready
    expect "once" "$(bus_sql "SELECT count(*) FROM samband.kept")" "$kept"
    verify_record
    expect "the directory's bytes" "$(bus_sql "SELECT count(*) FROM samband.kept k JOIN samband.kept_file f USING (hash)
        WHERE k.kind = 'directory' AND sha256(f.bytes) = k.hash")" \
        "$(bus_sql "SELECT count(*) FROM samband.kept WHERE kind = 'directory'")"
}

# with_force SQL: as whoever owns the server, past the guards.
with_force() { bus_sql "SET session_replication_role = replica; ALTER TABLE samband.kept_file DISABLE TRIGGER ALL;
    ALTER TABLE samband.kept DISABLE TRIGGER ALL; $1;
    ALTER TABLE samband.kept ENABLE ALWAYS TRIGGER deny_change; ALTER TABLE samband.kept_file ENABLE ALWAYS TRIGGER deny_change"; }

# The rules that this exchange was decided by, as bytea.
rules_of() {
    bus_sql "SELECT '''\\x' || substring(convert_from(l.entry, 'UTF8') FROM 'policy sha256:([0-9a-f]+)') || '''::bytea'
        FROM samband.exchange e JOIN samband.leaf l ON l.idx = e.leaf_idx WHERE e.id = '$1'"
}

@test "kept bytes that were changed or taken away are found, by rejudge and by log verify" {
    local rules
    rules=$(rules_of "$(recall permit)")
    bus_sql "CREATE TABLE public.good AS SELECT * FROM samband.kept_file WHERE hash = $rules"
    with_force "UPDATE samband.kept_file SET bytes = bytes || ' ' WHERE hash = $rules AND idx = 1"
    expect_code 1 rejudge "$(recall permit)"
    expect_like "words" "$output" 'damaged: what is kept as sha256:[0-9a-f]+ has another hash'
    expect_code 1 rejudge --all
    expect_code 1 verify_record
    expect_like "words" "$output" 'has another hash'
    with_force "DELETE FROM samband.kept_file WHERE hash = $rules; DELETE FROM samband.kept WHERE hash = $rules"
    expect_code 1 rejudge "$(recall permit)"
    expect_like "words" "$output" 'damaged: the record keeps no rules'
    expect_code 1 verify_record
    expect_like "words" "$output" 'nothing is kept of sha256:'
    bus_sql "INSERT INTO samband.kept SELECT $rules, 'policy', 0, count(*) FROM public.good;
             INSERT INTO samband.kept_file SELECT * FROM public.good; DROP TABLE public.good"
    verify_record
    expect "again" "$(result_of "$(recall permit)")" same
}

@test "a private header that was exchanged is no ground for another decision" {
    local id
    id=$(recall refused)
    bus_sql "UPDATE samband.exchange_detail SET private_header = private_header || '\\x00' WHERE exchange_id = '$id'"
    expect_code 1 rejudge "$id"
    expect_like "words" "$output" 'damaged: the private header: is not what its sender signed'
    bus_sql "UPDATE samband.exchange_detail SET private_header =
        substring(private_header FROM 1 FOR octet_length(private_header) - 1) WHERE exchange_id = '$id'"
    expect "again" "$(result_of "$id")" same
}

# with_leaves_open SQL: past the guards of the record.
with_leaves_open() { bus_sql "SET session_replication_role = replica; ALTER TABLE samband.leaf DISABLE TRIGGER ALL; $1;
    ALTER TABLE samband.leaf ENABLE ALWAYS TRIGGER deny_change; ALTER TABLE samband.leaf ENABLE ALWAYS TRIGGER deny_truncate"; }

@test "a decision whose leaf names other rules than those in force is a finding" {
    local leaf id
    id=$(recall permit)
    leaf=$(bus_sql "SELECT leaf_idx FROM samband.exchange WHERE id = '$id'")
    bus_sql "CREATE TABLE public.leaf AS SELECT * FROM samband.leaf WHERE idx = $leaf"
    with_leaves_open "UPDATE samband.leaf SET entry = convert_to(regexp_replace(convert_from(entry, 'UTF8'),
        'sha256:[0-9a-f]+', 'sha256:' || (SELECT encode(hash, 'hex') FROM samband.kept
            WHERE kind = 'policy' AND hash <> $(rules_of "$id") LIMIT 1)), 'UTF8') WHERE idx = $leaf"
    expect_code 1 rejudge "$id"
    expect_like "words" "$output" 'damaged: leaf [0-9]+ was decided by rules that were not in force'
    expect_code 1 rejudge --all
    with_leaves_open "UPDATE samband.leaf SET entry = p.entry FROM public.leaf p WHERE p.idx = leaf.idx"
    bus_sql "DROP TABLE public.leaf"
    expect "again" "$(result_of "$id")" same
    verify_record
}

# section_0 ID SET: by force, as whoever owns the database.
section_0() { bus_sql "UPDATE samband.section_category SET $2 WHERE exchange_id = '$1' AND idx = 0"; }

@test "a category that was not signed is no ground for a decision that is the same" {
    local id category bound
    id=$(recall permit)
    category=$(bus_sql "SELECT category FROM samband.section_category WHERE exchange_id = '$id' AND idx = 0")
    bound=$(bus_sql "SELECT format('descriptor = %L, salt = %L', descriptor, salt)
        FROM samband.section_category WHERE exchange_id = '$id' AND idx = 0")
    expect "bound" "$(rejudge "$id" --json | jq -r '"\(.result) \(.categories_bound)"')" "same true"
    expect_like "compared" "$(verify_record)" '[1-9][0-9]* categories compared'
    section_0 "$id" "category = 'health'"
    expect_code 1 rejudge "$id"
    expect_like "words" "$output" 'damaged: the category of section 0: its category is not the one that its sender signed'
    expect_code 1 rejudge --all
    expect_code 1 verify_record
    expect_like "words" "$output" "exchange $id: the category of section 0: its category is not"
    section_0 "$id" "descriptor = NULL, salt = NULL"
    expect_code 1 rejudge "$id"
    expect_like "words" "$output" 'damaged: the category of section 0: its descriptor is gone'
    expect_code 1 verify_record
    section_0 "$id" "category = '$category', $bound"
    expect "again" "$(result_of "$id")" same
    verify_record
}

@test "a mandate for one recipient opens no consent about another child" {
    local party
    party=$(bus_sql "SELECT recipient FROM samband.exchange WHERE id = '$(recall two)'")
    bus_sql "CREATE TABLE public.good AS SELECT * FROM samband.audit_mandate; DELETE FROM samband.audit_mandate;
        INSERT INTO samband.audit_mandate VALUES ('samband_auditor', '$party', '-infinity', 'infinity', 'test', 'infinity')"
    expect "messages of others" "$(PGUSER=samband_auditor psql -X -At "$(bus_conninfo samband_auditor samband)" \
        -c "SELECT string_agg(DISTINCT consent::text, ' ' ORDER BY consent::text) FROM samband.audit_decision_consent
            WHERE exchange_id = '$(recall two)'")" "$(printf '%s\n' "$(recall one)" "$(recall other)" | sort | xargs)"
    expect "still" "$(result_of "$(recall two)")" same
    bus_sql "DELETE FROM samband.audit_mandate; INSERT INTO samband.audit_mandate SELECT * FROM public.good;
        DROP TABLE public.good"
}

# rename_rules FROM TO: in each leaf, as SQL of type bytea.
rename_rules() {
    with_leaves_open "UPDATE samband.leaf SET entry = convert_to(replace(convert_from(entry, 'UTF8'),
        encode($1, 'hex'), encode($2, 'hex')), 'UTF8') WHERE kind IN ('start', 'policy', 'accepted', 'refused', 'consent')"
}

@test "kept rules that have their hash, but cannot be read, are no damage" {
    local rules other
    rules=$(rules_of "$(recall permit)")
    other="sha256(convert_to('vocabulary.yaml', 'UTF8') || '\\x00' || int8send(1) || '\\x78')"
    bus_sql "INSERT INTO samband.kept (hash, kind, leaf_idx, n_files) SELECT $other, 'policy', 0, 1;
        INSERT INTO samband.kept_file SELECT $other, 0, 'vocabulary.yaml', '\\x78'"
    rename_rules "$rules" "$other"
    expect_code 65 rejudge "$(recall permit)"
    expect_like "words" "$output" 'unreadable: the kept rules sha256:[0-9a-f]+ cannot be read by this version'
    expect_code 65 rejudge --all
    expect_like "listed" "$output" "exchange $(recall permit): unreadable: "
    rename_rules "$other" "$rules"
    with_force "DELETE FROM samband.kept_file WHERE hash = $other; DELETE FROM samband.kept WHERE hash = $other"
    expect "again" "$(result_of "$(recall permit)")" same
    verify_record
}

# record_erasure ID LEAF: an entry of kind erased, as nothing writes it yet; far behind those of the broker.
record_erasure() {
    bus_sql "INSERT INTO samband.leaf (idx, hash, kind, time, entry)
        SELECT $2, sha256('$1'), 'erased', now(), convert_to(E'samband-entry/1\nkind erased\ntime 2026-03-01T09:12:44.120Z\n'
            'nonce AAECAwQFBgcICQoLDA0ODw==\ntext 57\nsamband-erased/1\nid $1\n', 'UTF8')"
}

@test "rows that are gone, and that no entry says were erased, are a finding" {
    bus_sql "CREATE TABLE public.detail AS SELECT * FROM samband.exchange_detail
        WHERE exchange_id IN ('$(recall refused)', '$(recall half)');
        DELETE FROM samband.exchange_detail WHERE exchange_id IN (SELECT exchange_id FROM public.detail)"
    expect_code 1 rejudge "$(recall refused)"
    expect_like "words" "$output" "missing: $(recall refused): rows are gone and no entry of the record says"
    expect_code 1 rejudge "$(recall signed)"
    expect_like "words" "$output" "missing: $(recall half): rows are gone"
    expect_code 1 rejudge --all
    expect_like "listed" "$output" "exchange $(recall refused): missing: "
    expect_like "counted" "$output" '[1-9][0-9]* missing'
    expect_code 1 verify_record
    expect_like "words" "$output" "exchange $(recall refused): missing: rows are gone"
}

@test "what an entry says was erased is told as erased" {
    record_erasure "$(recall refused)" 1000001
    expect_code 0 rejudge "$(recall refused)"
    expect_like "words" "$output" 'erased: what it was decided on'
    expect_code 1 rejudge "$(recall signed)"
    record_erasure "$(recall half)" 1000002
    expect_code 0 rejudge "$(recall signed)"
    expect_like "words" "$output" 'erased: a message about a consent'
    expect "the others" "$(rejudge --all --json | jq -c '.counts | [.differs, .damaged, .missing, .erased > 1, .same > 5]')" \
        '[0,0,0,true,true]'
    with_leaves_open "DELETE FROM samband.leaf WHERE idx > 1000000"
    bus_sql "INSERT INTO samband.exchange_detail SELECT * FROM public.detail; DROP TABLE public.detail"
    verify_record
}

@test "a record from before rules were kept: said, and judged by rules of the same hash" {
    local rules
    rules=$(rules_of "$(recall permit)")
    with_force "DELETE FROM samband.kept; DELETE FROM samband.kept_file; ALTER TABLE samband.kept_since DISABLE TRIGGER ALL;
        UPDATE samband.kept_since SET leaf_idx = 100000; UPDATE samband.section_category SET descriptor = NULL, salt = NULL"
    expect_code 65 rejudge "$(recall permit)"
    expect_like "words" "$output" 'before the record kept'
    expect_code 65 rejudge "$(recall permit)" --policy "$BUS/rules-of-9" --directory "$BUS/directory.yaml"
    expect_code 0 rejudge "$(recall permit)" --policy "$BUS/policy" --directory "$BUS/directory.yaml"
    expect_like "words" "$output" 'the same'
    expect_like "said" "$output" 'its categories as the database has them'
    expect_code 0 verify_record
    expect_like "said" "$output" 'before the record kept'
}
