#!/bin/sh
# record.sh CLEAT: makes sessions.svg, the picture in README.md, from a real run. One server has the terminals in the
# picture; another has the sessions that are used in them.
set -eu
cleat=$1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
scratch=$(mktemp -d)
CLEAT_RUNTIME_DIR=$scratch/seen
XDG_STATE_HOME=$scratch/state
PATH=$(dirname "$cleat"):$PATH
export CLEAT_RUNTIME_DIR XDG_STATE_HOME PATH
unset TMUX CLEAT_SESSION CLEAT_SESSION_ID
trap 'cleat server stop; CLEAT_RUNTIME_DIR=$scratch/worked cleat server stop; rm -rf "$scratch"' EXIT

mkdir "$scratch/project"
cat >"$scratch/project/hello.c" <<'TEXT'
#include <stdio.h>

/* Greets the user after a reattach. */
int main(void)
{
    puts("hello again");
    return 0;
}
TEXT
printf 'hello: hello.c\n' >"$scratch/project/Makefile"

# terminal NAME: starts a terminal with a shell.
terminal() {
    cleat new -d -n "$1" -s 66x13 -C "$scratch/project" -- env -u CLEAT_SESSION -u CLEAT_SESSION_ID \
        CLEAT_RUNTIME_DIR="$scratch/worked" SHELL=/bin/bash HOME="$scratch" PS1='$ ' bash --norc
    cleat wait "$1" --text '^\$' --timeout 10s >/dev/null
}

# typed TERMINAL COMMAND REGEX: types the command and waits for output that matches.
typed() {
    at=$(cleat send "$1" --text "$2" --keys Enter)
    cleat wait "$1" --text "$3" --after "$at" --timeout 20s >/dev/null
    cleat wait "$1" --idle 500ms --timeout 20s
}

frame() {
    cleat snapshot "$1" --format json >"$scratch/$2.json"
}

printf "PS1='\$ '\n" >"$scratch/.bashrc"
terminal one
typed one 'cleat new -n work -- bash --rcfile ~/.bashrc' '^\$ *$'
typed one "vim -Nu NONE -c 'syntax on' hello.c" 'return'
frame one 1
cleat send one --keys 'C-\ d' >/dev/null
cleat wait one --text 'detached' --timeout 10s >/dev/null
cleat wait one --idle 500ms
frame one 2
terminal two
typed two 'cleat attach work' 'return'
frame two 3
terminal program
typed program 'cleat new -d -n build' '^\$ *$'
typed program "at=\$(cleat send build --text 'make; echo made: \$?' --keys Enter)" '^\$ *$'
typed program "cleat wait build --text '^made: [0-9]' --after \$at" '^made: [0-9]'
typed program 'cleat ls | cut -c-64' 'detached'
frame program 4

python3 "$here/svg.py" \
    "A terminal: work in a session" "$scratch/1.json" \
    "C-\\ d detaches; the session keeps running" "$scratch/2.json" \
    "Another terminal: the same screen" "$scratch/3.json" \
    "A program: send, wait, snapshot" "$scratch/4.json" >"$here/sessions.svg"
