#!/bin/sh
# Tests check.sh. Each case is a tree of one file with one line in it.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

# The checker that the following cases test.
checker=$here/check.sh

# check_one FILE LINE: prints the complaint about a tree in which FILE contains LINE, if there is one.
check_one() {
    rm -rf "${tree:?}"/*
    mkdir -p "$tree/$(dirname "$1")"
    printf '#pragma once\n%s\n' "$2" >"$tree/$1"
    sh "$checker" "$tree" || :
}

failed() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

right() {
    complaint=$(check_one "$1" "$2")
    [ -z "$complaint" ] || failed "a complaint about $2 in $1: $complaint"
}

wrong() {
    complaint=$(check_one "$1" "$2")
    case $complaint in
        "$1:2: "*"$3"*) ;;
        *) failed "no complaint with '$3' about $2 in $1, but: $complaint" ;;
    esac
}

right common/model/row.cc '#include "common/model/row.h"'
right common/model/row.cc '#include "common/base/result.h"'
right common/model/row.cc '#include <vector>'
right server/peer/peer.cc '#include "server/session/session.h"'
right server/keeper/keeper.cc '#include "server/pty/spawn.h"'
right client/verbs/attach.cc '#include "client/tty/terminal.h"'
right client/main.cc '#include "client/verbs/verbs.h"'
right common/terminal/terminal.cc '#include <vterm.h>'
right common/event/loop.cc '#include <event2/event.h>'
right common/model/row.cc '// like "server/peer/peer.h", and <vterm.h>'

wrong common/model/row.h '#include "common/terminal/terminal.h"' 'not below common/model'
wrong common/base/paths.h '#  include "common/model/row.h"' 'not below common/base'
wrong common/net/peer.h '#include "server/peer/peer.h"' 'common must not include'
wrong common/net/peer.h '#include <client/tty/terminal.h>' 'common must not include'
wrong server/peer/peer.cc '#include "client/viewer/viewer.h"' 'server must not include'
wrong client/tty/terminal.cc '#include "server/pty/terminal.h"' 'client must not include'
wrong client/keys/keys.cc '#include "client/viewer/viewer.h"' 'not below client/keys'
wrong server/pty/spawn.cc '#include "server/keeper/keeper.h"' 'not below server/pty'
wrong client/tty/tty.cc '#include "client/verbs/verbs.h"' 'not below client/tty'
wrong common/render/painter.cc '#include "client/tty/tty.h"' 'common must not include'
wrong common/render/painter.cc '#include "common/player/player.h"' 'not below common/render'
wrong server/session/session.cc '#include "log.h"' 'not written from the root'
wrong server/session/session.cc '#include "../peer/peer.h"' 'not written from the root'
wrong server/session/session.cc '#include "server/other/x.h"' 'order.txt does not know'
wrong common/model/row.h '#include "tests/support/scratch.h"' 'not written from the root'
wrong common/model/cell.h '#include <vterm.h>' 'belongs to common/terminal alone'
wrong server/peer/peer.cc '#include <msgpack.hpp>' 'belongs to common/wire alone'
wrong server/peer/peer.cc '#include <msgpack/adaptor/x.hpp>' 'belongs to common/wire alone'
wrong server/peer/peer.cc '#include <event2/event.h>' 'belongs to common/event alone'
wrong client/verbs/ls.cc '#include <curses.h>' 'belongs to client/tty alone'
wrong common/render/x.cc '#include <term.h>' 'belongs to client/tty alone'
wrong server/peer/peer.cc '#include <re2/re2.h>' 'belongs to server/waits common/recording alone'
wrong common/terminal/width.cc '#include <utf8proc.h>' 'belongs to common/model alone'
wrong server/keeper/keeper.cc '#include <spdlog/spdlog.h>' 'belongs to common/base alone'
wrong client/verbs/play.cc '#include <zstd.h>' 'belongs to common/recording alone'
wrong server/peer/peer.cc '#include "CLI/CLI.hpp"' 'belongs to common/command_line client/verbs server alone'

[ -n "$(check_one common/other/new.h '#include <vector>')" ] || failed 'no complaint about a folder that order.txt does not list'
check_one common/base/ok.h '#include <vector>' >/dev/null
sh "$here/check.sh" "$tree" || failed 'nonzero exit status for a correct tree'
check_one common/base/bad.h '#include <vterm.h>' >/dev/null
if sh "$here/check.sh" "$tree" >/dev/null; then failed 'exit status 0 for a tree with a violation'; fi

# Types of the same name.
# types FILE LINE: the complaint about LINE in a second header, common/net/b.h, where FILE has a struct Candidate.
types() {
    check_one "$1" 'namespace cleat { }' >/dev/null
    printf 'namespace cleat {\nstruct Candidate {\n};\n}\n' >"$tree/$1"
    mkdir -p "$tree/common/net"
    printf '%s\n' "$2" >"$tree/common/net/b.h"
    sh "$checker" "$tree" || :
}
clash='common/net/b.h:2: cleat::Candidate is also defined in common/model/a.h'
for kind in 'struct Candidate' 'class Candidate : Base' 'enum class Candidate : char'; do
    complaint=$(types common/model/a.h "namespace cleat {
$kind {")
    [ "$complaint" = "$clash" ] || failed "about a second Candidate, a $kind: $complaint"
done
for line in 'namespace cleat {
struct Candidate;' 'namespace cleat {
class Candidate::Inner {' 'namespace cleat::record {
struct Candidate {' 'namespace cleat {
struct Candidates {'; do
    complaint=$(types common/model/a.h "$line")
    [ -z "$complaint" ] || failed "a complaint about another Candidate, $line: $complaint"
done

# One line in programs.txt puts a fourth program under every check.
complaint=$(check_one gateway/main.cc '#include <vector>')
[ "$complaint" = 'gateway: has code, but is not in programs.txt' ] || failed "about an unknown program: $complaint"
lists=$(mktemp -d)
trap 'rm -rf "$tree" "$lists"' EXIT
cp "$here"/* "$lists"
echo gateway >>"$lists/programs.txt"
printf 'gateway/http\ngateway\n' >>"$lists/order.txt"
checker=$lists/check.sh
right gateway/main.cc '#include "gateway/http/listener.h"'
right gateway/http/listener.cc '#include "common/base/result.h"'
wrong gateway/http/listener.cc '#include "gateway/main.h"' 'not below gateway/http'
wrong gateway/http/listener.cc '#include "server/peer/peer.h"' 'gateway must not include'
wrong gateway/http/listener.cc '#include <client/tty/tty.h>' 'gateway must not include'
wrong client/verbs/serve.cc '#include "gateway/http/listener.h"' 'client must not include'
wrong common/net/connection.cc '#include <gateway/http/listener.h>' 'common must not include'
wrong gateway/http/listener.cc '#include <vterm.h>' 'belongs to common/terminal alone'

# clang-tidy must check the headers of all programs.
check_one gateway/main.cc '#include <vector>' >/dev/null
cp "$here/../../.clang-tidy" "$tree"
complaint=$(sh "$checker" "$tree" || :)
rm "$tree/.clang-tidy"
case $complaint in
    '.clang-tidy: HeaderFilterRegex '*) ;;
    *) failed "about headers that clang-tidy ignores: $complaint" ;;
esac

[ "$failures" = 0 ] || exit 1
echo 'the checker finds every violation'
