#include "common/model/packed_row.h"
#include "common/model/reflow.h"
#include "common/terminal/terminal.h"
#include "tests/support/cases.h"
#include "tests/support/difference.h"
#include "tests/support/recorded.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;
using cleat::test::cases;
using cleat::test::difference;
using cleat::test::scaled;
using cleat::test::Stream;

namespace {

/// The logical lines of a session's text, from its oldest history to the end of its primary screen, each with
/// everything that must survive a change of size: characters, renditions, links, gaps, and marks.
class Lines {
 public:
    explicit Lines(const Terminal& terminal)
    {
        const auto& history = terminal.history();
        for (auto line = history.first(); line < history.end(); ++line) {
            for (const auto packed : history.rows(line)) add(unpacked(packed));
            const bool goes_on = history.is_open() && line + 1 == history.end();
            if (!goes_on) end_line();
        }
        for (const auto& row : terminal.screen().primary) {
            add(*row);
            if (!row->wrapped) end_line();
        }
        while (!lines_.empty() && lines_.back().empty()) lines_.pop_back();
    }

    [[nodiscard]] const std::vector<std::string>& all() const { return lines_; }
    [[nodiscard]] bool has_double_width() const { return has_double_width_; }

 private:
    [[nodiscard]] Row unpacked(std::string_view packed) const
    {
        StyleId fill = 0;
        Row row = unpack(packed, words_, fill);
        if (!row.wrapped) row.cells.push_back(Cell::empty(fill));
        return row;
    }

    void add(const Row& row)
    {
        mark_.add(row.mark);
        has_double_width_ = has_double_width_ || row.line_size != LineSize::normal;
        // The cell that a double-width glyph left empty is not part of the line, but is a gap if that glyph was
        // removed.
        if (padded_ && !row.cells.empty() && !row.cells[0].is_wide()) gap_ += ' ';
        auto end = row.cells.size();
        padded_ = row.wrapped && row.line_size == LineSize::normal && end > 1 && row.cells.back().is_empty();
        if (padded_) --end;
        for (std::size_t i = 0; i < end; ++i) {
            const auto& cell = row.cells[i];
            if (cell.is_tail()) continue;
            // A gap at which a line is wrapped becomes spaces, and a gap at its end is dropped.
            std::string text;
            row.append_text(cell, text);
            if (text.empty() || text == " ") {
                gap_ += ' ';
                continue;
            }
            line_ += gap_ + text;
            gap_.clear();
            if (cell.style != 0) line_ += "[" + look(row, cell) + ']';
        }
    }

    static std::string look(const Row& row, const Cell& cell)
    {
        auto one = Row(row.dictionary, 0);
        one.cells.push_back(cell);
        return test::told(one);
    }

    void end_line()
    {
        // What follows the last character cannot be distinguished from the screen's blanks.
        gap_.clear();
        if (!mark_.is_empty()) line_ += " marks " + std::to_string(mark_.kinds) + ' ' + std::to_string(mark_.status);
        lines_.push_back(std::exchange(line_, {}));
        mark_ = {};
        padded_ = false;
    }

    DictionaryRef words_ = std::make_shared<Dictionary>();
    std::vector<std::string> lines_;
    std::string line_;
    std::string gap_;
    bool padded_ = false;
    Mark mark_;
    bool has_double_width_ = false;
};

void check_same(const Lines& before, const Lines& after)
{
    for (std::size_t i = 0; i < std::min(before.all().size(), after.all().size()); ++i) {
        CAPTURE(i);
        REQUIRE(before.all()[i] == after.all()[i]);
    }
    REQUIRE(before.all().size() == after.all().size());
}

} // namespace

TEST_CASE("no series of resizes loses a character, a wrap, a rendition, a link or a mark")
{
    for (const int seed : cases(400)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 110'000);
        auto size = stream.size();
        Terminal terminal(size);
        for (int burst = 0; burst < 5; ++burst) {
            CAPTURE(burst);
            terminal.feed(stream.pieces(size, stream.number(1, 25)));
            const Lines before(terminal);
            // No terminal joins double-width rows: such a line counts as one line per row.
            if (before.has_double_width()) break;
            for (int i = stream.number(1, 6); i > 0; --i) {
                size = {.rows = stream.number(1, 12), .columns = stream.number(1, 40)};
                terminal.resize(size);
                if (stream.chance(3)) terminal = Terminal::restore(*parse_snapshot(serialise(terminal.snapshot())));
                check_same(before, Lines(terminal));
            }
        }
    }
}

TEST_CASE("the output of real programs survives series of resizes, with output in between")
{
    for (const auto& recorded : test::recorded()) {
        CAPTURE(recorded.name);
        Stream stream(7);
        Terminal terminal(test::RECORDED_SIZE);
        const auto step = recorded.bytes.size() / static_cast<std::size_t>(scaled(60)) + 1;
        for (std::size_t at = 0; at < recorded.bytes.size(); at += step) {
            CAPTURE(at);
            terminal.feed(std::string_view(recorded.bytes).substr(at, step));
            const Lines before(terminal);
            for (int i = 0; i < 4; ++i) {
                terminal.resize({.rows = stream.number(1, 60), .columns = stream.number(1, 200)});
                check_same(before, Lines(terminal));
            }
        }
    }
}

TEST_CASE("shrinking and growing back is the identity: rows, links, marks, wraps, cursors, history")
{
    for (const int seed : cases(400)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 120'000);
        const auto size = stream.size();
        Terminal terminal(size);
        terminal.feed(stream.pieces(size, stream.number(1, 60)));
        const auto before = terminal.snapshot();

        for (int sizes = stream.number(1, 6); sizes > 0; --sizes)
            terminal.resize({.rows = stream.number(1, size.rows), .columns = stream.number(1, size.columns)});
        terminal.resize(size);

        const auto after = terminal.snapshot();
        REQUIRE(difference(after.primary, before.primary) == "");
        REQUIRE(difference(after.history, before.history) == "");
        REQUIRE(after.state.saved(Side::primary) == before.state.saved(Side::primary));
    }
}

TEST_CASE("a history at its bound loses nothing to resizes")
{
    for (const int seed : cases(200)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 130'000);
        const auto size = stream.size();
        Terminal terminal(size, {.lines = 5, .bytes = 200, .line_bytes = 60});
        terminal.feed(stream.pieces(size, 60));
        const Lines before(terminal);
        if (before.has_double_width()) continue;
        const auto bounded = terminal.snapshot().history;

        for (int sizes = stream.number(1, 6); sizes > 0; --sizes) {
            terminal.resize({.rows = stream.number(1, size.rows), .columns = stream.number(1, size.columns)});
            if (stream.chance(3)) terminal = Terminal::restore(*parse_snapshot(serialise(terminal.snapshot())));
        }
        terminal.resize(size);

        check_same(before, Lines(terminal));
        REQUIRE(difference(terminal.history(), bounded) == "");
    }
}

TEST_CASE("a history of 100 000 lines survives resizes, and fills a screen that grows")
{
    const auto lines = static_cast<std::uint64_t>(scaled(100'000));
    const Size size{.rows = 50, .columns = 100};
    Terminal terminal(size, {.lines = lines, .bytes = 64U << 20});
    for (std::uint64_t i = 0; i < lines + 100; ++i)
        terminal.feed("\x1b[3" + std::to_string(i % 8) + "m" + std::to_string(i) +
                      std::string(i % 7 == 0 ? 150 : 20, 'x') + "\r\n");
    REQUIRE(terminal.history().end() - terminal.history().first() == lines);
    const Lines before(terminal);
    const auto rows = terminal.snapshot().primary;

    terminal.resize({.rows = 1'000, .columns = 120});
    CHECK_FALSE(terminal.screen().primary[0]->cells[0].is_empty());
    CHECK(terminal.history().end() - terminal.history().first() >= lines - 950);
    terminal.resize({.rows = 10, .columns = 20});
    terminal.resize(size);

    CHECK(difference(terminal.snapshot().primary, rows) == "");
    check_same(before, Lines(terminal));
}
