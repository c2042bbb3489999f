#!/bin/sh
# zsh completes verbs, options, values and session names.
set -eu
. "$(dirname "$0")/common.sh"
command -v zsh >/dev/null || exit 77
zsh -n "$sources/completions/_cleat" || not_ok 'zsh does not read the completion'

# goes_on START REST: a tab after the start adds the rest.
goes_on() {
    zsh -f "$here/complete_line.zsh" "$sources/completions" "$1" "$2" || not_ok "\"$1\" is not completed with \"$2\""
}

in_own_directory
"$cleat" new -d -n unmistakable -- cat
goes_on 'cleat snaps' hot
goes_on 'cleat attach unm' istakable
goes_on 'cleat wait unmistakable --tim' eout
goes_on 'cleat snapshot --format js' on
goes_on 'cleat server sto' p
goes_on 'cleat snapshot --format=js' on
goes_on "cleat --config $sources/LICEN" SE
goes_on "cleat --config=$sources/LICEN" SE
goes_on "cleat new -- cat $sources/LICEN" SE
finish
