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

/// What changes about a session with every read and every key, and is noted in its memory in place.
struct SessionMoments {
    std::int64_t active = 0;    ///< seconds since 1970: the last output or input
    std::int64_t used = 0;      ///< microseconds of CLOCK_MONOTONIC: the last input of a client that controls
    std::int64_t output = 0;    ///< the same of the last output
    std::uint64_t answered = 0; ///< the terminal's replies to the output before this offset were given
    std::uint64_t followed = 0; ///< where the last controller that followed the output was when it left
    std::uint64_t bells = 0;    ///< that the program has rung

    bool operator==(const SessionMoments&) const = default;
};

/// All that lasts of a session, in one memfd that grows, which outlives the process that works on it:
///
///     moments and entries | log | recording board | facts, terminal states, rows of the history
///
/// Facts and states of the terminal are each written beside the one before, so that one of them is whole whenever the
/// process ends. The terminal is its latest saved state, with the history up to there, and all output in the log since.
class SessionMemory {
 public:
    /// Where the log and the board are in the memfd, for a process that maps nothing else.
    static constexpr off_t LOG_AT = 64 << 10;
    static constexpr off_t BOARD_AT = LOG_AT + static_cast<off_t>(Log::size_in_memory(Log::DEFAULT_CAPACITY));
    static constexpr off_t ARENA_AT = BOARD_AT + static_cast<off_t>(RecordingBoard::SIZE_IN_MEMORY);

    /// Maps the memory of a session, or lays it out if it is empty: then it must allow sealing. Output that was read
    /// and not noted is noted now. `invalid` if it is something else, or of another version.
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
    /// False, and the facts before stay, where there is no memory.
    bool save_facts(std::string_view bytes);

    /// The terminal as it was when the replies to all output before `moments().answered` had been given; or a new one.
    /// Its history is in this memory, which must outlive it. To be called once.
    [[nodiscard]] Terminal terminal(Size size, HistoryLimits limits);
    /// Notes the state of the terminal that `terminal` gave. False, and the state before stays, where there is no
    /// memory.
    bool save(Terminal& terminal, ArenaHistoryStore::Spares spares);

    /// An empty board in the place of the one before, which no recorder may use any more.
    [[nodiscard]] Result<RecordingBoard> new_board();

 private:
    struct Parts;
    explicit SessionMemory(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

} // namespace cleat
