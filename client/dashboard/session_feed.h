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

/// One observed session: receives the changes of its screen on a channel of a connection.
class SessionFeed {
 public:
    /// The number of the session, and that of the session which this program runs in (session_inside.h): the server
    /// refuses to show a session inside itself.
    struct Watched {
        std::uint64_t session = 0;
        std::uint64_t inside = 0;
        std::vector<std::string> shown_in; ///< `sessions_around`
    };

    /// Attaches on `channel` of a connection whose greeting requested the role of observer. Calls `on_change` when
    /// there is something new to show.
    SessionFeed(Loop& loop, std::shared_ptr<ServerConnection> server, ChannelId channel, const Watched& watched,
                std::function<void()> on_change);
    /// Detaches, and stops listening.
    ~SessionFeed();
    SessionFeed(const SessionFeed&) = delete;
    SessionFeed& operator=(const SessionFeed&) = delete;

    /// The screen as of the newest step; null before the first step.
    [[nodiscard]] const Screen* screen() const { return mirror_.has_screen() ? &mirror_.screen() : nullptr; }
    /// Why the session is not shown; empty if it is.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    /// The connection is closed: no more changes arrive.
    [[nodiscard]] bool is_lost() const { return !server_->is_open(); }
    /// Whether a step has arrived since the last call of `acknowledge`.
    [[nodiscard]] bool has_unseen_step() const { return mirror_.has_unseen_step(); }
    /// Acknowledges the newest step, which the user's terminal now shows, so that the server sends more.
    void acknowledge();

 private:
    void take(Push& push);
    void refuse(const Error& why);

    std::shared_ptr<ServerConnection> server_;
    ChannelId channel_;
    std::function<void()> on_change_;
    SessionMirror mirror_{Role::observer};
    std::string refusal_;
    Deferred deferred_; ///< for replies that arrive later
};

} // namespace cleat
