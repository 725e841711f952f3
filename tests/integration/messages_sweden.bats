#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Not under the sanitizers: see scripts/run_tests.
# Sweden: every message that an agency may send goes all the way, and a post that lacks something is
# answered with the place of what it lacks.

BUS_ONLY=""
load helpers
load messages

TEST_ID=test_id_se

setup_file() {
    SAMBAND_CONFIG=$(own_config)
    export SAMBAND_CONFIG
    # A child that moves has social services there, too.
    add_party sweden social vastra-social-services social_services 0180-vast
    make_bus sweden
    bus_start_all
    prepare_messages sweden
}

teardown_file() { bus_remove; }

@test "there is an example of each form that an adapter takes" {
    expect "forms without an example" "$(forms_without_example)" ""
    expect "examples without a form" "$(jq -r '.[] | select(.type and (.form | not)) | .name' "$BUS/messages/examples.json")" ""
}

@test "what schools send arrives" { check_messages school; }

@test "what social services send arrives" { check_messages social; }

@test "what the police and the prosecutor send arrives" { check_messages police; }

@test "what the mediation office sends arrives" { check_messages mediation; }

@test "what leisure services send arrives" { check_messages agency; }

@test "a school's faulty post is answered with the field" { check_faults school; }

@test "a faulty post of social services is answered with the field" { check_faults social; }

@test "a faulty post of the police and the prosecutor is answered with the field" { check_faults police; }

@test "a faulty post of the mediation office is answered with the field" { check_faults mediation; }

@test "a faulty post of leisure services is answered with the field" { check_faults agency; }

@test "a faulty consent, or end of something, is answered with the field" {
    local id
    read_examples
    id=$(sent mediation-disclosure)
    wait_for_stage ostra-mediation "$id" handed_over
    check_order_faults ostra-mediation ostra-social-services "$id"
}

@test "faults are told in Swedish" {
    local problem
    problem=$(call bjork-school POST /v1/messages <(echo '{"type": "crime_report", "colour": 1}'))
    expect_like "missing" "$problem" '"detail":"måste anges"'
    expect_like "unknown" "$problem" '"detail":"är inget fält i det här formuläret"'
}

@test "all of it is registered" {
    local program
    for program in school social police mediation agency; do
        check_registered "$program"
    done
}

@test "the record verifies" { verify_record; }

@test "each decision comes out the same from the record" { rejudge_all; }
