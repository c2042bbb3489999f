#!/bin/sh
# compat.sh OLD NEW mixed|apart: checks that the programs in the directory OLD, of an earlier version, and those in NEW
# work together: each client creates, lists, types into, takes a snapshot of and attaches to a session of the other
# version's server. With "apart" OLD is older than the settled formats, and a snapshot may be refused as one of
# another version. Needs tmux.
set -eu
old=$1
new=$2
snapshots=$3
scratch=$(mktemp -d)
failures=0
pane="tmux -L cleat-compat-$$ -f /dev/null"

clean_up() {
    $pane kill-server 2>/dev/null || :
    for bin in "$old" "$new"; do CLEAT_RUNTIME_DIR=$scratch/run "$bin/cleat" server stop >/dev/null 2>&1 || :; done
    rm -rf "$scratch"
}
trap clean_up EXIT

not_ok() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

# within COMMAND...: repeats the command until it succeeds, for ten seconds.
within() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || return 1
        sleep 0.1
    done
}

shows() {
    $pane capture-pane -p | grep -q "$1"
}

check_snapshot() {
    if "$client" snapshot work --format text >"$scratch/text" 2>"$scratch/error"; then
        grep -q 'typed in' "$scratch/text" || not_ok "$1: the snapshot lacks what was typed"
    elif [ "$snapshots" = mixed ] || ! grep -q 'a snapshot of another version' "$scratch/error"; then
        not_ok "$1: snapshot: $(cat "$scratch/error")"
    fi
}

# check SERVER CLIENT NAME: tests the server in the directory SERVER with the client in CLIENT.
check() {
    export CLEAT_RUNTIME_DIR=$scratch/run XDG_STATE_HOME=$scratch XDG_CONFIG_HOME=$scratch HOME=$scratch SHELL=/bin/sh
    unset CLEAT_SESSION 2>/dev/null || :
    "$1/cleat" server start >/dev/null || { not_ok "$3: the server does not start"; return; }
    client=$2/cleat
    "$client" new -d -n work -- sh -c 'echo greeting; exec cat' || not_ok "$3: new"
    "$client" wait work --text greeting --timeout 10s >/dev/null || not_ok "$3: wait"
    "$client" ls | grep -q work || not_ok "$3: ls"
    "$client" send work --text 'typed in' --keys Enter >/dev/null || not_ok "$3: send"
    "$client" wait work --text 'typed in' --timeout 10s >/dev/null || not_ok "$3: wait for what was typed"
    check_snapshot "$3"
    [ "$("$client" exec -n other -- sh -c 'echo out; exit 3')" = out ] || not_ok "$3: exec"
    $pane new-session -d -x 80 -y 24 "$client attach work" || not_ok "$3: tmux"
    within shows 'typed in' || not_ok "$3: attach does not show the screen"
    $pane send-keys 'from the terminal' Enter
    "$client" wait work --text 'from the terminal' --timeout 10s >/dev/null || not_ok "$3: keys do not arrive"
    within shows 'from the terminal' || not_ok "$3: what was typed is not shown"
    $pane kill-server
    "$client" kill work || not_ok "$3: kill"
    "$1/cleat" server stop >/dev/null || not_ok "$3: stop"
}

check "$new" "$old" 'an old client, a new server'
check "$old" "$new" 'a new client, an old server'
[ "$failures" = 0 ] || exit 1
echo 'old and new work together'
