#pragma once

#include "client/keys/key_sequence.h"

#include <cstddef>
#include <string_view>

namespace cleat {

/// Terminal replies: what a terminal sends in reply to a query, and in some cases unasked: attributes (DA1, DA2, DA3),
/// versions, modes (DECRPM), settings, sizes, colours, the keyboard's state, a change of theme. No key sends such
/// sequences. A reply to a query that the client did not send, for example one sent by a program that has since
/// exited, is discarded.

/// Whether a complete control sequence is a reply. `CSI ... R` never is: a cursor position report (CPR) looks like
/// Shift-F3.
[[nodiscard]] bool is_answer(const KeySequence& sequence);

/// Whether `text`, which begins with `ESC ]` (OSC) or `ESC P` (DCS), is the start of a reply, or a reply without its
/// terminator (BEL or `ESC \`).
[[nodiscard]] bool may_become_reply(std::string_view text);

/// Length of the complete reply or paste bracket (`CSI 200 ~`, `CSI 201 ~`) at the start of `text`; 0 if there is none.
[[nodiscard]] std::size_t complete_reply_length(std::string_view text);

/// Whether more bytes can complete a reply or paste bracket at the start of `text`, which holds no complete one.
[[nodiscard]] bool may_become_complete(std::string_view text);

} // namespace cleat
