#pragma once

#include "common/event/deferred_task.h"
#include "common/event/loop.h"
#include "common/wire/messages.h"
#include "server/audience/audience.h"
#include "server/audience/followers.h"
#include "server/audience/grants.h"
#include "server/keeper/link.h"
#include "server/memory/moment.h"
#include "server/memory/session_memory.h"
#include "server/program/process_scans.h"
#include "server/program/program_io.h"
#include "server/session/display.h"
#include "server/session/pointers.h"
#include "server/session/program_life.h"
#include "server/session/session_controls.h"
#include "server/session/session_facts.h"
#include "server/session/session_input.h"
#include "server/session/session_recording.h"
#include "server/session/session_size.h"
#include "server/waits/waiters.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// A session: a program, its log, its audience, and how it ends. A program on a terminal has a `Display`; one on pipes
/// has none, and requests that need a terminal fail with `no_terminal`. The session stays for `linger` after the
/// program's end.
///
/// All persistent state is in its memory: the facts are saved there once the callbacks that changed them have returned,
/// and another worker restores the session from it. Clients must then attach again; earlier client ids are not reused.
///
/// This class connects its parts: `SessionControls` passes input to the program, `ProgramLife` handles its end.
class Session {
 public:
    struct Handlers {
        /// The linger time is over.
        std::function<void()> on_removed;
        /// `info`, or the users it is shared with, may have changed.
        std::function<void()> on_changed;
    };

    /// Takes over the session whose facts are in `memory` (`parse_facts`), which is new or was another worker's;
    /// `program` has the descriptors of its program. The handlers must not destroy the session.
    Session(Loop& loop, KeeperLink& keeper, ProcessScans& processes, SessionMemory memory, ProgramEnds program,
            Handlers handlers);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] SessionId id() const { return facts_.id; }
    [[nodiscard]] const std::string& name() const { return facts_.name; }
    void rename(std::string name);
    /// The current facts.
    [[nodiscard]] SessionFacts facts() const;
    [[nodiscard]] SessionInfo info() const;
    [[nodiscard]] pid_t pid() const { return static_cast<pid_t>(facts_.pid); }
    [[nodiscard]] const std::string& token() const { return facts_.token; }
    [[nodiscard]] Clock::time_point last_used() const { return from_microseconds(memory_.moments().used); }
    [[nodiscard]] const std::optional<ExitStatus>& ended() const { return facts_.ended; }

    // Audience.
    [[nodiscard]] Audience& audience() { return audience_; }
    [[nodiscard]] const Audience& audience() const { return audience_; }
    /// Adds a member that is sent the screen. `on_attached` is called within the call, before anything is sent to the
    /// member, which may have been removed when this function returns. `refused` if `Audience::check_claim` refuses.
    Result<void> attach(ViewerSink& sink, AttachRequest request, const std::function<void(Member&)>& on_attached);
    /// Does what `attach` does, for a member that is sent the output. `invalid` if the output has not reached
    /// `wish.since` yet.
    Result<void> follow(ViewerSink& sink, AttachRequest request, const Follow& wish,
                        const std::function<void(const Following&)>& on_attached);
    /// Call it before the session is destroyed: notifies members of the end, including those that have not been sent
    /// the last step.
    void dismiss();
    /// False if nothing new was acknowledged.
    bool acknowledged(ViewerId viewer, std::uint64_t step);
    /// The viewer's connection has room again.
    void drained(ViewerId viewer);

    /// Input from clients, size, end, and recordings.
    [[nodiscard]] SessionControls& controls() { return controls_; }
    [[nodiscard]] const SessionControls& controls() const { return controls_; }
    [[nodiscard]] SessionSize& size() { return size_; }
    [[nodiscard]] ProgramLife& life() { return life_; }
    [[nodiscard]] SessionRecording& recording() { return recording_; }
    [[nodiscard]] const SessionRecording& recording() const { return recording_; }

    /// Includes at most `history` lines of the history, and at most `most` bytes of them.
    Result<Snapshotted> snapshot(std::uint64_t history, std::size_t most) const;
    /// Its recent history, as far back as its log reaches.
    [[nodiscard]] Result<RecentHistory> recent_history() const;

    /// The users it is shared with. A caller that changes them must report that to the server
    /// (`PeerHost::shares_changed`).
    [[nodiscard]] Grants& change_grants()
    {
        save_.schedule();
        return grants_;
    }
    [[nodiscard]] const Grants& grants() const { return grants_; }
    [[nodiscard]] bool is_shared_with(const Guest& guest) const { return grants_.let_in(guest, BootClock::now()); }

    /// The symbolic links to the paths in followed variables; null if the session has none.
    [[nodiscard]] Pointers* pointers() const { return pointers_.get(); }
    /// The current values of the followed variables for programs of the session, as NAME=VALUE.
    [[nodiscard]] std::vector<std::string> environment() const;

    /// The pending waits for this session.
    [[nodiscard]] Waiters& waiters() { return waiters_; }

 private:
    void open_display();
    void resume();
    void save();
    void on_read();
    [[nodiscard]] std::size_t room_for_output();
    Result<LogView> log_view(const Follow& wish) const;
    void release(Member& member);
    void audience_changed(Audience::Concerns whom);
    void check_attendance();
    void finish_output();
    [[nodiscard]] WaitSubject wait_subject() const;

    Loop& loop_;
    SessionMemory memory_;
    SessionFacts facts_; ///< parts are in other members: see `facts()`
    Log& log_ = memory_.log();
    ProgramIo program_;
    Audience audience_;
    SessionInput input_;
    std::unique_ptr<Display> display_; ///< none on pipes
    Followers followers_;
    std::unique_ptr<Pointers> pointers_;
    Handlers handlers_;
    Grants grants_;
    Waiters waiters_;
    ProgramLife life_;
    SessionRecording recording_;
    SessionSize size_;
    SessionControls controls_;
    DeferredTask save_; ///< of the facts
};

using SessionMap = std::map<SessionId, std::unique_ptr<Session>>;

} // namespace cleat
