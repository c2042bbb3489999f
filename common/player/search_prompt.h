#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// The line in which the search pattern is typed. Takes bytes as sent by a terminal with no modes set.
class SearchPrompt {
 public:
    /// Opens an empty prompt and drops any earlier text.
    void open() { text_.emplace(); }
    [[nodiscard]] bool is_open() const { return text_.has_value(); }
    /// The text typed so far; only while it is open.
    [[nodiscard]] const std::string& text() const { return *text_; }

    /// Removes the first character or key from `typed`, which must not be empty; only while it is open. Returns the
    /// text when it is entered, which closes the prompt; ESC and ctrl-C close it and return nothing.
    [[nodiscard]] std::optional<std::string> take(std::string_view& typed);

 private:
    std::optional<std::string> text_;
};

} // namespace cleat
