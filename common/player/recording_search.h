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

/// Searches a recording for the next moment at which a matching line appears on the screen: from a moment to the end,
/// then from the beginning up to that moment. Works in slices, independently of playback.
class RecordingSearch {
 public:
    struct Match {
        CastTime time{};
        std::string line;         ///< the topmost matching line
        bool has_wrapped = false; ///< found after the search wrapped to the beginning
    };

    /// `has_end` returns whether the recording's last line counts as complete even without its newline, because nothing
    /// more will be appended.
    RecordingSearch(CastSource source, std::function<bool()> has_end);

    /// Sets the pattern (RE2); `invalid` if it is not a regular expression. Discards earlier matches.
    Result<void> set_pattern(const std::string& pattern);
    /// Starts a search at `from` and cancels the running one. An error if no pattern was ever set, or if the recording
    /// cannot be read again.
    Result<void> start(CastTime from);
    [[nodiscard]] bool is_running() const { return reader_.has_value(); }
    void stop() { reader_.reset(); }
    /// Continues the search until `until`; only while it is running. The search stops at a match, or if there are no
    /// more matches; while it is still running, call again.
    [[nodiscard]] std::optional<Match> resume(const CastIndex& index, Deadline until);
    /// How far it has read; only while it is running.
    [[nodiscard]] CastTime time() const { return reader_->position().time; }

    /// The most recently found match of the present pattern at a time before `time`.
    [[nodiscard]] std::optional<CastTime> match_before(CastTime time) const;

 private:
    enum class Stage : std::uint8_t { approaching, forward, wrapped };

    [[nodiscard]] Result<void> reopen();
    [[nodiscard]] bool approach(const CastIndex& index, Deadline until);
    [[nodiscard]] bool wrap();
    void mark_seen();

    CastSource source_;
    std::function<bool()> has_end_;
    std::optional<ScreenSearch> search_;
    std::optional<CastPlayer> reader_; ///< while running
    CastTime from_{};
    Stage stage_ = Stage::approaching;
    std::vector<CastTime> matches_; ///< in the order found
};

} // namespace cleat
