#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace cleat {

/// The tokens of sessions, on this server or others (`CLEAT_SESSION_TOKEN`).
using SessionTokens = std::set<std::string>;

/// More than a client may name, and more than are told.
inline constexpr std::size_t MOST_TOKENS = 256;
inline constexpr std::size_t LONGEST_TOKEN = 64;

/// Where something is shown in the end that is shown in `nearest`: those, and where each of them is shown, and so on.
/// `shown_in` says of one session where it is shown, as far as is known. A session that is among those would show
/// itself.
[[nodiscard]] SessionTokens shown_in_the_end(const SessionTokens& nearest,
                                             const std::function<SessionTokens(const std::string&)>& shown_in);

/// Whether a client may name these.
[[nodiscard]] bool are_tokens(const std::vector<std::string>& tokens);

} // namespace cleat
