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

/// The server's sessions as they change. A server that cannot tell of changes is asked once a second; one that does not
/// answer is `lost`: see `Patience`.
class SessionList {
 public:
    struct Handlers {
        /// The list, which may be the same: it comes when it changes and once a second, as ages do.
        std::function<void(const std::vector<SessionInfo>&)> on_list;
        std::function<void(const Error&)> on_lost;
    };

    SessionList(Loop& loop, OpenLink link, const LinkOptions& options, Handlers handlers);

    /// The connection that the list comes by, greeted as an observer's.
    [[nodiscard]] const std::shared_ptr<ServerConnection>& connection() const { return server_; }
    /// How many sessions can be watched over it; channel 0 is not used. 0 before the server has answered.
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
    bool is_told_ = true; ///< of changes; else it asks
    std::uint64_t channels_ = 0;
    std::shared_ptr<ServerConnection> server_;
};

} // namespace cleat
