#pragma once

#include "client/link/link.h"
#include "common/conversation/patience.h"
#include "common/event/loop.h"
#include "common/net/connection.h"
#include "common/wire/messages.h"

#include <functional>
#include <string>
#include <string_view>
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
    void attend();
    void arm();
    void on_frame(std::string_view body);

    Handlers handlers_;
    LinkCommand command_;
    Patience patience_;
    Timer timer_;
    Timer silence_timer_;
    std::uint64_t serial_ = 0;
    Connection connection_;
};

} // namespace cleat
