#include "common/recording/screen_search.h"

#include "common/model/packed_row.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

namespace cleat {

namespace {

/// Memory limit of a pattern in bytes; one that needs more is refused.
constexpr int MAX_MEMORY = 16 << 20;

std::string trimmed(std::string line)
{
    line.resize(line.find_last_not_of(' ') + 1);
    return line;
}

/// The row's text, with the trailing blanks if it is wrapped.
std::string text_of(const Row& row)
{
    if (!row.wrapped) return row.text();
    std::string out;
    for (const auto& cell : row.cells) {
        if (cell.is_empty()) out.push_back(' ');
        else row.append_text(cell, out);
    }
    return out;
}

} // namespace

struct ScreenSearch::Pattern {
    Pattern(std::string_view pattern, const RE2::Options& options)
        : expression(re2::StringPiece(pattern.data(), pattern.size()), options)
    {}
    RE2 expression;
};

Result<ScreenSearch> ScreenSearch::compile(std::string_view pattern, LetterCase letters)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(MAX_MEMORY);
    options.set_case_sensitive(letters == LetterCase::exact);
    auto compiled = std::make_unique<Pattern>(pattern, options);
    if (!compiled->expression.ok())
        return Error("\"" + std::string(pattern) + "\": " + compiled->expression.error(), ErrorCode::invalid);
    return ScreenSearch(std::move(compiled));
}

ScreenSearch::ScreenSearch(std::unique_ptr<Pattern> pattern) : pattern_(std::move(pattern)) {}
ScreenSearch::ScreenSearch(ScreenSearch&&) noexcept = default;
ScreenSearch& ScreenSearch::operator=(ScreenSearch&&) noexcept = default;
ScreenSearch::~ScreenSearch() = default;

bool ScreenSearch::matches(std::string_view line) const
{
    return RE2::PartialMatch({line.data(), line.size()}, pattern_->expression);
}

void ScreenSearch::reset()
{
    has_searched_ = false;
    rows_.clear();
    seen_.clear();
    shown_.clear();
}

std::vector<std::string> ScreenSearch::take_new_matches(const Terminal& terminal)
{
    const Screen screen = terminal.screen();
    const auto& rows = screen.rows();
    std::vector<std::string> out;
    search_above(terminal, screen, out);
    std::unordered_map<const Row*, std::string> seen;
    std::unordered_map<std::string, bool> shown;
    for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
        bool is_known = true;
        do {
            is_known = is_known && seen_.contains(rows[end].get());
            seen[rows[end].get()];
        } while (rows[end++]->wrapped && end < rows.size());
        std::string& kept = seen[rows[begin].get()];
        if (is_known) {
            kept = seen_.at(rows[begin].get());
            if (!kept.empty()) shown[kept];
            continue;
        }
        std::string line;
        for (std::size_t i = begin; i < end; ++i) line += text_of(*rows[i]);
        line = trimmed(std::move(line));
        if (line.empty() || !matches(line)) continue;
        kept = line;
        if (!shown_.contains(line) && !shown.contains(line)) out.push_back(line);
        shown[line];
    }
    // The rows of the hidden screen that are known stay known: they are not new when the program switches back to it.
    const auto& hidden = screen.active == Side::primary ? screen.alternate : screen.primary;
    for (const auto& row : hidden)
        if (const auto known = seen_.find(row.get()); known != seen_.end()) seen.insert(*known);
    rows_ = rows;
    rows_.insert(rows_.end(), hidden.begin(), hidden.end());
    seen_ = std::move(seen);
    shown_ = std::move(shown);
    if (!std::exchange(has_searched_, true)) out.clear();
    return out;
}

/// Searches the rows that appeared and scrolled away since the last search.
void ScreenSearch::search_above(const Terminal& terminal, const Screen& screen, std::vector<std::string>& out)
{
    const auto scrolled = has_searched_ ? screen.rows_scrolled - std::min(scrolled_, screen.rows_scrolled) : 0;
    scrolled_ = screen.rows_scrolled;
    const auto height = static_cast<std::uint64_t>(screen.size.rows);
    if (scrolled <= height) return;
    const auto words = std::make_shared<Dictionary>();
    std::string line;
    for (const auto packed : terminal.history().newest_rows(scrolled - height)) {
        StyleId fill = 0;
        line += text_of(unpack(packed, words, fill));
        if (is_packed_wrapped(packed)) continue;
        take(trimmed(std::exchange(line, {})), out);
    }
}

void ScreenSearch::take(const std::string& line, std::vector<std::string>& out)
{
    if (!line.empty() && matches(line) && !shown_.contains(line)) out.push_back(line);
}

} // namespace cleat
