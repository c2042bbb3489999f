#include "common/terminal/quiet_modes.h"
#include "common/terminal/snapshot.h"
#include "tests/unit/common/terminal/harness.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

// Properties of each line of MODES and QUIET_MODES: a mode added there is tested here, and must be in the manual pages.

using namespace cleat;
using namespace cleat::test;

namespace {

/// A mode of either table.
struct AnyMode {
    std::string name;
    ModeSet set;
    int number;
    bool usual;
};

template <class M, std::size_t N>
void add(const std::array<ModeSwitch<M>, N>& table, std::vector<AnyMode>& modes)
{
    for (const auto& entry : table) modes.push_back({std::string(entry.name), entry.set, entry.number, entry.usual()});
}

std::vector<AnyMode> all_modes()
{
    std::vector<AnyMode> modes;
    add(MODES, modes);
    add(QUIET_MODES, modes);
    return modes;
}

/// `CSI number final`, with the prefix for the kind of mode.
std::string sequence(const AnyMode& mode, std::string_view final)
{
    std::string out = mode.set == ModeSet::dec ? "\x1b[?" : "\x1b[";
    return out.append(std::to_string(mode.number)).append(final);
}

/// DECRPM's value for the mode after `bytes`.
int status_after(const std::string& bytes, const AnyMode& mode)
{
    auto terminal = terminal_of("\x1b[?40h" + bytes); // so that mode 3 has an effect
    (void)terminal.take_replies();
    terminal.feed(sequence(mode, "$p"));
    const std::string answer = terminal.take_replies();
    const auto at = answer.find(';');
    REQUIRE(at != std::string::npos);
    return std::stoi(answer.substr(at + 1));
}

bool is_fixed(const AnyMode& mode)
{
    return mode.name == "keyboard_locked" || mode.name == "no_local_echo" || mode.name == "backarrow_is_backspace";
}

std::vector<std::string> lines_of(const char* path)
{
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    REQUIRE(lines.size() > 50);
    return lines;
}

bool says(const std::vector<std::string>& lines, const std::string& prefix, const std::string& word)
{
    const std::regex whole("(^|[^0-9A-Za-z_.])" + word + "($|[^0-9A-Za-z_])");
    return std::ranges::any_of(
        lines, [&](const std::string& line) { return line.starts_with(prefix) && std::regex_search(line, whole); });
}

} // namespace

TEST_CASE("every mode in the tables is set, reset and reported, or fixed and reported so")
{
    for (const AnyMode& mode : all_modes()) {
        CAPTURE(mode.name);
        const int set = status_after(sequence(mode, "h"), mode);
        const int reset = status_after(sequence(mode, "l"), mode);
        if (is_fixed(mode)) {
            CHECK(set == reset);
            CHECK(set == (mode.usual ? 3 : 4));
        } else {
            CHECK(set == 1);
            CHECK(reset == 2);
            if (mode.name != "may_change_columns") CHECK(status_after("", mode) == (mode.usual ? 1 : 2));
            CHECK(status_after(sequence(mode, mode.usual ? "l" : "h") + "\x1b"
                                                                        "c",
                               mode) == (mode.usual ? 1 : 2));
        }
    }
}

TEST_CASE("every mode in the tables is in a snapshot")
{
    for (const AnyMode& mode : all_modes()) {
        if (is_fixed(mode)) continue;
        CAPTURE(mode.name);
        auto terminal = terminal_of("\x1b[?40h" + sequence(mode, mode.usual ? "l" : "h"));
        const auto parsed = parse_snapshot(serialise(terminal.snapshot()));
        REQUIRE(parsed.has_value());
        auto restored = Terminal::restore(*parsed);
        restored.feed(sequence(mode, "$p"));
        const std::string suffix = mode.usual ? ";2$y" : ";1$y";
        CHECK(restored.take_replies().ends_with(suffix));
    }
}

TEST_CASE("a soft reset resets the modes that the tables say it does, and spares the others")
{
    const auto check = [](const auto& table) {
        for (const auto& entry : table) {
            const AnyMode mode{std::string(entry.name), entry.set, entry.number, entry.usual()};
            if (is_fixed(mode) || mode.name == "may_change_columns") continue;
            CAPTURE(mode.name);
            const std::string changed = sequence(mode, mode.usual ? "l" : "h");
            const bool is_reset = entry.has(mode::SOFT_RESET);
            CHECK((status_after(changed + "\x1b[!p", mode) == 1) == (is_reset == mode.usual));
        }
    };
    check(MODES);
    check(QUIET_MODES);
}

TEST_CASE("every mode in the tables is in TERMINAL.md, and those of Modes among the keys of cleat(1)")
{
    const auto terminal = lines_of(CLEAT_TERMINAL_PAGE);
    for (const AnyMode& mode : all_modes()) {
        CAPTURE(mode.name);
        CAPTURE(mode.number);
        CHECK(says(terminal, "|", std::to_string(mode.number)));
    }
    const auto manual = lines_of(CLEAT_MANUAL_PAGE);
    for (const auto& entry : MODES) {
        CAPTURE(entry.name);
        CHECK(says(manual, ".Va", std::string(entry.name)));
    }
}
