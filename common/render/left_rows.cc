#include "common/render/left_rows.h"

#include "common/model/packed_row.h"
#include "common/model/reflow.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

namespace cleat {

namespace {

constexpr char32_t CLUSTER = 0x8000'0000U;

char32_t number_of(const Row& row, const Cell& cell)
{
    if (cell.is_empty() || cell.is_tail()) return U' ';
    if (!cell.is_cluster()) return cell.code_point();
    std::string text;
    row.append_text(cell, text);
    return CLUSTER | static_cast<char32_t>(std::hash<std::string>()(text));
}

} // namespace

void LeftRows::rows_returned(TextPosition position)
{
    while (!left_.empty() && left_.back().begin >= position) {
        cells_ -= left_.back().text.size();
        returned_.push_back(std::move(left_.back()));
        left_.pop_back();
    }
    if (!left_.empty() && position < left_.back().end()) {
        Piece& cut = left_.back();
        const auto kept = static_cast<std::size_t>(position.cell - cut.begin.cell);
        returned_.push_back({position, cut.text.substr(kept), cut.ends});
        cells_ -= cut.text.size() - kept;
        cut.text.resize(kept);
        cut.ends = false;
    }
    split_returned(position);
    if (returned_.size() > MAX_LINES)
        returned_.erase(returned_.begin(), returned_.end() - static_cast<std::ptrdiff_t>(MAX_LINES));
}

/// If the screen's top is inside a line, writing can cut the line there.
void LeftRows::split_returned(TextPosition position)
{
    const auto is_in = [position](const Piece& piece) { return piece.begin < position && position < piece.end(); };
    const auto piece = std::find_if(returned_.begin(), returned_.end(), is_in);
    if (piece == returned_.end()) return;
    const auto kept = static_cast<std::size_t>(position.cell - piece->begin.cell);
    Piece rest{position, piece->text.substr(kept), piece->ends};
    piece->text.resize(kept);
    piece->ends = false;
    returned_.insert(piece + 1, std::move(rest));
}

std::optional<std::uint64_t> LeftRows::leave(std::string_view packed, TextPosition at, int columns)
{
    StyleId fill = 0;
    const Row row = unpack(packed, std::make_shared<Dictionary>(), fill);
    Text text = text_of(row);
    std::size_t before = 0;
    if (at < begin_) {
        if (at.line < begin_.line || at.cell + text.size() <= begin_.cell) return std::nullopt;
        before = static_cast<std::size_t>(begin_.cell - at.cell);
        text.erase(0, before);
        at = begin_;
    }
    const bool ends = !row.wrapped;
    const bool is_full = text.size() + 1 >= static_cast<std::size_t>(columns); // a double-width glyph may not have fit
    const End end = !ends ? End::none : is_full ? End::perhaps_cut : End::whole;
    const auto known = take_returned(at, text, end, row.returned);
    const bool is_known = known && *known == text.size();
    note_order(ends ? TextPosition{at.line + 1, 0} : TextPosition{at.line, at.cell + text.size()}, !is_known);
    note(at, std::move(text), ends);
    return is_known ? std::nullopt : std::optional<std::uint64_t>(before + known.value_or(0));
}

void LeftRows::drop_from(TextPosition position)
{
    rows_returned(position);
    std::erase_if(returned_, [position](const Piece& piece) { return piece.begin >= position; });
}

/// Pieces before `top` are dropped. The others stay: text that overwrote one of them, if it leaves, leaves from the
/// same position.
void LeftRows::clear_returned(TextPosition top)
{
    const auto is_before = [top](const Piece& piece) { return piece.begin < top; };
    const auto known = returned_.size();
    returned_.erase(std::remove_if(returned_.begin(), returned_.end(), is_before), returned_.end());
    if (returned_.size() < known) interrupted(top);
    if (returned_.empty()) is_mixed_ = false;
}

void LeftRows::interrupted(TextPosition position)
{
    same_from_ = std::max(same_from_, position);
}

LeftRows::Text LeftRows::text_of(const Row& row)
{
    Text out;
    for (const Cell& cell : row.cells) out += number_of(row, cell);
    out.resize(text_cells(row), U' ');
    return out;
}

/// How many cells of the row, from its first, belong to the piece. Nothing if they differ in their common length, or if
/// the line ends with one of them but not with the other.
std::optional<std::size_t> LeftRows::match(const Piece& piece, const Text& row, End end)
{
    const std::size_t common = std::min(piece.text.size(), row.size());
    if (compared_ >= MAX_COMPARED) return std::nullopt;
    const auto equal = static_cast<std::size_t>(
        std::mismatch(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(common), piece.text.begin()).first -
        row.begin());
    compared_ += equal + 1;
    if (equal < common) return std::nullopt;
    const bool goes_beyond = piece.text.size() > common;
    if (end == End::whole && goes_beyond) return std::nullopt;
    if (piece.ends && !goes_beyond && (end == End::none || row.size() > common)) return std::nullopt;
    return common > 0 || (piece.ends && !goes_beyond) ? std::optional(common) : std::nullopt;
}

/// How many cells of the row, from its first, are among the returned pieces, from which they are removed; nothing if
/// none are. They can belong to several pieces of a line that was cut where the screen's top was at another width.
std::optional<std::size_t> LeftRows::take_returned(TextPosition at, const Text& row, End end, bool anywhere)
{
    auto known = take_piece(at, row, end, anywhere);
    while (known && *known < row.size()) {
        const auto more = take_piece({at.line, at.cell + *known}, row.substr(*known), end, anywhere);
        if (!more) break;
        *known += *more;
    }
    return known;
}

/// The same for the piece at `at`, or otherwise, if `anywhere`, for the first piece that matches. Only the remainder of
/// the piece stays.
std::optional<std::size_t> LeftRows::take_piece(TextPosition at, const Text& row, End end, bool anywhere)
{
    const auto take_if = [&](const auto& is_candidate) -> std::optional<std::size_t> {
        for (auto piece = returned_.begin(); piece != returned_.end(); ++piece) {
            if (!is_candidate(*piece)) continue;
            const auto known = match(*piece, row, end);
            if (!known) continue;
            piece->text.erase(0, *known);
            piece->begin = {at.line, at.cell + *known};
            if (piece->text.empty()) returned_.erase(piece);
            return known;
        }
        return std::nullopt;
    };
    if (const auto known = take_if([at](const Piece& piece) { return piece.begin == at; })) return known;
    if (!anywhere) return std::nullopt;
    const auto known = take_if([](const Piece&) { return true; });
    is_mixed_ = is_mixed_ || known;
    return known;
}

/// A row that ends at `end` has left, and was appended to the scrollback if it is new.
void LeftRows::note_order(TextPosition end, bool is_new)
{
    is_mixed_ = is_mixed_ || (is_new && !returned_.empty());
    if (is_mixed_) interrupted(end);
    if (returned_.empty()) is_mixed_ = false;
}

void LeftRows::note(TextPosition at, Text text, bool ends)
{
    cells_ += text.size();
    if (!left_.empty() && left_.back().end() == at && !left_.back().ends && at.cell != 0) {
        left_.back().text += text;
        left_.back().ends = ends;
    } else {
        left_.push_back({at, std::move(text), ends});
    }
    bound();
}

void LeftRows::bound()
{
    while (left_.size() > 1 && (left_.size() > MAX_LINES || cells_ > CELL_LIMIT)) {
        cells_ -= left_.front().text.size();
        begin_ = left_.front().end();
        if (left_.front().ends) begin_ = {begin_.line + 1, 0};
        left_.pop_front();
    }
}

} // namespace cleat
