#include "server/waits/wait_text.h"

#include "common/model/packed_row.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cleat {

namespace {

std::string text_to_the_margin(const Row& row)
{
    std::string out;
    for (const Cell& cell : row.cells) {
        if (cell.is_empty()) out.push_back(' ');
        else row.append_text(cell, out);
    }
    return out;
}

std::string text_before(const Row& row, std::size_t column)
{
    std::string out;
    for (std::size_t i = 0; i < std::min(column, row.cells.size()); ++i) {
        if (row.cells[i].is_empty()) out.push_back(' ');
        else row.append_text(row.cells[i], out);
    }
    return out;
}

/// Searches the lines of the history, then those of the screen.
class ScreenSearch : public TextSearch {
 public:
    ScreenSearch(std::shared_ptr<const Screen> screen, const History& history, std::uint64_t from, std::uint64_t after,
                 std::uint64_t seen)
        : screen_(std::move(screen)),
          history_(history),
          line_(std::max(from, history.first())),
          end_(history.end()),
          after_(after),
          seen_(seen)
    {}

 private:
    std::optional<Part> next() override
    {
        if (rows_.empty()) take_line();
        if (!rows_.empty()) {
            StyleId fill = 0;
            const Row row = unpack(rows_.back(), words_, fill);
            rows_.pop_back();
            return part(row, true, true);
        }
        // The alternate screen does not continue the history.
        if (screen_->active == Side::alternate && !std::exchange(is_closed_, true))
            return Part{{}, true, false, false, 0, 0};
        if (row_ == screen_->rows().size()) return std::nullopt;
        const Row& row = *screen_->rows()[row_];
        Part out = part(row, row.changed > after_, row.changed > seen_ || seen_ == 0);
        if (static_cast<std::size_t>(screen_->cursor.row) == row_++ && !row.wrapped) add_blanks(row, out);
        return out;
    }

    /// Adds the blanks between the text and the cursor, as after a prompt.
    void add_blanks(const Row& row, Part& out)
    {
        const std::size_t length = text_.size();
        const Cursor& cursor = screen_->cursor;
        text_ = text_before(row, static_cast<std::size_t>(cursor.column) + (cursor.pending_wrap ? 1U : 0U));
        out.blanks = text_.size() > length ? text_.size() - length : 0;
        if (out.blanks == 0) text_ = row.text();
        else out.may_have_changed = true; // the cursor moves without changing a row
        out.text = text_;
    }

    /// A screen that grew has taken back lines of the history.
    [[nodiscard]] bool is_outdated() const override { return history_.end() < end_; }

    /// Copies the rows of a line, because the history may drop any of them meanwhile.
    void take_line()
    {
        line_ = std::max(line_, history_.first());
        if (line_ >= end_) return;
        const auto packed = history_.rows(line_++);
        rows_.assign(packed.rbegin(), packed.rend());
    }

    Part part(const Row& row, bool is_wanted, bool may_have_changed)
    {
        text_ = row.wrapped ? text_to_the_margin(row) : row.text();
        return {text_, !row.wrapped, is_wanted, may_have_changed, row.cells.size(), 0};
    }

    std::shared_ptr<const Screen> screen_;
    const History& history_;
    std::uint64_t line_;
    std::uint64_t end_;
    std::uint64_t after_;
    std::uint64_t seen_;
    DictionaryRef words_ = std::make_shared<Dictionary>();
    std::vector<std::string> rows_; ///< of the current line of the history, the next one last
    std::size_t row_ = 0;           ///< next row of the screen
    bool is_closed_ = false;
    std::string text_;
};

class LogSearch : public TextSearch {
 public:
    LogSearch(const Log& log, std::uint64_t from) : log_(log), at_(from), end_(log.end()) {}

 private:
    std::optional<Part> next() override
    {
        at_ = std::max(at_, log_.begin());
        if (at_ >= end_) return std::nullopt;
        const std::string_view left = log_.bytes(at_, end_).substr(0, Pattern::LONGEST_LINE);
        const std::size_t newline = left.find('\n');
        std::string_view line = left.substr(0, newline);
        at_ += newline == std::string_view::npos ? line.size() : newline + 1;
        if (line.ends_with('\r')) line.remove_suffix(1);
        return Part{line, true, true, true, line.size(), 0};
    }

    const Log& log_;
    std::uint64_t at_;
    std::uint64_t end_;
};

} // namespace

// --- screen ----------------------------------------------------------------------------------------------------------

ScreenText::ScreenText(Screen screen, const History& history)
    : screen_(std::make_shared<const Screen>(std::move(screen))), history_(history)
{}

/// Includes lines that left the screen since the mark.
std::uint64_t ScreenText::begin(std::optional<std::uint64_t>, std::optional<std::uint64_t> marked) const
{
    return marked.value_or(history_.end());
}

std::unique_ptr<TextSearch> ScreenText::search(std::uint64_t from, std::uint64_t after, std::uint64_t seen) const
{
    return std::make_unique<ScreenSearch>(screen_, history_, from, after, seen);
}

/// The lines that are in the history now were searched, except an open line, which may continue. A screen that grew has
/// taken back lines of the history.
std::uint64_t ScreenText::searched_until(std::uint64_t from) const
{
    return std::min(std::max(from, history_.end() - (history_.is_open() ? 1 : 0)), history_.end());
}

// --- log -------------------------------------------------------------------------------------------------------------

std::uint64_t LogText::begin(std::optional<std::uint64_t> after, std::optional<std::uint64_t>) const
{
    return after.value_or(0);
}

std::unique_ptr<TextSearch> LogText::search(std::uint64_t from, std::uint64_t after, std::uint64_t) const
{
    return std::make_unique<LogSearch>(log_, std::max(from, after));
}

std::uint64_t LogText::searched_until(std::uint64_t from) const
{
    const std::string_view left = log_.bytes(std::clamp(from, log_.begin(), log_.end()), log_.end());
    const std::size_t newline = left.rfind('\n');
    std::uint64_t at = log_.end() - left.size() + (newline == std::string_view::npos ? 0 : newline + 1);
    while (log_.end() - at >= Pattern::LONGEST_LINE) at += Pattern::LONGEST_LINE;
    return at;
}

} // namespace cleat
