#!/usr/bin/env bash
# bash completes every verb, every long option and the names of the sessions.
set -u
. "$(dirname "$0")/common.sh"
. "$sources/completions/cleat.bash"

# complete_line WORD...: calls the completion for the last word, as bash does.
complete_line() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMP_LINE="$*"
    COMP_LINE=${COMP_LINE// = /=}
    COMP_POINT=${#COMP_LINE}
    COMPREPLY=()
    _cleat "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
}

# offers EXPECTED WORD...
offers() {
    local expected=$1
    shift
    complete_line "$@"
    same "$*" "$expected" "${COMPREPLY[*]:-}"
}

verbs_and_options() {
    local verb more
    offers "$(verbs)" cleat ''
    offers "$(options)" cleat --
    for verb in $(verbs); do
        if [[ -z $(verbs "$verb") ]]; then
            offers "$(options "$verb")" cleat "$verb" --
        fi
        for more in $(verbs "$verb"); do
            offers "$(options "$verb" "$more")" cleat "$verb" "$more" --
        done
    done
    offers "$(verbs server)" cleat server ''
    offers "$(verbs config)" cleat config ''
}

values() {
    offers 'text ansi json' cleat snapshot --format ''
    offers 'json' cleat snapshot --format = js
    offers 'SIGKILL' cleat kill -s SIGKI
    offers '' cleat wait --text ''
    offers "$sources/completions" cleat new -C "$sources/compl"
    offers "$sources/LICENSE" cleat new -- cat "$sources/LICEN"
}

names() {
    local verb
    in_own_directory
    offers '' cleat attach ''
    "$cleat" new -d -n mail -- cat
    "$cleat" new -d -n make@home -- cat
    for verb in attach detach rename kill resize snapshot send wait; do
        offers 'mail make@home' "$cleat" "$verb" ''
    done
    offers 'mail' "$cleat" attach -r mai
    offers '' "$cleat" attach mail ''
    offers '' "$cleat" --via 'touch not-to-be-run' attach ''
    [[ ! -e not-to-be-run ]] || not_ok 'a completion ran the command of --via'

    COMP_WORDBREAKS=' @='
    COMP_WORDS=("$cleat" attach make @ h)
    COMP_LINE="$cleat attach make@h"
    COMP_CWORD=4
    _cleat "$cleat" h @
    same 'make@h' home "${COMPREPLY[*]:-}"
}

verbs_and_options
values
names
finish
