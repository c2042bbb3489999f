#pragma once

#include "common/terminal/terminal.h"
#include "tests/support/process.h"

#include <functional>
#include <string>
#include <vector>

namespace cleat::test {

/// A user's terminal with a program on it: a pty whose output is kept and fed to a `Terminal`, which also answers the
/// program's queries.
class OuterTerminal {
 public:
    OuterTerminal(const std::vector<std::string>& command, const Variables& variables, Size size = {24, 80});

    void type(std::string_view bytes);
    /// Types as much as the terminal takes now; returns how many bytes.
    std::size_t offer(std::string_view bytes);
    void resize(Size size);
    /// From now on the terminal takes rows back from its history only on `CSI n + T`, like kitty.
    void wait_to_take_back() { waits_to_take_back_ = true; }
    /// Reads output until the condition holds; false at the deadline.
    [[nodiscard]] bool until(const std::function<bool()>& is_so);
    /// Reads output until the screen's text contains `text`; false at the deadline.
    [[nodiscard]] bool until_text(std::string_view text);
    /// Reads output until the program ends; its status, or -1 at the deadline.
    int finish();

    [[nodiscard]] Screen screen() const { return terminal_.screen(); }
    [[nodiscard]] std::string text() const { return terminal_.screen().text(); }
    /// The lines of the terminal's history and screen, with soft wraps joined.
    [[nodiscard]] std::vector<std::string> everything() const;
    [[nodiscard]] const Terminal& terminal() const { return terminal_; }
    /// All output of the program.
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] Child& program() { return program_; }
    /// The terminal's settings, as a string for comparison.
    [[nodiscard]] std::string settings() const;
    /// Whether the terminal is in raw mode: keys reach the program one by one, and none sends a signal.
    [[nodiscard]] bool is_raw() const;
    void set_answering(bool answering) { answering_ = answering; }
    /// Reads available output, without waiting.
    void take();

 private:
    UniqueFd master_;
    UniqueFd slave_; ///< kept open, so that the settings can be read after the program has ended
    Child program_;
    Terminal terminal_;
    std::string bytes_;
    void feed(std::string_view bytes);
    void take_back(int rows);
    void leave_in_history(int rows);

    bool answering_ = true;
    bool waits_to_take_back_ = false;
    std::string unfed_; ///< the start of a possible `CSI n + T`
};

} // namespace cleat::test
