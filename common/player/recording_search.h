#pragma once

#include "common/base/result.h"
#include "common/recording/cast_player.h"
#include "common/recording/cast_source.h"
#include "common/recording/screen_search.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cleat {

/// Looks in a recording for the next moment at which a line that matches is new on the screen: from a moment on to the
/// end, then from the beginning to where it began. Works in slices, beside whatever plays the recording.
class RecordingSearch {
 public:
    struct Match {
        CastTime time{};
        std::string line;         ///< the topmost one that matches
        bool has_wrapped = false; ///< it was found after the search went on from the beginning
    };

    /// `has_end` says whether the recording's last line is whole, so that nothing more is added to it.
    RecordingSearch(CastSource source, std::function<bool()> has_end);

    /// What to look for from now on (RE2); `invalid` where it is no regular expression. Earlier matches are forgotten.
    Result<void> set_pattern(const std::string& pattern);
    /// Begins at that moment, and ends what was under way. An error where nothing was ever searched for, or where the
    /// recording cannot be read again.
    Result<void> start(CastTime from);
    [[nodiscard]] bool is_running() const { return reader_.has_value(); }
    void stop() { reader_.reset(); }
    /// Goes on until then; only while it runs. With a match it has stopped. Without one it has, too, where there is
    /// none; else it is not done yet.
    [[nodiscard]] std::optional<Match> go_on(const CastIndex& index, Deadline until);
    /// How far it has come; only while it runs.
    [[nodiscard]] CastTime time() const { return reader_->place().time; }

    /// The newest match of this pattern that is at an earlier time.
    [[nodiscard]] std::optional<CastTime> match_before(CastTime time) const;

 private:
    enum class Stage : std::uint8_t { approaching, forward, wrapped };

    [[nodiscard]] Result<void> reopen();
    [[nodiscard]] bool approach(const CastIndex& index, Deadline until);
    [[nodiscard]] bool wrap();
    void look_afresh();

    CastSource source_;
    std::function<bool()> has_end_;
    std::optional<ScreenSearch> search_;
    std::optional<CastPlayer> reader_; ///< while it runs
    CastTime from_{};
    Stage stage_ = Stage::approaching;
    std::vector<CastTime> matches_; ///< in the order in which they were found
};

} // namespace cleat
