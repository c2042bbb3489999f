#pragma once

#include "client/keys/key_sequence.h"

#include <cstddef>
#include <string_view>

namespace cleat {

/// What terminals say of themselves when they are asked, and some by themselves: attributes (DA1, DA2, DA3), versions,
/// modes (DECRPM), settings, sizes, colours, the keyboard's state, a change of theme. No key sends the like. An answer
/// whose question the client did not ask is for nobody: what was asked for by a program that has ended since, say.

/// Whether a whole control sequence is one. `CSI ... R` never counts: the answer to a question for the cursor's place
/// (CPR) is Shift and F3, too.
[[nodiscard]] bool is_answer(const KeySequence& sequence);

/// Whether `text`, which begins with `ESC ]` (OSC) or `ESC P` (DCS), is the beginning of one, or all of one but for its
/// terminator (BEL or `ESC \`).
[[nodiscard]] bool may_become_answer(std::string_view text);

/// Length of the answer, or of the mark that begins or ends a paste (`CSI 200 ~`, `CSI 201 ~`), that `text` begins
/// with; 0 where it begins with none that is whole.
[[nodiscard]] std::size_t whole_answer(std::string_view text);

/// Whether more bytes can make one of `text`, which begins with none yet.
[[nodiscard]] bool may_become_whole(std::string_view text);

} // namespace cleat
