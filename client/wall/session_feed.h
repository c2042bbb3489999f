#pragma once

#include "common/conversation/server_connection.h"
#include "common/conversation/session_mirror.h"
#include "common/event/deferred.h"
#include "common/event/loop.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cleat {

/// One session as an observer sees it: a channel of a connection, on which the server sends what changes.
class SessionFeed {
 public:
    /// The session's number, and that of the one that this program runs in (session_inside.h): it cannot be watched
    /// from within itself.
    struct Watched {
        std::uint64_t session = 0;
        std::uint64_t inside = 0;
        std::vector<std::string> shown_in; ///< `sessions_around`
    };

    /// On that channel of a connection that was greeted as an observer's. `on_change` is called when there is something
    /// new.
    SessionFeed(Loop& loop, std::shared_ptr<ServerConnection> server, ChannelId channel, const Watched& watched,
                std::function<void()> on_change);
    /// Detaches, and listens no more.
    ~SessionFeed();
    SessionFeed(const SessionFeed&) = delete;
    SessionFeed& operator=(const SessionFeed&) = delete;

    /// As far as the server has sent it; null before the first step.
    [[nodiscard]] const Screen* screen() const { return mirror_.has_screen() ? &mirror_.screen() : nullptr; }
    /// Why it is not shown; empty where it is.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    /// Its connection is gone, so that nothing more comes.
    [[nodiscard]] bool is_lost() const { return !server_->is_open(); }
    /// Whether there is something that `acknowledge` was not called for.
    [[nodiscard]] bool has_news() const { return mirror_.has_news(); }
    /// What was received is on the user's terminal: the server may send more.
    void acknowledge();

 private:
    void take(Push& push);
    void refuse(const Error& why);

    std::shared_ptr<ServerConnection> server_;
    ChannelId channel_;
    std::function<void()> on_change_;
    SessionMirror mirror_{Role::observer};
    std::string refusal_;
    Deferred deferred_; ///< for answers that come later
};

} // namespace cleat
