#pragma once

#include "common/base/result.h"
#include "common/event/loop.h"
#include "common/player/player_options.h"
#include "common/recording/cast_player.h"
#include "common/recording/index_file.h"
#include "common/recording/playback.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace cleat {

/// Moves through a recording: plays it at its recorded pace, pauses, steps and seeks. Long operations run in slices,
/// between which keys are handled.
class PlayerTransport {
 public:
    /// How long one slice of seeking, searching or indexing may delay keys.
    static constexpr std::chrono::milliseconds SLICE{8};

    struct Handlers {
        /// The position or the playback state has changed.
        std::function<void()> on_changed;
        /// There is work: in a later turn of the loop the owner must call `advance` if `is_seeking()`, and extend the
        /// index.
        std::function<void()> on_work;
        /// Playback has reached the end and will not continue; or the start position is beyond the recording's end.
        std::function<void(const Result<void>&)> on_over;
        /// Whether more may be appended to the recording, so that reaching its end does not end playback.
        std::function<bool()> is_growing;
    };

    enum class Speed : std::uint8_t { slower, faster };

    /// The loop, the player and the index are borrowed for this object's lifetime.
    PlayerTransport(Loop& loop, CastPlayer& player, const IndexFile& index, const PlayerOptions& options,
                    Handlers handlers);

    /// Starts playback; the player must have its header. Nothing is played before this call.
    void begin();
    /// Stops for good.
    void stop();
    /// Resumes playing if new events have arrived.
    void wake();

    void step();
    /// Seeks at once if the index reaches that far, otherwise as soon as it does. `time` is clamped to the
    /// recording.
    void go_to(CastTime time);
    /// Seeks at once, whatever the index covers.
    void seek(CastTime time);
    void set_paused(bool paused);
    /// Pauses until `resume`, which continues unless playback was paused before.
    void suspend();
    void resume();
    /// Doubles or halves the speed.
    void change_speed(Speed speed);
    void toggle_loop() { options_.loop = !options_.loop; }
    /// Cancels a seek or step in progress and stays at the present position.
    void cancel();

    /// Continues a seek or step for one slice; only while `is_seeking()`.
    void advance();
    /// The index has grown or is complete.
    void index_grew();
    /// The target of a seek that waits for the index.
    [[nodiscard]] const std::optional<CastTime>& wanted() const { return waiting_target_; }
    [[nodiscard]] bool is_seeking() const { return seek_target_ || steps_ > 0; }

    [[nodiscard]] const Playback& playback() const { return playback_; }
    [[nodiscard]] bool loops() const { return options_.loop; }
    /// The present position, or the target of a seek in progress.
    [[nodiscard]] CastTime position();
    /// The recording's duration as far as it is known.
    [[nodiscard]] CastTime duration() const;

 private:
    enum class Stage : std::uint8_t { waiting, playing, at_end, over };

    void play_due();
    void reach_end();
    void step_on(Deadline until);
    void arrive();

    PlayerOptions options_;
    Handlers handlers_;
    Timer timer_;
    CastPlayer& player_;
    const IndexFile& index_;
    Playback playback_;
    Stage stage_ = Stage::waiting;
    bool is_suspended_ = false;              ///< paused by `suspend`; `resume` continues
    std::optional<CastTime> start_position_; ///< the requested start position, until it is reached
    std::optional<CastTime> waiting_target_;
    std::optional<CastTime> seek_target_; ///< the target of the seek in progress
    int steps_ = 0;                       ///< steps still to take, after the seek if there is one
};

} // namespace cleat
