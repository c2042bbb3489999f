#pragma once

#include "client/link/link.h"
#include "common/conversation/server_connection.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"

#include <functional>
#include <vector>

namespace cleat {

/// The server's sessions, asked for once a second. A server that does not answer is `lost`: see `Patience`.
class SessionList {
 public:
    struct Handlers {
        std::function<void(std::vector<SessionInfo>)> on_list;
        std::function<void(const Error&)> on_lost;
    };

    SessionList(Loop& loop, OpenLink link, const LinkOptions& options, Handlers handlers);

 private:
    void ask();
    void refuse(const Refusal& why);
    [[nodiscard]] Error explain(ServerConnection::Over over, const Error& why);

    Handlers handlers_;
    LinkCommand command_;
    Timer timer_;
    ServerConnection server_;
};

} // namespace cleat
