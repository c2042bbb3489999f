#pragma once

#include "tests/bench/plain_terminal.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cleat::bench {

/// A way to run a program on a terminal: directly, or through a session server. The same script is run each way. Errors
/// are thrown.
class Way {
 public:
    Way() = default;
    virtual ~Way() = default;
    Way(const Way&) = delete;
    Way& operator=(const Way&) = delete;

    [[nodiscard]] virtual std::string name() const = 0;
    /// Starts a script for sh(1) in a session of `SIZE` with room for 10,000 lines of history. On a bare pty the script
    /// starts in `attach`.
    virtual void open(const std::string& session, const std::string& script) = 0;
    /// A client of the session on a terminal. `options` are passed to the client.
    [[nodiscard]] virtual PlainTerminal attach(const std::string& session,
                                               const std::vector<std::string>& options) const = 0;
    [[nodiscard]] PlainTerminal attach(const std::string& session) const { return attach(session, {}); }
    /// Waits until the session's screen has that literal text, with no client attached.
    virtual void until_shown(const std::string& session, const std::string& text) const = 0;
    /// The command that a script must end with for `until_ended`.
    [[nodiscard]] virtual std::string ending(const std::string& /*session*/) const { return {}; }
    virtual void until_ended(const std::string& session) const = 0;
    virtual void close(const std::string& session) = 0;
    /// The server processes that serve every session, by role.
    [[nodiscard]] virtual std::vector<std::pair<std::string, pid_t>> servers() const { return {}; }
};

} // namespace cleat::bench
