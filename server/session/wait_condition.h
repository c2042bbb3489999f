#pragma once

#include "common/base/result.h"
#include "common/event/loop.h"
#include "common/model/history.h"
#include "common/model/screen.h"
#include "server/log/log.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace re2 {
class RE2;
}

namespace cleat {

/// A regular expression of a user's. Takes time in proportion to the text, whatever the pattern.
class Pattern {
 public:
    /// What a pattern may be.
    struct Limits {
        std::size_t length = 1U << 20; ///< bytes
        std::size_t memory = 8U << 20; ///< bytes, of the compiled program and what matching it keeps
    };
    static constexpr Limits FOR_GUESTS{.length = 256, .memory = 64U << 10};

    /// `invalid` with the reason where `text` is not RE2's syntax, or is beyond the limits.
    static Result<Pattern> compile(const std::string& text, Limits limits);
    static Result<Pattern> compile(const std::string& text) { return compile(text, Limits()); }
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    [[nodiscard]] bool matches(std::string_view text) const;

 private:
    explicit Pattern(std::unique_ptr<re2::RE2> compiled);
    std::unique_ptr<re2::RE2> compiled_;
};

/// The lines of a session that a wait can look at. Of what is over the places are known that were looked at, so that
/// nothing is looked at again and again.
class WaitText {
 public:
    virtual ~WaitText() = default;
    /// The place from which on one looks who waits for what comes after the offset, if any is given, when what comes
    /// after it was marked to begin at a place.
    [[nodiscard]] virtual std::uint64_t begin(std::optional<std::uint64_t> after,
                                              std::optional<std::uint64_t> marked) const = 0;
    /// The first line from a place on that matches and was written from the offset `after` on. Of what is still shown,
    /// only lines that were written to from the offset `seen` on are looked at.
    [[nodiscard]] virtual std::optional<std::string> find(const Pattern& pattern, std::uint64_t from,
                                                          std::uint64_t after, std::uint64_t seen) const = 0;
    /// Which of the two screens is shown.
    [[nodiscard]] virtual Side side() const = 0;
    /// The place from which on to look the next time, after `from`.
    [[nodiscard]] virtual std::uint64_t looked_at(std::uint64_t from) const = 0;
};

/// What a terminal shows, and its history. Places are lines of the history.
class ScreenText : public WaitText {
 public:
    /// `history` is borrowed for this object's life.
    ScreenText(Screen screen, const History& history) : screen_(std::move(screen)), history_(history) {}
    [[nodiscard]] std::uint64_t begin(std::optional<std::uint64_t> after,
                                      std::optional<std::uint64_t> marked) const override;
    [[nodiscard]] std::optional<std::string> find(const Pattern& pattern, std::uint64_t from, std::uint64_t after,
                                                  std::uint64_t seen) const override;
    [[nodiscard]] std::uint64_t looked_at(std::uint64_t from) const override;
    [[nodiscard]] Side side() const override { return screen_.active; }

 private:
    Screen screen_;
    const History& history_;
};

/// The lines of a log, of both its streams. Places are offsets. A line is split at 64 KiB.
class LogText : public WaitText {
 public:
    static constexpr std::size_t LONGEST_LINE = 64U << 10;
    /// `log` is borrowed for this object's life.
    explicit LogText(const Log& log) : log_(log) {}
    [[nodiscard]] std::uint64_t begin(std::optional<std::uint64_t> after,
                                      std::optional<std::uint64_t> marked) const override;
    [[nodiscard]] std::optional<std::string> find(const Pattern& pattern, std::uint64_t from, std::uint64_t after,
                                                  std::uint64_t seen) const override;
    [[nodiscard]] Side side() const override { return Side::primary; }
    [[nodiscard]] std::uint64_t looked_at(std::uint64_t from) const override;

 private:
    [[nodiscard]] std::string_view rest(std::uint64_t from) const;
    const Log& log_;
};

/// The first line that the program wrote from `after` on and that matches: lines of history from number `from_line` on,
/// then those of the active screen that were written to from `seen` on, in any of their rows. A line is what autowrap
/// has joined. `searched`, where it is given, is how many lines the pattern was tried on.
[[nodiscard]] std::optional<std::string> find_line(const Pattern& pattern, const Screen& screen, const History& history,
                                                   std::uint64_t from_line, std::uint64_t after, std::uint64_t seen = 0,
                                                   std::size_t* searched = nullptr);

} // namespace cleat
