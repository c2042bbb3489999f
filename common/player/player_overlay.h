#pragma once

#include "common/model/screen.h"
#include "common/player/player_key.h"
#include "common/recording/cast_index.h"

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

namespace cleat {

/// What covers the recording's screen: the help, or the list of its markers, or nothing.
class PlayerOverlay {
 public:
    void show_help() { shown_ = Help(); }
    /// There is at least one marker. The first one is selected.
    void show_markers() { shown_ = Selected{0}; }

    /// Whether the help was there, which any key ends.
    bool close_help();
    [[nodiscard]] bool is_list() const { return std::holds_alternative<Selected>(shown_); }
    /// What a key does in the list; only while `is_list()`. The time of the marker that was chosen: that closes it.
    [[nodiscard]] std::optional<CastTime> take(PlayerKey key, const std::vector<CastMarker>& markers);

    /// What a terminal of that size shows; nothing where nothing covers the screen.
    [[nodiscard]] std::optional<Screen> page(const std::vector<CastMarker>& markers, PlayerExit exit,
                                             Size terminal) const;

 private:
    struct Help {};
    struct Selected {
        std::size_t marker = 0;
    };

    std::variant<std::monostate, Help, Selected> shown_;
};

} // namespace cleat
