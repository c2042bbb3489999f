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

/// A recording at one moment: the terminal's state then, made from the nearest keyframe and the events after it.
/// Independent of any clock. Its memory use does not depend on the recording's length.
class CastPlayer {
 public:
    /// Starts before the first event.
    explicit CastPlayer(CastSource source);

    /// Reads up to the header; `invalid` if there is none. If the file is growing, call again.
    Result<void> read_header();
    /// Null before the header was read.
    [[nodiscard]] const CastHeader* header() const { return reader_.header(); }

    /// The time of the next event. Nothing at the present end of the file. Also nothing if the event is not found by
    /// `until`; then `is_within_step()` is true.
    [[nodiscard]] std::optional<CastTime> next_time(Deadline until = NO_DEADLINE);
    /// Applies the next event and returns it; nothing at the end. Also nothing if the event is not applied by `until`;
    /// then `is_within_step()` is true, and the next call continues. `index` may cover only a part of the recording; a
    /// terminal restored from one of its keyframes needs it when the size changes.
    std::optional<CastEvent> step(const CastIndex& index, Deadline until = NO_DEADLINE);
    /// A step is incomplete: the terminal is between two states, or the event was not found yet.
    [[nodiscard]] bool is_within_step() const { return is_looking_ || feed_.is_within() || is_replaying(); }
    /// The file is complete: the last line may lack its newline.
    void finish() { finished_ = true; }
    /// Seeks to the state after all events up to `time`. False if that is not done by `until`; the next call with
    /// the same time continues.
    bool seek(CastTime time, const CastIndex& index, Deadline until = NO_DEADLINE);

    /// The position after the last event applied.
    [[nodiscard]] const CastPosition& position() const { return position_; }
    [[nodiscard]] const Terminal& terminal() const { return *terminal_; }
    /// What a viewer would see: during a synchronised update, the screen before it.
    [[nodiscard]] Screen screen() const;
    /// The damage in what was read.
    [[nodiscard]] CastDamage damage() const;

 private:
    bool read_ahead(Deadline until);
    [[nodiscard]] bool is_replaying() const { return position_.events < replayed_to_; }
    void drop_next();
    void rewind();
    [[nodiscard]] bool go_to(const Keyframe& keyframe, const CastIndex& index);
    [[nodiscard]] std::optional<CastEvent> step_on(const CastIndex& index, Deadline until);
    [[nodiscard]] bool resize(Size size, const CastIndex& index);

    CastSource source_;
    CastReader reader_;
    std::optional<CastEvent> next_; ///< read, not yet applied
    CastPosition position_;
    std::optional<Terminal> terminal_;
    bool has_history_ = true; ///< the terminal's history is what playing from the start would give
    bool finished_ = false;
    bool at_end_ = false;     ///< everything was read
    bool is_looking_ = false; ///< for the next event, which was not found in time
    std::string failure_;
    std::string bytes_;
    SlowFeed feed_;                   ///< feeds the data of `next_`
    std::uint64_t replayed_to_ = 0;   ///< a step that started over ends after this many events
    std::optional<CastTime> seeking_; ///< the target of an incomplete seek
};

} // namespace cleat
