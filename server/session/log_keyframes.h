#pragma once

#include "common/terminal/terminal.h"
#include "server/memory/log.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

namespace cleat {

/// A session's terminal at one offset of its output.
struct LogKeyframe {
    std::uint64_t offset = 0;
    std::int64_t time = 0; ///< as the log's: microseconds of CLOCK_MONOTONIC
    bool resized = false;  ///< the size changed there
    Snapshot snapshot;     ///< without history
};

/// The states of a session's terminal that its recent past can be shown from: always one at least at an offset that
/// the log has still, in a session of usual size one for each 64 KiB, and one after every change of size, for what the
/// terminal makes of that depends on its history. Those that the log's beginning has passed are dropped, and the oldest
/// beyond `MOST` or `MOST_BYTES` when one is taken; so all changes of size since the oldest one that is kept are there.
///
/// A keyframe is made where VT bytes can tell all that matters to what comes next: between characters and sequences,
/// and before one that neither belongs to the last glyph nor repeats it.
class LogKeyframes {
 public:
    static constexpr std::uint64_t SPACING = 64U << 10;
    static constexpr std::size_t MOST = 256;
    static constexpr std::size_t MOST_BYTES = 8U << 20;
    /// Moments are not kept denser than that, nor more of them.
    static constexpr std::int64_t MOMENTS_APART = 1'000'000;
    static constexpr std::size_t MOST_MOMENTS = 4'096;

    /// Begins with the terminal as it is. `reach` is how many bytes the log keeps.
    LogKeyframes(const Terminal& terminal, std::int64_t time, std::uint64_t reach = Log::DEFAULT_CAPACITY);

    /// Feeds the terminal what was read at `time`, and takes the keyframe that is due on the way.
    void feed(Terminal& terminal, std::string_view bytes, std::int64_t time);
    /// The terminal has another size now.
    void resized(const Terminal& terminal, std::int64_t time);

    /// Oldest first; never none. The oldest may be of before the log's beginning.
    [[nodiscard]] const std::deque<LogKeyframe>& all() const { return keyframes_; }
    /// When some of the output came, oldest first: for what is older than the reads whose times the log knows.
    [[nodiscard]] const std::deque<Log::Read>& moments() const { return moments_; }
    /// Of memory, about; what keyframes share with each other and with the terminal counts as each one's own.
    [[nodiscard]] std::size_t bytes() const;

 private:
    void note_moment(std::uint64_t offset, std::int64_t time);
    std::string_view feed_to_keyframe(Terminal& terminal, std::string_view bytes, std::int64_t time);
    void keep(Snapshot snapshot, std::int64_t time, bool resized);
    void drop_old(std::uint64_t end);

    std::uint64_t reach_;
    std::uint64_t due_ = 0; ///< the offset at which the next one is wanted
    std::deque<LogKeyframe> keyframes_;
    std::deque<Log::Read> moments_;
};

} // namespace cleat
