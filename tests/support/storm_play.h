#pragma once

#include "common/terminal/terminal.h"
#include "common/view/showing.h"
#include "tests/support/scrollback_play.h"
#include "tests/support/stream.h"

#include <cstdint>
#include <optional>
#include <string>

namespace cleat::test {

/// A session that writes line after line, and a client whose terminal is resized meanwhile, while output is in flight
/// to it. The client learns of the new size later, and after it the session. Generated from a seed.
class StormPlay {
 public:
    explicit StormPlay(std::uint32_t seed);

    /// Runs the play. Returns a description of the error if lines are neither in the terminal's scrollback nor on its
    /// screen; otherwise an empty string.
    [[nodiscard]] std::string run();
    /// The number of rows in the terminal's scrollback and on its screen at the end, of lines written, and of resizes
    /// of the terminal.
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] int lines() const { return lines_; }
    [[nodiscard]] int resizes() const { return resizes_; }

 private:
    static constexpr Size SMALLEST{.rows = 3, .columns = 12};
    static constexpr Size LARGEST{.rows = 50, .columns = 120};

    void act();
    void write_lines(int count);
    void resize_terminal();
    void notice();
    void resize_session();
    void serve();
    void take_step();
    void pass(std::chrono::milliseconds time);
    void settle();
    [[nodiscard]] Size any_size();
    [[nodiscard]] std::string fault();

    Stream stream_;
    Clock::time_point now_ = Clock::time_point() + std::chrono::hours(1);
    ModelClient client_;
    Terminal session_;
    LastResize last_resize_;
    std::uint64_t frames_ = 0;
    std::optional<Clock::time_point> unnoticed_since_; ///< when the terminal was resized, if not noticed yet
    std::optional<Clock::time_point> undrawn_since_;   ///< since when output is in flight
    std::optional<Size> asked_;                        ///< the size requested for the session, if still pending
    std::size_t rows_ = 0;
    int lines_ = 0;
    int resizes_ = 0;
    std::string log_;
};

} // namespace cleat::test
