#pragma once

#include "client/link/link.h"
#include "common/conversation/list_mirror.h"
#include "common/conversation/server_connection.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace cleat {

/// The current list of the server's sessions. A server too old to send changes is queried once a second; a server that
/// does not respond counts as lost (`Patience`).
class SessionList {
 public:
    struct Handlers {
        /// The list, possibly unchanged: called on every change and, because ages change, once a second.
        std::function<void(const std::vector<SessionInfo>&)> on_list;
        std::function<void(const Error&)> on_lost;
    };

    SessionList(Loop& loop, OpenLink link, const LinkOptions& options, Handlers handlers);

    /// The connection on which the list arrives; its greeting requested the role of observer.
    [[nodiscard]] const std::shared_ptr<ServerConnection>& connection() const { return server_; }
    /// How many sessions can be watched on the connection; channel 0 is not used. 0 until the server has replied.
    [[nodiscard]] std::uint64_t channels() const { return channels_; }

 private:
    void watch();
    void ask();
    void show();
    void take(Push& push);
    void tick();
    void refuse(const Refusal& why);
    [[nodiscard]] Error explain(ServerConnection::Over over, const Error& why);

    Handlers handlers_;
    LinkCommand command_;
    Timer timer_;
    ListMirror list_;
    bool gets_changes_ = true; ///< the server sends changes; if false, it is queried
    std::uint64_t channels_ = 0;
    std::shared_ptr<ServerConnection> server_;
};

} // namespace cleat
