#!/bin/sh
# Runs esctest2 (Nachman's and Dickey's tests of terminals) in a session and compares the results with esctest.txt.
#
#   esctest.sh CLEAT ESCTEST [REGEX]
#
# CLEAT is the client program, with cleatd beside it; ESCTEST is a directory with a copy of esctest2; REGEX selects the
# cases whose names match. The status is 0 if exactly the cases that esctest.txt lists do not pass.
set -eu
cleat=$1
suite=$2
only=${3:-.}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
PATH=$(dirname "$cleat"):$PATH
export PATH
unset CLEAT_SESSION CLEAT_SESSION_ID TMUX

[ ! -d "$suite/esctest" ] || suite=$suite/esctest
[ -f "$suite/esctest.py" ] || { echo "esctest.sh: no esctest.py in \"$2\"" >&2; exit 2; }

scratch=$(mktemp -d)
CLEAT_RUNTIME_DIR=$scratch/run
XDG_STATE_HOME=$scratch/state
export CLEAT_RUNTIME_DIR XDG_STATE_HOME
trap '"$cleat" server stop >/dev/null 2>&1 || true; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# 25 rows, which every case requests first; a program cannot set them, as the clients of a session determine its size.
run_suite() {
    cleatd --conformance
    "$cleat" new -d -n esctest --size 80x25 -C "$suite" -e PYTHONDONTWRITEBYTECODE=1 -- \
        python3 esctest.py --expected-terminal=xterm --max-vt-level=5 --xterm-checksum=334 --xterm-reverse-wrap=383 \
        --options xtermWinopsEnabled --no-print-logs --timeout "${ESCTEST_TIMEOUT:-1}" --logfile "$scratch/log" \
        --include "$only"
    "$cleat" wait esctest --exit --timeout 30m
}

# "NAME passed", "NAME failed" or "NAME known" for each case of the log: a known case is skipped or fails as esctest
# expects of xterm.
results() {
    awk '/^Run test: / { name = $3 }
         /^Passed\./ { print name, "passed" }
         /^Fails as expected:/ { print name, "known" }
         /^Skipped because / { print name, "known" }
         /^\*\*\* TEST .* FAILED:/ { print name, "failed" }' "$scratch/log"
}

run_suite
[ -z "${ESCTEST_LOG:-}" ] || cp "$scratch/log" "$ESCTEST_LOG"
results >"$scratch/results"
awk -v only="$only" '
    FNR == NR { if ($0 ~ /^[^#]/) listed[$1] = 1; next }
    { total++; count[$2]++ }
    $2 == "passed" && $1 in listed { print $1 " passes but is listed"; wrong++ }
    $2 != "passed" && $1 in listed { as_listed++ }
    $2 != "passed" && !($1 in listed) { print $1 " fails (" $2 ") and is not listed"; wrong++ }
    { seen[$1] = 1 }
    END {
        if (only == ".") for (name in listed) if (!(name in seen)) { print name " is listed but does not exist"; wrong++ }
        printf "%d cases: %d passed, %d failed as listed (%d of them fail in xterm too), %d unexpected\n",
            total, count["passed"], as_listed, count["known"], wrong
        exit wrong > 0 || total == 0
    }' "$here/esctest.txt" "$scratch/results"
