#include "common/base/utf8.h"
#include "common/model/cluster.h"
#include "common/model/width.h"
#include "common/render/painter.h"
#include "common/terminal/terminal.h"
#include "tests/support/cases.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace cleat;
using cleat::test::cases;
using cleat::test::Stream;

namespace {

/// How a terminal shows glyphs about which terminals differ.
enum class Opinion : std::uint8_t {
    draws_nothing,
    joins_what_is_before,
    narrow,
    wide,
    makes_one_of_clusters,
    widens_for_presentation ///< as emoji: gives a one-column glyph two
};

constexpr char32_t PRESENTATION = 0xfe0f; // VS16

bool is_common(char32_t c)
{
    return (c >= 0x20 && c < 0x7f) || (c >= 0x300 && c <= 0x36f) || c == 0x20e3 || (c >= 0x3041 && c <= 0x3096) ||
           (c >= 0x4e00 && c <= 0x9fa5) || c == 0x3000;
}

/// Hangul letters that belong to the syllable before them: some terminals give them a column.
bool is_conjoining(char32_t c)
{
    return c >= 0x1160 && c <= 0x11ff;
}

/// A terminal with its own opinions: its visible state, one string per cell, and only what a painter needs for the
/// baseline's capabilities and erasing characters.
class Opinionated {
 public:
    Opinionated(Size size, std::vector<Opinion> opinions, bool halves_stay)
        : size_(size),
          opinions_(std::move(opinions)),
          halves_stay_(halves_stay),
          cells_(static_cast<std::size_t>(size.rows * size.columns), " ")
    {}

    void feed(std::string_view bytes)
    {
        while (!bytes.empty()) {
            if (bytes.front() == '\x1b') bytes.remove_prefix(sequence(bytes));
            else if (bytes.front() == '\r') column_ = 0, bytes.remove_prefix(1);
            else if (bytes.front() == '\b')
                column_ = std::max(0, std::min(column_, size_.columns - 1) - 1), bytes.remove_prefix(1);
            else if (bytes.front() == '\n') line_feed(), bytes.remove_prefix(1);
            else {
                const auto c = decode_utf8(bytes);
                put(c.code_point, std::string(bytes.substr(0, c.length)));
                bytes.remove_prefix(c.length);
            }
        }
    }

    [[nodiscard]] std::string picture() const
    {
        std::string out;
        for (int row = 0; row < size_.rows; ++row) {
            for (int column = 0; column < size_.columns; ++column) out += at(row, column) + "|";
            out += '\n';
        }
        return out;
    }

 private:
    [[nodiscard]] const std::string& at(int row, int column) const
    {
        return cells_[static_cast<std::size_t>(row * size_.columns + column)];
    }
    std::string& at(int row, int column) { return cells_[static_cast<std::size_t>(row * size_.columns + column)]; }

    [[nodiscard]] Opinion opinion(char32_t c) const { return opinions_[c % opinions_.size()]; }

    /// Sets a cell. The second cell of a double-width glyph is an empty string.
    void set(int column, const std::string& text)
    {
        if (!halves_stay_) {
            if (at(row_, column).empty() && column > 0) at(row_, column - 1) = " ";
            if (column + 1 < size_.columns && at(row_, column + 1).empty()) at(row_, column + 1) = " ";
        }
        at(row_, column) = text;
    }

    void put(char32_t c, const std::string& text)
    {
        int columns = width(c);
        if (!is_common(c)) {
            const Opinion how = opinion(c);
            if (how == Opinion::draws_nothing) return;
            if (c == PRESENTATION && how == Opinion::widens_for_presentation) return widen(text);
            const bool has_column = columns > 0 || (is_conjoining(c) && how == Opinion::narrow);
            if (!has_column || how == Opinion::joins_what_is_before) return join(text);
            if (how == Opinion::makes_one_of_clusters && joins_last(c)) return join(text);
            if (how == Opinion::narrow) columns = 1;
            if (how == Opinion::wide) columns = 2;
        }
        if (columns == 0) return join(text);
        columns = std::min(columns, size_.columns);
        if (column_ + columns > size_.columns) {
            if (autowrap_) {
                column_ = 0;
                line_feed();
            } else {
                column_ = size_.columns - columns;
            }
        }
        const bool is_space = c == 0x3000; // two columns wide, and blank
        for (int i = 0; i < columns; ++i) set(column_ + i, is_space ? " " : i == 0 ? text : "");
        column_ += columns;
        if (!autowrap_) column_ = std::min(column_, size_.columns - 1);
    }

    void widen(const std::string& text)
    {
        const int glyph = before();
        join(text);
        if (glyph < 0 || glyph != column_ - 1 || at(row_, glyph) == " " + text || column_ >= size_.columns) return;
        set(column_++, "");
        if (!autowrap_) column_ = std::min(column_, size_.columns - 1);
    }

    [[nodiscard]] int before() const
    {
        int column = column_ - 1;
        if (column > 0 && at(row_, column).empty()) --column;
        return column;
    }
    bool joins_last(char32_t c) const
    {
        const int column = before();
        return column >= 0 && !at(row_, column).empty() && joins(at(row_, column), c);
    }
    void join(const std::string& text)
    {
        const int column = before();
        if (column >= 0 && !at(row_, column).empty()) at(row_, column) += text;
    }

    void line_feed()
    {
        if (row_ + 1 < size_.rows) {
            ++row_;
            return;
        }
        cells_.erase(cells_.begin(), cells_.begin() + size_.columns);
        cells_.resize(cells_.size() + static_cast<std::size_t>(size_.columns), " ");
    }

    void erase(int begin, int end)
    {
        for (int column = begin; column < std::min(end, size_.columns); ++column) set(column, " ");
    }

    std::size_t sequence(std::string_view bytes)
    {
        if (bytes.size() < 2 || bytes[1] != '[') {
            if (bytes.size() > 1 && bytes[1] == ']') return bytes.find('\\') + 1;
            return bytes.size() > 1 && (bytes[1] == '(' || bytes[1] == '#') ? 3 : 2;
        }
        std::size_t end = 2;
        while (end < bytes.size() && (bytes[end] < 0x40 || bytes[end] > 0x7e)) ++end;
        control(std::string(bytes.substr(2, end - 2)), bytes[end]);
        return end + 1;
    }

    void control(const std::string& parameters, char final)
    {
        const bool has_none = parameters.empty() || parameters.find_first_not_of("0123456789;") != std::string::npos;
        const int first = has_none ? 0 : std::atoi(parameters.c_str());
        const auto semicolon = parameters.find(';');
        const int second = semicolon == std::string::npos ? 0 : std::atoi(parameters.c_str() + semicolon + 1);
        const int by = std::max(1, first);
        const int column = std::min(column_, size_.columns - 1);
        switch (final) {
        case 'H':
            row_ = std::clamp(std::max(1, first), 1, size_.rows) - 1;
            column_ = std::clamp(std::max(1, second), 1, size_.columns) - 1;
            break;
        case 'A': row_ = std::max(0, row_ - by), column_ = column; break;
        case 'B': row_ = std::min(size_.rows - 1, row_ + by), column_ = column; break;
        case 'C': column_ = std::min(size_.columns - 1, column + by); break;
        case 'D': column_ = std::max(0, column - by); break;
        case 'K': erase(column, size_.columns); break;
        case 'X': erase(column, column + by); break;
        case 'J':
            if (first == 2) std::fill(cells_.begin(), cells_.end(), " ");
            else {
                erase(column, size_.columns);
                std::fill(cells_.begin() + (row_ + 1) * size_.columns, cells_.end(), " ");
            }
            break;
        case 'h':
        case 'l':
            if (parameters == "?7") autowrap_ = final == 'h', column_ = column;
            break;
        default: break;
        }
    }

    Size size_;
    std::vector<Opinion> opinions_;
    bool halves_stay_;
    std::vector<std::string> cells_;
    int row_ = 0;
    int column_ = 0; ///< equal to the number of columns: a wrap is pending
    bool autowrap_ = true;
};

constexpr std::string_view GLYPHS[] = {
    "a",
    "bc",
    "  ",
    "\xc2\xad",
    "\xcd\xb8",
    "\xe2\x80\xa8",
    "\xe3\x85\xa4",
    "\xf0\x9f\xab\xa9",
    "\xf0\xae\xaf\xb0",
    "\xe2\x9a\xa0\xef\xb8\x8f",
    "\xe2\x98\x8e",
    "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa",
    "\xf0\x9f\x87\xab",
    "\xe4\xb8\x96",
    "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",
    "\xf0\x9f\x91\x8b\xf0\x9f\x8f\xbd",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
    "1\xef\xb8\x8f\xe2\x83\xa3",
    "e\xcc\x81",
    "\xe2\x94\x80",
};

/// Overwrites parts of the screen at random positions.
std::string writing(Stream& random, Size size)
{
    std::string out;
    const int count = random.number(1, 6);
    for (int i = 0; i < count; ++i) {
        out += "\x1b[" + std::to_string(random.number(1, size.rows)) + ";" +
               std::to_string(random.number(1, size.columns)) + "H";
        const int glyphs = random.number(1, 4);
        for (int g = 0; g < glyphs; ++g)
            out += GLYPHS[static_cast<std::size_t>(random.number(0, static_cast<int>(std::size(GLYPHS)) - 1))];
        if (random.chance(4)) out += random.chance(2) ? "\x1b[K" : "\x1b[2X";
    }
    return out;
}

Capabilities baseline(Stream& random)
{
    Capabilities out = Capabilities::ansi();
    out.erase_characters = random.chance(2);
    out.narrow_ambiguous = false;
    out.colours = ColourDepth::none;
    return out;
}

/// Paints some changes incrementally, and compares each picture with one painted from scratch.
void check_increments(Stream& random, Size size, const std::vector<Opinion>& opinions, bool halves_stay,
                      std::string (*change)(Stream&, Size))
{
    const auto capabilities = baseline(random);

    Terminal session(size);
    Opinionated outer(size, opinions, halves_stay);
    Painter painter(capabilities);
    outer.feed(painter.begin(size, Placing::alternate_screen));
    for (int step = 0; step < 6; ++step) {
        CAPTURE(step);
        session.feed(change(random, size));
        const std::string frame = painter.paint(session.screen());
        outer.feed(frame);

        Opinionated other(size, opinions, halves_stay);
        Painter fresh(capabilities);
        other.feed(fresh.begin(size, Placing::alternate_screen));
        const std::string whole = fresh.paint(session.screen());
        other.feed(whole);

        INFO("session ", session.screen().text());
        INFO("frame ", frame);
        INFO("fresh ", whole);
        REQUIRE(outer.picture() == other.picture());
    }
}

} // namespace

TEST_CASE("an incremental paint gives the same picture as a fresh one on every terminal, however it draws a glyph")
{
    for (const int seed : cases(10'000)) {
        CAPTURE(seed);
        Stream random(static_cast<std::uint32_t>(seed) + 120'000);
        // On a narrower terminal, a glyph that is treated as wide may scroll the screen.
        const Size size{.rows = random.number(1, 3), .columns = random.number(4, 14)};
        std::vector<Opinion> opinions;
        const int kinds = random.number(1, 7);
        for (int i = 0; i < kinds; ++i) opinions.push_back(static_cast<Opinion>(random.number(0, 5)));
        const bool halves_stay = random.chance(2);
        check_increments(random, size, opinions, halves_stay, writing);
    }
}

namespace {

/// A terminal with any opinions about signs and pictographs, and none about text.
std::vector<Opinion> opinions_about_signs(Stream& random)
{
    std::vector<Opinion> out;
    for (int i = random.number(1, 7); i > 0; --i) out.push_back(static_cast<Opinion>(random.number(0, 5)));
    return out;
}

constexpr std::string_view SIGNS[] = {
    "\u26a0\ufe0f",
    "\u2764\ufe0f",
    "1\ufe0f\u20e3",
    "\u260e\ufe0f",
    "\U0001f44b\U0001f3fd",
    "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\u1112\u1161\u11ab",
};
/// Contents for a row with signs: text, written and erased blanks, cursor movement, erasing, renditions.
constexpr std::string_view PIECES[] = {
    "a",
    "text",
    " ",
    "  ",
    "\u4e16",
    "\u2502",
    "\u26a0\ufe0f",
    "1\ufe0f\u20e3",
    "\U0001f44b\U0001f3fd",
    "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f1e9\U0001f1ea",
    "\U0001f680",
    "\u1112\u1161\u11ab",
    "\x1b[C",
    "\x1b[2C",
    "\x1b[X",
    "\x1b[K",
    "\x1b[7m \x1b[m",
    "\x1b[1m \x1b[m",
};

std::string writing_with_signs(Stream& random, Size size)
{
    std::string out;
    for (int i = random.number(1, 3); i > 0; --i) {
        out += "\x1b[" + std::to_string(random.number(1, size.rows)) + ";" +
               std::to_string(random.number(1, size.columns / 2)) + "H";
        for (int piece = random.number(1, 5); piece > 0; --piece)
            out += PIECES[static_cast<std::size_t>(random.number(0, static_cast<int>(std::size(PIECES)) - 1))];
    }
    return out;
}

constexpr std::string_view WORDS[] = {"a", "text", "\u4e16", "e\u0301x", "-", "7|"};

/// Words and signs with at most one blank between them. A sign comes early, after text whose width is certain.
std::string running_text(Stream& random)
{
    std::string out;
    const auto one_of = [&](const auto& from) {
        return std::string(from[static_cast<std::size_t>(random.number(0, static_cast<int>(std::size(from)) - 1))]);
    };
    if (random.chance(2)) out += one_of(WORDS);
    for (int i = random.number(1, 6); i > 0; --i) {
        out += one_of(SIGNS);
        if (random.chance(2)) out += " ";
        out += one_of(WORDS);
        if (random.chance(3)) out += " " + one_of(WORDS);
    }
    return out;
}

} // namespace

TEST_CASE("an incremental paint of stretches gives the same picture as a fresh one on every terminal")
{
    for (const int seed : cases(10'000)) {
        CAPTURE(seed);
        Stream random(static_cast<std::uint32_t>(seed) + 130'000);
        const Size size{.rows = random.number(1, 3), .columns = random.number(12, 40)};
        const auto opinions = opinions_about_signs(random);
        const bool halves_stay = random.chance(2);
        check_increments(random, size, opinions, halves_stay, writing_with_signs);
    }
}

TEST_CASE("every terminal shows a stretch as it would show the same text written directly, with the same cursor")
{
    for (const int seed : cases(10'000)) {
        CAPTURE(seed);
        Stream random(static_cast<std::uint32_t>(seed) + 140'000);
        const Size size{.rows = 2, .columns = 160};
        const auto opinions = opinions_about_signs(random);
        const bool halves_stay = random.chance(2);
        const std::string text = running_text(random);

        Opinionated direct(size, opinions, halves_stay);
        direct.feed(text);
        Terminal session(size);
        Opinionated outer(size, opinions, halves_stay);
        Painter painter(baseline(random));
        outer.feed(painter.begin(size, Placing::alternate_screen));
        if (random.chance(2)) {
            session.feed(running_text(random));
            outer.feed(painter.paint(session.screen()));
            session.feed("\r\x1b[K");
        }
        std::size_t typed = 0;
        while (typed < text.size()) {
            const auto piece = std::min(text.size() - typed, static_cast<std::size_t>(random.number(1, 40)));
            session.feed(text.substr(typed, piece));
            typed += piece;
            outer.feed(painter.paint(session.screen()));
        }

        INFO("text ", text);
        REQUIRE(outer.picture() == direct.picture());
        outer.feed("<");
        direct.feed("<");
        REQUIRE(outer.picture() == direct.picture());
    }
}
