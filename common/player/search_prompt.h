#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// The line on which the text of a search is typed. Takes bytes as a terminal without any modes sends them.
class SearchPrompt {
 public:
    /// Empty, whatever was there before.
    void open() { text_.emplace(); }
    [[nodiscard]] bool is_open() const { return text_.has_value(); }
    /// As far as it is typed; only while it is open.
    [[nodiscard]] const std::string& text() const { return *text_; }

    /// Takes the first character or key off typed bytes, which are not empty; only while it is open. The text, once it
    /// is complete: that closes the prompt, as ESC and ctrl-C do without one.
    [[nodiscard]] std::optional<std::string> take(std::string_view& typed);

 private:
    std::optional<std::string> text_;
};

} // namespace cleat
