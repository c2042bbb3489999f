#pragma once

#include "common/base/result.h"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// What happens to a session beside its output, for whoever records it.
struct RecordingEvent {
    enum class Kind : std::uint32_t {
        resize = 0,
        marker = 1,
        input = 2,
        exit = 3,
        start = 4 ///< what the session is like here, is told otherwise; no data
    };
    Kind kind = Kind::marker;
    std::uint64_t offset = 0; ///< of the output: what is before it came before
    std::int64_t time = 0;    ///< microseconds of CLOCK_MONOTONIC
    std::string data;         ///< as in an asciicast

    bool operator==(const RecordingEvent&) const = default;
};

/// How far a recorder is.
struct RecordingFigures {
    std::uint64_t written = 0; ///< bytes, in all files
    std::uint64_t files = 0;
    std::uint64_t gaps = 0; ///< times that output was lost to it
    std::uint64_t lost = 0; ///< bytes of output

    bool operator==(const RecordingFigures&) const = default;
};

/// What the worker and a session's recorder leave for each other in shared memory (a memfd, made empty by the keeper
/// and mapped by both), so that neither waits for the other, and nothing is gone with either of them. The worker posts
/// events; the recorder takes them, in order, and says how much of the log it has taken.
///
/// An event is posted before the output after it is appended to the log. So a recorder that looks at the log's end
/// first and at the events then misses none that belongs before that end.
class RecordingBoard {
 public:
    /// Bytes of events that are posted and not taken, with 32 for each; what does not fit is not posted.
    static constexpr std::size_t EVENT_ROOM = 1U << 20;
    /// The longest data of an event.
    static constexpr std::size_t LONGEST_DATA = 64U << 10;

    /// What a board takes of a memfd, at most.
    static constexpr std::size_t SIZE_IN_MEMORY = EVENT_ROOM + (64U << 10);

    /// Maps the board at `at`, a multiple of every page size in use, also while another process does. The memory must
    /// be there, all zero at first, and never be cut short. The descriptor is borrowed for the call only. `invalid` if
    /// that is no board, or one of another version.
    static Result<RecordingBoard> map(int memory, off_t at);

    RecordingBoard(RecordingBoard&& other) noexcept;
    RecordingBoard& operator=(RecordingBoard&& other) noexcept;
    ~RecordingBoard();

    // The worker.
    /// False where there is no room for it.
    bool post(const RecordingEvent& event);
    /// Output before that offset was taken.
    [[nodiscard]] std::uint64_t taken() const;
    /// Whether the recorder sleeps until the log is so long: it is to be woken, and true is said once. To be asked
    /// after output was appended.
    [[nodiscard]] bool take_wake(std::uint64_t end);
    /// The recorder is to say when it has taken the output before that offset; 0: it is not.
    void set_awaited(std::uint64_t offset);

    // The recorder.
    /// The oldest event that is posted and not taken.
    [[nodiscard]] std::optional<RecordingEvent> next() const;
    void take_next();
    void note_taken(std::uint64_t offset);
    /// To be woken once the log is so long. The log's end is to be looked at again after that.
    void sleep_until(std::uint64_t end);
    void stay_awake();
    /// Whether the worker has waited for what was taken; it is said once.
    [[nodiscard]] bool take_awaited();
    void set_figures(const RecordingFigures& figures);

    // Both.
    [[nodiscard]] RecordingFigures figures() const;

 private:
    struct Layout;
    RecordingBoard() = default;
    void unmap();
    void put(std::uint64_t at, const void* from, std::size_t size);
    void get(std::uint64_t at, void* to, std::size_t size) const;

    Layout* layout_ = nullptr;
};

} // namespace cleat
