#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <functional>
#include <string>

namespace cleat {

/// A way to reach a server other than a plain socket: for example, a command that the connection runs through and that
/// can be started again.
class Transport {
 public:
    virtual ~Transport() = default;

    /// Whether `reopen` may reach the same server once the connection is lost.
    [[nodiscard]] virtual bool can_reopen() const = 0;
    /// Connects again: returns a non-blocking socket on which nothing has been sent.
    [[nodiscard]] virtual Result<UniqueFd> reopen() = 0;
    /// The connection reached the intended server.
    virtual void established() = 0;
    /// The current connection is no longer needed.
    virtual void abandon() = 0;

    /// Why the connection was closed, and why an open connection is silent. Either may block for a second.
    [[nodiscard]] virtual std::string why_closed() = 0;
    [[nodiscard]] virtual std::string why_silent() = 0;
    /// The last message of the transport since it was opened, for the user; may be empty.
    [[nodiscard]] virtual const std::string& last_message() const = 0;
    /// Sets the callback for changes of `last_message`; empty for none. `LastingConversation` calls this.
    virtual void set_on_message(std::function<void()> on_message) = 0;
    /// Whether the user is being asked for a password for this connection.
    [[nodiscard]] virtual bool is_prompting_user() const = 0;
};

} // namespace cleat
