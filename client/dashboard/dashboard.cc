#include "client/dashboard/dashboard.h"

#include "client/dashboard/session_words.h"
#include "common/base/quote.h"
#include "common/base/utf8.h"
#include "common/model/width.h"
#include "common/render/crop.h"

#include <algorithm>
#include <unordered_map>

namespace cleat {

namespace {

/// A session without output for this many seconds counts as idle.
constexpr std::int64_t IDLE = 5;

StyleId title_style(Dictionary& words, bool is_chosen)
{
    Style style;
    style.set(Attribute::bold, true);
    style.set(Attribute::reverse, is_chosen);
    if (!is_chosen) style.underline = Underline::single;
    return words.style_id(style);
}

/// Writes text into the cells from `column` up to but not including `end`; returns the column after it. Control
/// characters become `?`.
int write(std::string_view text, Row& row, int column, int end, StyleId style)
{
    while (!text.empty()) {
        const Utf8Character character = decode_utf8(text);
        text.remove_prefix(character.length);
        const char32_t c = character.code_point < 0x20 || character.code_point == 0x7f ? U'?' : character.code_point;
        const int columns = width(c);
        if (columns == 0) continue;
        if (column + columns > end) break;
        row.cells[static_cast<std::size_t>(column)] = Cell::code_point(c, style, columns == 2);
        if (columns == 2) row.cells[static_cast<std::size_t>(column + 1)] = Cell::tail(style);
        column += columns;
    }
    return column;
}

void fill(Row& row, int column, int end, StyleId style)
{
    for (; column < end; ++column) row.cells[static_cast<std::size_t>(column)] = Cell::code_point(U' ', style);
}

/// The note at the right end of a tile's title.
std::string note_of(const SessionInfo& info, std::int64_t now)
{
    if (info.ended) return state_of(info);
    const auto idle = seconds_between(info.active, now);
    return idle < IDLE ? std::string() : "idle " + short_age(idle);
}

int columns_of(std::string_view text)
{
    int columns = 0;
    while (!text.empty()) {
        const Utf8Character character = decode_utf8(text);
        columns += width(character.code_point);
        text.remove_prefix(character.length);
    }
    return columns;
}

void write_title(const SessionInfo& info, const Tile& tile, std::int64_t now, StyleId style, Row& row)
{
    const int end = tile.column + tile.size.columns;
    fill(row, tile.column, end, style);
    const auto note = note_of(info, now);
    const int note_begin = std::max(tile.column, end - 1 - columns_of(note));
    const int name_end = write(' ' + visible(info.name), row, tile.column, end, style);
    if (!info.title.empty() && name_end + 2 < note_begin)
        write("  " + visible(info.title), row, name_end, note_begin - 1, style);
    if (!note.empty() && name_end < note_begin) write(note, row, note_begin, end, style);
}

/// Shows the program's cursor by inverting its cell.
void mark_cursor(const Cursor& cursor, Row& row, int column)
{
    auto& cell = row.cells[static_cast<std::size_t>(column + cursor.column)];
    Style style = row.style(cell);
    style.set(Attribute::reverse, !style.has(Attribute::reverse));
    const StyleId id = row.dictionary->style_id(style);
    if (cell.is_empty()) cell = Cell::code_point(U' ', id);
    cell.style = id;
    if (cell.is_wide()) row.cells[static_cast<std::size_t>(column + cursor.column + 1)] = Cell::tail(id);
}

} // namespace

void Dashboard::set_sessions(std::vector<SessionInfo> sessions)
{
    std::unordered_map<std::uint64_t, std::optional<Screen>*> screens;
    for (DashboardSession& session : sessions_) screens.emplace(session.info.id, &session.screen);
    std::vector<DashboardSession> now;
    for (auto& info : sessions) {
        const auto known = screens.find(info.id);
        now.push_back({std::move(info), known == screens.end() ? std::nullopt : std::move(*known->second)});
    }
    const std::size_t index = chosen_index();
    sessions_ = std::move(now);
    if (chosen() != nullptr) return;
    zoomed_ = false;
    chosen_ = sessions_.empty() ? 0 : sessions_[std::min(index, sessions_.size() - 1)].info.id;
}

void Dashboard::set_screen(std::uint64_t session, Screen screen)
{
    const auto known = std::find_if(sessions_.begin(), sessions_.end(),
                                    [&](const DashboardSession& candidate) { return candidate.info.id == session; });
    if (known != sessions_.end()) known->screen = std::move(screen);
}

void Dashboard::set_refusal(std::uint64_t session, std::string why)
{
    const auto known = std::ranges::find(sessions_, session, [](const DashboardSession& one) { return one.info.id; });
    if (known != sessions_.end()) known->refusal = std::move(why);
}

const DashboardSession* Dashboard::chosen() const
{
    const auto index = chosen_index();
    return index < sessions_.size() ? &sessions_[index] : nullptr;
}

/// The index of the chosen session, or the number of sessions if none is chosen.
std::size_t Dashboard::chosen_index() const
{
    const auto found = std::find_if(sessions_.begin(), sessions_.end(),
                                    [this](const auto& session) { return session.info.id == chosen_; });
    return static_cast<std::size_t>(found - sessions_.begin());
}

void Dashboard::choose(std::uint64_t session)
{
    chosen_ = session;
}

void Dashboard::move(int down, int across)
{
    const auto index = static_cast<int>(chosen_index());
    const int wanted = index + down * layout_.across + across;
    const bool same_row = index / layout_.across == wanted / layout_.across;
    if (zoomed_ || wanted < 0 || wanted >= static_cast<int>(sessions_.size()) || (across != 0 && !same_row)) return;
    chosen_ = sessions_[static_cast<std::size_t>(wanted)].info.id;
}

void Dashboard::step(int by)
{
    const auto count = static_cast<int>(sessions_.size());
    if (count == 0) return;
    const int wanted = (static_cast<int>(chosen_index()) + by % count + count) % count;
    chosen_ = sessions_[static_cast<std::size_t>(wanted)].info.id;
}

Screen Dashboard::draw(Size terminal, std::int64_t now)
{
    const auto words = std::make_shared<Dictionary>();
    std::vector<std::shared_ptr<Row>> rows;
    rows.reserve(static_cast<std::size_t>(terminal.rows));
    for (int row = 0; row < terminal.rows; ++row) rows.push_back(std::make_shared<Row>(words, terminal.columns));

    const Size tiled{.rows = std::max(1, terminal.rows - 1), .columns = terminal.columns};
    layout_ = lay_out_dashboard(tiled, zoomed_ ? 1 : sessions_.size());
    const std::size_t chosen = chosen_index();
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        if (zoomed_ ? i != chosen : layout_.page_of(i) != layout_.page_of(chosen)) continue;
        draw_tile(sessions_[i], layout_.tile(zoomed_ ? 0 : i), i == chosen, now, words, rows);
    }
    if (terminal.rows > 1) draw_footer(*rows.back());

    Screen screen(terminal);
    screen.primary.assign(rows.begin(), rows.end());
    screen.cursor.visible = false;
    return screen;
}

void Dashboard::draw_tile(const DashboardSession& session, const Tile& tile, bool is_chosen, std::int64_t now,
                          const DictionaryRef& words, std::vector<std::shared_ptr<Row>>& rows) const
{
    Row& title = *rows[static_cast<std::size_t>(tile.row)];
    write_title(session.info, tile, now, title_style(*words, is_chosen), title);
    const Size window{.rows = tile.size.rows - 1, .columns = tile.size.columns};
    if (window.rows < 1) return;
    if (!session.screen && !session.refusal.empty()) {
        Style faint;
        faint.set(Attribute::faint, true);
        Row& first = *rows[static_cast<std::size_t>(tile.row + 1)];
        write(visible(session.refusal), first, tile.column, tile.column + window.columns, words->style_id(faint));
    }
    if (!session.screen) return;
    // A hidden cursor can be anywhere: the upper left corner is then the better choice.
    const bool follows = session.screen->cursor.visible;
    const Corner corner = follows ? follow_cursor({}, *session.screen, window) : Corner();
    const Screen shown = crop(*session.screen, window, corner);
    for (int row = 0; row < window.rows; ++row) {
        const Row from = translate(*shown.rows()[static_cast<std::size_t>(row)], words);
        Row& to = *rows[static_cast<std::size_t>(tile.row + 1 + row)];
        std::copy(from.cells.begin(), from.cells.end(), to.cells.begin() + tile.column);
        if (shown.cursor.visible && shown.cursor.row == row) mark_cursor(shown.cursor, to, tile.column);
    }
}

void Dashboard::draw_footer(Row& row) const
{
    Style style;
    style.set(Attribute::faint, true);
    const StyleId id = row.dictionary->style_id(style);
    const std::size_t pages = sessions_.empty() ? 0 : layout_.page_of(sessions_.size() - 1) + 1;
    std::string text = ' ' + std::to_string(sessions_.size()) + (sessions_.size() == 1 ? " session" : " sessions");
    if (!zoomed_ && pages > 1)
        text += ", page " + std::to_string(layout_.page_of(chosen_index()) + 1) + " of " + std::to_string(pages);
    text += zoomed_ ? "   Enter all   Tab next   a attach   q quit"
                    : "   arrows, Tab select   Enter zoom   a attach   q quit";
    write(text, row, 0, row.columns(), id);
}

} // namespace cleat
