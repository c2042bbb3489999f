#pragma once

#include "common/base/result.h"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cleat {

/// Something that happens to a session besides its output, for its recorder.
struct RecordingEvent {
    enum class Kind : std::uint32_t {
        resize = 0,
        marker = 1,
        input = 2,
        exit = 3,
        start = 4 ///< the state of the session at this point is sent separately; no data
    };
    Kind kind = Kind::marker;
    std::uint64_t offset = 0; ///< of the output: earlier output comes before the event
    std::int64_t time = 0;    ///< microseconds of CLOCK_MONOTONIC
    std::string data;         ///< as in an asciicast

    bool operator==(const RecordingEvent&) const = default;
};

/// The progress of a recorder.
struct RecordingFigures {
    std::uint64_t written = 0; ///< bytes, in all files
    std::uint64_t files = 0;
    std::uint64_t gaps = 0; ///< how often output was lost to the recording
    std::uint64_t lost = 0; ///< bytes of output lost in these gaps

    bool operator==(const RecordingFigures&) const = default;
};

/// Shared memory between the worker and a session's recorder (a memfd, created by the keeper and mapped by both), so
/// that neither waits for the other, and nothing is lost when either of them ends. The worker posts events; the
/// recorder takes them, in order, and reports how much of the log it has taken.
///
/// An event is posted before the output after it is appended to the log. So a recorder that looks first at the
/// log's end and then at the events misses no event that belongs before that end.
class RecordingBoard {
 public:
    /// Room for the data of events that are posted and not yet taken, and 32 bytes more for each; an event that does
    /// not fit is not posted.
    static constexpr std::size_t EVENT_ROOM = 1U << 20;
    /// The longest data of an event.
    static constexpr std::size_t LONGEST_DATA = 64U << 10;

    /// Maximum size of a board in a memfd.
    static constexpr std::size_t SIZE_IN_MEMORY = EVENT_ROOM + (64U << 10);

    /// Maps the board at `at`, a multiple of every page size in use; another process can map it at the same time. The
    /// memory must exist, be all zero at first, and never be truncated. The descriptor is borrowed for the call only.
    /// `invalid` if there is no board, or one of another version.
    static Result<RecordingBoard> map(int memory, off_t at);

    RecordingBoard(RecordingBoard&& other) noexcept;
    RecordingBoard& operator=(RecordingBoard&& other) noexcept;
    ~RecordingBoard();

    // For the worker.
    /// False if there is no room.
    bool post(const RecordingEvent& event);
    /// Output before this offset was taken.
    [[nodiscard]] std::uint64_t taken() const;
    /// Whether the recorder sleeps until the log reaches a length, and `end` is at least that: then the worker must
    /// wake it. Returns true once for each sleep. Call it after output was appended.
    [[nodiscard]] bool take_wake(std::uint64_t end);
    /// Asks the recorder to report when it has taken the output before that offset; 0: no report.
    void set_awaited(std::uint64_t offset);

    // For the recorder.
    /// The oldest event that is posted and not yet taken.
    [[nodiscard]] std::optional<RecordingEvent> next() const;
    void take_next();
    void note_taken(std::uint64_t offset);
    /// Requests to be woken once the log has reached this length. Look at the log's end again after this call.
    void sleep_until(std::uint64_t end);
    void stay_awake();
    /// Whether the recorder has taken the output for which `set_awaited` requests a report. Returns true once for each
    /// request.
    [[nodiscard]] bool take_awaited();
    void set_figures(const RecordingFigures& figures);

    // For both.
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
