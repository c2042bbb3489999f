#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <functional>
#include <string>

namespace cleat {

/// The way to a server, beyond a plain socket: for example, a command that the connection runs through and that can be
/// started again.
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

    /// The reason for the end of a closed connection, and for the silence of an open one. May block for a second.
    [[nodiscard]] virtual std::string why_closed() = 0;
    [[nodiscard]] virtual std::string why_silent() = 0;
    /// The last message of the transport since it was opened, for the user; may be empty.
    [[nodiscard]] virtual const std::string& last_message() const = 0;
    /// Sets the callback for changes of `last_message`; empty for none. For the user of the transport.
    virtual void set_on_message(std::function<void()> on_message) = 0;
    /// Whether the user is being asked for a password on its behalf.
    [[nodiscard]] virtual bool is_prompting_user() const = 0;
};

} // namespace cleat
