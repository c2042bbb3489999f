#include "server/session/wait_condition.h"

#include "common/model/packed_row.h"

#include <re2/re2.h>

#include <algorithm>

namespace cleat {

Pattern::Pattern(std::unique_ptr<re2::RE2> compiled) : compiled_(std::move(compiled)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(const std::string& text)
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    auto compiled = std::make_unique<re2::RE2>(text, options);
    if (!compiled->ok())
        return Error("the pattern \"" + text + "\" is no regular expression: " + compiled->error(), ErrorCode::invalid);
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
    bool add(const Row& row, bool counts)
    {
        line_ += row.wrapped ? text_to_the_margin(row) : row.text();
        counts_ = counts_ || counts;
        if (row.wrapped) return false;
        return end_line();
    }

    bool end_line()
    {
        const bool found = counts_ && pattern_.matches(line_);
        if (found) found_ = line_;
        line_.clear();
        counts_ = false;
        return found;
    }

    [[nodiscard]] const std::string& found() const { return found_; }

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
    bool counts_ = false;
};

} // namespace

std::optional<std::string> find_line(const Pattern& pattern, const Screen& screen, const History& history,
                                     std::uint64_t from_line, std::uint64_t after)
{
    LineSearch search(pattern);
    const auto words = std::make_shared<Dictionary>();
    for (std::uint64_t line = std::max(from_line, history.first()); line < history.end(); ++line) {
        for (const std::string_view packed : history.rows(line)) {
            StyleId fill = 0;
            if (search.add(unpack(packed, words, fill), true)) return search.found();
        }
    }
    // The alternate screen does not go on where history ends.
    if (screen.active == Side::alternate && search.end_line()) return search.found();
    for (const RowRef& row : screen.rows())
        if (search.add(*row, row->changed > after)) return search.found();
    if (search.end_line()) return search.found();
    return std::nullopt;
}

} // namespace cleat
