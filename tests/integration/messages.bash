# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# Every message of every agency, by a table: messages/COUNTRY.json. Its "examples", by name:
#   from, path        who posts, and below /v1/ where; or
#   from, answers     the example that it answers: then it is posted to that one's answers
#   type, form        which form of GET /v1/forms: the type, and the how many-eth of it (from 0); no type
#                     for a form of its own, which GET /v1/forms does not list
#   consent           which of "consents" it rests on: given before, and named in the post
#   corrects          the example that it corrects
#   body              the form, in short: "to": "PARTY"; "subject": AGE; "decided_by": "ROLE REASON…"; the
#                     texts {AGE}, {soon}, {later} for a national id of that age and times to come
#   required          fields that are required although GET /v1/forms does not say so, by JSON pointer
#   arrives           the categories that the recipient gets, sorted; left_out: those that it does not
#   warns             the codes that it is taken with; none else
#   refused           it is sound, and no rule lets it pass: the code of the refusal
# What an example rests on, answers or corrects is sent before it; each is sent once.

# prepare_messages COUNTRY: the table, filled in, and the forms of each party that posts. TEST_ID makes
# the country's test numbers.
prepare_messages() {
    local folder=$BUS/messages age ids='{}' party
    mkdir -p "$folder/sent" "$folder/consents"
    for age in 12 13 14 15 16; do
        ids=$(jq -c --arg key "{$age}" --arg id "$("$TEST_ID" "$age")" '.[$key] = $id' <<<"$ids")
    done
    jq --argjson ids "$ids" --arg soon "$(date -u -d '+7 days' +%Y-%m-%dT09:00:00Z)" \
        --arg later "$(date -u -d '+7 days' +%Y-%m-%dT10:30:00Z)" '
        ($ids + {"{soon}": $soon, "{later}": $later}) as $fill | .name as $name | .assessment as $assessment |
        def whole:
            if (.to | type) == "string" then .to = {party: .to} else . end |
            if (.subject | type) == "number"
            then .subject = {national_id: $fill["{\(.subject)}"], name: $name} else . end |
            if .decided_by then .decided_by |= (. / " " |
                {official: "AB-1", role: .[0], reasons: .[1:], assessment: $assessment}) else . end;
        .examples |= (to_entries | map(.value.name = .key | .value) | map(.body |= whole) |
            map(if .path == null or .path == "messages" then .body.type = .type else . end) |
            walk(if type == "string" then $fill[.] // . else . end))' \
        "$BATS_TEST_DIRNAME/messages/$1.json" >"$folder/table.json"
    for party in $(jq -r '[.examples[].from] | unique[]' "$folder/table.json"); do
        call_json "$party" GET /v1/forms | jq --arg party "$party" --arg program "$(basename "$(bus_socket "$party")" .sock)" '
            {party: $party, program: $program, forms: [.forms | group_by(.type)[] | to_entries[] | .value + {form: .key}]}'
    done | jq -s . >"$folder/forms.json"
    # Each example with the program it goes through, its form, and what the recipient should see of it.
    jq --slurpfile forms "$folder/forms.json" '[.examples[] | . as $example |
        ($forms[0][] | select(.party == $example.from)) as $of | .program = $of.program |
        .form = if .type then [$of.forms[] | select(.type == $example.type and
            .form == ($example.form // 0))][0] else null end |
        .seen = {from, type: (.type // "concern_notification"), role: .body.decided_by.role, left_out: (.left_out // ""),
            categories: (.arrives // "")} + if .form then
                {ground: (.body.ground // .form.ground), purpose: (.body.purpose // .form.purpose), sections: (
                ([.form.content[] | select(.name | in($example.body.content // {}))] | group_by(.category) |
                    map({category: .[0].category, content: (map({(.name): $example.body.content[.name]}) | add)})) +
                (if .body.subject then [{category: "identity", content: {name: .body.subject.name,
                    national_id: .body.subject.national_id, unborn: false}}] else [] end) +
                ((.body.sections // {}) | to_entries | map({category: .key,
                    content: (.value | if type == "string" then {text: .} else . end)})) |
                map(select(.category | IN(($example.left_out // "") / " " | .[]) | not)) | sort)} else {} end]' \
        "$folder/table.json" >"$folder/examples.json"
    jq -r '.[] | . as $example | "from", "path", "answers", "type", "consent", "corrects", "refused", "warns",
        "program", "body", "seen" | "x_\(.)[\($example.name)]=" + ($example[.] // "" |
        if type == "string" then . else tojson end | @sh)' "$folder/examples.json" >"$folder/examples.sh"
}

# The examples' fields, each an array by name: ${x_from[NAME]} and so on; x_names in their order.
read_examples() {
    declare -gA x_from x_path x_answers x_type x_consent x_corrects x_refused x_warns x_program x_body x_seen
    source "$BUS/messages/examples.sh"
    mapfile -t x_names < <(jq -r '.[].name' "$BUS/messages/examples.json")
}

# examples_of PROGRAM: their names.
examples_of() {
    local name
    for name in "${x_names[@]}"; do
        [[ ${x_program[$name]} != "$1" ]] || echo "$name"
    done
}

# consent_named NAME: its id; given when first asked for.
consent_named() {
    local file=$BUS/messages/consents/$1 form
    if [[ ! -e $file ]]; then
        form=$(jq -c --arg name "$1" '.consents[$name]' "$BUS/messages/table.json")
        post_consent "$(field "$form" .from)" "$(consent_of "$("$TEST_ID" "$(field "$form" .age)")" \
            "$(field "$form" .to)" "$(field "$form" .purposes)" "$(field "$form" .categories)")" >"$file.new" || return
        mv "$file.new" "$file"
    fi
    cat "$file"
}

# body_of NAME: as it is posted, with the ids that it names.
body_of() {
    local body=${x_body[$1]} id
    if [[ -n ${x_consent[$1]} ]]; then
        id=$(consent_named "${x_consent[$1]}") || return
        body="{\"consents\": [\"$id\"], ${body#\{}"
    fi
    if [[ -n ${x_corrects[$1]} ]]; then
        id=$(sent "${x_corrects[$1]}") || return
        body="{\"correction_of\": \"$id\", ${body#\{}"
    fi
    echo "$body"
}

# path_of NAME: where it is posted. What it answers has arrived then; its thread is in NAME.thread.
path_of() {
    local parent
    if [[ -z ${x_answers[$1]} ]]; then
        echo "/v1/${x_path[$1]}"
        return
    fi
    parent=$(sent "${x_answers[$1]}") || return
    bus_until can_fetch "${x_from[$1]}" "$parent" || return
    call_json "${x_from[$1]}" GET "/v1/inbox/$parent" | jq -r .thread >"$BUS/messages/sent/$1.thread"
    echo "/v1/inbox/$parent/answers"
}

can_fetch() { [[ $(call "$1" GET "/v1/inbox/$2") == 200\ * ]]; }

# sent NAME: the example's id; it is sent when first asked for. NAME.to is the recipient.
sent() {
    local file=$BUS/messages/sent/$1 answer path body to id n warnings
    if [[ ! -e $file ]]; then
        path=$(path_of "$1") && body=$(body_of "$1") || return
        answer=$(call_json "${x_from[$1]}" POST "$path" <(printf '%s' "$body")) || return
        read -r n id to warnings < <(field "$answer" '
            "\(.exchanges | length) \(.exchanges[0].id) \(.exchanges[0].to) \(.warnings | map(.code) | join(" "))"')
        expect "exchanges of $1" "$n" 1 >&2 || return
        expect "warnings of $1" "$warnings" "${x_warns[$1]:-}" >&2 || return
        echo "$to" >"$file.to"
        echo "$id" >"$file.new" && mv "$file.new" "$file"
    fi
    cat "$file"
}

# stages_are_final PARTY STAGES: nothing that the party sent is on its way to one of these.
stages_are_final() {
    [[ -z $(call_json "$1" GET '/v1/outbox?limit=500' | jq -r --arg wanted "$2" '
        .exchanges[] | select(.to != "bus") | select(.stage | IN($wanted / " " | .[]) | not) | .id') ]]
}

# outbox_of PARTY ID FILTER: of the list that wait_for_parties got last.
outbox_of() {
    jq -r --arg id "$2" ".exchanges[] | select(.id == \$id) | $3" "$BATS_TEST_TMPDIR/outbox-$1"
}

# wait_for_parties STAGES NAME...: until all that the senders of these have sent is at one of the stages.
wait_for_parties() {
    local stages=$1 name party
    shift
    for party in $(for name; do echo "${x_from[$name]}"; done | sort -u); do
        bus_until stages_are_final "$party" "$stages" || return
        call_json "$party" GET '/v1/outbox?limit=500' >"$BATS_TEST_TMPDIR/outbox-$party"
    done
}

# arrives NAME ID: the recipient sees what it should, and no more.
arrives() {
    local name=$1 id=$2 to view
    to=$(cat "$BUS/messages/sent/$name.to")
    bus_until can_fetch "$to" "$id" || return
    view=$(call_json "$to" GET "/v1/inbox/$id") || return
    expect "$name" "$(jq -c --argjson seen "${x_seen[$name]}" --argjson out "$(call_json "${x_from[$name]}" \
        GET "/v1/outbox/$id")" '{from, type, role: .decider.role, categories: ([.sections[].category] | sort | join(" ")),
            left_out: ([$out.sections[] | select(.verdict != "permit") | .category] | join(" "))} +
            if $seen.sections then {ground, purpose, sections: ([.sections[] | {category, content}] | sort)} else {} end' \
        <<<"$view")" "$(jq -c . <<<"${x_seen[$name]}")" || return
    [[ $view != *"$(jq -r .assessment "$BUS/messages/table.json")"* ]] || { echo "$name shows the assessment" && return 1; }
    [[ -z ${x_answers[$name]} ]] ||
        expect "$name: thread" "$(field "$view" .thread)" "$(cat "$BUS/messages/sent/$name.thread")" || return
}

# check_messages PROGRAM: all that the program's parties send arrives whole, or is refused as said.
check_messages() {
    local name id names
    read_examples
    mapfile -t names < <(examples_of "$1")
    [[ ${#names[@]} -gt 0 ]] || return
    for name in "${names[@]}"; do
        sent "$name" >/dev/null || { echo "$name is not taken" && return 1; }
    done
    wait_for_parties "handed_over registered refused" "${names[@]}" || return
    for name in "${names[@]}"; do
        id=$(sent "$name")
        expect "$name" "$(outbox_of "${x_from[$name]}" "$id" '.code // .alarm // ""')" \
            "${x_refused[$name]:-$([[ ${x_seen[$name]} == *'"left_out":""'* ]] || echo partial_permit)}" || return
        [[ -n ${x_refused[$name]} ]] || arrives "$name" "$id" || return
    done
}

# check_registered PROGRAM: each gets a case number, which its sender is told.
check_registered() {
    local name id names
    read_examples
    mapfile -t names < <(examples_of "$1")
    for name in "${names[@]}"; do
        [[ -z ${x_refused[$name]} ]] || continue
        id=$(sent "$name")
        expect_like "$name: registering" "$(case_register "$(cat "$BUS/messages/sent/$name.to")" "$id")" '^200 ' || return
    done
    wait_for_parties "registered refused" "${names[@]}" || return
    for name in "${names[@]}"; do
        [[ -z ${x_refused[$name]} ]] || continue
        id=$(sent "$name")
        expect "$name: stage, case number" "$(outbox_of "${x_from[$name]}" "$id" '"\(.stage) \(.case_reference)"')" \
            "registered $(case_number "$id")" || return
    done
}

# ---------------------------------------------------------------------------- faults

# faulty_posts NAME: the example with one thing wrong, for each thing that can be; one JSON a line:
# {what, from, path, media_type, body, pointer, code, alone}. alone: no other fault comes of it.
faulty_posts() {
    local parent=""
    [[ -z ${x_answers[$1]} ]] || parent=${x_from[${x_answers[$1]}]}
    jq -c --arg name "$1" --argjson body "$(body_of "$1")" --arg path "$(path_of "$1")" --arg parent "$parent" '
        .[] | select(.name == $name) | . as $example | .form as $form | ($form.content // []) as $fields |
        # Whether no check of the form looks at the ground.
        ([$example.required[]? | select(startswith("/content/"))] == []) as $plain |
        def steps: ltrimstr("/") / "/" | map(tonumber? // .);
        def post: {what: "\($example.name): \(.pointer) \(.code // "bad value")", from: $example.from, path: $path,
            media_type: "application/json", alone: true} + .;
        def without($pointer): {$pointer, code: "missing", body: ($body | delpaths([$pointer | steps]))};
        def bad: {text: 5, line: "a\nb", code: "no_such_code", codes: ["no_such_code"], date: "2026-02-30",
            time: "2026-03-01T09:00:00", flag: "yes", number: -1}[.kind];
        def not_even: {codes: "violence", number: "7", code: 1, date: 20260301, time: true, line: ["a"],
            text: {}, flag: 0}[.kind];

        ($fields[] | select(.required) | without("/content/\(.name)")),
        (if any($fields[]; .required) then without("/content") | .alone = false else empty end),
        (select($form) |
            (select($example.answers | not) | without("/to") | .alone = ($form.type != "appointment" and $plain)),
            (select($form.ground == null) | without("/ground") | .alone = $plain),
            (select($form.purpose == null) | without("/purpose")),
            (select($form.subject == "required" and ($example.answers | not)) | without("/subject")),
            (select($example.path != "concerns" and $example.path != "referrals") | without("/type")),
            (select($form.type == "correction") | without("/correction_of")),
            (select($form.answers) | {pointer: "/in_reply_to", code: "missing", path: "/v1/messages",
                body: ($body + {to: {party: $parent}, subject: {unborn: true}})})),
        (select($body.decided_by) | without("/decided_by/\("official", "role", "reasons", "assessment")")),
        (($example.required // [])[] | without(.) |
            if .pointer == "/decided_by" then . else .alone = (.pointer | test("^/(to|flags)$") | not) end),
        ($fields[] | . as $field | {code: null, alone: false,
            pointer: ("/content/\(.name)" + if .kind == "codes" then "/0" else "" end),
            body: ($body | .content[$field.name] = ($field | bad))}),
        ($fields[] | . as $field | {pointer: "/content/\(.name)", code: "type", alone: false,
            body: ($body | .content[$field.name] = ($field | not_even))}),
        (select($form) |
            {pointer: "/content/colour", code: "unknown_field", body: ($body | .content.colour = "red")},
            (select($form.subject == "none") | {pointer: "/subject", code: "not_allowed",
                body: ($body + {subject: {unborn: true}})})),
        {pointer: "/colour", code: "unknown_field", body: ($body + {colour: "red"})} |
        post' "$BUS/messages/examples.json"
}

# check_refused FILE: posts what stands there as faulty_posts prints it, and says what is not answered
# as it should be. One connection does it all.
check_refused() {
    local folder=$BATS_TEST_TMPDIR/faults from n
    rm -rf "$folder"
    mkdir "$folder"
    jq -s . "$1" >"$folder/posts.json"
    n=$(jq length "$folder/posts.json")
    [[ $n -gt 0 ]]
    for from in $(jq -r '[.[].from] | unique[]' "$folder/posts.json"); do
        printf '%s\t%s\t%s\n' "$from" "$(bus_socket "$from")" "$(bus_authorization "$from")"
    done | jq -Rs '[rtrimstr("\n") / "\n" | .[] | . / "\t" | {(.[0]): {socket: .[1], header: .[2]}}] | add' \
        >"$folder/parties.json"
    split -a 5 -d -l 1 <(jq -c '.[].body' "$folder/posts.json") "$folder/body-"
    jq -r --arg folder "$folder" --slurpfile parties "$folder/parties.json" '
        to_entries[] | $parties[0][.value.from] as $party | ("00000\(.key)" | .[-5:]) as $i |
        (if .key > 0 then "next" else empty end),
        "url = \"http://localhost\(.value.path)\"", "unix-socket = \"\($party.socket)\"", "silent", "max-time = 30",
        "header = \"@\($party.header)\"", "header = \"Content-Type: \(.value.media_type)\"", "header = \"Expect:\"",
        "data-binary = \"@\($folder)/body-\($i)\"", "output = \"\($folder)/answer-\($i)\""' \
        "$folder/posts.json" >"$folder/curl"
    curl -K "$folder/curl" || return
    cat "$folder"/answer-* | jq -s . >"$folder/answers.json"
    expect "answers" "$(jq length "$folder/answers.json")" "$n" || return
    jq -r --slurpfile answers "$folder/answers.json" '
        to_entries[] | .value as $post | $answers[0][.key] as $answer |
        ([$answer.errors[]? | select(.pointer == $post.pointer)][0]) as $fault |
        if $answer.status != 422 or $answer.code != "form" then "\($post.what): answered \($answer)"
        elif ($fault | not) or ($post.code and $fault.code != $post.code) or
             ($post.alone and ($answer.errors | length) != 1)
        then "\($post.what): faults \($answer.errors | map("\(.pointer) \(.code)"))"
        else empty end' "$folder/posts.json" >"$folder/wrong"
    expect "answers that are not as they should be" "$(cat "$folder/wrong")" "" || return
    # In the country's language, each of them.
    expect "English" "$(jq -r '[.[].errors[].detail | select(test("^(is|has|does|stands|holds|lies) "))] | unique[]' \
        "$folder/answers.json")" ""
}

# What is stored anywhere: rows of each adapter's outbox, and exchanges at the broker.
n_stored() {
    local file
    for file in "$BUS"/state/*/spool.db; do
        sqlite3 -readonly "$file" 'SELECT count(*) FROM outbox'
    done
    n_exchanges
}

# check_faults PROGRAM
check_faults() {
    local name
    read_examples
    examples_of "$1" >"$BATS_TEST_TMPDIR/names"
    while read -r name; do
        faulty_posts "$name" || return
    done <"$BATS_TEST_TMPDIR/names" >"$BATS_TEST_TMPDIR/posts"
    check_nothing_stored "$BATS_TEST_TMPDIR/posts"
}

# check_nothing_stored FILE: check_refused, and the same is stored as before.
check_nothing_stored() {
    local before
    before=$(n_stored)
    check_refused "$1" || return
    expect "what is stored" "$(n_stored)" "$before"
}

# posts_without PARTY PATH BODY MEDIA-TYPE POINTER...: as faulty_posts prints them, one for each pointer.
posts_without() {
    local from=$1 path=$2 body=$3 media_type=$4
    shift 4
    jq -nc --arg from "$from" --arg path "$path" --argjson body "$body" --arg media_type "$media_type" '
        $ARGS.positional[] | . as $pointer | {$from, $path, $media_type, $pointer, code: "missing", alone: true,
            what: "\($path): \($pointer) missing",
            body: ($body | delpaths([$pointer | ltrimstr("/") / "/" | map(tonumber? // .)]))}' --args "$@"
}

# posts_with PARTY PATH BODY POINTER=VALUE...: with that value in the place, which it does not fit.
posts_with() {
    local from=$1 path=$2 body=$3
    shift 3
    jq -nc --arg from "$from" --arg path "$path" --argjson body "$body" '
        $ARGS.positional[] | capture("^(?<pointer>[^=]*)=(?<value>.*)$") | . as $wrong |
        {$from, $path, media_type: "application/json", pointer: $wrong.pointer, code: null, alone: false,
            what: "\($path): \($wrong.pointer) is \($wrong.value)",
            body: ($body | setpath($wrong.pointer | ltrimstr("/") / "/" | map(tonumber? // .); $wrong.value | fromjson))}' \
        --args "$@"
}

# check_order_faults PARTY RECIPIENT EXCHANGE: faulty consents, ends of them, and ends of what was sent.
check_order_faults() {
    local party=$1 to=$2 exchange=$3 posts=$BATS_TEST_TMPDIR/posts form id grant=application/json signer
    form=$(consent_of "$("$TEST_ID" 16)" "$to" support_youth identity,measure)
    id=$(post_consent "$party" "$(jq -c 'del(.signatures[1:])' <<<"$form")")
    signer='{"capacity": "guardian", "guardian": 1, "form": "oral", "date": "2026-03-02", "official": "AB-1"}'
    {
        posts_without "$party" /v1/consents "$form" "$grant" /subject /recipients /purposes /categories \
            /valid_from /valid_until /required /required/youth /required/guardians /signatures \
            /signatures/0/capacity /signatures/0/form /signatures/0/date /signatures/0/official
        posts_with "$party" /v1/consents "$form" /subject='{}' /subject='"16"' /recipients=[] /recipients/0='"nobody"' \
            /purposes/0='"no_such_word"' /categories/0='"no_such_word"' /valid_from='"2026-02-30"' \
            /valid_until='"2020-01-01"' /required/youth=1 /required/guardians=0 /required/guardians=-1 \
            /signatures=[] /signatures/0/capacity='"mother"' /signatures/0/form='"by_heart"' \
            /signatures/0/date='"2999-01-01"' /signatures/0/official='""' /signatures/1/guardian=0 \
            /signatures/1/guardian=7 /signatures/0/colour='"red"' /colour='"red"'
        posts_without "$party" "/v1/consents/$id/signatures" "{\"signatures\": [$signer]}" "$grant" /signatures \
            /signatures/0/capacity /signatures/0/form /signatures/0/date /signatures/0/official
        posts_without "$party" "/v1/consents/$id/withdrawal" "$signer" "$grant" /capacity /form /date /official
        posts_with "$party" "/v1/consents/$id/withdrawal" "$signer" /capacity='"mother"' /guardian=0 /colour=1
        posts_without "$party" "/v1/consents/$id/void" '{"reason": "wrong_entry", "official": "AB-1"}' "$grant" \
            /reason /official
        posts_with "$party" "/v1/consents/$id/void" '{"reason": "wrong_entry", "official": "AB-1"}' \
            /reason='"no_such_word"' /official=7
        posts_without "$party" "/v1/outbox/$exchange/withdrawal" '{"reason": "wrong_person", "official": "AB-1"}' \
            "$grant" /reason /official
        posts_with "$party" "/v1/outbox/$exchange/withdrawal" '{"reason": "wrong_person", "official": "AB-1"}' \
            /reason='"no_such_word"' /official='"a\nb"'
        posts_without "$to" "/v1/inbox/$exchange/registered" '{"case_reference": "1"}' "$grant" /case_reference
        posts_without "$to" "/v1/inbox/$exchange/returned" '{"code": "not_ours"}' "$grant" /code
    } | jq -c '.alone = false' >"$posts"
    check_nothing_stored "$posts"
    expect "the consent is as it was" "$(call_json "$party" GET "/v1/consents/$id" | jq -r .state)" incomplete
}

# Of each party that posts, every form that GET /v1/forms lists and none has an example of.
forms_without_example() {
    jq -r --slurpfile examples "$BUS/messages/examples.json" '
        group_by(.program)[] | .[0] as $of | $of.forms[] | . as $form |
        select(any($examples[0][]; .program == $of.program and .type == $form.type and
            .form.form == $form.form) | not) | "\($of.program): \(.type) \(.form)"' "$BUS/messages/forms.json"
}
