#!/bin/sh
# "cleat __complete", which the completions of the shells call, offers every verb and option, starts no server, does not
# wait for one that hangs, and prints no errors.
set -eu
. "$(dirname "$0")/common.sh"

# offered WORD...: the candidates for the last word, without their descriptions.
offered() {
    "$cleat" __complete -- "$@" | cut -f 1
}

# offers EXPECTED WORD...
offers() {
    expected=$1
    shift
    same "$*" "$expected" "$(offered "$@")"
}

# offers_options WORD...: exactly the options of the command's help are offered.
offers_options() {
    same "options of \"$*\"" "$(options "$@")" "$(offered "$@" -- | grep '^--')"
}

every_verb_and_option_is_offered() {
    offers "$(verbs)" ''
    offers_options
    for verb in $(verbs); do
        offers_options "$verb"
        for more in $(verbs "$verb"); do offers_options "$verb" "$more"; done
    done
    has_word "$(offered '')" __complete && not_ok '__complete offers itself'
    "$cleat" --help | grep -q __complete && not_ok 'the help shows __complete'
    return 0
}

values_are_offered() {
    offers 'text ansi json' snapshot --format ''
    offers '--format=text --format=ansi --format=json' snapshot --format=
    offers ':files' --config ''
    offers ':files' export ''
    offers ':directories' new -C ''
    offers ':users' share --user ''
    offers ':groups' share --group ''
    offers ':commands' new -- ''
    offers ':arguments' new -- make ''
    has_word "$(offered kill -s '')" KILL || not_ok 'no signals are offered'
    has_word "$(offered kill -s SIG)" SIGKILL || not_ok 'no signals are offered after SIG'
}

no_server_is_started() {
    offers '' attach ''
    [ ! -e "$CLEAT_RUNTIME_DIR" ] || not_ok 'a completion made the runtime directory'
}

sessions_are_offered() {
    "$cleat" new -d -n mail -- cat
    offers mail attach ''
    offers ':files mail' play ''
    offers '' --via 'touch not-to-be-run' attach ''
    [ ! -e not-to-be-run ] || not_ok 'a completion ran the command of --via'
    [ -z "$("$cleat" __complete -- --nonsense nonsense '' 2>&1)" ] || not_ok 'something is offered after nonsense'
}

a_server_that_hangs_is_not_waited_for() {
    worker=$("$cleat" server status --json | sed -n 's/.*"worker_pid": \([0-9]*\).*/\1/p')
    kill -STOP "$worker"
    timeout 20 "$cleat" __complete -- play '' >"$scratch/offered" 2>&1 || not_ok 'a completion waits for a server'
    kill -CONT "$worker"
    same 'of a server that hangs' ':files' "$(cut -f 1 "$scratch/offered")"
}

in_own_directory
every_verb_and_option_is_offered
values_are_offered
no_server_is_started
sessions_are_offered
a_server_that_hangs_is_not_waited_for
finish
