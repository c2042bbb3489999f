#pragma once

#include <string>
#include <string_view>

namespace cleat {

/// Makes a program's output safe to print on a terminal: controls (ISO 6429: C0, DEL and C1) and invalid UTF-8 are
/// shown as `\e` or `\x9b`; newlines, carriage returns, tabs and colours (ECMA-48 SGR) are passed unchanged. The result
/// does not depend on where the output is split.
class VisibleControls {
 public:
    /// Takes more output; returns what to print for it. An incomplete character or sequence is kept for the next call.
    [[nodiscard]] std::string convert(std::string_view bytes);

 private:
    std::string begun_; ///< an incomplete character or SGR sequence
};

} // namespace cleat
