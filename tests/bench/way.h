#pragma once

#include "tests/bench/plain_terminal.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cleat::bench {

/// One of the ways to have a program on a terminal: straight, or through something that keeps sessions. The same script
/// is run each way. What goes wrong is thrown.
class Way {
 public:
    Way() = default;
    virtual ~Way() = default;
    Way(const Way&) = delete;
    Way& operator=(const Way&) = delete;

    [[nodiscard]] virtual std::string name() const = 0;
    /// Starts a script of sh(1) in a session of `SIZE` with room for 10,000 lines of history. On a bare pty it starts
    /// when somebody attaches.
    virtual void open(const std::string& session, const std::string& script) = 0;
    /// A client of the session on a terminal. `options` are of the client's own.
    [[nodiscard]] virtual PlainTerminal attach(const std::string& session,
                                               const std::vector<std::string>& options) const = 0;
    [[nodiscard]] PlainTerminal attach(const std::string& session) const { return attach(session, {}); }
    /// Waits until the session's screen has that text, with nobody attached. The text is taken literally.
    virtual void until_shown(const std::string& session, const std::string& text) const = 0;
    /// What a script ends with for `until_ended` to notice.
    [[nodiscard]] virtual std::string ending(const std::string& /*session*/) const { return {}; }
    virtual void until_ended(const std::string& session) const = 0;
    virtual void close(const std::string& session) = 0;
    /// The processes that have a part in every session, by what they are.
    [[nodiscard]] virtual std::vector<std::pair<std::string, pid_t>> servers() const { return {}; }
};

} // namespace cleat::bench
