#include "common/view/frame_rows.h"

#include "common/view/history_rows.h"

#include <algorithm>

namespace cleat {

namespace {

/// How many results are cached for other viewers. Requests by many viewers come close together.
constexpr std::size_t MAX_KEPT = 8;

template <class Map>
void keep(Map& map, const typename Map::key_type& key, const typename Map::mapped_type& value)
{
    if (map.size() >= MAX_KEPT) map.clear();
    map.insert_or_assign(key, value);
}

} // namespace

/// The rows of a line; of the last line perhaps only some have left the screen.
std::vector<std::string> FrameRows::rows_of(std::uint64_t line) const
{
    auto rows = rows_of_line(history_, line, columns_);
    if (line == end_.line && rows.size() > end_.row) rows.resize(end_.row);
    return rows;
}

TextPosition FrameRows::top()
{
    if (!top_) top_ = position_of(history_, end_, columns_);
    return *top_;
}

std::shared_ptr<const PackedRows> FrameRows::take(HistoryRow from)
{
    if (const auto found = taken_.find(from); found != taken_.end()) return found->second;
    const auto out = std::make_shared<PackedRows>();
    std::size_t bytes = 0;
    const auto has_room = [&] { return out->rows.size() < MAX_ROWS && bytes < MAX_BYTES; };
    HistoryRow next = from;
    while (next < end_ && has_room()) {
        std::vector<std::string> rows = rows_of(next.line);
        for (; next.row < rows.size() && has_room(); ++next.row) {
            // Not `from` itself, since its line may have been closed there.
            if (out->rows.empty()) out->from = position_of(history_, next, columns_);
            bytes += rows[next.row].size();
            out->rows.push_back(std::move(rows[next.row]));
        }
        if (next.row < rows.size()) break;
        next = std::min(HistoryRow{next.line + 1, 0}, end_);
    }
    if (out->rows.empty()) out->from = top();
    out->next = next;
    keep(taken_, from, out);
    return out;
}

FrameRows::Newest FrameRows::newest(std::uint64_t wanted, std::uint64_t oldest)
{
    // A cached result also holds here if its own `oldest` did not cut it short.
    if (const auto found = newest_.find(wanted);
        found != newest_.end() && found->second.rows >= wanted && found->second.line >= oldest)
        return found->second;
    Newest out{end_.row > 0 ? end_.line + 1 : end_.line, 0};
    while (out.line > oldest && out.rows < wanted) out.rows += rows_of(--out.line).size();
    keep(newest_, wanted, out);
    return out;
}

} // namespace cleat
