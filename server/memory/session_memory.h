#pragma once

#include "common/base/result.h"
#include "common/base/unique_fd.h"
#include "common/terminal/terminal.h"
#include "server/memory/arena_history_store.h"
#include "server/memory/log.h"
#include "server/memory/recording_board.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace cleat {

/// Values that change with every read and every key, and are updated in place in the session's memory.
struct SessionMoments {
    std::int64_t active = 0; ///< seconds since 1970: the last output or input
    /// Microseconds of CLOCK_MONOTONIC: when a client last sent input, with or without attaching, or a controller last
    /// attached or detached; at first, when the session was created.
    std::int64_t used = 0;
    std::int64_t output = 0;    ///< microseconds of CLOCK_MONOTONIC: the last output
    std::uint64_t answered = 0; ///< the terminal's replies to the output before this offset were sent
    std::uint64_t followed = 0; ///< offset that the last controller to follow the output had reached when it left
    std::uint64_t bells = 0;    ///< rung by the program

    bool operator==(const SessionMoments&) const = default;
};

/// All persistent state of a session, in one growing memfd that survives the process that uses it:
///
///     moments and entries | log | recording board | facts, terminal states, rows of the history
///
/// Facts and terminal states are each written beside the previous version, so that one of the two is intact whenever
/// the process ends. The terminal is restored from its latest saved state, the history up to that state, and all later
/// output, which is still in the log.
class SessionMemory {
 public:
    /// Where the log and the board are in the memfd, for a process that maps only these.
    static constexpr off_t LOG_AT = 64 << 10;
    static constexpr off_t BOARD_AT = LOG_AT + static_cast<off_t>(Log::size_in_memory(Log::DEFAULT_CAPACITY));
    static constexpr off_t ARENA_AT = BOARD_AT + static_cast<off_t>(RecordingBoard::SIZE_IN_MEMORY);

    /// Maps the memory of a session, or initialises it if it is empty; an empty memfd must allow sealing. Output that
    /// was read but not appended to the log is appended now. `invalid` if it is not a session's memory, or of another
    /// version.
    static Result<SessionMemory> map(UniqueFd memory);
    SessionMemory(SessionMemory&&) noexcept;
    SessionMemory& operator=(SessionMemory&&) noexcept;
    ~SessionMemory();

    [[nodiscard]] Log& log();
    [[nodiscard]] const Log& log() const;
    [[nodiscard]] SessionMoments& moments();
    [[nodiscard]] const SessionMoments& moments() const;

    /// The facts that were saved last, in place, valid until the next save; nothing in new memory.
    [[nodiscard]] std::optional<std::string_view> facts() const;
    /// False if there is no memory; then the previous facts stay.
    bool save_facts(std::string_view bytes);

    /// The terminal, restored to the state in which the replies to all output before `moments().answered` had been
    /// sent; or a new one. Its history is in this memory, which must outlive it. Call it once.
    [[nodiscard]] Terminal terminal(Size size, HistoryLimits limits);
    /// Saves the state of the terminal returned by `terminal`. False if there is no memory; then the previous state
    /// stays.
    bool save(Terminal& terminal, ArenaHistoryStore::Spares spares);

    /// Returns an empty board in place of the previous one, which no recorder may use any more.
    [[nodiscard]] Result<RecordingBoard> new_board();

 private:
    struct Parts;
    explicit SessionMemory(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

} // namespace cleat
