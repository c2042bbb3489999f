#include "common/model/packed_row.h"
#include "common/render/brush.h"
#include "common/render/certainty.h"
#include "common/render/notice_position.h"
#include "common/render/painter.h"
#include "common/render/pushed_rows.h"
#include "common/terminal/terminal.h"
#include "tests/support/cases.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cleat;
using cleat::test::cases;
using cleat::test::scaled;
using cleat::test::Stream;

namespace {

const HistoryLimits PLENTY{.lines = 100'000};

/// The rows of a history, oldest first, packed.
std::vector<std::string> rows_of(const History& history)
{
    std::vector<std::string> rows;
    for (auto line = history.first(); line < history.end(); ++line)
        for (const auto row : history.rows(line)) rows.emplace_back(row);
    return rows;
}

std::vector<std::string> last_of(std::vector<std::string> rows, std::uint64_t count)
{
    const auto kept = std::min<std::uint64_t>(count, rows.size());
    rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(kept));
    return rows;
}

/// The style as the user's terminal shows it: without invisible properties, and with the link ids used there.
Style seen(const Row& row, StyleId id, Dictionary& dictionary)
{
    Style style = row.dictionary->style(id);
    style.set(Attribute::guarded, false);
    if (style.link != 0) {
        Link link = row.dictionary->link(style.link);
        link.id = shown_link_id(link);
        style.link = dictionary.link_id(link);
    }
    return style;
}

Row seen(const Row& row)
{
    Row out = translate(row, std::make_shared<Dictionary>());
    out.mark = {}; // a shell's marks are not passed on to the user's terminal
    // The right half of a double-width line is invisible.
    if (row.line_size != LineSize::normal) out.cells.resize(static_cast<std::size_t>(std::max(1, row.columns() / 2)));
    for (auto& cell : out.cells) cell.style = out.dictionary->style_id(seen(out, cell.style, *out.dictionary));
    return out;
}

std::string told(const Row& row)
{
    std::string out = "\"";
    for (const auto& cell : row.cells) {
        if (cell.is_empty()) out += '.';
        else row.append_text(cell, out);
    }
    out += row.wrapped ? "\" wrapped" : "\"";
    if (row.line_size != LineSize::normal) out += " sized";
    for (const auto& cell : row.cells) out += " " + std::to_string(cell.style);
    return out;
}

void check_same(const Row& wanted, const Row& shown, const char* what, int number)
{
    const Row left = seen(wanted);
    const Row right = seen(shown);
    if (left == right) return;
    INFO(what, " ", number);
    INFO("wanted ", told(left));
    INFO("shown  ", told(translate(right, left.dictionary)));
    FAIL("rows differ");
}

/// Whether every terminal gives the row's last glyph the session's width: no wrap is left pending behind any other.
bool ends_surely(const Row& row, const Capabilities& capabilities)
{
    auto last = row.cells.end() - 1;
    if (last->is_tail() && last != row.cells.begin()) --last;
    return has_certain_width(row, *last, capabilities.narrow_ambiguous);
}

/// A session, and a user's terminal that shows it through a painter.
class Theatre {
 public:
    Theatre(Size size, Capabilities capabilities = Capabilities::full())
        : session_(size, PLENTY), outer_(size, PLENTY), painter_(std::move(capabilities)), shown_(size)
    {
        outer_.feed(painter_.begin(size));
    }

    Terminal& session() { return session_; }
    Terminal& outer() { return outer_; }
    Painter& painter() { return painter_; }

    void paint()
    {
        Screen now = session_.screen();
        const bool resized = now.size != shown_.size || was_resized_;
        const auto left = resized ? 0 : now.rows_scrolled - shown_.rows_scrolled;
        const auto pushed = last_of(rows_of(session_.history()), left);
        const auto outer_before = outer_.screen().rows_scrolled;
        shown_ = now;
        was_resized_ = false;
        frame_ = painter_.paint(now, pushed);
        outer_.feed(frame_);
        check_screen(now);
        CHECK(outer_.take_replies().empty());
        check_history(now, pushed, outer_.screen().rows_scrolled - outer_before);
    }

    [[nodiscard]] const std::string& frame() const { return frame_; }

    /// Shows the client's own page, and checks that nothing else changes.
    void show_page(const Screen& page)
    {
        const auto history = rows_of(outer_.history());
        frame_ = painter_.paint_page(page);
        outer_.feed(frame_);
        INFO("frame ", frame_);
        const Screen shown = outer_.screen();
        REQUIRE(shown.active == Side::alternate);
        for (std::size_t row = 0; row < page.primary.size(); ++row)
            check_same(*page.primary[row], *shown.alternate[row], "row of the page", static_cast<int>(row));
        CHECK(shown.modes.mouse_tracking == MouseTracking::off);
        CHECK(shown.modes.keyboard_flags == 0);
        CHECK_FALSE(shown.modes.focus_reports);
        auto kept = rows_of(outer_.history());
        REQUIRE(kept.size() == history.size());
        // The main screen is empty meanwhile, so a history line that continued on it ends.
        if (!kept.empty() && is_packed_wrapped(history.back())) kept.back() = history.back();
        CHECK(kept == history);
    }

    /// Sets the notice from the next frame on; an empty one removes it.
    void say(const std::string& notice)
    {
        painter_.set_notice(notice);
        notice_ = notice;
    }

    void resize(Size size)
    {
        session_.resize(size);
        outer_.resize(size);
        painter_.resized(size);
        was_resized_ = true;
    }

    void detach_and_attach()
    {
        outer_.feed(painter_.end());
        notice_.clear();
        CHECK(outer_.active() == Side::primary);
        CHECK(outer_.modes() == Modes());
        outer_.feed("$ cleat attach\r\n");
        outer_.feed(painter_.begin(outer_.size()));
        was_resized_ = true;
    }

 private:
    void check_screen(const Screen& wanted)
    {
        const Screen shown = outer_.screen();
        INFO("frame ", frame_);
        REQUIRE(shown.active == wanted.active);
        std::string all;
        for (const auto& row : shown.rows()) all += told(*row) + "\n";
        INFO(all);
        const auto rows = with_notice(wanted, shown.rows());
        for (std::size_t row = 0; row < rows.size(); ++row)
            check_same(*rows[row], *shown.rows()[row], "row", static_cast<int>(row));
        CHECK(shown.cursor.row == wanted.cursor.row);
        CHECK(shown.cursor.column == wanted.cursor.column);
        // No wrap can be pending at a right margin set by the program, which the user's terminal does not have.
        const Row& row = *wanted.rows()[static_cast<std::size_t>(wanted.cursor.row)];
        const bool at_edge = wanted.cursor.column == wanted.size.columns - 1 && row.line_size == LineSize::normal &&
                             ends_surely(row, painter_.capabilities());
        CHECK(shown.cursor.pending_wrap == (wanted.cursor.pending_wrap && at_edge));
        CHECK(shown.cursor.visible == wanted.cursor.visible);
        CHECK(shown.cursor.shape == wanted.cursor.shape);
        CHECK(shown.modes.mouse_tracking == wanted.modes.mouse_tracking);
        CHECK(shown.modes.keyboard_flags == wanted.modes.keyboard_flags);
        CHECK(shown.modes.modify_other_keys == wanted.modes.modify_other_keys);
        CHECK(shown.modes.cursor_keys == wanted.modes.cursor_keys);
        CHECK(shown.modes.keypad == wanted.modes.keypad);
        CHECK(shown.modes.reverse_screen == wanted.modes.reverse_screen);
        CHECK(shown.modes.bracketed_paste);
        CHECK_FALSE(shown.modes.synchronised);
        CHECK(shown.title == wanted.title);
        CHECK(shown.palette == wanted.palette);
    }

    /// The session's rows, one of them covered by the notice. Whether the line above continues is taken from `shown`.
    [[nodiscard]] std::vector<RowRef> with_notice(const Screen& wanted, const std::vector<RowRef>& shown) const
    {
        std::vector<RowRef> rows = wanted.rows();
        const auto place = notice_position(wanted.size.rows, wanted.cursor.row);
        if (notice_.empty() || !place) return rows;
        const auto at = static_cast<std::size_t>(*place);
        rows[at] = notice_row(' ' + notice_ + ' ', wanted.size.columns, std::make_shared<Dictionary>());
        if (at == 0) return rows;
        auto above = std::make_shared<Row>(*rows[at - 1]);
        above->wrapped = shown[at - 1]->wrapped;
        rows[at - 1] = std::move(above);
        return rows;
    }

    /// Checks that rows that left the top are in the outer history, in order, once.
    void check_history(const Screen& now, const std::vector<std::string>& pushed, std::uint64_t rows_scrolled)
    {
        INFO("frame ", frame_);
        REQUIRE(rows_scrolled == pushed.size());
        const auto kept = last_of(rows_of(outer_.history()), rows_scrolled);
        REQUIRE(kept.size() == pushed.size());
        const auto words = std::make_shared<Dictionary>();
        for (std::size_t at = 0; at < pushed.size(); ++at) {
            Row wanted = unpack(pushed[at], now.size.columns, words);
            Row shown = unpack(kept[at], now.size.columns, words);
            // A line that was cut off later does not appear to continue.
            if (!shown.wrapped) wanted.wrapped = false;
            check_same(wanted, shown, "pushed row", static_cast<int>(at));
        }
    }

    Terminal session_;
    Terminal outer_;
    Painter painter_;
    Screen shown_;
    bool was_resized_ = false;
    std::string notice_;
    std::string frame_;
};

} // namespace

TEST_CASE("what a painter writes gives the session's screen, cell for cell, and its history once")
{
    for (const int seed : cases(20'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed));
        const Size size = stream.size();
        Theatre theatre(size);
        for (int step = 0; step < 8; ++step) {
            INFO("step ", step);
            theatre.session().feed(stream.pieces(size, stream.number(1, 20)));
            theatre.paint();
        }
    }
}

TEST_CASE("after resizes and reattaching the session's screen is shown exactly")
{
    for (const int seed : cases(10'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 500'000U);
        Size size = stream.size();
        Theatre theatre(size);
        for (int step = 0; step < 8; ++step) {
            INFO("step ", step);
            theatre.session().feed(stream.pieces(size, stream.number(1, 10)));
            if (stream.chance(3)) theatre.paint();
            if (stream.chance(3)) {
                size = stream.size();
                theatre.resize(size);
            }
            if (stream.chance(4)) theatre.detach_and_attach();
            theatre.paint();
        }
    }
}

TEST_CASE("after any state of a session the terminal is restored exactly: modes, colours, title and cursor")
{
    const std::vector<std::string> settings = {"\x1b[?5h",       "\x1b[?5l",
                                               "\x1b[0 q",       "\x1b[3 q",
                                               "\x1b[5 q",       "\x1b]11;#102030\a",
                                               "\x1b]111\a",     "\x1b]4;7;#fff;200;#000\a",
                                               "\x1b]104\a",     "\x1b]10;#123;#456;#789\a",
                                               "\x1b[?25l",      "\x1b[?1003;1006;1004;1007h",
                                               "\x1b[?1;66h",    "\x1b[>5u",
                                               "\x1b[<u",        "\x1b[>4;2m",
                                               "\x1b]2;title\a", "\x1b[?1049h",
                                               "\x1b[?1049l",    "\x1b[!p"};
    for (const int seed : cases(5'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 7'000'000U);
        const Size size = stream.size();
        Terminal session(size);
        Terminal outer(size);
        const int style = stream.number(0, 6);
        outer.feed("\x1b[" + std::to_string(style) + " q\x1b]2;mine\a");
        const Screen before = outer.screen();
        Painter painter(Capabilities::full());
        outer.feed(painter.begin(size, stream.chance(3) ? Placing::alternate_screen : Placing::main_screen));
        painter.set_resting_cursor(style);
        for (int step = 0; step < 6; ++step) {
            session.feed(stream.pieces(size, stream.number(1, 5)));
            for (int i = 0; i < 3; ++i)
                session.feed(
                    settings[static_cast<std::size_t>(stream.number(0, static_cast<int>(settings.size()) - 1))]);
            outer.feed(painter.paint(session.screen()));
        }

        outer.feed(painter.end());

        const Screen after = outer.screen();
        REQUIRE(after.modes == before.modes);
        REQUIRE(after.active == before.active);
        REQUIRE(after.palette == before.palette);
        REQUIRE(after.title == before.title);
        REQUIRE(after.cursor.visible == before.cursor.visible);
        REQUIRE(after.cursor.shape == before.cursor.shape);
        REQUIRE(after.cursor.blink == before.cursor.blink);
    }
}

TEST_CASE("a notice that comes and goes covers only its row of the screen, and is never in the history")
{
    for (const int seed : cases(5'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 6'000'000U);
        Size size = stream.size();
        Theatre theatre(size);
        for (int step = 0; step < 8; ++step) {
            INFO("step ", step);
            if (stream.chance(2)) theatre.session().feed(stream.pieces(size, stream.number(1, 10)));
            if (stream.chance(3)) theatre.session().feed("\x1b[999;1H" + std::string(stream.chance(2) ? "x\n" : ""));
            if (stream.chance(2)) theatre.say(stream.chance(3) ? "" : "a guest is observing");
            if (stream.chance(8)) {
                size = stream.size();
                theatre.resize(size);
            }
            if (stream.chance(10)) theatre.detach_and_attach();
            theatre.paint();
        }
        theatre.say("");
        theatre.paint();
    }
}

namespace {

/// A terminal with a random choice of capabilities.
Capabilities some_of_all(Stream& stream)
{
    Capabilities able = Capabilities::full();
    able.colours = static_cast<ColourDepth>(stream.number(0, 4));
    for (bool Capabilities::*has :
         {&Capabilities::background_erase, &Capabilities::erase_characters, &Capabilities::faint, &Capabilities::italic,
          &Capabilities::underline_styles, &Capabilities::hyperlinks, &Capabilities::narrow_ambiguous,
          &Capabilities::synchronised_output, &Capabilities::cursor_visibility, &Capabilities::title,
          &Capabilities::palette, &Capabilities::mouse, &Capabilities::kitty_keyboard, &Capabilities::scroll_regions})
        able.*has = stream.chance(2);
    return able;
}

std::string text_of(const std::vector<RowRef>& rows)
{
    std::string text;
    for (const auto& row : rows) text += row->text() + "\n";
    return text;
}

} // namespace

TEST_CASE("after the client's own pages the session is shown exactly, and its history once")
{
    for (const int seed : cases(150)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 30'000);
        Theatre theatre(stream.size());
        for (int i = 0; i < 20; ++i) {
            const Size size = theatre.session().size();
            Terminal other(size);
            theatre.session().feed(stream.pieces(size, stream.number(1, 8)));
            if (stream.chance(2)) theatre.paint();
            for (int pages = stream.number(0, 3); pages > 0; --pages) {
                other.feed(stream.text());
                theatre.show_page(other.screen());
                theatre.session().feed(stream.pieces(size, stream.number(0, 8)));
            }
            if (stream.chance(8)) theatre.resize(stream.size());
            if (stream.chance(10)) theatre.detach_and_attach();
        }
        theatre.paint();
    }
}

TEST_CASE("while the client's own page is shown, no line of the main screen stays double-width")
{
    constexpr Size small{.rows = 4, .columns = 10};
    Theatre theatre(small);
    theatre.session().feed("\x1b#6ab\r\n\x1b#6cd\r\n\x1b#6ef\r\ng");
    theatre.paint();

    theatre.show_page(Terminal(small).screen());
    theatre.session().feed("\x1b"
                           "c0123456789\r\n0123456789\r\n0123456789\r\n0123456789");
    theatre.paint();
}

TEST_CASE("a terminal with fewer capabilities shows the same text")
{
    for (const int seed : cases(5'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 1'000'000U);
        const Size size = stream.size();
        Terminal session(size);
        Terminal outer(size);
        Painter painter(some_of_all(stream));
        outer.feed(painter.begin(size));
        for (int step = 0; step < 6; ++step) {
            session.feed(stream.pieces(size, stream.number(1, 20)));
            const auto frame = painter.paint(session.screen());
            outer.feed(frame);
            INFO("step ", step, " frame ", frame);
            REQUIRE(text_of(outer.screen().rows()) == text_of(session.screen().rows()));
            REQUIRE(outer.screen().cursor.row == session.screen().cursor.row);
            REQUIRE(outer.screen().cursor.column == session.screen().cursor.column);
        }
        outer.feed(painter.end());
        CHECK(outer.modes() == Modes());
        CHECK(outer.active() == Side::primary);
    }
}

TEST_CASE("a terminal of another size shows a window on the session that contains the cursor")
{
    for (const int seed : cases(5'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 2'000'000U);
        const Size size = stream.size();
        const Size window = stream.size();
        if (size == window) continue;
        Terminal session(size);
        Terminal outer(window, PLENTY);
        Painter painter(Capabilities::full());
        if (stream.chance(2)) painter.set_status(WindowStatus{.session = "s", .hint = "hint"});
        outer.feed(painter.begin(window));
        const auto before = outer.screen().rows_scrolled;
        for (int step = 0; step < 6; ++step) {
            session.feed(stream.pieces(size, stream.number(1, 20)));
            const auto frame = painter.paint(session.screen());
            outer.feed(frame);
            INFO("step ", step, " frame ", frame);
            const Size shown = painter.window(session.screen());
            auto wanted = crop(session.screen(), shown, painter.corner());
            mark_edges(wanted, size, painter.corner());
            auto rows = outer.screen().rows();
            if (shown != window) REQUIRE(rows.back()->text().starts_with(" s"));
            rows.resize(static_cast<std::size_t>(shown.rows));
            REQUIRE(wanted.cursor.visible == session.screen().cursor.visible);
            REQUIRE(outer.active() == Side::alternate);
            REQUIRE(outer.screen().rows_scrolled == before);
            REQUIRE(text_of(rows) == text_of(wanted.rows()));
            REQUIRE(outer.screen().cursor.row == wanted.cursor.row);
            REQUIRE(outer.screen().cursor.column == wanted.cursor.column);
        }
    }
}

TEST_CASE("when placed on the alternate screen the session is shown, and the main screen is not touched")
{
    for (const int seed : cases(3'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 3'000'000U);
        const Size size = stream.size();
        Terminal session(size, PLENTY);
        Terminal outer(size, PLENTY);
        Painter painter(Capabilities::full());
        outer.feed("what was there\r\n");
        const auto before = outer.screen();
        outer.feed(painter.begin(size, Placing::alternate_screen));
        for (int step = 0; step < 6; ++step) {
            session.feed(stream.pieces(size, stream.number(1, 20)));
            outer.feed(painter.paint(session.screen(), rows_of(session.history())));
            REQUIRE(outer.active() == Side::alternate);
            REQUIRE(text_of(outer.screen().rows()) == text_of(session.screen().rows()));
        }
        outer.feed(painter.end());
        const auto after = outer.screen();
        CHECK(after.active == Side::primary);
        CHECK(after.modes == before.modes);
        CHECK(after.cursor == before.cursor);
        CHECK(after.rows_scrolled == before.rows_scrolled);
        CHECK(text_of(after.primary) == text_of(before.primary));
    }
}

TEST_CASE("the user's earlier screen contents go to the terminal's history: the used rows and no others")
{
    for (const int seed : cases(2'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 4'000'000U);
        const Size size = stream.size();
        Terminal outer(size, PLENTY);
        const int used = stream.number(0, size.rows - 1);
        for (int row = 0; row < used; ++row) outer.feed("x\r\n");
        outer.feed("$");

        outer.feed(Painter(Capabilities::full()).begin(size));

        const auto kept = rows_of(outer.history());
        REQUIRE(static_cast<int>(kept.size()) == used + 1);
        CHECK(unpack(kept.back(), size.columns, std::make_shared<Dictionary>()).text() == "$");
        CHECK(outer.screen().text() == std::string(static_cast<std::size_t>(size.rows), '\n'));
    }
}

TEST_CASE("rows that scroll on the alternate screen are scrolled, and shown exactly")
{
    int scrolled = 0;
    for (const int seed : cases(3'000)) {
        INFO("seed ", seed);
        Stream stream(static_cast<std::uint32_t>(seed) + 5'000'000U);
        const Size size{.rows = stream.number(6, 14), .columns = stream.number(4, 12)};
        Theatre theatre(size);
        for (int step = 0; step < 8; ++step) {
            INFO("step ", step);
            std::string bytes = "\x1b[?47h\x1b[m";
            for (int line = 0; line < size.rows; ++line) bytes += stream.text();
            bytes += stream.chance(2) ? "\x1b[r" : "\x1b[2;" + std::to_string(stream.number(4, size.rows)) + "r";
            theatre.session().feed(bytes);
            theatre.paint();
            for (int piece = 0; piece < 3; ++piece) {
                const std::string count = std::to_string(stream.number(1, 3));
                theatre.session().feed("\x1b[" + count + (stream.chance(2) ? "S" : "T"));
                if (stream.chance(2)) theatre.session().feed(stream.piece(size));
                if (stream.chance(3)) continue;
                theatre.paint();
                const auto& frame = theatre.frame();
                scrolled += frame.find("S\x1b[r") != std::string::npos || frame.find("T\x1b[r") != std::string::npos;
            }
        }
    }
    CHECK(scrolled > scaled(3'000));
}
