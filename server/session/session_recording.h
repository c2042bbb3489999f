#pragma once

#include "common/event/loop.h"
#include "server/audience/members.h"
#include "server/keeper/link.h"
#include "server/memory/session_memory.h"
#include "server/recording/recording.h"
#include "server/session/display.h"
#include "server/session/session_facts.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// The recordings of a session, one at a time; passes the session's events to them. Notifies members when the state of
/// a recording changes.
class SessionRecording {
 public:
    struct Handlers {
        /// The program need not be paused for the recorder any more.
        std::function<void()> on_room;
        /// `facts` or `info` have changed.
        std::function<void()> on_changed;
    };

    /// All of these are borrowed for this object's life; `display` is null without a terminal.
    SessionRecording(Loop& loop, KeeperLink& keeper, SessionMemory& memory, const SessionFacts& facts,
                     const Members& members, const std::unique_ptr<Display>& display, Handlers handlers)
        : loop_(loop),
          keeper_(keeper),
          memory_(memory),
          facts_(facts),
          members_(members),
          display_(display),
          handlers_(std::move(handlers))
    {}

    /// Starts a recording, whose path must be resolved. `ended` if the program has ended; `exists` if the session is
    /// being recorded already.
    Result<Recording*> begin(RecorderId recorder, Recording::Plan plan);
    /// The latest recording, or null.
    [[nodiscard]] Recording* latest() const { return latest_.get(); }
    [[nodiscard]] std::optional<RecordingInfo> info() const;
    [[nodiscard]] std::optional<RecordingFacts> facts() const;
    /// The path of the active recording, or empty.
    [[nodiscard]] std::string path() const;

    // Events of the session. No effect if it is not being recorded.
    /// How much may be read from the program now: see `Recording::room`.
    [[nodiscard]] std::size_t room() const;
    void output_read();
    void resized(Size size);
    void typed(std::string_view bytes);
    [[nodiscard]] bool wants_input() const { return latest_ && latest_->wants_input(); }
    void ended(const ExitStatus& how);

 private:
    [[nodiscard]] RecordedMoment moment() const;
    void notify_changed();

    Loop& loop_;
    KeeperLink& keeper_;
    SessionMemory& memory_;
    const SessionFacts& facts_;
    const Members& members_;
    const std::unique_ptr<Display>& display_;
    Handlers handlers_;
    std::unique_ptr<Recording> latest_;
};

/// The value that a shell would have in `$?`.
[[nodiscard]] int status_for_shells(const ExitStatus& how);

} // namespace cleat
