#pragma once

#include "tests/bench/way.h"
#include "tests/support/tmux.h"

namespace cleat::bench {

/// The program in a session of a separate tmux server, without configuration and without a status line.
class InTmux : public Way {
 public:
    InTmux();

    using Way::attach;
    [[nodiscard]] std::string name() const override { return "tmux"; }
    void open(const std::string& session, const std::string& script) override;
    [[nodiscard]] PlainTerminal attach(const std::string& session,
                                       const std::vector<std::string>& options) const override;
    void until_shown(const std::string& session, const std::string& text) const override;
    [[nodiscard]] std::string ending(const std::string& session) const override;
    void until_ended(const std::string& session) const override;
    void close(const std::string& session) override;
    [[nodiscard]] std::vector<std::pair<std::string, pid_t>> servers() const override;

 private:
    [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& arguments) const;
    void run(const std::vector<std::string>& arguments) const;

    test::Tmux tmux_;
    std::string socket_; ///< path of the server's socket
};

} // namespace cleat::bench
