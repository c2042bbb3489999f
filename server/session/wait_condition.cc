#include "server/session/wait_condition.h"

#include "common/model/packed_row.h"

#include <re2/re2.h>

#include <algorithm>

namespace cleat {

namespace {

/// For messages, which are bounded whatever the pattern.
std::string cut(const std::string& text)
{
    constexpr std::size_t MOST = 256;
    return text.size() <= MOST ? text : text.substr(0, MOST) + "...";
}

std::string shown(const std::string& pattern)
{
    return "\"" + cut(pattern) + "\"";
}

} // namespace

Pattern::Pattern(std::unique_ptr<re2::RE2> compiled) : compiled_(std::move(compiled)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(const std::string& text, Limits limits)
{
    if (text.size() > limits.length)
        return Error("a pattern of " + std::to_string(text.size()) + " bytes, where " + std::to_string(limits.length) +
                         " are allowed",
                     ErrorCode::invalid);
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(static_cast<std::int64_t>(limits.memory));
    auto compiled = std::make_unique<re2::RE2>(text, options);
    if (!compiled->ok())
        return Error("the pattern " + shown(text) + " is no regular expression: " + cut(compiled->error()),
                     ErrorCode::invalid);
    return Pattern(std::move(compiled));
}

bool Pattern::matches(std::string_view text) const
{
    return re2::RE2::PartialMatch({text.data(), text.size()}, *compiled_);
}

namespace {

/// Puts rows together to lines and tries each.
class LineSearch {
 public:
    explicit LineSearch(const Pattern& pattern) : pattern_(pattern) {}

    /// True when the line that ends with this row matches. Rows that do not count break no line.
    bool add(const Row& row, bool counts, bool is_news)
    {
        line_ += row.wrapped ? text_to_the_margin(row) : row.text();
        counts_ = counts_ || counts;
        is_news_ = is_news_ || is_news;
        if (row.wrapped) return false;
        return end_line();
    }

    bool end_line()
    {
        const bool is_tried = counts_ && is_news_;
        searched_ += is_tried ? 1 : 0;
        const bool found = is_tried && pattern_.matches(line_);
        if (found) found_ = line_;
        line_.clear();
        counts_ = is_news_ = false;
        return found;
    }

    [[nodiscard]] const std::string& found() const { return found_; }
    [[nodiscard]] std::size_t searched() const { return searched_; }

 private:
    static std::string text_to_the_margin(const Row& row)
    {
        std::string out;
        for (const Cell& cell : row.cells) {
            if (cell.is_empty()) out.push_back(' ');
            else row.append_text(cell, out);
        }
        return out;
    }

    const Pattern& pattern_;
    std::string line_;
    std::string found_;
    std::size_t searched_ = 0;
    bool counts_ = false;
    bool is_news_ = false;
};

} // namespace

namespace {

std::optional<std::string> find_with(LineSearch& search, const Screen& screen, const History& history,
                                     std::uint64_t from_line, std::uint64_t after, std::uint64_t seen)
{
    const auto words = std::make_shared<Dictionary>();
    for (std::uint64_t line = std::max(from_line, history.first()); line < history.end(); ++line) {
        for (const std::string_view packed : history.rows(line)) {
            StyleId fill = 0;
            if (search.add(unpack(packed, words, fill), true, true)) return search.found();
        }
    }
    // The alternate screen does not go on where history ends.
    if (screen.active == Side::alternate && search.end_line()) return search.found();
    for (const RowRef& row : screen.rows())
        if (search.add(*row, row->changed > after, row->changed > seen || seen == 0)) return search.found();
    if (search.end_line()) return search.found();
    return std::nullopt;
}

} // namespace

std::optional<std::string> find_line(const Pattern& pattern, const Screen& screen, const History& history,
                                     std::uint64_t from_line, std::uint64_t after, std::uint64_t seen,
                                     std::size_t* searched)
{
    LineSearch search(pattern);
    auto found = find_with(search, screen, history, from_line, after, seen);
    if (searched != nullptr) *searched = search.searched();
    return found;
}

// --- what a terminal shows -------------------------------------------------------------------------------------------

/// Lines that left the screen since the mark count too.
std::uint64_t ScreenText::begin(std::optional<std::uint64_t>, std::optional<std::uint64_t> marked) const
{
    return marked.value_or(history_.end());
}

std::optional<std::string> ScreenText::find(const Pattern& pattern, std::uint64_t from, std::uint64_t after,
                                            std::uint64_t seen) const
{
    return find_line(pattern, screen_, history_, from, after, seen);
}

/// What is in history now was looked at; an open line goes on. A screen that grew took lines back.
std::uint64_t ScreenText::looked_at(std::uint64_t from) const
{
    return std::min(std::max(from, history_.end() - (history_.is_open() ? 1 : 0)), history_.end());
}

// --- a log -----------------------------------------------------------------------------------------------------------

std::string_view LogText::rest(std::uint64_t from) const
{
    return log_.bytes(std::clamp(from, log_.begin(), log_.end()), log_.end());
}

std::uint64_t LogText::begin(std::optional<std::uint64_t> after, std::optional<std::uint64_t>) const
{
    return after.value_or(0);
}

std::optional<std::string> LogText::find(const Pattern& pattern, std::uint64_t from, std::uint64_t after,
                                         std::uint64_t) const
{
    for (std::string_view left = rest(std::max(from, after)); !left.empty();) {
        const std::string_view part = left.substr(0, LONGEST_LINE);
        const std::size_t newline = part.find('\n');
        std::string_view line = part.substr(0, newline);
        left.remove_prefix(newline == std::string_view::npos ? line.size() : newline + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (pattern.matches(line)) return std::string(line);
    }
    return std::nullopt;
}

std::uint64_t LogText::looked_at(std::uint64_t from) const
{
    const std::string_view left = rest(from);
    const std::size_t newline = left.rfind('\n');
    std::uint64_t at = log_.end() - left.size() + (newline == std::string_view::npos ? 0 : newline + 1);
    while (log_.end() - at >= LONGEST_LINE) at += LONGEST_LINE;
    return at;
}

} // namespace cleat
