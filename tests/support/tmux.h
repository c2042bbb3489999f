#pragma once

#include "tests/support/server.h"

#include <string>
#include <vector>

namespace cleat::test {

/// An independent terminal: a tmux server for one test, without configuration. Killed when this object is destroyed.
class Tmux {
 public:
    Tmux();
    ~Tmux();
    Tmux(const Tmux&) = delete;
    Tmux& operator=(const Tmux&) = delete;

    /// Creates a session of that size with one pane that runs `command`.
    void open(const std::string& session, Size size, const std::vector<std::string>& command,
              const Variables& variables) const;
    /// Sends keys, by their tmux names.
    void type(const std::string& session, const std::vector<std::string>& keys) const;
    /// The pane's text.
    [[nodiscard]] std::string text(const std::string& session) const;
    /// The pane's text with its history.
    [[nodiscard]] std::string everything(const std::string& session) const;
    /// The rows of the pane's history, one per line.
    [[nodiscard]] std::string history(const std::string& session) const;
    /// Resizes the pane, resets its terminal and clears its history.
    void make_new(const std::string& session, Size size) const;
    /// The pane's text with wrapped rows joined.
    [[nodiscard]] std::string joined(const std::string& session) const;
    /// The pane's screen, converted to our model.
    [[nodiscard]] Screen screen(const std::string& session, Size size) const;
    /// The main screen, while the pane shows the alternate one.
    [[nodiscard]] Screen hidden_screen(const std::string& session, Size size) const;
    /// A format, expanded for the pane: `#{mouse_any_flag}`.
    [[nodiscard]] std::string format(const std::string& session, const std::string& format) const;
    [[nodiscard]] bool until_text(const std::string& session, const std::string& text) const;

 private:
    [[nodiscard]] Screen captured(const std::string& session, Size size, std::vector<std::string> more) const;
    [[nodiscard]] Finished tmux(std::vector<std::string> arguments) const;
    std::string socket_;
};

} // namespace cleat::test
