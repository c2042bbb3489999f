#!/bin/sh
# zsh completes what is typed of verbs, options and the names of sessions.
set -eu
. "$(dirname "$0")/common.sh"
command -v zsh >/dev/null || exit 77
zsh -n "$sources/completions/_cleat" || not_ok 'zsh does not read the completion'

# goes_on BEGINNING REST: the rest is what a tab adds to the beginning.
goes_on() {
    zsh -f "$here/complete_line.zsh" "$sources/completions" "$1" "$2" || not_ok "\"$1\" does not go on with \"$2\""
}

# Every option stands in the part on its verb.
has_options() {
    for option in $2; do
        sed -n "/^        $1)\$/,/;;/p; /^        $1) /p; /^_cleat_attach_options/,/^}/p; /^_cleat_server/,/^}/p; /^_cleat_config/,/^}/p" \
            "$sources/completions/_cleat" | grep -qe "$option\>" ||
            grep -qe "help=.*$option\>" "$sources/completions/_cleat" ||
            not_ok "no completion of $option for \"$1\""
    done
}

for verb in $(verbs); do
    grep -q "^ *['\"]$verb:" "$sources/completions/_cleat" || not_ok "no completion of \"$verb\""
    has_options "$verb" "$(options "$verb")"
    for more in $(verbs "$verb"); do has_options "$verb" "$(options "$verb" "$more")"; done
done

in_own_directory
"$cleat" new -d -n unmistakable -- cat
goes_on 'cleat snaps' hot
goes_on 'cleat attach unm' istakable
goes_on 'cleat wait unmistakable --tim' eout
goes_on 'cleat snapshot --format js' on
goes_on 'cleat server sto' p
finish
