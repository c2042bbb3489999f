#pragma once

#include "common/view/attachment.h"
#include "common/wire/messages.h"
#include "server/audience/followed_values.h"
#include "server/audience/shown_in.h"

#include <cstdint>
#include <string>

namespace cleat {

/// A request to attach to a session, or to follow its output: who asks, and for what.
struct AttachRequest {
    Role most = Role::controller; ///< what the client may ever be
    Claim claim = Claim::shared;
    Size size;            ///< of its terminal; not a valid one where it has none
    HistoryWish history;  ///< that its terminal is to have
    std::string terminal; ///< its TERM; this, its process and its user are for `cleat clients`
    std::int64_t pid = 0;
    std::int64_t user = 0;
    bool is_guest = false;        ///< another user, whose presence keeps nothing alive and holds nothing up
    bool lends_clipboard = false; ///< the program may read the clipboard of its terminal (OSC 52)
    FollowedValues variables;     ///< its own values of variables that sessions follow
    SessionTokens shown_in;       ///< the sessions in which its terminal is
};

} // namespace cleat
