#pragma once

namespace cleat {

/// Whether `c` is invisible or misleading to a reader: controls (ISO 6429: C0, DEL, C1), line and paragraph separators,
/// characters that reorder (UAX 9) or format text, and everything that Unicode lets a display ignore, such as
/// zero-width spaces and joiners, variation selectors and tags (UAX 44: general categories Cc, Cf, Zl and Zp, and
/// Default_Ignorable_Code_Point).
[[nodiscard]] bool is_hidden(char32_t c);

} // namespace cleat
