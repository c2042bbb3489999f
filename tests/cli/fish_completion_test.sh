#!/bin/sh
# fish completes every verb, every long option and the names of the sessions.
set -eu
. "$(dirname "$0")/common.sh"
command -v fish >/dev/null || exit 77
fish --no-execute "$sources/completions/cleat.fish" || not_ok 'fish does not read the completion'

# offered LINE: what is offered at the line's end.
offered() {
    # shellcheck disable=SC2016 # $argv is fish's
    fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$sources/completions/cleat.fish" "$1" | cut -f 1
}

# offers EXPECTED LINE
offers() {
    same "$2" "$1" "$(offered "$2")"
}

in_own_directory
offers "$(verbs)" 'cleat '
offers "$(options)" 'cleat --'
for verb in $(verbs); do
    [ -n "$(verbs "$verb")" ] || offers "$(options "$verb")" "cleat $verb --"
    for more in $(verbs "$verb"); do
        offers "$(options "$verb" "$more")" "cleat $verb $more --"
    done
done
offers 'start stop status' 'cleat server '
offers 'check show' 'cleat config '
offers 'text ansi json' 'cleat snapshot --format '
offers KILL 'cleat kill -s KIL'

"$cleat" new -d -n mail -- cat
"$cleat" new -d -n make@home -- cat
for verb in attach detach rename kill resize snapshot send wait; do
    offers 'mail make@home' "cleat $verb "
done
offers '' 'cleat attach mail '
offers '' 'cleat --via false attach '
finish
