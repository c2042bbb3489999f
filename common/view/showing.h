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

/// What was there right after a session was last given a size.
struct LastResize {
    TextPosition top;           ///< where its first row was in the text
    std::uint64_t scrolled = 0; ///< `Screen::rows_scrolled`
    std::uint64_t number = 0;   ///< from 1
};

/// One frame on its way to viewers. Those who were shown the same before, and are told the same rows, get the same
/// bytes, which are made once and shared.
class Showing {
 public:
    /// `history` is borrowed for this object's life. `resized` says how the session was last given a size.
    Showing(ShownFrameRef to, const History& history, LastResize resized)
        : to_(std::move(to)), rows_(history, to_->frame), resized_(resized)
    {}

    [[nodiscard]] const ShownFrameRef& to() const { return to_; }
    [[nodiscard]] FrameRows& rows() { return rows_; }
    /// Whether the screen looks otherwise to one who was shown `from`, which may be null.
    [[nodiscard]] bool is_news_to(const ShownFrameRef& from);
    /// A frame for the connection.
    [[nodiscard]] std::shared_ptr<const std::string> encoded(const ViewerStep& step);

 private:
    struct Key {
        std::uint64_t from = 0; ///< number of the frame; 0 for none
        HistoryRow rows;        ///< where the rows that are told end
        std::size_t count = 0;  ///< and how many they are
        std::uint64_t skipped = 0;
        auto operator<=>(const Key&) const = default;
    };

    [[nodiscard]] Step message_of(const ViewerStep& step);

    ShownFrameRef to_;
    FrameRows rows_;
    LastResize resized_;
    std::map<Key, std::shared_ptr<const std::string>> encoded_;
    std::size_t kept_ = 0;                               ///< bytes in `encoded_`
    std::optional<std::pair<std::uint64_t, bool>> news_; ///< what was found out last, by number of the frame
};

} // namespace cleat
