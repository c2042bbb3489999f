#pragma once

#include "common/model/key.h"
#include "common/model/modes.h"

#include <string>
#include <string_view>

namespace cleat {

/// The bytes that a key press is for a program that has set `modes`: xterm's keys ("PC-Style Function Keys",
/// modifyOtherKeys), DEC's application modes, or the kitty keyboard protocol.
[[nodiscard]] std::string encode_key(const Key& key, const Modes& modes);

/// The bytes of a paste: framed where mode 2004 is set; line ends as Enter, other controls left out but TAB, so that a
/// paste can neither end its frame nor be taken for keys.
[[nodiscard]] std::string encode_paste_text(std::string_view text, const Modes& modes);

} // namespace cleat
