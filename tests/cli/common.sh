# Shared by the tests of this folder, which are called with the path of cleat and the root of the sources, and source this
# first. A test prints "not ok" for each failure and exits with 1 if there was one.
# shellcheck shell=sh disable=SC2034,SC2086 # used by the tests; lists are split on purpose

cleat=$1
sources=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
PATH=$(dirname "$cleat"):$PATH
LC_ALL=C.UTF-8
export PATH LC_ALL
unset CLEAT_SESSION CLEAT_SESSION_ID CLEAT_CONFIG XDG_CONFIG_HOME TMUX
wrong=0

not_ok() {
    printf 'not ok: %s\n' "$*"
    wrong=1
}

# same WHAT EXPECTED ACTUAL: both as lists of words in any order.
same() {
    [ "$(printf '%s\n' $2 | sort -u)" = "$(printf '%s\n' $3 | sort -u)" ] || not_ok "$1: expected [$(echo $2)], got [$(echo $3)]"
}

# Uses a separate runtime directory, and stops its server at the end of the test.
in_own_directory() {
    scratch=$(mktemp -d)
    CLEAT_RUNTIME_DIR=$scratch/run
    XDG_STATE_HOME=$scratch/state
    HOME=$scratch
    export CLEAT_RUNTIME_DIR XDG_STATE_HOME HOME
    trap '"$cleat" server stop 2>/dev/null; rm -rf "$scratch"' EXIT
    trap 'exit 1' HUP INT TERM
}

# The verbs of "cleat", or the commands of the verb $1.
verbs() {
    "$cleat" "$@" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p'
}

# The long options of "cleat", or of the verb that the arguments name.
options() {
    "$cleat" "$@" --help | long_options
}

# The long options in the help on standard input: two blanks, a short option or four blanks, a long option.
long_options() {
    sed -n 's/^  \(    \|-[a-zA-Z], \)\(--[a-z][a-z-]*\).*/\2/p'
}

# Whether the list $1 has the word $2.
has_word() {
    printf '%s\n' $1 | grep -qxe "$2"
}

finish() {
    [ "$wrong" = 1 ] || echo ok
    exit "$wrong"
}
