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

/// The lines of a session that a wait can look at. Of what is over the places are known that were looked at, so that
/// nothing is looked at again and again.
class WaitText {
 public:
    virtual ~WaitText() = default;
    /// The place from which on one looks who waits for what comes after the offset, if any is given, when what comes
    /// after it was marked to begin at a place.
    [[nodiscard]] virtual std::uint64_t begin(std::optional<std::uint64_t> after,
                                              std::optional<std::uint64_t> marked) const = 0;
    /// A search for the first line from a place on that was written from the offset `after` on. Of what is still shown,
    /// only lines that were written to from the offset `seen` on are looked at. It needs what this text is of, not this
    /// text.
    [[nodiscard]] virtual std::unique_ptr<TextSearch> search(std::uint64_t from, std::uint64_t after,
                                                             std::uint64_t seen) const = 0;
    /// Which of the two screens is shown.
    [[nodiscard]] virtual Side side() const = 0;
    /// The place from which on to look the next time, after `from`.
    [[nodiscard]] virtual std::uint64_t looked_at(std::uint64_t from) const = 0;
};

/// What a terminal shows, and its history. Places are lines of the history. A line is what autowrap has joined.
class ScreenText : public WaitText {
 public:
    /// `history` is borrowed for this object's life, and its searches'.
    ScreenText(Screen screen, const History& history);
    [[nodiscard]] std::uint64_t begin(std::optional<std::uint64_t> after,
                                      std::optional<std::uint64_t> marked) const override;
    [[nodiscard]] std::unique_ptr<TextSearch> search(std::uint64_t from, std::uint64_t after,
                                                     std::uint64_t seen) const override;
    [[nodiscard]] std::uint64_t looked_at(std::uint64_t from) const override;
    [[nodiscard]] Side side() const override { return screen_->active; }

 private:
    std::shared_ptr<const Screen> screen_;
    const History& history_;
};

/// The lines of a log, of both its streams. Places are offsets.
class LogText : public WaitText {
 public:
    /// `log` is borrowed for this object's life, and its searches'.
    explicit LogText(const Log& log) : log_(log) {}
    [[nodiscard]] std::uint64_t begin(std::optional<std::uint64_t> after,
                                      std::optional<std::uint64_t> marked) const override;
    [[nodiscard]] std::unique_ptr<TextSearch> search(std::uint64_t from, std::uint64_t after,
                                                     std::uint64_t seen) const override;
    [[nodiscard]] Side side() const override { return Side::primary; }
    [[nodiscard]] std::uint64_t looked_at(std::uint64_t from) const override;

 private:
    const Log& log_;
};

} // namespace cleat
