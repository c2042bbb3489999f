#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace cleat {

/// The tokens of sessions, on this server or others (`CLEAT_SESSION_TOKEN`).
using SessionTokens = std::set<std::string>;

/// Maximum number of tokens that a client can send, and that the server sends.
inline constexpr std::size_t MAX_TOKENS = 256;
inline constexpr std::size_t LONGEST_TOKEN = 64;

/// Returns the transitive closure of `shown_in` over `nearest`: those sessions, the sessions in which they are shown,
/// and the sessions in which those are shown in turn. `shown_in` returns where one session is shown, as far as known.
/// If a client whose terminal is shown in `nearest` attached to a session in the result, that session would show
/// itself.
[[nodiscard]] SessionTokens shown_in_the_end(const SessionTokens& nearest,
                                             const std::function<SessionTokens(const std::string&)>& shown_in);

/// Whether a client can send these tokens.
[[nodiscard]] bool are_tokens(const std::vector<std::string>& tokens);

} // namespace cleat
