#include "common/base/leb128.h"
#include "common/model/packed_row.h"
#include "common/terminal/snapshot.h"
#include "common/terminal/sound_state.h"
#include "common/terminal/state_fields.h"
#include "common/wire/tagged.h"

#include <algorithm>
#include <cstdint>

// The format: "cleat snapshot", the format number, and tagged fields. A format with another number cannot be read at
// all by this version; additions are new fields, which earlier versions skip.

namespace cleat {

namespace {

constexpr std::string_view MAGIC = "cleat snapshot";
constexpr char FORMAT = 4;

/// Fields of a snapshot. Permanent.
enum Part : std::uint8_t {
    STATE = 1,
    TAIL = 2,
    PRIMARY = 3,   ///< rows: for each, when it changed, its packed length, and the packed row
    ALTERNATE = 4, ///< the same
    HISTORY = 5,
    LINES = 6, ///< of the history: the number of rows of each, and for each row its packed length and the packed row
};

// Limits: nothing larger than a terminal can have.
constexpr std::size_t LONGEST_TAIL = 2U << 20; // an unfinished clipboard
constexpr std::size_t LONGEST_ROW = 16U << 20;
constexpr std::uint64_t MAX_HISTORY_BYTES = 1U << 30;
constexpr std::uint64_t MAX_LINE_BYTES = 1U << 20;
constexpr std::uint64_t LAST_LINE_NUMBER = UINT64_MAX / 2; // leaves room for later lines

/// The properties of a history besides its lines.
struct HistoryHead {
    std::uint64_t most_lines = 0;
    std::uint64_t most_bytes = 0;
    std::uint64_t most_line_bytes = 0;
    std::uint64_t first = 0;
    std::uint64_t lines = 0;
    bool is_open = false;
    FIELDS(most_lines, most_bytes, most_line_bytes, first, lines, is_open)
};

/// Only the size, the first field of the state, which is needed before the rest.
struct StateSize {
    Size size;
    FIELDS(size)
};

/// After the first error every read returns nothing.
class RowReader {
 public:
    explicit RowReader(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool finished() const { return !failed_ && bytes_.empty(); }
    [[nodiscard]] std::size_t left() const { return bytes_.size(); }

    std::uint64_t take(std::uint64_t least, std::uint64_t most)
    {
        const auto value = failed_ ? std::nullopt : take_leb128(bytes_);
        if (!value || *value < least || *value > most) failed_ = true;
        return failed_ ? least : *value;
    }

    /// A packed row: never empty, nor wider than a terminal.
    std::string_view take_row()
    {
        const auto row = failed_ ? std::nullopt : tagged::take_sized(bytes_);
        if (!row || row->empty() || row->size() > LONGEST_ROW || packed_length(*row) > MAX_SIDE) failed_ = true;
        return failed_ ? std::string_view() : *row;
    }

 private:
    std::string_view bytes_;
    bool failed_ = false;
};

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

std::optional<std::vector<RowRef>> read_rows(std::string_view bytes, Size size, const DictionaryRef& dictionary)
{
    RowReader in(bytes);
    std::vector<RowRef> rows;
    for (int i = 0; i < size.rows && !in.failed(); ++i) {
        const auto changed = in.take(0, UINT64_MAX);
        const auto packed = in.take_row();
        if (in.failed()) return std::nullopt;
        auto row = std::make_shared<Row>(unpack(packed, size.columns, dictionary));
        row->changed = changed;
        rows.push_back(std::move(row));
    }
    if (!in.finished()) return std::nullopt;
    return rows;
}

HistoryHead head_of(const History& history)
{
    return {.most_lines = history.limits().lines,
            .most_bytes = history.limits().bytes,
            .most_line_bytes = history.limits().line_bytes,
            .first = history.first(),
            .lines = history.end() - history.first(),
            .is_open = history.is_open()};
}

void write_lines(const History& history, std::string& out)
{
    for (auto line = history.first(); line < history.end(); ++line) {
        const auto rows = history.rows(line);
        append_leb128(rows.size(), out);
        for (const auto row : rows) {
            append_leb128(row.size(), out);
            out += row;
        }
    }
}

/// Allows for a screenful beyond the limits, which is possible for a while.
bool is_sound(const HistoryHead& head, std::size_t bytes)
{
    return head.most_lines <= HistoryLimits::MAX_LINES && head.most_bytes <= MAX_HISTORY_BYTES &&
           head.most_line_bytes <= MAX_LINE_BYTES && head.first <= LAST_LINE_NUMBER &&
           head.lines <= std::min<std::uint64_t>(head.most_lines + MAX_SIDE + 1, bytes);
}

std::optional<History> read_history(const HistoryHead& head, std::string_view bytes)
{
    if (!is_sound(head, bytes.size())) return std::nullopt;
    History history({.lines = head.most_lines, .bytes = head.most_bytes, .line_bytes = head.most_line_bytes});
    history.start_at(head.first);
    RowReader in(bytes);
    for (std::uint64_t line = 0; line < head.lines && !in.failed(); ++line) {
        const auto rows = in.take(1, in.left());
        for (std::uint64_t row = 0; row < rows && !in.failed(); ++row)
            if (const auto packed = in.take_row(); !packed.empty()) history.append_packed(packed, Eviction::later);
        if (line + 1 < head.lines || !head.is_open) history.close_line();
    }
    if (!in.finished()) return std::nullopt;
    return history;
}

/// Every version wrote all of these: without one, the bytes are truncated.
bool has_all_parts(const tagged::Values& parts)
{
    return std::all_of(parts.begin(), parts.begin() + LINES, [](const auto& part) { return part.has_value(); });
}

std::optional<TerminalState> read_state(std::string_view bytes)
{
    const auto sized = from_tagged<StateSize>(bytes);
    if (!sized || !is_valid(sized->size)) return std::nullopt;
    TerminalState state(sized->size);
    if (!read_tagged(bytes, state) || !is_sound(state)) return std::nullopt;
    return state;
}

} // namespace

std::string serialise(const Snapshot& snapshot)
{
    std::string out(MAGIC);
    out.push_back(FORMAT);
    tagged::Writer writer(out);
    writer.put_field(STATE, [&] { append_tagged(snapshot.state, out); });
    writer.put_field(TAIL, [&] { out += snapshot.tail; });
    writer.put_field(PRIMARY, [&] { write_rows(snapshot.primary, out); });
    writer.put_field(ALTERNATE, [&] { write_rows(snapshot.alternate, out); });
    writer.put_field(HISTORY, [&] { append_tagged(head_of(snapshot.history), out); });
    writer.put_field(LINES, [&] { write_lines(snapshot.history, out); });
    return out;
}

Result<Snapshot> parse_snapshot(std::string_view bytes)
{
    if (!bytes.starts_with(MAGIC) || bytes.size() <= MAGIC.size())
        return Error("not a snapshot of a terminal", ErrorCode::invalid);
    if (bytes[MAGIC.size()] != FORMAT) return Error("a snapshot of another version", ErrorCode::unsupported);

    const Error damaged("a damaged snapshot of a terminal", ErrorCode::invalid);
    const auto parts = tagged::split(bytes.substr(MAGIC.size() + 1));
    if (!parts || !has_all_parts(*parts)) return damaged;
    const auto part = [&parts](Part which) { return *parts->at(which - 1); };

    auto state = read_state(part(STATE));
    const auto head = from_tagged<HistoryHead>(part(HISTORY));
    if (!state || !head || part(TAIL).size() > LONGEST_TAIL) return damaged;
    const auto dictionary = std::make_shared<Dictionary>();
    auto primary = read_rows(part(PRIMARY), state->size, dictionary);
    auto alternate = read_rows(part(ALTERNATE), state->size, dictionary);
    auto history = read_history(*head, part(LINES));
    if (!primary || !alternate || !history) return damaged;
    return Snapshot{.state = std::move(*state),
                    .primary = std::move(*primary),
                    .alternate = std::move(*alternate),
                    .history = std::move(*history),
                    .tail = std::string(part(TAIL))};
}

} // namespace cleat
