#pragma once

#include "common/model/row.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace cleat {

/// Unpacks rows that left the top of a session's screen, oldest first, to rows of that many columns, and passes each to
/// `take`. Lines that are too long, because the screen was wider when they left, are wrapped again; the last line may
/// continue in later rows. Passes at most the newest 10,000, because a few bytes can be many rows of a narrow terminal.
/// If all rows fit, they are unpacked one at a time, so that each can reuse the memory of the one before.
void unpack_pushed(std::span<const std::string> packed, int columns, const DictionaryRef& dictionary,
                   const std::function<void(RowRef)>& take);

/// A row with a message of the client, faint and reverse, cut to the width.
[[nodiscard]] RowRef notice_row(std::string_view text, int columns, const DictionaryRef& dictionary);

/// "1,234,567 lines skipped".
[[nodiscard]] std::string skipped_notice(std::uint64_t lines);

} // namespace cleat
