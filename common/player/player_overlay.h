#pragma once

#include "common/model/screen.h"
#include "common/player/player_key.h"
#include "common/recording/cast_index.h"

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

namespace cleat {

/// The overlay on the recording's screen: the help, the list of markers, or nothing.
class PlayerOverlay {
 public:
    void show_help() { shown_ = Help(); }
    /// Selects the first marker; there must be one.
    void show_markers() { shown_ = Selected{0}; }

    /// Closes the help, as any key does; returns whether it was open.
    bool close_help();
    [[nodiscard]] bool is_list() const { return std::holds_alternative<Selected>(shown_); }
    /// Handles a key in the list; only while `is_list()`. Returns the time of the marker if the key chose one, which
    /// closes the list.
    [[nodiscard]] std::optional<CastTime> take(PlayerKey key, const std::vector<CastMarker>& markers);

    /// What a terminal of that size shows; nothing if there is no overlay.
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
