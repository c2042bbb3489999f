#pragma once

#include "common/event/loop.h"
#include "server/memory/session_memory.h"

#include <chrono>
#include <cstdint>

namespace cleat {

/// Decides when to save the state of a session's terminal in its memory: after `SPACING` bytes or `MAX_READS` reads of
/// output, when there was no output for `PAUSE`, and after every change that is not output.
class TerminalSaves {
 public:
    static constexpr std::uint64_t SPACING = 256U << 10;
    /// Unsaved output after which the state is saved even during a rest. Less than the log keeps, so no unsaved output
    /// is lost.
    static constexpr std::uint64_t SLOW_SPACING = 512U << 10;
    /// After a save, rests for this many times its duration: output is then saved only because of `SLOW_SPACING`.
    static constexpr int REST = 50;
    static constexpr int MAX_READS = 2'048; ///< limited because the log has the boundaries of only the last 4,095 reads
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
    Clock::time_point rests_until_; ///< until then, output is saved only because of `SLOW_SPACING`
    Clock::time_point last_output_;
    Timer pause_;
};

} // namespace cleat
