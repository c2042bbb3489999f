// The output of write_vt and of real programs in foreign terminal emulators: tmux, and @xterm/headless if the
// environment variable CLEAT_XTERM_HEADLESS names its directory.
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

/// Bytes, and the state of a terminal that has read them.
struct Scene {
    std::string name;
    Snapshot wanted;
    std::string bytes;
    std::vector<RowRef> history; ///< the newest rows of its scrollback
    std::string program;         ///< the program that wrote the bytes; empty if write_vt did
    std::size_t offset = 0;      ///< in the output of the program
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

/// Whether neither emulator can show the cell: they support no double-width rows, and no clusters except those built
/// with combining marks.
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

/// Whether tmux cannot show the cell. It puts the character after a joiner into the cell before it. The widths of half
/// a flag, of a glyph with VS16 and of a skin tone modifier after its glyph depend on tmux's version and on the library
/// that it was built with.
bool is_beyond_tmux(const Row& row, const Cell& cell)
{
    constexpr std::string_view JOINER = "\u200d";
    constexpr std::string_view EMOJI_PRESENTATION = "\ufe0f";
    constexpr std::string_view HALF_OF_A_FLAG = "\xf0\x9f\x87"; // the first bytes of each regional indicator
    constexpr std::string_view SKIN_TONE = "\xf0\x9f\x8f";      // and of each modifier
    std::string text;
    row.append_text(cell, text);
    if (is_beyond_emulators(row, cell)) return true;
    return std::ranges::any_of(std::array{JOINER, EMOJI_PRESENTATION, HALF_OF_A_FLAG, SKIN_TONE},
                               [&text](std::string_view part) { return text.find(part) != std::string::npos; });
}

/// States produced by generated streams, without those that the emulator cannot show. Each is written with write_vt to
/// a terminal that another generated stream has left in an arbitrary state.
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
        const bool with_history = !any_cell(history, is_beyond);
        const auto bytes = write_vt(snapshot, {.history_lines = with_history ? HISTORY_LINES : 0});
        out.push_back({"seed " + std::to_string(seed), snapshot, stream.pieces(size, 30) + bytes,
                       with_history ? history : std::vector<RowRef>{}});
    }
    return out;
}

/// The screens of recorded programs at several moments: from their own output, and from that of write_vt.
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
            out.push_back({which + ", by write_vt", snapshot, write_vt(snapshot), {}});
        }
    }
    return out;
}

/// The rows with `change` applied to every style, to erase what the emulator does not distinguish.
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

std::vector<RowRef> as_xterm_reports(const std::vector<RowRef>& rows)
{
    return with_styles(rows, [](Style& style) {
        // xterm.js's interface reports neither the kind nor the colour of an underline, and reports a link as an
        // underline. xterm.js does not support SGR 6.
        if (style.underline != Underline::none || style.link != 0) style.underline = Underline::single;
        style.underline_colour = {};
        style.set(Attribute::rapid_blink, false);
    });
}

/// The rows without the style of a last cell that was left empty because a double-width glyph did not fit: in our
/// terminal such a cell has only the glyph's background.
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
    return difference_in_look(without_left_empty(shown), without_left_empty(as_xterm_reports(wanted)));
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
    // Terminals differ in which rows they treat as wrapped after cursor movement and overwriting.
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
    // xterm.js does not support left and right margins.
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

    /// Returns when the pane has read the bytes.
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

std::vector<RowRef> as_tmux_reports(const std::vector<RowRef>& rows)
{
    return with_styles(rows, [](Style& style) {
        if (style.has(Attribute::rapid_blink)) style.set(Attribute::blink, true);
        style.set(Attribute::rapid_blink, false);
        style.set(Attribute::overline, false); // capture-pane writes it as 5:3, which has no meaning
    });
}

/// Ignores the background of erased cells after the last written cell of a row: capture-pane ends with that cell.
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
    return difference_in_look(without_erased(shown), without_erased(as_tmux_reports(wanted)));
}

/// The text in lines, joined as by tmux: a wrapped row and a double-width glyph that did not fit on it have nothing
/// between them.
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

/// What tmux reports of a pane besides its cells. Without the cursor if left and right margins are on: tmux does not
/// support them, and the cursor may depend on them.
std::string state_in_tmux(const TerminalState& state)
{
    std::string out;
    const auto add = [&out](const auto& name, int value) {
        out += std::string(name) + '=' + std::to_string(value) + ' ';
    };
    const auto& modes = state.modes;
    add("alternate_on", state.active == Side::alternate);
    add("cursor_flag", state.cursor.visible);
    add("insert_flag", modes.insert);
    add("keypad_cursor_flag", modes.cursor_keys);
    add("keypad_flag", modes.keypad);
    add("origin_flag", modes.origin);
    add("wrap_flag", modes.autowrap);
    add("mouse_any_flag", modes.mouse_tracking >= MouseTracking::click);
    add("scroll_region_upper", state.margins.top);
    add("scroll_region_lower", state.margins.bottom);
    if (!modes.left_right_margins) {
        add("cursor_y", state.cursor.row);
        add("cursor_x", state.cursor.column + (state.cursor.pending_wrap ? 1 : 0));
    }
    return out + "pane_tabs=" + tab_stops(state.tab_stops);
}

/// A tmux format that expands to text like `state`, with tmux's own value after each name.
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

TEST_CASE("R4: tmux shows the screen that write_vt writes, whatever its state before")
{
    check_in_tmux(generated(100, {.rows = 8, .columns = 20}, is_beyond_tmux));
}

TEST_CASE("tmux shows the output of real programs as our terminal does")
{
    check_in_tmux(of_programs(6));
}

TEST_CASE("R4: xterm.js shows the screen that write_vt writes, whatever its state before")
{
    check_in_xterm(generated(300, {.rows = 8, .columns = 20}, is_beyond_emulators));
}

TEST_CASE("xterm.js shows the output of real programs as our terminal does")
{
    auto scenes = of_programs(20);
    std::erase_if(scenes, [](const Scene& scene) {
        // top erases to the end of a full line while a wrap is pending: our terminal and xterm erase from the cell
        // under the cursor, xterm.js from the column after it, which does not exist.
        if (scene.program == "top") return true;
        // With split windows vim overwrites half of a double-width glyph: the other half keeps the glyph's background
        // in our terminal, and gets the style of the new text in xterm.js.
        return scene.program == "vim" && scene.offset > 5000;
    });
    check_in_xterm(scenes);
}
