#pragma once

#include "common/recording/cast_index.h"
#include "common/recording/cast_reader.h"
#include "common/recording/cast_source.h"
#include "common/recording/slow_feed.h"
#include "common/terminal/terminal.h"

#include <cstdint>
#include <optional>
#include <string>

namespace cleat {

/// A recording at one moment: the terminal as it was, made from the nearest keyframe and the events from there. Knows
/// no clock. Its memory does not depend on how long the recording is.
class CastPlayer {
 public:
    /// At the beginning, before the first event.
    explicit CastPlayer(CastSource source);

    /// Reads as far as the header: `invalid` where there is none. More may come to a file that grows: then ask again.
    Result<void> read_header();
    /// Null before that.
    [[nodiscard]] const CastHeader* header() const { return reader_.header(); }

    /// The time of the next event; nothing at the end that the file has now, nor where it takes longer than `until` to
    /// be found: then `is_within_step()`.
    [[nodiscard]] std::optional<CastTime> next_time(Deadline until = NO_DEADLINE);
    /// Lets the next event take effect, and gives it; nothing at the end. Where that takes longer than `until`, nothing
    /// either, and the next call goes on: `is_within_step()`. `index` may be of less than the recording; a terminal
    /// that came from one of its keyframes needs it where the size changes.
    std::optional<CastEvent> step(const CastIndex& index, Deadline until = NO_DEADLINE);
    /// A step was begun and is not done: the terminal is somewhere on the way, or the event was not found yet.
    [[nodiscard]] bool is_within_step() const { return is_looking_ || feed_.is_within() || is_replaying(); }
    /// The file has its end: the last line may lack one.
    void finish() { finished_ = true; }
    /// Goes to where all events up to `time` have taken effect, and none after. False where that takes longer than
    /// `until`: the next call with the same time goes on.
    bool seek(CastTime time, const CastIndex& index, Deadline until = NO_DEADLINE);

    /// After the last event that took effect.
    [[nodiscard]] const CastPlace& place() const { return place_; }
    [[nodiscard]] const Terminal& terminal() const { return *terminal_; }
    /// What a viewer of the terminal would see: while the program draws a synchronised update, the screen before.
    [[nodiscard]] Screen screen() const;
    /// What was wrong with what was read.
    [[nodiscard]] CastDamage damage() const;

 private:
    bool look_ahead(Deadline until);
    [[nodiscard]] bool is_replaying() const { return place_.events < replayed_to_; }
    void forget_next();
    void rewind();
    [[nodiscard]] bool go_to(const Keyframe& keyframe, const CastIndex& index);
    [[nodiscard]] std::optional<CastEvent> step_on(const CastIndex& index, Deadline until);
    [[nodiscard]] bool resize(Size size, const CastIndex& index);

    CastSource source_;
    CastReader reader_;
    std::optional<CastEvent> next_; ///< read, not yet in effect
    CastPlace place_;
    std::optional<Terminal> terminal_;
    bool has_history_ = true; ///< the terminal's is what it would be if all had been played
    bool finished_ = false;
    bool at_end_ = false;     ///< there is nothing left to be read
    bool is_looking_ = false; ///< for the next event, of which there was no time to find it
    std::string failure_;
    std::string bytes_;
    SlowFeed feed_;                   ///< of `next_`
    std::uint64_t replayed_to_ = 0;   ///< a step began anew, and ends after so many events
    std::optional<CastTime> seeking_; ///< what the last seek was for, if it did not come there
};

} // namespace cleat
