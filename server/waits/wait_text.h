#pragma once

#include "common/model/history.h"
#include "common/model/screen.h"
#include "server/memory/log.h"
#include "server/waits/text_search.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace cleat {

/// The lines of a session that a wait searches. The position after the finished lines that were searched is remembered,
/// so that no line is searched repeatedly.
class WaitText {
 public:
    virtual ~WaitText() = default;
    /// The position at which a wait starts to search for text, after offset `after` if given; `marked` is the position
    /// marked for that offset, if any.
    [[nodiscard]] virtual std::uint64_t begin(std::optional<std::uint64_t> after,
                                              std::optional<std::uint64_t> marked) const = 0;
    /// A search of the lines from position `from` on that were written at or after offset `after`. Of the lines still
    /// on the screen, only those written to at or after offset `seen` are searched. The search may outlive this
    /// object, but not the underlying history or log.
    [[nodiscard]] virtual std::unique_ptr<TextSearch> search(std::uint64_t from, std::uint64_t after,
                                                             std::uint64_t seen) const = 0;
    /// The screen that is shown.
    [[nodiscard]] virtual Side side() const = 0;
    /// The position at which to continue the next time, after a search from `from`.
    [[nodiscard]] virtual std::uint64_t searched_until(std::uint64_t from) const = 0;
};

/// The screen of a terminal and its history. Positions are lines of the history. Rows joined by autowrap form one line.
class ScreenText : public WaitText {
 public:
    /// `history` is borrowed for this object's life and that of its searches.
    ScreenText(Screen screen, const History& history);
    [[nodiscard]] std::uint64_t begin(std::optional<std::uint64_t> after,
                                      std::optional<std::uint64_t> marked) const override;
    [[nodiscard]] std::unique_ptr<TextSearch> search(std::uint64_t from, std::uint64_t after,
                                                     std::uint64_t seen) const override;
    [[nodiscard]] std::uint64_t searched_until(std::uint64_t from) const override;
    [[nodiscard]] Side side() const override { return screen_->active; }

 private:
    std::shared_ptr<const Screen> screen_;
    const History& history_;
};

/// The lines of a log, of both its streams. Positions are offsets.
class LogText : public WaitText {
 public:
    /// `log` is borrowed for this object's life and that of its searches.
    explicit LogText(const Log& log) : log_(log) {}
    [[nodiscard]] std::uint64_t begin(std::optional<std::uint64_t> after,
                                      std::optional<std::uint64_t> marked) const override;
    [[nodiscard]] std::unique_ptr<TextSearch> search(std::uint64_t from, std::uint64_t after,
                                                     std::uint64_t seen) const override;
    [[nodiscard]] Side side() const override { return Side::primary; }
    [[nodiscard]] std::uint64_t searched_until(std::uint64_t from) const override;

 private:
    const Log& log_;
};

} // namespace cleat
