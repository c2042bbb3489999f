#pragma once

#include "common/event/loop.h"
#include "common/terminal/snapshot.h"
#include "common/wire/messages.h"
#include "server/keeper/channel.h"
#include "server/keeper/link.h"
#include "server/log/log.h"
#include "server/log/recording_board.h"
#include "server/recording/recorder_records.h"
#include "server/session/hold.h"

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

    /// Asks the keeper for a recorder. `log` is borrowed for this object's life.
    Recording(Loop& loop, KeeperLink& keeper, RecorderId recorder, SessionId session, const Log& log, Plan plan,
              Handlers handlers);
    ~Recording();

    /// Calls back when the file is there, or will not be.
    void when_begun(OnDone done);
    /// Ends it; calls back when all is written, or given up.
    void finish(OnDone done);
    /// There is nothing to record: it ends, and a file that was made for it is removed.
    void discard();

    // What the keeper says.
    void recorder_came(Result<RecorderEnds> ends);
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
    [[nodiscard]] bool is_over() const { return is_final(state_); }
    [[nodiscard]] bool wants_input() const { return plan_.wish.input && !is_over(); }
    /// Without what only the session knows.
    [[nodiscard]] RecordingInfo info() const;

 private:
    [[nodiscard]] static bool is_final(RecordingState state) { return state >= RecordingState::ended; }
    using RecorderChannel = Channel<ToRecorder, FromRecorder>;

    void receive(const FromRecorder& record);
    void handle(const record::RecordingNews& news);
    void handle(const record::WantPlace&) { give_place(); }
    void handle(const record::TookOutput&);
    [[nodiscard]] ExistingFile existing_file() const;
    void begin();
    void give_place();
    [[nodiscard]] std::optional<record::Place> place(UniqueFd& screen) const;
    bool post(RecordingEvent::Kind kind, std::string_view data);
    [[nodiscard]] std::uint64_t taken() const;
    void hold_on();
    void lapse();
    void note_progress();
    void wake_recorder(std::uint64_t end);
    void change(RecordingState state, const std::string& why);
    void tell_change();
    void fail(const std::string& why);
    void release();

    Loop& loop_;
    KeeperLink& keeper_;
    RecorderId recorder_;
    const Log& log_;
    Plan plan_;
    Handlers handlers_;
    std::optional<RecordingBoard> board_;
    std::unique_ptr<RecorderChannel> channel_;
    UniqueFd wake_;                                  ///< an eventfd that the recorder watches
    RecordingState state_ = RecordingState::running; ///< as the recorder says
    std::string why_;
    std::string path_;
    std::string how_it_ended_; ///< the recorder's process, where that was not well
    std::int64_t started_;
    bool has_begun_ = false;
    bool is_finishing_ = false;
    std::uint64_t finish_at_ = 0;            ///< of the output
    bool is_place_owed_ = false;             ///< the recorder waits for one; there was no room for its event
    std::optional<Size> owed_size_;          ///< the newest, where there was no room for its event
    std::optional<int> exit_status_;         ///< of a session that ended, where no event has it
    bool lacks_input_ = false;               ///< what was typed is missing since the last that is not
    std::optional<std::uint64_t> kept_from_; ///< of the output: nothing from there on may be lost to the recorder
    bool has_lapsed_ = false;                ///< the program has waited long enough
    Hold hold_;
    Timer hold_timer_;
    Timer answer_timer_;
    std::vector<OnDone> on_begun_;
    std::vector<OnDone> on_finished_;
};

} // namespace cleat
