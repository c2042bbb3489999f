#pragma once

#include "common/view/attachment.h"
#include "common/view/frame_rows.h"
#include "common/view/shown_frame.h"
#include "common/wire/messages.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cleat {

/// The state right after a session was last resized.
struct LastResize {
    TextPosition top;           ///< position of the screen's first row in the text
    std::uint64_t scrolled = 0; ///< `Screen::rows_scrolled`
    std::uint64_t number = 0;   ///< from 1
};

/// One frame to be sent to viewers. Viewers that were shown the same frame before and are sent the same rows get the
/// same bytes, which are encoded once and shared.
class Showing {
 public:
    /// `history` is borrowed for this object's life. `resized` describes the session's last resize.
    Showing(ShownFrameRef to, const History& history, LastResize resized)
        : to_(std::move(to)), rows_(history, to_->frame), resized_(resized)
    {}

    [[nodiscard]] const ShownFrameRef& to() const { return to_; }
    [[nodiscard]] FrameRows& rows() { return rows_; }
    /// Whether the screen looks different to a viewer that was shown `from`, which may be null.
    [[nodiscard]] bool differs_for(const ShownFrameRef& from);
    /// The encoded wire frame.
    [[nodiscard]] std::shared_ptr<const std::string> encoded(const ViewerStep& step);

 private:
    struct Key {
        std::uint64_t from = 0; ///< number of the frame; 0 for none
        HistoryRow rows;        ///< the row after the last one sent
        std::size_t count = 0;  ///< number of rows sent
        std::uint64_t skipped = 0;
        auto operator<=>(const Key&) const = default;
    };

    [[nodiscard]] Step message_of(const ViewerStep& step);

    ShownFrameRef to_;
    FrameRows rows_;
    LastResize resized_;
    std::map<Key, std::shared_ptr<const std::string>> encoded_;
    std::size_t kept_ = 0;                                  ///< bytes in `encoded_`
    std::optional<std::pair<std::uint64_t, bool>> differs_; ///< last result of `differs_for`, by number of the frame
};

} // namespace cleat
