#include "server/waits/text_search.h"

namespace cleat {

TextSearch::Outcome TextSearch::resume(const Pattern& pattern, Steps most)
{
    for (Steps spent = 0; !is_outdated();) {
        if (spent >= most) return Outcome::unfinished;
        if (is_ready_) {
            if (try_piece(pattern, spent)) return Outcome::found;
        } else if (!read(pattern.longest_line(), spent)) {
            return Outcome::absent;
        }
    }
    return Outcome::outdated;
}

/// Adds the next part to the line. False at the end of the text, if no line is left to try.
bool TextSearch::read(std::size_t enough, Steps& spent)
{
    const auto part = next();
    if (!part) {
        is_ready_ = is_wanted_ && may_have_changed_;
        goes_on_ = false;
        return is_ready_;
    }
    spent += part->cost;
    line_ += part->text;
    blanks_ = part->blanks;
    is_wanted_ = is_wanted_ || part->is_wanted;
    may_have_changed_ = may_have_changed_ || part->may_have_changed;
    is_ready_ = part->ends_line || line_.size() >= enough;
    goes_on_ = !part->ends_line;
    return true;
}

/// Returns whether the next piece of the line matches.
bool TextSearch::try_piece(const Pattern& pattern, Steps& spent)
{
    if (!is_wanted_ || !may_have_changed_) {
        end_line();
        return false;
    }
    const std::string_view piece = std::string_view(line_).substr(at_, pattern.longest_line());
    at_ += piece.size();
    const bool is_last = at_ == line_.size();
    ++tried_;
    bool matches = try_on(pattern, piece, spent);
    if (!matches && is_last && blanks_ > 0 && blanks_ <= piece.size())
        matches = try_on(pattern, piece.substr(0, piece.size() - blanks_), spent);
    if (is_last) end_line();
    return matches;
}

bool TextSearch::try_on(const Pattern& pattern, std::string_view piece, Steps& spent)
{
    spent += pattern.cost_of(piece.size() + 1);
    if (!pattern.matches(piece)) return false;
    found_ = piece;
    return true;
}

void TextSearch::end_line()
{
    line_.clear();
    at_ = 0;
    blanks_ = 0;
    is_ready_ = false;
    if (goes_on_) return;
    is_wanted_ = may_have_changed_ = false;
}

} // namespace cleat
