#pragma once

#include "common/terminal/terminal.h"
#include "tests/support/process.h"

#include <functional>
#include <string>
#include <vector>

namespace cleat::test {

/// A terminal of the user's with a program on it: a pty whose output is kept, and drawn by a `Terminal`, which also
/// answers what the program asks of its terminal.
class OuterTerminal {
 public:
    OuterTerminal(const std::vector<std::string>& command, const Variables& variables, Size size = {24, 80});

    void type(std::string_view bytes);
    /// Types as much of that as the terminal takes now; how many bytes that were.
    std::size_t offer(std::string_view bytes);
    void resize(Size size);
    /// From now on it takes rows back from its history only when it is told to, as kitty does: `CSI n + T`.
    void wait_to_take_back() { waits_to_take_back_ = true; }
    /// Takes what has come and looks again until it is so; false at the deadline.
    [[nodiscard]] bool until(const std::function<bool()>& is_so);
    /// Until the screen's text contains `text`.
    [[nodiscard]] bool until_text(std::string_view text);
    /// Waits for the program's end, taking what it writes; its status, or -1.
    int finish();

    [[nodiscard]] Screen screen() const { return terminal_.screen(); }
    [[nodiscard]] std::string text() const { return terminal_.screen().text(); }
    /// The terminal's own history and screen, a line each, soft wraps joined.
    [[nodiscard]] std::vector<std::string> everything() const;
    [[nodiscard]] const Terminal& terminal() const { return terminal_; }
    /// All that the program wrote.
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] Child& program() { return program_; }
    /// The terminal's settings, as bytes to be compared.
    [[nodiscard]] std::string settings() const;
    /// Whether keys reach the program one by one, and none makes a signal.
    [[nodiscard]] bool is_raw() const;
    void set_answering(bool answering) { answering_ = answering; }
    /// Takes what has come, without waiting.
    void take();

 private:
    UniqueFd master_;
    UniqueFd slave_; ///< kept, so that settings can be read when the program is gone
    Child program_;
    Terminal terminal_;
    std::string bytes_;
    void feed(std::string_view bytes);
    void take_back(int rows);
    void leave_in_history(int rows);

    bool answering_ = true;
    bool waits_to_take_back_ = false;
    std::string unfed_; ///< the beginning of what may be such a sequence
};

} // namespace cleat::test
