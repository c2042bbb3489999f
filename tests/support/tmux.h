#pragma once

#include "tests/support/server.h"

#include <string>
#include <vector>

namespace cleat::test {

/// An independent terminal: a tmux server of the test's own, without any configuration, ended with this object.
class Tmux {
 public:
    Tmux();
    ~Tmux();
    Tmux(const Tmux&) = delete;
    Tmux& operator=(const Tmux&) = delete;

    /// A session of that size with one pane in which `command` runs.
    void open(const std::string& session, Size size, const std::vector<std::string>& command,
              const Variables& variables) const;
    /// Keys as tmux names them.
    void type(const std::string& session, const std::vector<std::string>& keys) const;
    /// The pane's text.
    [[nodiscard]] std::string text(const std::string& session) const;
    /// The pane's text with its history.
    [[nodiscard]] std::string everything(const std::string& session) const;
    /// The rows of its history, a line each.
    [[nodiscard]] std::string history(const std::string& session) const;
    /// The pane becomes a terminal of that size that shows nothing and has no history.
    void make_new(const std::string& session, Size size) const;
    /// The pane's text with rows joined where the text goes on.
    [[nodiscard]] std::string joined(const std::string& session) const;
    /// The pane's cells, through our own model.
    [[nodiscard]] Screen screen(const std::string& session, Size size) const;
    /// The same of the screen that is not shown while the pane's program is on the alternate one.
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
