#pragma once

#include "client/dashboard/dashboard.h"
#include "client/dashboard/dashboard_key.h"
#include "client/dashboard/session_feed.h"
#include "client/dashboard/session_list.h"
#include "client/link/link.h"
#include "client/link/session_inside.h"
#include "client/tty/full_screen.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// What a dashboard shows, and of which server.
struct DashboardOptions {
    LinkOptions link;
    std::vector<std::string> patterns; ///< session names or patterns (glob(7)); empty: all sessions
    std::uint64_t chosen = 0;          ///< id of the session to choose at first, if it exists
};

/// The dashboard on the user's terminal, live and read-only. Takes the terminal over once the server has replied;
/// restores it before `run` returns.
class DashboardViewer {
 public:
    DashboardViewer(Tty tty, Capabilities capabilities, DashboardOptions options);

    /// Runs until the user quits or chooses a session to attach to. Returns that session, or nothing if the user quit.
    /// An error if the server cannot be reached or the connection is lost.
    Result<std::optional<SessionInfo>> run();

 private:
    /// A watched session.
    struct Watched {
        std::unique_ptr<SessionFeed> feed; ///< null if it has no connection
        Clock::time_point begun;
    };

    void take_list(std::vector<SessionInfo> sessions);
    void watch(const SessionInfo& session);
    [[nodiscard]] bool is_to_be_watched(const SessionInfo& session) const;
    [[nodiscard]] bool is_wanted(const SessionInfo& session) const;
    [[nodiscard]] Result<void> check_names(const std::vector<SessionInfo>& sessions) const;
    [[nodiscard]] std::string paint(Painter& painter);
    void handle_keys(const std::vector<KeyEvent>& events);
    void handle_key(DashboardKey key);
    void lose(const Error& why);

    Loop loop_;
    DashboardOptions options_;
    std::vector<std::string> sessions_around_ = sessions_around(); ///< tokens of the sessions that show this terminal
    FullScreen screen_;
    Dashboard dashboard_;
    std::optional<SessionList> list_;
    ChannelId newest_channel_ = 0;
    std::map<std::uint64_t, Watched> feeds_; ///< by session id
    Clock::time_point next_connections_;     ///< when sessions that need a separate connection can next get one
    bool has_connected_ = false;             ///< a separate connection was tried for the current list
    std::optional<SessionInfo> attach_to_;
    std::optional<Error> lost_;
};

} // namespace cleat
