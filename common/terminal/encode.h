#pragma once

#include "common/model/key.h"
#include "common/model/modes.h"

#include <string>
#include <string_view>

namespace cleat {

/// The bytes sent for a key press to a program that has set `modes`: xterm's keys ("PC-Style Function Keys",
/// modifyOtherKeys), DEC's application modes, or the kitty keyboard protocol.
[[nodiscard]] std::string encode_key(const Key& key, const Modes& modes);

/// The bytes sent for a paste: bracketed if mode 2004 is set, with line ends as Enter and with TAB as the only other
/// control, so that pasted text can neither close the bracket nor be treated as keys.
[[nodiscard]] std::string encode_paste_text(std::string_view text, const Modes& modes);

} // namespace cleat
