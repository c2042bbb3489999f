#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// A program's output for a terminal that it may only print on: what is a control to a terminal (ISO 6429: C0, DEL and
/// C1) is shown as `\e` or `\x9b`, as is what is not UTF-8; but newlines, carriage returns, tabs and colours (ECMA-48
/// SGR) are as they are. Never depends on where the output is cut.
class VisibleControls {
 public:
    /// What to print for some more output. A character that is not whole yet is kept for the next call.
    [[nodiscard]] std::string convert(std::string_view bytes);

 private:
    std::string begun_; ///< of a character
};

} // namespace cleat
