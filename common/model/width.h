#pragma once

namespace cleat {

/// Columns that a code point takes on a terminal: 0 for one that joins the character before it, else 1 or 2. The same
/// as glibc's wcwidth() in a UTF-8 locale, which is what programs count with; what wcwidth() calls unprintable takes 1.
[[nodiscard]] int width(char32_t code_point);

} // namespace cleat
