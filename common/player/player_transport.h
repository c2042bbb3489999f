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

/// Moves through a recording, as a tape deck's transport does: plays it in its time, pauses, takes single steps, and
/// seeks. What takes long is done in slices, between which keys are heard.
class PlayerTransport {
 public:
    /// How long at a time other work may keep keys from being heard.
    static constexpr std::chrono::milliseconds SLICE{8};

    struct Handlers {
        /// It is somewhere else, or plays otherwise.
        std::function<void()> on_changed;
        /// `go_on` is to be called soon if it is on the way, and the index to be made; not within the call.
        std::function<void()> on_work;
        /// It was played to its end, after which there is nothing to do; or the moment to begin at is not in it.
        std::function<void(const Result<void>&)> on_over;
        /// Whether more may be added to the recording: then its end is not the end.
        std::function<bool()> is_growing;
    };

    enum class Speed : std::uint8_t { slower, faster };

    /// The loop, the player and the index are borrowed for this object's life.
    PlayerTransport(Loop& loop, CastPlayer& player, const IndexFile& index, const PlayerOptions& options,
                    Handlers handlers);

    /// Once the player has its header; nothing moves before.
    void begin();
    /// Nothing moves any more.
    void stop();
    /// There may be something to play that was not there before.
    void wake();

    void step();
    /// At once where the index is as far, else as soon as it is. Clamped to the recording.
    void go_to(CastTime time);
    /// At once, however far the index is.
    void seek(CastTime time);
    void set_paused(bool paused);
    /// Stands still until `resume`, which goes on unless it was paused anyway.
    void suspend();
    void resume();
    /// Twice as fast as now, or half.
    void change_speed(Speed speed);
    void toggle_loop() { options_.loop = !options_.loop; }
    /// Stays where it is, if it is on the way to another moment.
    void cancel();

    /// Goes on to where it is to be, for a slice; only while `is_on_the_way()`.
    void go_on();
    /// The index is further than it was, or whole.
    void index_grew();
    /// Where it is to go as soon as the index is as far.
    [[nodiscard]] const std::optional<CastTime>& wanted() const { return wanted_; }
    [[nodiscard]] bool is_on_the_way() const { return going_to_ || steps_ > 0; }

    [[nodiscard]] const Playback& playback() const { return playback_; }
    [[nodiscard]] bool loops() const { return options_.loop; }
    /// Where it is, or is going to be.
    [[nodiscard]] CastTime position();
    /// As far as it is known.
    [[nodiscard]] CastTime duration() const;

 private:
    enum class Stage : std::uint8_t { waiting, playing, at_end, over };

    void play_on();
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
    bool is_suspended_ = false;        ///< and will go on
    std::optional<CastTime> begin_at_; ///< the moment that was asked for at the start, until it is found
    std::optional<CastTime> wanted_;
    std::optional<CastTime> going_to_; ///< where the player is being sought to
    int steps_ = 0;                    ///< to be taken, after that
};

} // namespace cleat
