#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Appends `utf8` as a JSON string (RFC 8259 section 7), with its quotes. What is not UTF-8 becomes U+FFFD, one for
/// each maximal subpart, as the terminal shows it.
void append_json_string(std::string_view utf8, std::string& out);

/// Reads JSON strings. Keeps the memory that it needs for that.
class JsonStringReader {
 public:
    /// The string that `text` begins with, its opening quote included; takes it off `text`. Control characters that are
    /// not escaped are taken as they are. Nothing where no string is there, or its end is not. Valid until the next
    /// call, and as long as `text`'s bytes are.
    [[nodiscard]] std::optional<std::string_view> take(std::string_view& text);
    /// Whether the last string had to be mended: bytes that are no UTF-8, or half of a surrogate pair, became U+FFFD.
    [[nodiscard]] bool was_mended() const { return mended_; }

 private:
    bool unescape(std::string_view& text);

    std::vector<char> memory_;
    std::size_t used_ = 0;
    std::string mended_text_;
    bool mended_ = false;
};

} // namespace cleat
