#pragma once

#include "common/view/attachment.h"
#include "common/wire/messages.h"
#include "server/audience/followed_values.h"
#include "server/audience/shown_in.h"

#include <cstdint>
#include <string>

namespace cleat {

/// A request to attach to a session, or to follow its output.
struct AttachRequest {
    Role most = Role::controller; ///< the most privileged role that the client can ever have
    Claim claim = Claim::shared;
    Size size;              ///< of its terminal; invalid if it has none
    HistoryRequest history; ///< the history requested for its terminal
    std::string terminal;   ///< its TERM; this, its process and its user are shown by `cleat clients`
    std::int64_t pid = 0;
    std::int64_t user = 0;
    bool is_guest = false;        ///< another user's client: does not keep the session alive, and nothing waits for it
    bool lends_clipboard = false; ///< the program may read the clipboard of the client's terminal (OSC 52)
    FollowedValues variables;     ///< the client's values of the followed variables
    SessionTokens shown_in;       ///< the sessions in which its terminal is shown
};

} // namespace cleat
