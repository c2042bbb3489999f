#!/bin/sh
# programs.sh [SEPARATOR]: the folders of programs.txt in a line, separated by blanks or by what is given.
grep -v '^#' "$(dirname -- "$0")/programs.txt" | paste -s -d "${1:- }" -
