#pragma once

#include "common/event/loop.h"
#include "server/memory/session_memory.h"

#include <chrono>
#include <cstdint>

namespace cleat {

/// Decides when to save the state of a session's terminal in its memory: after a certain amount of output, when the
/// output pauses, and after every change that is not output.
class TerminalSaves {
 public:
    static constexpr std::uint64_t SPACING = 256U << 10;
    /// Spacing for a state that takes long to save. Less than the log keeps, so nothing unsaved is lost.
    static constexpr std::uint64_t SLOW_SPACING = 512U << 10;
    /// After a save, the next one waits for this many times its duration, unless output is about to be lost.
    static constexpr int REST = 50;
    static constexpr int MAX_READS = 2'048; ///< the log knows the boundaries of only the last 4,095 reads
    static constexpr std::chrono::milliseconds PAUSE{1'000};

    /// All are borrowed for this object's life; `terminal` is the one that `memory` returned.
    TerminalSaves(Loop& loop, SessionMemory& memory, Terminal& terminal);

    /// Call it after the terminal was fed and its replies were sent.
    void fed();
    /// Call it after the terminal's size or profile changed.
    void changed() { save(ArenaHistoryStore::Spares::kept); }

 private:
    void look();
    void save(ArenaHistoryStore::Spares spares);
    [[nodiscard]] bool is_due() const;

    Loop& loop_;
    SessionMemory& memory_;
    Terminal& terminal_;
    std::uint64_t saved_ = 0; ///< the last saved state includes the output up to this offset
    int reads_ = 0;           ///< since that state
    bool has_spares_ = false;
    Clock::time_point rests_until_; ///< no save before this time, unless output is about to be lost
    Clock::time_point last_output_;
    Timer pause_;
};

} // namespace cleat
