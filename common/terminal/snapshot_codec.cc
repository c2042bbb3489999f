#include "common/base/leb128.h"
#include "common/model/packed_row.h"
#include "common/terminal/snapshot.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <type_traits>

// The format: "cleat snapshot", a version, and the fields in the order of `fields` below. Numbers are LEB128, signed
// ones never negative; strings and lists are preceded by their length; what may be absent is preceded by 0 or 1.

namespace cleat {

namespace {

constexpr std::string_view MAGIC = "cleat snapshot";
constexpr std::uint8_t VERSION = 3;
constexpr int LAST_INDEXED = 255;

// What a terminal could have, and no more.
constexpr std::size_t LONGEST_TEXT = 64U << 10; // a title, a link, a directory: what a control string may be long
constexpr std::size_t LONGEST_TAIL = 2U << 20;  // an unfinished clipboard
constexpr std::size_t LONGEST_ROW = 16U << 20;
constexpr std::size_t MOST_SAVED_TITLES = 64;
constexpr std::size_t MOST_ANCHOR_ROWS = 128U << 10; // a screenful, and one line of the history
constexpr std::uint64_t MOST_HISTORY_LINES = 10'000'000;
constexpr std::uint64_t MOST_HISTORY_BYTES = 1U << 30;
constexpr std::uint64_t MOST_LINE_BYTES = 1U << 20;
constexpr std::uint64_t LAST_LINE_NUMBER = UINT64_MAX / 2; // what is counted on from it is a number, too

class Writer {
 public:
    explicit Writer(std::string& out) : out_(out) {}

    template <class T>
    void number(const T& value, std::uint64_t, std::uint64_t)
    {
        append_leb128(static_cast<std::uint64_t>(value), out_);
    }

    void text(const std::string& value, std::size_t)
    {
        append_leb128(value.size(), out_);
        out_ += value;
    }

    void row(const std::string& value) { text(value, LONGEST_ROW); }

    template <class T, class F>
    void list(const std::vector<T>& values, std::size_t, F&& each)
    {
        append_leb128(values.size(), out_);
        for (const auto& value : values) each(value);
    }

    template <class T, class F>
    void optional(const std::optional<T>& value, F&& each)
    {
        append_leb128(value ? 1 : 0, out_);
        if (value) each(*value);
    }

 private:
    std::string& out_;
};

/// Once something was wrong, all that follows is left as it is.
class Reader {
 public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool finished() const { return !failed_ && bytes_.empty(); }
    [[nodiscard]] std::size_t left() const { return bytes_.size(); }

    std::uint64_t take(std::uint64_t least, std::uint64_t most)
    {
        const auto value = failed_ ? std::nullopt : take_leb128(bytes_);
        if (!value || *value < least || *value > most) failed_ = true;
        return failed_ ? least : *value;
    }

    std::string_view take_bytes(std::size_t most)
    {
        const auto size = take(0, most);
        if (size > bytes_.size()) failed_ = true;
        if (failed_) return {};
        const auto taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }

    /// A packed row: never without a byte, nor wider than a terminal.
    std::string_view take_row()
    {
        const auto row = take_bytes(LONGEST_ROW);
        if (row.empty() || packed_length(row) > MAX_SIDE) failed_ = true;
        return failed_ ? std::string_view() : row;
    }

    template <class T>
    void number(T& value, std::uint64_t least, std::uint64_t most)
    {
        value = static_cast<T>(take(least, most));
    }

    void text(std::string& value, std::size_t most) { value = take_bytes(most); }

    void row(std::string& value) { value = take_row(); }

    /// An element takes a byte at least.
    template <class T, class F>
    void list(std::vector<T>& values, std::size_t most, F&& each)
    {
        const auto count = take(0, std::min(most, left()));
        values.clear();
        for (std::uint64_t i = 0; i < count && !failed_; ++i) each(values.emplace_back());
    }

    template <class T, class F>
    void optional(std::optional<T>& value, F&& each)
    {
        value.reset();
        if (take(0, 1) == 1) each(value.emplace());
    }

 private:
    std::string_view bytes_;
    bool failed_ = false;
};

constexpr std::uint64_t ANY = UINT64_MAX;

// Each `fields` is written once, for both directions: A is Writer and T const, or Reader and not.

template <class A, class T>
void flag(A& a, T& value)
{
    a.number(value, 0, 1);
}

template <class A, class T>
void colour(A& a, T& value)
{
    auto bits = value.bits();
    a.number(bits, 0, UINT32_MAX);
    if constexpr (!std::is_const_v<T>) value = Colour::from_bits(bits);
}

template <class A, class T>
void fields_of_size(A& a, T& size)
{
    a.number(size.rows, 1, MAX_SIDE);
    a.number(size.columns, 1, MAX_SIDE);
}

template <class A, class T>
void fields_of_cursor(A& a, T& cursor, Size size)
{
    a.number(cursor.row, 0, static_cast<std::uint64_t>(size.rows - 1));
    a.number(cursor.column, 0, static_cast<std::uint64_t>(size.columns - 1));
    flag(a, cursor.pending_wrap);
    flag(a, cursor.visible);
    flag(a, cursor.blink);
    a.number(cursor.shape, 0, static_cast<std::uint64_t>(CursorShape::bar));
}

template <class A, class T>
void fields_of_modes(A& a, T& modes)
{
    for (auto* mode : {&modes.insert, &modes.newline, &modes.cursor_keys, &modes.reverse_screen, &modes.origin,
                       &modes.autowrap, &modes.reverse_wrap, &modes.keypad, &modes.left_right_margins,
                       &modes.focus_reports, &modes.alternate_scroll, &modes.bracketed_paste, &modes.synchronised,
                       &modes.grapheme_clusters, &modes.theme_reports, &modes.size_reports})
        flag(a, *mode);
    a.number(modes.mouse_tracking, 0, static_cast<std::uint64_t>(MouseTracking::motion));
    a.number(modes.mouse_encoding, 0, static_cast<std::uint64_t>(MouseEncoding::sgr_pixels));
    a.number(modes.keyboard_flags, 0, 31);
    a.number(modes.modify_other_keys, 0, 2);
}

template <class A, class T>
void fields_of_quiet_modes(A& a, T& modes)
{
    for (auto* mode : {&modes.keyboard_locked, &modes.no_local_echo, &modes.wide_columns, &modes.smooth_scrolling,
                       &modes.print_form_feed, &modes.print_whole_screen, &modes.hebrew_keyboard,
                       &modes.may_change_columns, &modes.tab_wraps, &modes.national_characters,
                       &modes.backarrow_is_backspace, &modes.keeps_screen, &modes.unbounded_reverse_wrap})
        flag(a, *mode);
}

template <class A, class T>
void fields_of_margins(A& a, T& margins, Size size)
{
    a.number(margins.top, 0, static_cast<std::uint64_t>(size.rows - 1));
    a.number(margins.bottom, static_cast<std::uint64_t>(margins.top), static_cast<std::uint64_t>(size.rows - 1));
    a.number(margins.left, 0, static_cast<std::uint64_t>(size.columns - 1));
    a.number(margins.right, static_cast<std::uint64_t>(margins.left), static_cast<std::uint64_t>(size.columns - 1));
}

template <class A, class T>
void fields_of_tab_stops(A& a, T& stops, Size size)
{
    for (int column = 0; column < size.columns; ++column) {
        bool set = stops.is_set(column);
        flag(a, set);
        if constexpr (!std::is_const_v<T>) {
            if (set) stops.set(column);
            else stops.clear(column);
        }
    }
}

template <class A, class T>
void fields_of_charsets(A& a, T& charsets)
{
    for (auto& charset : charsets.designated) a.number(charset, 0, static_cast<std::uint64_t>(Charset::united_kingdom));
    a.number(charsets.gl, 0, 3);
    a.number(charsets.single, 0, 3);
}

template <class A, class T>
void fields_of_pen(A& a, T& pen)
{
    colour(a, pen.style.foreground);
    colour(a, pen.style.background);
    colour(a, pen.style.underline_colour);
    a.number(pen.style.attributes, 0, (static_cast<std::uint64_t>(Attribute::guarded) << 1) - 1);
    a.number(pen.style.underline, 0, static_cast<std::uint64_t>(Underline::dashed));
    a.text(pen.link.id, LONGEST_TEXT);
    a.text(pen.link.uri, LONGEST_TEXT);
}

template <class A, class T>
void fields_of_saved_cursor(A& a, T& saved, Size size)
{
    a.number(saved.row, 0, static_cast<std::uint64_t>(size.rows - 1));
    a.number(saved.column, 0, static_cast<std::uint64_t>(size.columns - 1));
    flag(a, saved.pending_wrap);
    flag(a, saved.origin);
    fields_of_pen(a, saved.pen);
    fields_of_charsets(a, saved.charsets);
}

template <class A, class T>
void fields_of_anchored(A& a, T& cursor)
{
    a.number(cursor.row, 0, MOST_ANCHOR_ROWS + MAX_SIDE);
    a.number(cursor.column, 0, MAX_SIDE);
    flag(a, cursor.pending_wrap);
}

template <class A, class T>
void fields_of_anchor(A& a, T& anchor)
{
    const auto cursor = [&a](auto& c) { fields_of_anchored(a, c); };
    a.number(anchor.columns, 1, MAX_SIDE);
    a.list(anchor.rows, MOST_ANCHOR_ROWS, [&a](auto& row) { a.row(row); });
    a.number(anchor.first_line, 0, ANY);
    a.number(anchor.above, 0, anchor.rows.size());
    a.number(anchor.blank_rows, 0, MAX_SIDE);
    a.number(anchor.left.line, 0, ANY);
    a.number(anchor.left.cell, 0, ANY);
    a.optional(anchor.cursor, cursor);
    a.optional(anchor.saved, cursor);
}

/// A map by numbers up to `last`, of values that `each` writes.
template <class T, class F>
void map(Writer& a, const std::map<int, T>& values, int, F&& each)
{
    a.number(values.size(), 0, ANY);
    for (const auto& [key, value] : values) {
        a.number(key, 0, ANY);
        each(value);
    }
}

template <class T, class F>
void map(Reader& a, std::map<int, T>& values, int last, F&& each)
{
    const auto most = static_cast<std::uint64_t>(last);
    const auto count = a.take(0, most + 1);
    for (std::uint64_t i = 0; i < count && !a.failed(); ++i) {
        const auto key = static_cast<int>(a.take(0, most));
        each(values[key]);
    }
}

template <class A, class T>
void fields_of_profile(A& a, T& profile)
{
    colour(a, profile.foreground);
    colour(a, profile.background);
    colour(a, profile.cursor);
    map(a, profile.palette, LAST_INDEXED, [&](auto& value) { colour(a, value); });
    a.number(profile.cell_width, 0, UINT16_MAX);
    a.number(profile.cell_height, 0, UINT16_MAX);
}

/// All but the size, which comes before it.
template <class A, class T>
void fields_of_state(A& a, T& state)
{
    const auto size = state.size;
    a.number(state.active, 0, 1);
    fields_of_cursor(a, state.cursor, size);
    fields_of_modes(a, state.modes);
    fields_of_quiet_modes(a, state.quiet_modes);
    map(a, state.saved_modes, Parameters::LARGEST, [&](auto& on) { flag(a, on); });
    a.number(state.level, 1, TerminalState::HIGHEST_LEVEL);
    fields_of_margins(a, state.margins, size);
    fields_of_tab_stops(a, state.tab_stops, size);
    fields_of_charsets(a, state.charsets);
    fields_of_pen(a, state.pen);
    for (auto& saved : state.saved_cursors)
        a.optional(saved, [&](auto& cursor) { fields_of_saved_cursor(a, cursor, size); });
    for (auto& keyboard : state.keyboards) {
        a.number(keyboard.current, 0, 31);
        a.list(keyboard.pushed, KeyboardStack::LIMIT, [&](auto& flags) { a.number(flags, 0, 31); });
    }
    a.text(state.title, LONGEST_TEXT);
    a.text(state.icon, LONGEST_TEXT);
    a.list(state.saved_titles, MOST_SAVED_TITLES, [&](auto& saved) {
        a.text(saved.title, LONGEST_TEXT);
        a.text(saved.icon, LONGEST_TEXT);
    });
    flag(a, state.title_modes.given_in_hex);
    flag(a, state.title_modes.reported_in_hex);
    map(a, state.palette, static_cast<int>(DynamicColour::cursor), [&](auto& value) { colour(a, value); });
    map(a, state.other_colours, LAST_DYNAMIC_COLOUR, [&](auto& value) { colour(a, value); });
    a.text(state.working_directory, LONGEST_TEXT);
    a.number(state.joint.place, 0, static_cast<std::uint64_t>(Joint::Place::under_cursor));
    flag(a, state.joint.ended_wrap_into);
    flag(a, state.joint.ended_wrap_out_of);
    a.number(state.protection, 0, static_cast<std::uint64_t>(Protection::areas));
    a.number(state.change_extent, 0, static_cast<std::uint64_t>(ChangeExtent::rectangle));
    a.number(state.last_character, 0, 0x10ffff);
    fields_of_profile(a, state.profile);
    a.number(state.readback, 0, static_cast<std::uint64_t>(Readback::allowed));
    a.number(state.offset, 0, ANY);
    a.number(state.rows_scrolled, 0, ANY);
    a.optional(state.anchor, [&](auto& anchor) { fields_of_anchor(a, anchor); });
}

void write_rows(const std::vector<RowRef>& rows, std::string& out)
{
    std::string packed;
    for (const auto& row : rows) {
        packed.clear();
        pack(*row, packed);
        append_leb128(row->changed, out);
        append_leb128(packed.size(), out);
        out += packed;
    }
}

std::vector<RowRef> read_rows(Reader& in, Size size, const DictionaryRef& dictionary)
{
    std::vector<RowRef> rows;
    for (int i = 0; i < size.rows && !in.failed(); ++i) {
        const auto changed = in.take(0, ANY);
        auto row = std::make_shared<Row>(unpack(in.take_row(), size.columns, dictionary));
        row->changed = changed;
        rows.push_back(std::move(row));
    }
    return rows;
}

void write_history(const History& history, std::string& out)
{
    for (const std::uint64_t number :
         {history.limits().lines, std::uint64_t{history.limits().bytes}, std::uint64_t{history.limits().line_bytes},
          history.first(), history.end() - history.first(), std::uint64_t{history.is_open()}})
        append_leb128(number, out);
    for (auto line = history.first(); line < history.end(); ++line) {
        const auto rows = history.rows(line);
        append_leb128(rows.size(), out);
        for (const auto row : rows) {
            append_leb128(row.size(), out);
            out += row;
        }
    }
}

History read_history(Reader& in)
{
    HistoryLimits limits;
    limits.lines = in.take(0, MOST_HISTORY_LINES);
    limits.bytes = in.take(0, MOST_HISTORY_BYTES);
    limits.line_bytes = in.take(0, MOST_LINE_BYTES);
    History history(limits);
    history.start_at(in.take(0, LAST_LINE_NUMBER));
    // A screenful may be beyond the bounds for a while.
    const auto lines = in.take(0, std::min<std::uint64_t>(limits.lines + MAX_SIDE + 1, in.left()));
    const bool open = in.take(0, 1) == 1;
    for (std::uint64_t line = 0; line < lines && !in.failed(); ++line) {
        const auto rows = in.take(1, in.left());
        for (std::uint64_t row = 0; row < rows && !in.failed(); ++row)
            if (const auto packed = in.take_row(); !packed.empty()) history.append_packed(packed, Eviction::later);
        if (line + 1 < lines || !open) history.close_line();
    }
    return history;
}

} // namespace

std::string serialise(const Snapshot& snapshot)
{
    std::string out(MAGIC);
    out.push_back(static_cast<char>(VERSION));
    Writer writer(out);
    fields_of_size(writer, snapshot.state.size);
    fields_of_state(writer, snapshot.state);
    writer.text(snapshot.tail, 0);
    write_rows(snapshot.primary, out);
    write_rows(snapshot.alternate, out);
    write_history(snapshot.history, out);
    return out;
}

Result<Snapshot> parse_snapshot(std::string_view bytes)
{
    if (!bytes.starts_with(MAGIC) || bytes.size() <= MAGIC.size())
        return Error("not a snapshot of a terminal", ErrorCode::invalid);
    if (static_cast<std::uint8_t>(bytes[MAGIC.size()]) != VERSION)
        return Error("a snapshot of another version", ErrorCode::unsupported);

    const Error damaged("a damaged snapshot of a terminal", ErrorCode::invalid);
    Reader reader(bytes.substr(MAGIC.size() + 1));
    Size size;
    fields_of_size(reader, size);
    if (reader.failed() || !is_valid(size)) return damaged;

    Snapshot snapshot{.state = TerminalState(size)};
    fields_of_state(reader, snapshot.state);
    reader.text(snapshot.tail, LONGEST_TAIL);
    const auto dictionary = std::make_shared<Dictionary>();
    snapshot.primary = read_rows(reader, size, dictionary);
    snapshot.alternate = read_rows(reader, size, dictionary);
    snapshot.history = read_history(reader);
    if (!reader.finished()) return damaged;
    return snapshot;
}

} // namespace cleat
