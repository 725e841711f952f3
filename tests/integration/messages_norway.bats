#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Norway: every message that an agency may send goes all the way, and a post that lacks something is
# answered with the place of what it lacks.

BUS_ONLY=""
load helpers
load messages

TEST_ID=test_id_no

setup_file() {
    SAMBAND_CONFIG=$(own_config)
    export SAMBAND_CONFIG
    # A child that moves has a child welfare service there, too.
    add_party norway social vaksdal-child-welfare child_welfare 1201-09
    make_bus norway
    bus_start_all
    prepare_messages norway
}

teardown_file() { bus_remove; }

@test "there is an example of each form that an adapter takes" {
    expect "forms without an example" "$(forms_without_example)" ""
    expect "examples without a form" "$(jq -r '.[] | select(.type and (.form | not)) | .name' "$BUS/messages/examples.json")" ""
}

@test "what schools send arrives" { check_messages school; }

@test "what child welfare sends arrives" { check_messages social; }

@test "what the police and the prosecutor send arrives" { check_messages police; }

@test "what the mediation board sends arrives" { check_messages mediation; }

@test "a school's faulty post is answered with the field" { check_faults school; }

@test "a faulty post of child welfare is answered with the field" { check_faults social; }

@test "a faulty post of the police and the prosecutor is answered with the field" { check_faults police; }

@test "a faulty post of the mediation board is answered with the field" { check_faults mediation; }

@test "a faulty consent, or end of something, is answered with the field" {
    local id
    read_examples
    id=$(sent board-disclosure)
    wait_for_stage vestland-mediation-board "$id" handed_over
    check_order_faults vestland-mediation-board bergenhus-child-welfare "$id"
}

@test "what the public form requires is required" {
    posts_without fjell-school /v1/concerns "$(form_no "$(test_id_no 12)=Ungdom Oppdiktet")" "$FORM_NO_TYPE" \
        /kommunenummer /kommunenavn /bydelsnummer /bydelsnavn /sendingstidspunkt /leveringskanal \
        /offentligMelder{,/personnavn,/rolle,/telefonnummer,/epost,/virksomhet,/virksomhet/navn} \
        /offentligMelder/virksomhet/adresse{,/adresselinje1} /foresatte /foresatte/0/{personnavn,orientert} \
        /melding /melding/{melding,historie} \
        /offentligBarn /offentligBarn/0/{fnr,ufoedt,personnavn,orientert,adresse,adresse/adresselinje1} \
        >"$BATS_TEST_TMPDIR/posts"
    check_nothing_stored "$BATS_TEST_TMPDIR/posts"
}

@test "faults are told in bokmål" {
    local problem
    problem=$(call fjell-school POST /v1/messages <(echo '{"type": "crime_report", "colour": 1}'))
    expect_like "missing" "$problem" '"detail":"må oppgis"'
    expect_like "unknown" "$problem" '"detail":"er ikke et felt i dette skjemaet"'
}

@test "all of it is registered" {
    local program
    for program in school social police mediation; do
        check_registered "$program"
    done
}

@test "the record verifies" { verify_record; }

@test "each decision comes out the same from the record" { rejudge_all; }
