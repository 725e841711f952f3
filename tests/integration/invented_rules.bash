# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# Small folders of invented rules, for what is asked of rules alone.

# policy_folder DIR: from now on rule() writes there, beginning anew.
policy_folder() {
    folder=$1
    rules=
    mkdir -p "$folder/no"
    cp "$helpers_top/config/policy/vocabulary.yaml" "$folder/"
}

# rule ID GROUND KIND [LINE...]: one more; a line replaces that of the same key.
rule() {
    local id=$1 ground=$2 kind=$3 line key
    local -A keys=([id]=$id [ground]=$ground [kind]=$kind [country]='"NO"' [citation]=Prøveloven
        [in_force_from]=2024-01-01 [read_as_of]=2024-02-01 [certainty]=verified
        [texts]='{sv: {summary: a, refusal: b}, nb: {summary: a, refusal: b}, en: {summary: a, refusal: b}}')
    if [[ $kind != none ]]; then
        keys+=([from]='[school]' [to]='[police]' [types]='[disclosure]' [purposes]='[prevent_crime]')
    fi
    if [[ $kind != none && $kind != blocked ]]; then keys+=([categories]='[observation]'); fi
    if [[ $kind == permission ]]; then keys+=([decider]='{roles: [principal], reasons: [necessary]}'); fi
    for line in "${@:4}"; do keys[${line%%: *}]=${line#*: }; done
    rules+="  - id: $id"$'\n'
    unset 'keys[id]'
    for key in "${!keys[@]}"; do rules+="    $key: ${keys[$key]}"$'\n'; done
    printf 'rules:\n%s' "$rules" >"$folder/no/rules.yaml"
}
