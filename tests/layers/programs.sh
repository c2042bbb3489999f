#!/bin/sh
# programs.sh [SEPARATOR]: prints the folders of programs.txt on one line, separated by blanks or SEPARATOR.
grep -v '^#' "$(dirname -- "$0")/programs.txt" | paste -s -d "${1:- }" -
