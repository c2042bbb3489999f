// What write_vt makes of a screen, and what real programs write, in terminals that are none of ours: tmux's, and the
// one of @xterm/headless, where CLEAT_XTERM_HEADLESS says in what folder that is.
#include "common/model/cluster.h"
#include "common/model/reflow.h"
#include "common/terminal/write_vt.h"
#include "tests/support/cases.h"
#include "tests/support/difference.h"
#include "tests/support/look.h"
#include "tests/support/recorded.h"
#include "tests/support/scratch.h"
#include "tests/support/stream.h"
#include "tests/support/tmux.h"
#include "tests/support/xterm.h"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>

using namespace cleat;
using namespace cleat::test;

namespace {

/// Bytes, and what a terminal that reads them should show.
struct Scene {
    std::string name;
    Snapshot wanted;
    std::string bytes;
    std::vector<RowRef> history; ///< rows that it should have pushed into its scrollback last
    std::string program;         ///< that wrote the bytes itself; or nothing
    std::size_t offset = 0;      ///< in what it wrote
};

bool any_cell(const std::vector<RowRef>& rows, const auto& is_so)
{
    for (const auto& row : rows)
        for (const auto& cell : row->cells)
            if (is_so(*row, cell)) return true;
    return false;
}

bool any_cell(const Snapshot& snapshot, const auto& is_so)
{
    return any_cell(snapshot.primary, is_so) || any_cell(snapshot.alternate, is_so);
}

/// Whether neither of the two emulators can be told the cell: they know no rows of double width, and no clusters but by
/// marks that combine.
bool is_beyond_emulators(const Row& row, const Cell& cell)
{
    if (row.line_size != LineSize::normal) return true;
    return cell.is_cluster() && needs_clustering(row.dictionary->cluster(cell.cluster()), cell.width());
}

constexpr std::uint64_t HISTORY_LINES = 5;

/// The rows of the newest lines of the history, at the screen's width.
std::vector<RowRef> newest_rows(const Snapshot& snapshot, std::uint64_t lines)
{
    const auto words = std::make_shared<Dictionary>();
    const auto& history = snapshot.history;
    std::vector<RowRef> out;
    for (auto line = history.end() - std::min(lines, history.end() - history.first()); line < history.end(); ++line)
        for (auto& row : lay_out(history.rows(line), snapshot.state.size.columns, words))
            out.push_back(std::make_shared<Row>(std::move(row)));
    return out;
}

/// The same for tmux. After a joiner it takes the next character into the cell before it. It depends on its version,
/// and on the library that it was built with, how many columns have half of a flag, a glyph with VS16, and a colour of
/// skin after a glyph that may have one.
bool is_beyond_tmux(const Row& row, const Cell& cell)
{
    constexpr std::string_view JOINER = "\u200d";
    constexpr std::string_view EMOJI_PRESENTATION = "\ufe0f";
    constexpr std::string_view HALF_OF_A_FLAG = "\xf0\x9f\x87"; // how all of them begin
    constexpr std::string_view COLOUR_OF_SKIN = "\xf0\x9f\x8f"; // the same
    std::string text;
    row.append_text(cell, text);
    if (is_beyond_emulators(row, cell)) return true;
    return std::ranges::any_of(std::array{JOINER, EMOJI_PRESENTATION, HALF_OF_A_FLAG, COLOUR_OF_SKIN},
                               [&text](std::string_view part) { return text.find(part) != std::string::npos; });
}

/// States that generated streams lead to, but for those that are beyond whom they are for, told to a terminal that
/// another such stream has left in any.
std::vector<Scene> generated(int count, Size size, bool (*is_beyond)(const Row&, const Cell&))
{
    std::vector<Scene> out;
    for (int seed = 0; static_cast<int>(out.size()) < scaled(count); ++seed) {
        Stream stream(static_cast<std::uint32_t>(seed) + 90'000);
        Terminal terminal(size);
        terminal.feed(stream.pieces(size, 60));
        const auto snapshot = terminal.snapshot();
        if (any_cell(snapshot, is_beyond)) continue;
        const auto history = newest_rows(snapshot, HISTORY_LINES);
        const bool told = !any_cell(history, is_beyond);
        const auto bytes = write_vt(snapshot, {.history_lines = told ? HISTORY_LINES : 0});
        out.push_back({"seed " + std::to_string(seed), snapshot, stream.pieces(size, 30) + bytes,
                       told ? history : std::vector<RowRef>{}});
    }
    return out;
}

/// What recorded programs have shown at several moments: by what they wrote, and by what write_vt makes of it.
std::vector<Scene> of_programs(int moments)
{
    std::vector<Scene> out;
    for (const auto& [name, bytes] : recorded()) {
        Terminal terminal(RECORDED_SIZE);
        std::size_t end = 0;
        for (int moment = 1; moment <= scaled(moments); ++moment) {
            const auto from = end;
            end = bytes.size() * static_cast<std::size_t>(moment) / static_cast<std::size_t>(scaled(moments));
            terminal.feed(std::string_view(bytes).substr(from, end - from));
            while (!terminal.snapshot().tail.empty()) terminal.feed(std::string_view(bytes).substr(end++, 1));
            const auto snapshot = terminal.snapshot();
            const auto which = name + " at " + std::to_string(end);
            out.push_back({which + ", as written", snapshot, bytes.substr(0, end), {}, name, end});
            out.push_back({which + ", as told", snapshot, write_vt(snapshot), {}});
        }
    }
    return out;
}

/// The rows with what is not told apart by the emulator made the same.
std::vector<RowRef> with_styles(const std::vector<RowRef>& rows, const auto& change)
{
    std::vector<RowRef> out;
    for (const auto& row : rows) {
        auto copy = translate(*row, std::make_shared<Dictionary>());
        for (auto& cell : copy.cells) {
            Style style = copy.style(cell);
            change(style);
            cell.style = copy.dictionary->style_id(style);
        }
        out.push_back(std::make_shared<Row>(std::move(copy)));
    }
    return out;
}

// --- @xterm/headless -------------------------------------------------------------------------------------------------

std::vector<RowRef> as_xterm_tells(const std::vector<RowRef>& rows)
{
    return with_styles(rows, [](Style& style) {
        // Kinds of underlines and their colours are not in its interface; SGR 6 it does not know.
        // A link is told as an underline.
        if (style.underline != Underline::none || style.link != 0) style.underline = Underline::single;
        style.underline_colour = {};
        style.set(Attribute::rapid_blink, false);
    });
}

/// The rows without the looks of what a double-width glyph left empty at the end, where it did not fit: here it has
/// only the glyph's background.
std::vector<RowRef> without_left_empty(const std::vector<RowRef>& rows)
{
    std::vector<RowRef> out;
    for (const auto& row : rows) {
        auto copy = std::make_shared<Row>(*row);
        if (row->wrapped && row->cells.back().is_empty()) copy->cells.back() = Cell{};
        out.push_back(copy);
    }
    return out;
}

std::string difference_in_xterm(const std::vector<RowRef>& shown, const std::vector<RowRef>& wanted)
{
    return difference_in_look(without_left_empty(shown), without_left_empty(as_xterm_tells(wanted)));
}

std::string wraps(const std::vector<RowRef>& rows)
{
    std::string out;
    for (const auto& row : rows) out += row->wrapped ? '>' : '.';
    return out;
}

void check_xterm(const Scene& scene, const XtermScreen& shown)
{
    CAPTURE(scene.name);
    const auto& wanted = scene.wanted.state;
    REQUIRE(shown.active == wanted.active);
    REQUIRE(difference_in_xterm(shown.primary, scene.wanted.primary) == "");
    // Which rows go on after the cursor was moved about and lines were written over, every terminal decides for itself.
    const bool wraps_agree = scene.program.empty() || scene.program == "bash" || scene.program == "ls";
    if (wraps_agree) REQUIRE(wraps(shown.primary) == wraps(scene.wanted.primary));
    if (wanted.active == Side::alternate) {
        REQUIRE(difference_in_xterm(shown.alternate, scene.wanted.alternate) == "");
        if (wraps_agree) REQUIRE(wraps(shown.alternate) == wraps(scene.wanted.alternate));
    }
    REQUIRE(shown.scrollback.size() >= scene.history.size());
    const auto pushed = shown.scrollback.end() - static_cast<std::ptrdiff_t>(scene.history.size());
    REQUIRE(difference_in_xterm({pushed, shown.scrollback.end()}, scene.history) == "");
    REQUIRE(shown.title == wanted.title);
    REQUIRE(shown.modes.cursor_keys == wanted.modes.cursor_keys);
    REQUIRE(shown.modes.keypad == wanted.modes.keypad);
    REQUIRE(shown.modes.bracketed_paste == wanted.modes.bracketed_paste);
    REQUIRE(shown.modes.insert == wanted.modes.insert);
    REQUIRE(shown.modes.origin == wanted.modes.origin);
    REQUIRE(shown.modes.focus_reports == wanted.modes.focus_reports);
    REQUIRE(shown.modes.autowrap == wanted.modes.autowrap);
    REQUIRE(shown.modes.mouse_tracking == wanted.modes.mouse_tracking);
    // It knows no left and right margins.
    if (wanted.modes.left_right_margins) return;
    REQUIRE(shown.row == wanted.cursor.row);
    REQUIRE(shown.column == wanted.cursor.column + (wanted.cursor.pending_wrap ? 1 : 0));
}

void check_in_xterm(const std::vector<Scene>& scenes)
{
    const auto folder = xterm_folder();
    if (!folder) {
        MESSAGE("skipped: CLEAT_XTERM_HEADLESS does not name the folder of @xterm/headless");
        return;
    }
    std::vector<XtermCase> cases;
    for (const auto& scene : scenes) cases.push_back({scene.wanted.state.size, scene.bytes});
    const auto shown = show_in_xterm(*folder, cases);
    for (std::size_t i = 0; i < scenes.size(); ++i) check_xterm(scenes[i], shown[i]);
}

// --- tmux ------------------------------------------------------------------------------------------------------------

/// A pane that shows the bytes it is given.
class Pane {
 public:
    Pane(const Tmux& tmux, std::string name, Size size) : tmux_(tmux), name_(std::move(name)), size_(size)
    {
        REQUIRE(::mkfifo((scratch_ / "bytes").c_str(), 0600) == 0);
        const auto loop = "stty raw -echo; while cat '" + scratch_ / "bytes" + "'; do :; done";
        tmux_.open(name_, size_, {"sh", "-c", loop}, {});
    }

    /// Returns when they were read.
    void show(const std::string& bytes)
    {
        const auto title = "shown " + std::to_string(++count_);
        std::ofstream(scratch_ / "bytes", std::ios::binary) << bytes << "\x1b]2;" << title << "\x1b\\";
        REQUIRE(eventually([&] { return format("#{pane_title}") == title; }));
    }

    [[nodiscard]] std::string format(const std::string& format) const { return tmux_.format(name_, format); }
    [[nodiscard]] std::string joined() const { return tmux_.joined(name_); }
    [[nodiscard]] std::vector<RowRef> rows() const { return tmux_.screen(name_, size_).rows(); }
    [[nodiscard]] std::vector<RowRef> hidden_rows() const { return tmux_.hidden_screen(name_, size_).rows(); }

 private:
    Scratch scratch_;
    const Tmux& tmux_;
    std::string name_;
    Size size_;
    int count_ = 0;
};

std::vector<RowRef> as_tmux_tells(const std::vector<RowRef>& rows)
{
    return with_styles(rows, [](Style& style) {
        if (style.has(Attribute::rapid_blink)) style.set(Attribute::blink, true);
        style.set(Attribute::rapid_blink, false);
        style.set(Attribute::overline, false); // capture-pane writes it as 5:3, which is nothing
    });
}

/// What capture-pane tells ends with the last cell that was written; of erased ones after it their background is not.
std::string difference_in_tmux(const std::vector<RowRef>& shown, const std::vector<RowRef>& wanted)
{
    const auto without_erased = [&wanted](const std::vector<RowRef>& rows) {
        std::vector<RowRef> out;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto& model = wanted[i]->cells;
            auto copy = std::make_shared<Row>(*rows[i]);
            for (std::size_t end = model.size(); end > 0 && model[end - 1].is_empty(); --end) {
                auto& cell = copy->cells[end - 1];
                if (cell.is_empty() || cell.code_point() == U' ') cell = Cell{};
            }
            out.push_back(copy);
        }
        return out;
    };
    return difference_in_look(without_erased(shown), without_erased(as_tmux_tells(wanted)));
}

/// The text in lines. As tmux joins rows, nothing stands between the text of one that goes on and a double-width glyph
/// that did not fit it.
std::string lines(const std::vector<RowRef>& rows)
{
    std::string out;
    for (const auto& row : rows) {
        auto end = row->cells.size();
        while (row->wrapped && end > 0 && row->cells[end - 1].is_empty()) --end;
        for (std::size_t column = 0; column < end; ++column) {
            if (row->cells[column].is_empty()) out += ' ';
            else row->append_text(row->cells[column], out);
        }
        if (!row->wrapped) out += '\n';
    }
    return out;
}

std::string without_blanks_at_ends(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\n') out.erase(out.find_last_not_of(' ') + 1);
        out += c;
    }
    out.erase(out.find_last_not_of('\n') + 1);
    return out;
}

std::string tab_stops(const TabStops& stops)
{
    std::string out;
    for (int column = 0; column < stops.columns(); ++column)
        if (stops.is_set(column)) out += (out.empty() ? "" : ",") + std::to_string(column);
    return out;
}

/// What tmux tells of a pane beyond its cells. It knows no left and right margins, which the cursor may depend on.
std::string state_in_tmux(const TerminalState& state)
{
    std::string out;
    const auto tell = [&out](const auto& name, int value) {
        out += std::string(name) + '=' + std::to_string(value) + ' ';
    };
    const auto& modes = state.modes;
    tell("alternate_on", state.active == Side::alternate);
    tell("cursor_flag", state.cursor.visible);
    tell("insert_flag", modes.insert);
    tell("keypad_cursor_flag", modes.cursor_keys);
    tell("keypad_flag", modes.keypad);
    tell("origin_flag", modes.origin);
    tell("wrap_flag", modes.autowrap);
    tell("mouse_any_flag", modes.mouse_tracking >= MouseTracking::click);
    tell("scroll_region_upper", state.margins.top);
    tell("scroll_region_lower", state.margins.bottom);
    if (!modes.left_right_margins) {
        tell("cursor_y", state.cursor.row);
        tell("cursor_x", state.cursor.column + (state.cursor.pending_wrap ? 1 : 0));
    }
    return out + "pane_tabs=" + tab_stops(state.tab_stops);
}

/// A format that tmux expands to such a text: each name is followed by its value.
std::string as_format(const std::string& state)
{
    std::string out;
    for (std::size_t at = 0; at < state.size();) {
        const auto equals = state.find('=', at);
        const auto name = state.substr(at, equals - at);
        out += name + "=#{" + name + "} ";
        at = std::min(state.size(), state.find(' ', equals)) + 1;
    }
    out.pop_back();
    return out;
}

void check_tmux(const Scene& scene, const Pane& pane)
{
    CAPTURE(scene.name);
    const auto& wanted = scene.wanted.state;
    const auto state = state_in_tmux(wanted);
    REQUIRE(pane.format(as_format(state)) == state);
    REQUIRE(difference_in_tmux(pane.rows(), scene.wanted.screen().rows()) == "");
    if (scene.program.empty())
        REQUIRE(without_blanks_at_ends(pane.joined()) == without_blanks_at_ends(lines(scene.wanted.screen().rows())));
    if (wanted.active == Side::alternate) REQUIRE(difference_in_tmux(pane.hidden_rows(), scene.wanted.primary) == "");
}

void check_in_tmux(const std::vector<Scene>& scenes)
{
    const Tmux tmux;
    Pane pane(tmux, "emulator", scenes[0].wanted.state.size);
    for (const auto& scene : scenes) {
        pane.show((scene.program.empty() ? ""
                                         : "\x1b[?1049l\x1b"
                                           "c") +
                  scene.bytes);
        check_tmux(scene, pane);
    }
}

} // namespace

TEST_CASE("R4: tmux shows what write_vt tells it, whatever it was left with")
{
    check_in_tmux(generated(100, {.rows = 8, .columns = 20}, is_beyond_tmux));
}

TEST_CASE("tmux shows what real programs write as we do")
{
    check_in_tmux(of_programs(6));
}

TEST_CASE("R4: xterm.js shows what write_vt tells it, whatever it was left with")
{
    check_in_xterm(generated(300, {.rows = 8, .columns = 20}, is_beyond_emulators));
}

TEST_CASE("xterm.js shows what real programs write as we do")
{
    auto scenes = of_programs(20);
    std::erase_if(scenes, [](const Scene& scene) {
        // top erases to the end of a line that is full: here, as in xterm, from the cell under the cursor on, which
        // waits to wrap; in xterm.js from the column after it, of which there is none.
        if (scene.program == "top") return true;
        // In vim's split windows one writes over half of a double-width glyph: the other half keeps the glyph's
        // background here, and gets the look of what was written there.
        return scene.program == "vim" && scene.offset > 5000;
    });
    check_in_xterm(scenes);
}
