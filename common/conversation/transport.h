#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"

#include <functional>
#include <string>

namespace cleat {

/// The way to a server, as far as it can be made again and knows more than a socket does: the command that it leads
/// through, say.
class Transport {
 public:
    virtual ~Transport() = default;

    /// Whether `reopen` may lead to the same server once it is lost.
    [[nodiscard]] virtual bool can_reopen() const = 0;
    /// Makes it again: a non-blocking socket, where nothing was said.
    [[nodiscard]] virtual Result<UniqueFd> reopen() = 0;
    /// It leads to what was wanted.
    virtual void established() = 0;
    /// It is not wanted any more, as it is.
    virtual void abandon() = 0;

    /// Why nothing comes any more, of a connection that was closed, and of one that is open. May wait a second.
    [[nodiscard]] virtual std::string why_closed() = 0;
    [[nodiscard]] virtual std::string why_silent() = 0;
    /// What it said last since it was made, for the user; empty where that is nothing.
    [[nodiscard]] virtual const std::string& words() const = 0;
    /// Has `on_words` called whenever `words` are others; an empty one is not called. For the one who uses it.
    virtual void set_on_words(std::function<void()> on_words) = 0;
    /// Whether somebody is being asked for a password on its behalf.
    [[nodiscard]] virtual bool is_user_asked() const = 0;
};

} // namespace cleat
