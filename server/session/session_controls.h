#pragma once

#include "common/wire/messages.h"
#include "server/audience/audience.h"
#include "server/memory/session_memory.h"
#include "server/program/program_io.h"
#include "server/session/display.h"
#include "server/session/program_life.h"
#include "server/session/session_facts.h"
#include "server/session/session_input.h"
#include "server/session/session_recording.h"
#include "server/session/session_size.h"
#include "server/waits/waiters.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cleat {

/// Input from clients to a session's program: from controllers, and from clients that send without being attached.
/// Input from a client that is not, or no longer, a controller is dropped; bytes that count towards the client's input
/// window count as taken.
class SessionControls {
 public:
    /// The parts of a session that handle input.
    struct Parts {
        Loop& loop;
        const SessionFacts& facts;
        SessionMemory& memory;
        ProgramIo& program;
        ProgramLife& life;
        Audience& audience;
        SessionInput& input;
        const std::unique_ptr<Display>& display; ///< null without a terminal
        SessionSize& size;
        SessionRecording& recording;
        Waiters& waiters;
        std::function<void()> on_changed; ///< the persistent state of the session changed
    };
    /// All parts are borrowed for this object's life.
    explicit SessionControls(Parts parts) : the_(std::move(parts)) {}

    // Input from controllers.
    void type(ViewerId viewer, std::string_view bytes);
    void paste(ViewerId viewer, std::string_view bytes, PastePart part);
    void mouse(ViewerId viewer, std::string_view report);
    void focus(ViewerId viewer, bool focused);
    /// The content of the clipboard of that viewer's terminal.
    void clipboard(ViewerId viewer, std::string_view data);
    /// The profile of that viewer's terminal.
    void set_profile(ViewerId viewer, const Profile& profile);
    /// The viewer sent this many bytes of input without permission; they count as taken.
    void refuse(ViewerId viewer, std::size_t bytes);
    /// The viewer's terminal was resized.
    void resized(ViewerId viewer, Size size);
    /// Whether so much of the viewer's input waits for the program that no more should be read from it.
    [[nodiscard]] bool is_full(ViewerId viewer) const { return the_.input.is_full(viewer); }

    // Input from clients that need not be attached. `ended` if the program has ended, or takes no input.
    Result<Sent> send(const std::vector<SendPiece>& pieces);
    Result<void> close_input();

    /// The session was used now.
    void note_used();

 private:
    [[nodiscard]] Member* controller(ViewerId viewer);
    Member* used_by(ViewerId viewer);
    [[nodiscard]] Result<std::string> bytes_of(const std::vector<SendPiece>& pieces) const;
    [[nodiscard]] Result<void> check_takes_input() const;
    void record(std::string_view bytes);

    Parts the_;
};

} // namespace cleat
