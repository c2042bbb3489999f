#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Appends `utf8` as a JSON string (RFC 8259 section 7), with its quotes. Invalid UTF-8 becomes U+FFFD, one for each
/// maximal subpart, as the terminal shows it.
void append_json_string(std::string_view utf8, std::string& out);

/// Reads JSON strings. Reuses its memory.
class JsonStringReader {
 public:
    /// Removes the string at the start of `text`, which must start with its opening quote, and returns it. Unescaped
    /// control characters are kept. Nothing if there is no string or it is incomplete. The result is valid until the
    /// next call, and only while the bytes of `text` are.
    [[nodiscard]] std::optional<std::string_view> take(std::string_view& text);
    /// Whether the last string was repaired: invalid UTF-8 or half a surrogate pair became U+FFFD.
    [[nodiscard]] bool was_repaired() const { return repaired_; }

 private:
    bool unescape(std::string_view& text);

    std::vector<char> memory_;
    std::size_t used_ = 0;
    std::string repaired_text_;
    bool repaired_ = false;
};

} // namespace cleat
