#pragma once

#include "common/event/loop.h"
#include "common/net/connection.h"
#include "common/proto/messages.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// The server's sessions, asked for once a second.
class SessionList {
 public:
    struct Handlers {
        std::function<void(std::vector<SessionInfo>)> on_list;
        std::function<void(const Error&)> on_lost;
    };

    /// `socket` leads to the server, where nothing was said yet.
    SessionList(Loop& loop, UniqueFd socket, Handlers handlers);

 private:
    void ask();
    void on_frame(std::string_view body);

    Handlers handlers_;
    Timer timer_;
    std::uint64_t serial_ = 0;
    Connection connection_;
};

} // namespace cleat
