#pragma once

#include "common/model/row.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Packed rows that left the top of a session's screen, oldest first, as rows of that many columns. Lines that do not
/// fit, having left it while it was wider, are laid out anew; the last line may go on in what follows.
/// At most the newest 10,000 are given: a few bytes can be many rows of a narrow terminal.
[[nodiscard]] std::vector<RowRef> unpack_pushed(std::span<const std::string> packed, int columns,
                                                const DictionaryRef& dictionary);

/// A row that speaks for the client itself, faint and reverse, cut to the width.
[[nodiscard]] RowRef notice_row(std::string_view text, int columns, const DictionaryRef& dictionary);

/// "1,234,567 lines skipped".
[[nodiscard]] std::string skipped_notice(std::uint64_t lines);

} // namespace cleat
