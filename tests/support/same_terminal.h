#pragma once

#include "common/terminal/terminal.h"
#include "tests/support/difference.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace cleat::test {

/// A terminal's replies and events.
struct Said {
    std::string replies;
    std::vector<TerminalEvent> events;

    /// Adds the terminal's new replies and events.
    void take(Terminal& terminal)
    {
        replies += terminal.take_replies();
        for (auto& event : terminal.take_events()) events.push_back(std::move(event));
    }

    bool operator==(const Said&) const = default;
};

/// Requires that two terminals have the same new replies and events, and takes them from both.
inline void check_said(Terminal& one, Terminal& other)
{
    Said said;
    Said said_by_other;
    said.take(one);
    said_by_other.take(other);
    REQUIRE(said == said_by_other);
}

/// Requires that two terminals are indistinguishable: compares the snapshots and all observable values beyond them.
inline void check_same(const Terminal& one, const Terminal& other)
{
    REQUIRE(difference(one.snapshot(), other.snapshot()) == "");
    REQUIRE(one.screen() == other.screen());
    REQUIRE(one.screen().rows_scrolled == other.screen().rows_scrolled);
    REQUIRE(one.history() == other.history());
    REQUIRE(one.offset() == other.offset());
    REQUIRE(one.working_directory() == other.working_directory());
    for (const auto key : {Key{.named = NamedKey::up}, Key{.character = U'i', .control = true}})
        REQUIRE(one.encode(key) == other.encode(key));
    REQUIRE(one.encode_paste("a\nb") == other.encode_paste("a\nb"));
}

} // namespace cleat::test
