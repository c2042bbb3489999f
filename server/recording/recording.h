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

/// The state of a session when its recording starts.
struct RecordedMoment {
    Size size;
    std::optional<Snapshot> snapshot; ///< with some history; none without a terminal
};

/// A session's recording in the worker. A separate process, the recorder, takes the output from the log; this class
/// controls that process, and decides how long the program is paused for it. Never blocks, even if the disk does.
class Recording {
 public:
    /// What to record, and where.
    struct Plan {
        RecordingOptions wish;   ///< its path is resolved
        bool own_name = false;   ///< use another file name if the path exists, and create a missing directory
        bool has_time = false;   ///< its path contains the time, which others can predict
        bool from_start = true;  ///< record from the start of the session; else from when the recorder runs
        bool has_options = true; ///< the user can set options besides the path
        SessionKind kind = SessionKind::terminal;
        std::string terminal_type;
        std::string title;
        std::string command;
    };
    struct Handlers {
        /// The program need not be paused for the recorder any more.
        std::function<void()> on_room;
        std::function<RecordedMoment()> moment;
        /// State, path or reason have changed.
        std::function<void()> on_changed;
    };
    using OnDone = std::function<void(const Result<void>&)>;

    /// Requests a recorder from the keeper; the recorder finds `board` in the session's memory. `log` is borrowed for
    /// this object's life.
    Recording(Loop& loop, KeeperLink& keeper, RecorderId recorder, SessionId session, const Log& log,
              RecordingBoard board, Plan plan, Handlers handlers);
    ~Recording();

    /// Calls `done` when the file exists, or cannot be created.
    void when_started(OnDone done);
    /// Ends the recording; calls `done` when everything is written, or writing has failed.
    void finish(OnDone done);
    /// Cancels the recording; a file that was created for it is removed.
    void discard();

    // Events from the keeper.
    void recorder_started(Result<UniqueFd> socket);
    void recorder_exited(int status);

    // Events of the session.
    /// How many bytes can be read from the program now without losing output that must be recorded: at least 64 KiB, or
    /// 0, which pauses the program until `on_room`.
    [[nodiscard]] std::size_t room();
    /// Output was appended to the log.
    void appended();
    void resized(Size size);
    void typed(std::string_view bytes);
    /// `refused` if there is no room for more events.
    Result<void> mark(std::string_view label);
    /// The session's program has ended, with the status that a shell would show. Ends the recording.
    void ended(int status);

    [[nodiscard]] RecorderId recorder() const { return recorder_; }
    [[nodiscard]] const RecordingOptions& wish() const { return plan_.wish; }
    [[nodiscard]] bool is_over() const;
    /// Whether its recorder may still use the session's board; while it may, no other recorder can.
    [[nodiscard]] bool uses_board() const { return uses_board_; }
    [[nodiscard]] bool wants_input() const { return plan_.wish.input && !is_over(); }
    /// The state of the recording, without the fields that only the session knows.
    [[nodiscard]] RecordingInfo info() const;

 private:
    using RecorderChannel = Channel<ToRecorder, FromRecorder>;

    void handle(const record::RecordingReport& report);
    void handle(const record::WantPosition&) { send_position(); }
    void handle(const record::TookOutput&) { lag_.took_output(); }
    void begin();
    void send_position();
    void change(const record::RecordingReport& report);
    void report_change();
    void fail(const std::string& why);
    [[nodiscard]] const std::string& path() const { return report_ ? report_->path : plan_.wish.path; }

    Loop& loop_;
    KeeperLink& keeper_;
    RecorderId recorder_;
    const Log& log_;
    std::optional<RecordingBoard> board_; ///< until the recorder runs, then it moves to `events_`
    bool uses_board_ = true;
    Plan plan_;
    Handlers handlers_;
    std::int64_t started_;
    std::optional<record::RecordingReport> report_; ///< the latest; none until the recorder has started or failed
    RecordingEvents events_;
    RecorderLag lag_; ///< uses the board of `events_`
    std::unique_ptr<RecorderChannel> channel_;
    std::string end_error_; ///< how the recorder's process ended, if with an error
    Timer answer_timer_;
    std::vector<OnDone> on_begun_;
    std::vector<OnDone> on_finished_;
};

} // namespace cleat
