#pragma once

#include "client/keys/key_reader.h"
#include "client/link/link.h"
#include "client/link/session_inside.h"
#include "client/tty/job_control.h"
#include "client/tty/tty.h"
#include "client/wall/session_feed.h"
#include "client/wall/session_list.h"
#include "client/wall/wall.h"
#include "client/wall/wall_key.h"
#include "common/render/painter.h"

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
/// given it back when `run` returns.
class WallViewer {
 public:
    WallViewer(Tty tty, Capabilities capabilities, WallOptions options);

    /// Runs until the user has had enough, and gives nothing; or wants to attach to a session, and gives it. An error
    /// where the server is not there, or goes away.
    Result<std::optional<SessionInfo>> run();

 private:
    void take_list(std::vector<SessionInfo> sessions);
    void watch(const SessionInfo& session);
    [[nodiscard]] bool is_wanted(const SessionInfo& session) const;
    [[nodiscard]] Result<void> check_names(const std::vector<SessionInfo>& sessions) const;
    void changed();
    void paint();
    void on_tty(FdWatch::Ready ready);
    void flush_output();
    void handle_keys(const std::vector<KeyEvent>& events);
    void handle_key(WallKey key);
    void take_over(const std::string& first);
    void give_back();
    void resume();
    void stop();
    void resized();
    void finish();
    void lose(const Error& why);

    Loop loop_;
    WallOptions options_;
    std::vector<std::string> sessions_around_ = sessions_around(); ///< of this program
    Tty tty_;
    JobControl job_;
    FdWatch tty_watch_;
    Painter painter_;
    KeyReader keys_{std::nullopt};
    Timer key_timer_;
    Timer paint_timer_;
    SignalWatch on_winch_;
    SignalWatch on_term_;
    SignalWatch on_hup_;
    SignalWatch on_int_;
    Wall wall_;
    std::optional<SessionList> list_;
    std::map<std::uint64_t, std::unique_ptr<SessionFeed>> feeds_; ///< by the session's id
    std::string output_;                                          ///< one frame at most
    Clock::time_point painted_{};
    bool is_changed_ = false; ///< since then
    std::optional<SessionInfo> attach_to_;
    std::optional<Error> lost_;
    bool is_given_back_ = false; ///< the terminal, while the process is stopped
    bool over_ = false;
};

} // namespace cleat
