#include "common/model/update.h"

#include "common/model/packed_row.h"

#include <algorithm>
#include <unordered_map>

namespace cleat {

namespace {

using Rows = std::vector<RowRef>;

/// The index of each row of the old screen, by identity.
std::unordered_map<const Row*, int> places(const Rows& rows)
{
    std::unordered_map<const Row*, int> out;
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) out.emplace(rows[i].get(), static_cast<int>(i));
    return out;
}

void add_move(std::vector<RowMove>& moves, int from, int to)
{
    if (!moves.empty()) {
        RowMove& last = moves.back();
        if (last.from + last.count == from && last.to + last.count == to) {
            ++last.count;
            return;
        }
    }
    moves.push_back({from, to, 1});
}

SideUpdate diff_rows(const Rows& from, const Rows& to)
{
    SideUpdate out;
    if (from == to) return out;
    const auto known = places(from);
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (from[i] == to[i] || *from[i] == *to[i]) continue;
        const auto row = static_cast<int>(i);
        if (const auto place = known.find(to[i].get()); place != known.end()) add_move(out.moves, place->second, row);
        else out.changes.push_back({row, pack(*to[i])});
    }
    return out;
}

SideUpdate whole_rows(const Rows& to)
{
    SideUpdate out;
    for (std::size_t i = 0; i < to.size(); ++i) {
        const Row blank(to[i]->dictionary, to[i]->columns());
        if (*to[i] != blank) out.changes.push_back({static_cast<int>(i), pack(*to[i])});
    }
    return out;
}

bool is_within(int rows, const RowMove& move)
{
    return move.count >= 0 && move.from >= 0 && move.to >= 0 && move.count <= rows && move.from <= rows - move.count &&
           move.to <= rows - move.count;
}

bool is_within(int rows, const RowChange& change)
{
    return change.row >= 0 && change.row < rows;
}

Rows apply_rows(const Rows& from, const SideUpdate& update, int columns, const DictionaryRef& dictionary)
{
    const auto rows = static_cast<int>(from.size());
    Rows out = from;
    for (const RowMove& move : update.moves) {
        if (!is_within(rows, move)) continue;
        std::copy_n(from.begin() + move.from, move.count, out.begin() + move.to);
    }
    for (const RowChange& change : update.changes) {
        if (!is_within(rows, change)) continue;
        out[static_cast<std::size_t>(change.row)] =
            std::make_shared<const Row>(unpack(change.packed, columns, dictionary));
    }
    return out;
}

template <class F>
DictionaryRef renewed(Screen& screen, F&& translated)
{
    auto words = std::make_shared<Dictionary>();
    for (Rows* const side : {&screen.primary, &screen.alternate})
        for (RowRef& row : *side) row = std::make_shared<const Row>(translated(*row, words));
    words->settle();
    return words;
}

Row translated_without_links(const Row& row, const DictionaryRef& words)
{
    return unpack(pack_without_links(pack(row)), row.columns(), words);
}

/// The dictionary for new rows: the current one, until it is outgrown. All rows share it, so that none keeps entries of
/// an old one alive. Links beyond what any screen can have are dropped.
DictionaryRef dictionary_for(Screen& screen)
{
    constexpr std::size_t SPARE_ENTRIES = 1U << 18;
    constexpr std::size_t MAX_TEXT = 64U << 20;
    const DictionaryRef& used = screen.primary.back()->dictionary;
    if (!used->is_outgrown(SPARE_ENTRIES)) return used;
    auto words = renewed(screen, translate);
    return words->text_bytes() <= MAX_TEXT ? words : renewed(screen, translated_without_links);
}

bool applies_to_side(int rows, const SideUpdate& side)
{
    return std::ranges::all_of(side.moves, [rows](const RowMove& move) { return is_within(rows, move); }) &&
           std::ranges::all_of(side.changes, [rows](const RowChange& change) { return is_within(rows, change); });
}

bool fits_a_side(const SideUpdate& side)
{
    if (side.moves.size() > MAX_SIDE || side.changes.size() > MAX_SIDE) return false;
    int moved = 0; // each row has one destination
    for (const RowMove& move : side.moves) {
        if (move.count < 0 || move.count > MAX_SIDE - moved) return false;
        moved += move.count;
    }
    return true;
}

template <class T>
void set_if_changed(std::optional<T>& field, const T& from, const T& to)
{
    if (from != to) field = to;
}

template <class T>
void set(T& value, const std::optional<T>& sent)
{
    if (sent) value = *sent;
}

} // namespace

bool fits_a_screen(const Update& update)
{
    constexpr std::size_t LONGEST_TITLE = 4U << 10;
    const auto is_title = [](const auto& title) { return !title || title->size() <= LONGEST_TITLE; };
    return fits_a_side(update.primary) && fits_a_side(update.alternate) && (!update.size || is_valid(*update.size)) &&
           is_title(update.title) && is_title(update.icon);
}

bool applies_to(Size size, const Update& update)
{
    const int rows = update.size.value_or(size).rows;
    return applies_to_side(rows, update.primary) && applies_to_side(rows, update.alternate);
}

Update diff(const Screen& from, const Screen& to)
{
    if (from.size != to.size) return whole(to);
    Update out;
    out.primary = diff_rows(from.primary, to.primary);
    out.alternate = diff_rows(from.alternate, to.alternate);
    set_if_changed(out.active, from.active, to.active);
    set_if_changed(out.cursor, from.cursor, to.cursor);
    set_if_changed(out.modes, from.modes, to.modes);
    set_if_changed(out.title, from.title, to.title);
    set_if_changed(out.icon, from.icon, to.icon);
    set_if_changed(out.palette, from.palette, to.palette);
    return out;
}

Update whole(const Screen& to)
{
    Update out;
    out.size = to.size;
    out.primary = whole_rows(to.primary);
    out.alternate = whole_rows(to.alternate);
    out.active = to.active;
    out.cursor = to.cursor;
    out.modes = to.modes;
    out.title = to.title;
    out.icon = to.icon;
    out.palette = to.palette;
    return out;
}

Update without_links(const Update& update)
{
    Update out = update;
    for (SideUpdate* const side : {&out.primary, &out.alternate})
        for (RowChange& change : side->changes) change.packed = pack_without_links(change.packed);
    return out;
}

Screen apply(const Screen& from, const Update& update)
{
    const bool is_resized = update.size && is_valid(*update.size);
    Screen out = is_resized ? Screen(*update.size) : from;
    const DictionaryRef dictionary = dictionary_for(out);
    out.primary = apply_rows(out.primary, update.primary, out.size.columns, dictionary);
    out.alternate = apply_rows(out.alternate, update.alternate, out.size.columns, dictionary);
    out.rows_scrolled = from.rows_scrolled;
    set(out.active, update.active);
    set(out.cursor, update.cursor);
    set(out.modes, update.modes);
    set(out.title, update.title);
    set(out.icon, update.icon);
    set(out.palette, update.palette);
    out.cursor.row = std::clamp(out.cursor.row, 0, out.size.rows - 1);
    out.cursor.column = std::clamp(out.cursor.column, 0, out.size.columns - 1);
    return out;
}

} // namespace cleat
