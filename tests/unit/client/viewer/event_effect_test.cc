#include "client/viewer/event_effect.h"

#include "common/wire/frame.h"

#include <doctest/doctest.h>

using namespace cleat;

namespace {

Happened event(Happened::Kind kind, const std::string& title = "c", const std::string& data = {})
{
    return {.kind = kind, .title = title, .data = {data}};
}

constexpr TerminalRights ALL{.has_clipboard = true, .may_ask_clipboard = true, .role = Role::controller};

} // namespace

TEST_CASE("a bell rings for every client, unless its terminal is not reading output")
{
    const Happened bell = event(Happened::Kind::bell);
    CHECK(effect_of(bell, {}) == EventEffect{.bytes = "\a"});
    CHECK(effect_of(bell, {.pending = MAX_BEFORE_BELL}) == EventEffect{.bytes = "\a"});
    CHECK(effect_of(bell, {.pending = MAX_BEFORE_BELL + 1}) == EventEffect());
}

TEST_CASE("a clipboard is set for a controller whose terminal has one, and a dropped clipboard is reported")
{
    const Happened clipboard = event(Happened::Kind::clipboard, "cp", "text");
    CHECK(effect_of(clipboard, ALL) == EventEffect{.bytes = "\x1b]52;cp;dGV4dA==\x1b\\"});

    TerminalRights rights = ALL;
    rights.role = Role::observer;
    CHECK(effect_of(clipboard, rights) == EventEffect());
    rights = ALL;
    rights.has_clipboard = false;
    CHECK(effect_of(clipboard, rights) == EventEffect());
    rights = ALL;
    rights.pending = MAX_BEFORE_CLIPBOARD;
    CHECK_FALSE(effect_of(clipboard, rights).bytes.empty());
    rights.pending = MAX_BEFORE_CLIPBOARD + 1;
    CHECK(effect_of(clipboard, rights) == EventEffect{.notice = "clipboard dropped: the terminal accepts no output"});

    CHECK(effect_of(event(Happened::Kind::clipboard, "c;?\x1b\\", "text"), ALL) == EventEffect());
    CHECK(effect_of(event(Happened::Kind::clipboard, std::string(13, 'c'), "text"), ALL) == EventEffect());
    CHECK(effect_of(event(Happened::Kind::clipboard, "c", std::string((1U << 20) + 1, 'x')), ALL) == EventEffect());
}

TEST_CASE("the clipboard is queried only if the user permits it")
{
    const Happened query = event(Happened::Kind::clipboard_query, "p");
    CHECK(effect_of(query, ALL) == EventEffect{.bytes = "\x1b]52;p;?\x1b\\", .asks_clipboard = true});
    TerminalRights rights = ALL;
    rights.may_ask_clipboard = false;
    CHECK(effect_of(query, rights) == EventEffect());
    rights = ALL;
    rights.pending = MAX_BEFORE_BELL + 1;
    CHECK(effect_of(query, rights) == EventEffect());
}

TEST_CASE("the server's warnings are shown to controllers, shortened and without control characters")
{
    Happened warning = event(Happened::Kind::notification, "", "dropped\x1b[2J " + std::string(500, 'x'));
    CHECK(effect_of(warning, ALL) == EventEffect());
    warning.is_warning = true;
    const EventEffect effect = effect_of(warning, ALL);
    CHECK(effect.bytes.empty());
    CHECK(effect.notice.starts_with("dropped\\e[2J xxx"));
    CHECK(effect.notice.size() < 300);
    CHECK(effect_of(warning, {}) == EventEffect());
}

TEST_CASE("a clipboard that does not fit in a frame is sent as an empty one")
{
    CHECK(lent_clipboard("text").bytes.data == "text");
    CHECK(lent_clipboard(std::string(MAX_TO_SERVER, 'x')).bytes.data.empty());
}
