#pragma once

#include "client/link/link.h"
#include "client/link/session_inside.h"
#include "client/tty/full_screen.h"
#include "client/wall/session_feed.h"
#include "client/wall/session_list.h"
#include "client/wall/wall.h"
#include "client/wall/wall_key.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// What a wall shows, and of which server.
struct WallOptions {
    LinkOptions link;
    std::vector<std::string> patterns; ///< names as glob(7) has them; none is every session
    std::uint64_t chosen = 0;          ///< id of the session that is chosen at first, if it is there
};

/// The wall on the user's terminal: live, and read-only. Takes the terminal over when the server has answered, and has
/// restored it when `run` returns.
class WallViewer {
 public:
    WallViewer(Tty tty, Capabilities capabilities, WallOptions options);

    /// Runs until the user has had enough, and gives nothing; or wants to attach to a session, and gives it. An error
    /// where the server is not there, or goes away.
    Result<std::optional<SessionInfo>> run();

 private:
    /// How a session is watched.
    struct Watched {
        std::unique_ptr<SessionFeed> feed; ///< null where there was no connection for it
        Clock::time_point begun;
    };

    void take_list(std::vector<SessionInfo> sessions);
    void watch(const SessionInfo& session);
    [[nodiscard]] bool is_to_be_watched(const SessionInfo& session) const;
    [[nodiscard]] bool is_wanted(const SessionInfo& session) const;
    [[nodiscard]] Result<void> check_names(const std::vector<SessionInfo>& sessions) const;
    [[nodiscard]] std::string paint(Painter& painter);
    void handle_keys(const std::vector<KeyEvent>& events);
    void handle_key(WallKey key);
    void lose(const Error& why);

    Loop loop_;
    WallOptions options_;
    std::vector<std::string> sessions_around_ = sessions_around(); ///< of this program
    FullScreen screen_;
    Wall wall_;
    std::optional<SessionList> list_;
    ChannelId newest_channel_ = 0;
    std::map<std::uint64_t, Watched> feeds_; ///< by the session's id
    Clock::time_point next_connections_;     ///< for sessions that take one of their own
    bool has_connected_ = false;             ///< for this list
    std::optional<SessionInfo> attach_to_;
    std::optional<Error> lost_;
};

} // namespace cleat
