#pragma once

namespace cleat {

/// Whether a reader cannot see `c` or is misled by it: controls (ISO 6429: C0, DEL, C1), line and paragraph separators,
/// what reorders text (UAX 9) or marks its format, and all that Unicode lets a display ignore, as zero-width spaces and
/// joiners, variation selectors and tags (UAX 44: general categories Cc, Cf, Zl and Zp, and
/// Default_Ignorable_Code_Point).
[[nodiscard]] bool is_hidden(char32_t c);

} // namespace cleat
