#pragma once

#include "common/recording/cast_index.h"
#include "common/recording/cast_reader.h"
#include "common/recording/cast_source.h"
#include "common/terminal/terminal.h"

#include <cstdint>
#include <optional>
#include <string>

namespace cleat {

/// A recording at one moment: the terminal as it was, made from the nearest keyframe and the events from there. Knows
/// no clock. Its memory does not depend on how long the recording is.
class CastPlayer {
 public:
    /// Bytes without an event after which the recording counts as damaged, and is not read on: little of a compressed
    /// file unpacks to as much as its maker likes, and a file can have holes.
    static constexpr std::uint64_t LONGEST_GAP = 64U << 20;

    /// At the beginning, before the first event.
    explicit CastPlayer(CastSource source);

    /// Reads as far as the header: `invalid` where there is none. More may come to a file that grows: then ask again.
    Result<void> read_header();
    /// Null before that.
    [[nodiscard]] const CastHeader* header() const { return reader_.header(); }

    /// The time of the next event; nothing at the end that the file has now.
    [[nodiscard]] std::optional<CastTime> next_time();
    /// Lets the next event take effect, and gives it; nothing at the end. `index` may be of less than the recording; a
    /// terminal that came from one of its keyframes needs it where the size changes.
    std::optional<CastEvent> step(const CastIndex& index);
    /// The file has its end: the last line may lack one.
    void finish() { finished_ = true; }
    /// Goes to where all events up to `time` have taken effect, and none after.
    void seek(CastTime time, const CastIndex& index);

    /// After the last event that took effect.
    [[nodiscard]] const CastPlace& place() const { return place_; }
    [[nodiscard]] const Terminal& terminal() const { return *terminal_; }
    /// What a viewer of the terminal would see: while the program draws a synchronised update, the screen before.
    [[nodiscard]] Screen screen() const;
    /// What was wrong with what was read.
    [[nodiscard]] CastDamage damage() const;

 private:
    bool look_ahead();
    void rewind();
    [[nodiscard]] bool go_to(const Keyframe& keyframe, const CastIndex& index);
    void apply(const CastEvent& event, const CastIndex& index);
    void resize(Size size, const CastIndex& index);

    CastSource source_;
    CastReader reader_;
    std::optional<CastEvent> next_; ///< read, not yet in effect
    CastPlace place_;
    std::optional<Terminal> terminal_;
    bool has_history_ = true; ///< the terminal's is what it would be if all had been played
    bool finished_ = false;
    bool at_end_ = false; ///< there is nothing left to be read
    std::string failure_;
    std::string bytes_;
    std::string resize_data_; ///< of the last change of size, after which the reader may have been another one
};

} // namespace cleat
