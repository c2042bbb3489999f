#include "common/terminal/scanner.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <string>
#include <tuple>

using namespace cleat;
using cleat::test::Stream;

namespace {

/// A control sequence without its parameters: leader, intermediate and final byte, 0 where there is none.
using Kind = std::tuple<char, char, char>;

class Seen final : public Scanner::Sink {
 public:
    std::set<Kind> kinds;

    void text(std::string_view) override {}
    void control(char) override {}
    void escape(char, char) override {}
    void sequence(const ControlSequence& s) override { kinds.insert({s.leader, s.intermediate, s.final}); }
    void string(Scanner::StringKind, std::string_view, Scanner::StringEnd) override {}
};

/// Takes `0` or a character constant from the front of a line of C++, and the separator after it.
char take_constant(std::string_view& line)
{
    const bool quoted = line.starts_with('\'');
    const bool escaped = quoted && line.starts_with("'\\");
    const char c = quoted ? line[escaped ? 2 : 1] : '\0';
    line.remove_prefix(quoted ? escaped ? 4 : 3 : 1);
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(", ")));
    return c;
}

/// The rows of the table in common/terminal/sequences.cc.
std::set<Kind> known()
{
    std::ifstream source(CLEAT_SEQUENCES);
    std::set<Kind> out;
    for (std::string text; std::getline(source, text);) {
        std::string_view line = text;
        if (!line.starts_with("    {") || line.find("&Inner::") == std::string_view::npos) continue;
        line.remove_prefix(5);
        const char leader = take_constant(line);
        const char intermediate = take_constant(line);
        out.insert({leader, intermediate, take_constant(line)});
    }
    return out;
}

} // namespace

TEST_CASE("generated streams contain every control sequence that the terminal knows")
{
    Stream stream(1);
    Seen seen;
    Scanner scanner;
    for (int i = 0; i < 50'000; ++i) scanner.feed(stream.piece({.rows = 5, .columns = 9}) + "\x18", seen);

    const auto wanted = known();
    REQUIRE(wanted.size() > 50);
    for (const auto& kind : wanted) {
        CAPTURE(std::get<0>(kind)); // leader, intermediate, final
        CAPTURE(std::get<1>(kind));
        CAPTURE(std::get<2>(kind));
        CHECK(seen.kinds.contains(kind));
    }
}
