#pragma once

#include "common/recording/cast_index.h"
#include "common/recording/cast_reader.h"
#include "common/recording/cast_source.h"
#include "common/recording/slow_feed.h"
#include "common/terminal/terminal.h"

#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// The spacing of keyframes: a new one as soon as either limit is reached.
struct KeyframeSpacing {
    CastTime time = std::chrono::seconds(10);
    std::uint64_t output = 1U << 20; ///< bytes, as written by the program
};

/// The result of an indexing step.
enum class Indexing : std::uint8_t {
    more,      ///< there is more to read
    at_end,    ///< the end of the file as it is now was reached
    start_over ///< the indexer started from a keyframe, but the terminal's state depends on earlier events
};

/// Creates the keyframes of a recording: plays it as fast as possible, one step at a time. A change of size also gets a
/// keyframe: a terminal that grows fills its screen from its history, which keyframes do not have. Such a change gets
/// none once the index has 1,000 keyframes plus one for each 4 KiB of the uncompressed recording read so far.
class CastIndexer {
 public:
    /// Starts at the beginning of `source`, with an empty index.
    explicit CastIndexer(CastSource source, const KeyframeSpacing& spacing = {});
    /// Continues after the first `count` keyframes of `known`, an index of the same recording, or at its end if it has
    /// one and `count` includes all keyframes.
    static Result<CastIndexer> resume(CastSource source, const CastIndex& known, std::size_t count,
                                      const KeyframeSpacing& spacing = {});

    /// Reads about 128 KiB more, or less if the terminal often changes its size or `until` passes. Damage in the
    /// recording is not an error; failing to write the index is.
    Result<Indexing> step(CastIndex& index, Deadline until = NO_DEADLINE);
    /// Writes the end of the index. Call it at the end of a file that is not growing.
    Result<void> finish(CastIndex& index);

    /// The position after the last event read.
    [[nodiscard]] const CastPosition& position() const { return reader_.position(); }
    /// How much of the file was read.
    [[nodiscard]] std::uint64_t file_offset() const { return source_.file_offset(); }

 private:
    Result<void> take_events(CastIndex& index, Deadline until);
    Result<void> add_keyframe(CastIndex& index);
    [[nodiscard]] bool take(const CastEvent& event);
    void take_marker(const CastEvent& event);
    [[nodiscard]] bool is_keyframe_due(const CastEvent& event, const CastIndex& index) const;
    [[nodiscard]] Result<Keyframe> keyframe(const CastIndex& index);
    [[nodiscard]] CastDamage damage() const;

    CastSource source_;
    KeyframeSpacing spacing_;
    FileState state_; ///< of the file when reading began
    CastReader reader_;
    std::optional<Terminal> terminal_;
    bool has_history_ = true; ///< the terminal's history is what playing from the start would give
    std::string failure_;     ///< why the source cannot be read further
    bool finished_ = false;
    bool is_more_ = true;                   ///< the last read did not reach the end of the file
    bool is_behind_ = false;                ///< events were read that have not been processed
    std::optional<CastEvent> output_event_; ///< the event whose data is being fed
    SlowFeed feed_;
    std::uint64_t last_event_ = 0; ///< offset after the last event
    std::uint64_t resized_ = 0;    ///< total cells of the sizes that the terminal was set to in this step
    std::uint64_t output_ = 0;     ///< bytes since the last keyframe
    std::vector<CastMarker> markers_;
    std::string bytes_;
};

} // namespace cleat
