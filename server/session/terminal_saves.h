#pragma once

#include "common/event/loop.h"
#include "server/memory/session_memory.h"

#include <chrono>
#include <cstdint>

namespace cleat {

/// When the state of a session's terminal is saved in its memory: after so much output, when the output pauses, and
/// after every change that is no output.
class TerminalSaves {
 public:
    static constexpr std::uint64_t SPACING = 256U << 10;
    /// Of a state that takes long to save it is this much: the log has not lost anything by then.
    static constexpr std::uint64_t WIDE_SPACING = 512U << 10;
    /// How much longer than the last one took there is none, but for what is about to be lost.
    static constexpr int REST = 50;
    static constexpr int MOST_READS = 2'048; ///< a log knows where the last 4,095 began
    static constexpr std::chrono::milliseconds PAUSE{1'000};

    /// All are borrowed for this object's life; `terminal` is the one that `memory` gave.
    TerminalSaves(Loop& loop, SessionMemory& memory, Terminal& terminal);

    /// The terminal was fed, and its replies were given.
    void fed();
    /// Its size or its profile is another one.
    void changed() { save(ArenaHistoryStore::Spares::kept); }

 private:
    void look();
    void save(ArenaHistoryStore::Spares spares);
    [[nodiscard]] bool is_due() const;

    Loop& loop_;
    SessionMemory& memory_;
    Terminal& terminal_;
    std::uint64_t saved_ = 0; ///< the offset up to which the output is in the state that was saved last
    int reads_ = 0;           ///< since then
    bool has_spares_ = false;
    Clock::time_point rests_until_; ///< no state is saved, unless output is about to be lost
    Clock::time_point last_output_;
    Timer pause_;
};

} // namespace cleat
