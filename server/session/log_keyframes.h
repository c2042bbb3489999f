#pragma once

#include "common/terminal/terminal.h"
#include "server/memory/log.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

namespace cleat {

/// The state of a session's terminal at one offset of its output.
struct LogKeyframe {
    std::uint64_t offset = 0;
    std::int64_t time = 0; ///< on the log's clock: microseconds of CLOCK_MONOTONIC
    bool resized = false;  ///< the size changed at this offset
    Snapshot snapshot;     ///< without history
};

/// Keyframes: the states of a session's terminal from which its recent history can be shown. There is always at least
/// one at an offset that is still in the log. At usual screen sizes there is one for each 64 KiB, and there is one
/// after each resize, because the result of a resize depends on the terminal's history; resizes without output in
/// between, less than a second apart, count as one. When a keyframe is taken, keyframes before the log's start are
/// dropped, and the oldest while more than `LIMIT` or more than `MAX_BYTES` are left. Only the oldest are ever dropped,
/// so no resize after the oldest remaining keyframe is missing.
///
/// A keyframe is preferably taken where VT bytes can reproduce everything on which later output depends: between
/// characters and sequences, and before printable ASCII, which neither combines with the last glyph nor repeats it.
class LogKeyframes {
 public:
    static constexpr std::uint64_t SPACING = 64U << 10;
    static constexpr std::size_t LIMIT = 256;
    static constexpr std::size_t MAX_BYTES = 8U << 20;
    /// Minimum distance between two `moments` in microseconds, and their maximum number.
    static constexpr std::int64_t MOMENTS_APART = 1'000'000;
    static constexpr std::size_t MAX_MOMENTS = 4'096;

    /// Starts with the terminal's current state. `reach` is the number of bytes that the log keeps.
    LogKeyframes(const Terminal& terminal, std::int64_t time, std::uint64_t reach = Log::DEFAULT_CAPACITY);

    /// Feeds the terminal output that was read at `time`, and takes a keyframe if one becomes due.
    void feed(Terminal& terminal, std::string_view bytes, std::int64_t time);
    /// The terminal was resized.
    void resized(const Terminal& terminal, std::int64_t time);

    /// Oldest first; never empty. The oldest can precede the log's start.
    [[nodiscard]] const std::deque<LogKeyframe>& all() const { return keyframes_; }
    /// The times of some offsets, oldest first. Needed for output that is older than the reads whose times the log has.
    [[nodiscard]] const std::deque<Log::Read>& moments() const { return moments_; }
    /// Approximate memory; what keyframes share with each other and with the terminal is counted for each of them.
    [[nodiscard]] std::size_t bytes() const;

 private:
    void note_moment(std::uint64_t offset, std::int64_t time);
    std::string_view feed_to_keyframe(Terminal& terminal, std::string_view bytes, std::int64_t time);
    void keep(Snapshot snapshot, std::int64_t time, bool resized);
    void drop_old(std::uint64_t end);

    std::uint64_t reach_;
    std::uint64_t due_ = 0; ///< offset at which the next keyframe is due
    std::deque<LogKeyframe> keyframes_;
    std::deque<Log::Read> moments_;
};

} // namespace cleat
