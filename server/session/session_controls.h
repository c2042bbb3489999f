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

/// What clients give a session's program: those that are attached and control it, and those that send without being
/// attached. What one gives that may not, or no longer, is dropped, and counts as taken where it counts at all.
class SessionControls {
 public:
    /// The parts of a session that input goes through.
    struct Parts {
        Loop& loop;
        const SessionFacts& facts;
        SessionMemory& memory;
        ProgramIo& program;
        ProgramLife& life;
        Audience& audience;
        SessionInput& input;
        const std::unique_ptr<Display>& display; ///< null where there is no terminal
        SessionSize& size;
        SessionRecording& recording;
        Waiters& waiters;
        std::function<void()> on_changed; ///< what lasts of the session is other than it was
    };
    /// All of it is borrowed for this object's life.
    explicit SessionControls(Parts parts) : the_(std::move(parts)) {}

    // What one that is attached and controls the session gives.
    void type(ViewerId viewer, std::string_view bytes);
    void paste(ViewerId viewer, std::string_view bytes, PastePart part);
    void mouse(ViewerId viewer, std::string_view report);
    void focus(ViewerId viewer, bool focused);
    /// What is on the clipboard of that viewer's terminal.
    void clipboard(ViewerId viewer, std::string_view data);
    /// What its terminal looks like.
    void set_profile(ViewerId viewer, const Profile& profile);
    /// Input of the viewer that it was not allowed to give: so many bytes are done with.
    void refuse(ViewerId viewer, std::size_t bytes);
    /// Its terminal has another size.
    void resized(ViewerId viewer, Size size);
    /// Whether so much of the viewer's input waits for the program that no more should be read from it.
    [[nodiscard]] bool is_full(ViewerId viewer) const { return the_.input.is_full(viewer); }

    // What anybody allowed gives. `ended` where the program is gone, or takes no input.
    Result<Sent> send(const std::vector<SendPiece>& pieces);
    Result<void> close_input();

    /// The session was used at this moment.
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
