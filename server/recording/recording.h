#pragma once

#include "common/event/loop.h"
#include "common/terminal/snapshot.h"
#include "common/wire/messages.h"
#include "server/keeper/channel.h"
#include "server/keeper/link.h"
#include "server/memory/log.h"
#include "server/recording/recorder_lag.h"
#include "server/recording/recorder_records.h"
#include "server/recording/recording_events.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// A session at this moment, for its recording to begin with.
struct RecordedMoment {
    Size size;
    std::optional<Snapshot> snapshot; ///< with some history; none where it has no terminal
};

/// A session's recording as the worker sees it. A process of its own, the recorder, takes the output from the log; here
/// is what that process is told, and how long the program may have to wait for it. Never blocks, whatever the disk
/// does.
class Recording {
 public:
    /// What is to be recorded, and where.
    struct Plan {
        RecordingWish wish;     ///< its path is what it will be
        bool own_name = false;  ///< it gets a name of its own where one is taken, and its directory where there is none
        bool has_time = false;  ///< its path was made of the time, as anybody can
        bool from_start = true; ///< of the session; else from when the recorder runs
        bool has_options = true; ///< the user could have asked for more than the path of it
        SessionKind kind = SessionKind::terminal;
        std::string terminal_type;
        std::string title;
        std::string command;
    };
    struct Handlers {
        /// The program that had to wait for the recorder need not.
        std::function<void()> on_room;
        std::function<RecordedMoment()> moment;
        /// State, path or reason are others.
        std::function<void()> on_changed;
    };
    using OnDone = std::function<void(const Result<void>&)>;

    /// Asks the keeper for a recorder, which finds `board` in the session's memory. `log` is borrowed for this object's
    /// life.
    Recording(Loop& loop, KeeperLink& keeper, RecorderId recorder, SessionId session, const Log& log,
              RecordingBoard board, Plan plan, Handlers handlers);
    ~Recording();

    /// Calls back when the file is there, or will not be.
    void when_begun(OnDone done);
    /// Ends it; calls back when all is written, or given up.
    void finish(OnDone done);
    /// There is nothing to record: it ends, and a file that was made for it is removed.
    void discard();

    // What the keeper says.
    void recorder_came(Result<UniqueFd> socket);
    void recorder_exited(int status);

    // What the session does.
    /// How much may be read from the program now, for all that is to be recorded: 64 KiB at least, or nothing, and then
    /// the program waits until `on_room`.
    [[nodiscard]] std::size_t room();
    /// Output was appended to the log.
    void appended();
    void resized(Size size);
    void typed(std::string_view bytes);
    /// `refused` where too much else happens.
    Result<void> mark(std::string_view label);
    /// The session's program has, as a shell would say it. The recording does, too.
    void ended(int status);

    [[nodiscard]] RecorderId recorder() const { return recorder_; }
    [[nodiscard]] const RecordingWish& wish() const { return plan_.wish; }
    [[nodiscard]] bool is_over() const;
    /// Whether its recorder may still use the session's board, so that no other recorder can.
    [[nodiscard]] bool uses_board() const { return uses_board_; }
    [[nodiscard]] bool wants_input() const { return plan_.wish.input && !is_over(); }
    /// Without what only the session knows.
    [[nodiscard]] RecordingInfo info() const;

 private:
    using RecorderChannel = Channel<ToRecorder, FromRecorder>;

    void handle(const record::RecordingNews& news);
    void handle(const record::WantPlace&) { give_place(); }
    void handle(const record::TookOutput&) { lag_.took_output(); }
    void begin();
    void give_place();
    void change(const record::RecordingNews& news);
    void tell_change();
    void fail(const std::string& why);
    [[nodiscard]] const std::string& path() const { return news_ ? news_->path : plan_.wish.path; }

    Loop& loop_;
    KeeperLink& keeper_;
    RecorderId recorder_;
    const Log& log_;
    std::optional<RecordingBoard> board_; ///< until the recorder runs, then it is that of `events_`
    bool uses_board_ = true;
    Plan plan_;
    Handlers handlers_;
    std::int64_t started_;
    std::optional<record::RecordingNews> news_; ///< the latest; none until the recorder has begun, or it has failed
    RecordingEvents events_;
    RecorderLag lag_; ///< uses the board of `events_`
    std::unique_ptr<RecorderChannel> channel_;
    std::string how_it_ended_; ///< the recorder's process, where that was not well
    Timer answer_timer_;
    std::vector<OnDone> on_begun_;
    std::vector<OnDone> on_finished_;
};

} // namespace cleat
