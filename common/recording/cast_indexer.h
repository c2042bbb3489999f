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

/// How far apart keyframes are: whichever comes first.
struct KeyframeSpacing {
    CastTime time = std::chrono::seconds(10);
    std::uint64_t output = 1U << 20; ///< bytes, as the program wrote them
};

/// How an indexer came out of a step.
enum class Indexing : std::uint8_t {
    more,      ///< there is more to read
    at_end,    ///< of what the file has now
    start_over ///< it began at a keyframe, and cannot know how the terminal goes on without what is before
};

/// Makes the keyframes of a recording: plays it as fast as it can, a step at a time. There is one after every change of
/// size, too, for keyframes have no history, from which a terminal that grows fills its screen; but if there are very
/// many of them, not after every one.
class CastIndexer {
 public:
    /// At the beginning of `source`, for an empty index.
    explicit CastIndexer(CastSource source, const KeyframeSpacing& spacing = {});
    /// Goes on where `known`, an index of the same recording, ends or has its last keyframe but those beyond `count`.
    static Result<CastIndexer> resume(CastSource source, const CastIndex& known, std::size_t count,
                                      const KeyframeSpacing& spacing = {});

    /// Reads some more, about 128 KiB, or less where the terminal changes its size often, or where `until` comes before
    /// the end of them. What the recording lacks is no error; what keeps the index from being written is.
    Result<Indexing> step(CastIndex& index, Deadline until = NO_DEADLINE);
    /// The file will not grow any more, for now: the index gets its end.
    Result<void> finish(CastIndex& index);

    /// After the last event that was read.
    [[nodiscard]] const CastPlace& place() const { return reader_.place(); }
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
    bool has_history_ = true; ///< the terminal's is what it would be if all had been played
    std::string failure_;     ///< why the source cannot be read on
    bool finished_ = false;
    bool is_more_ = true;                   ///< of the file, when it was read last
    bool is_behind_ = false;                ///< there are events that were read and not taken
    std::optional<CastEvent> output_event_; ///< whose data is being fed
    SlowFeed feed_;
    std::uint64_t last_event_ = 0; ///< where the bytes after it begin
    std::uint64_t resized_ = 0;    ///< cells of the sizes that the terminal got in this step
    std::uint64_t output_ = 0;     ///< bytes since the last keyframe
    std::vector<CastMarker> markers_;
    std::string bytes_;
};

} // namespace cleat
