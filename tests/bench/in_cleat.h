#pragma once

#include "tests/bench/way.h"
#include "tests/support/server.h"

namespace cleat::bench {

/// The program in a session of a separate cleat server.
class InCleat : public Way {
 public:
    InCleat() { server_.start(); }

    using Way::attach;
    [[nodiscard]] std::string name() const override { return "cleat"; }
    void open(const std::string& session, const std::string& script) override;
    [[nodiscard]] PlainTerminal attach(const std::string& session,
                                       const std::vector<std::string>& options) const override;
    void until_shown(const std::string& session, const std::string& text) const override;
    void until_ended(const std::string& session) const override;
    void close(const std::string& session) override;
    [[nodiscard]] std::vector<std::pair<std::string, pid_t>> servers() const override;
    /// The server's socket.
    [[nodiscard]] std::filesystem::path socket() const { return server_.socket(); }
    [[nodiscard]] const test::Server& server() const { return server_; }

 private:
    test::Server server_;
};

} // namespace cleat::bench
