#pragma once

#include "tests/support/outer_terminal.h"
#include "tests/support/process.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace cleat::test {

/// Descriptors that a server's processes have open.
struct Descriptors {
    std::size_t keeper = 0; ///< 0 where this process is not root, who alone may count them
    std::size_t worker = 0;
    bool operator==(const Descriptors&) const = default;
};

/// A server of a test's own, in a directory of its own; ended with this object, which also sees to it that nothing of
/// it is left behind.
class Server {
 public:
    Server();
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Starts it, if it does not run.
    void start() const;
    /// Runs `cleat` with these arguments.
    Finished cleat(std::vector<std::string> arguments, const std::string& input = {}) const;
    /// The same, of which success is expected; its output.
    std::string ok(std::vector<std::string> arguments, const std::string& input = {}) const;
    /// `cleat` on a terminal of its own.
    [[nodiscard]] OuterTerminal terminal(std::vector<std::string> arguments, Size size = {24, 80},
                                         Variables more = {}) const;

    /// `send NAME --text TEXT --keys Enter`; the offset.
    std::string enter(const std::string& session, const std::string& text) const;
    /// `wait NAME --text PATTERN --after OFFSET`.
    void await(const std::string& session, const std::string& pattern, const std::string& after) const;
    /// `enter`, then waits for a line of the answer.
    void ask(const std::string& session, const std::string& text, const std::string& pattern) const;
    [[nodiscard]] std::string screen(const std::string& session) const { return ok({"snapshot", session}); }
    [[nodiscard]] nlohmann::json snapshot(const std::string& session) const;
    /// What `ls --json` says of a session; null where there is none.
    [[nodiscard]] nlohmann::json info(const std::string& session) const;
    /// The screen as its terminal has it.
    [[nodiscard]] Screen model(const std::string& session) const;

    [[nodiscard]] pid_t keeper() const;
    [[nodiscard]] pid_t worker() const;
    /// Memory that the worker has in use, in KiB.
    [[nodiscard]] long worker_memory() const;
    /// Waits until no more than `clients` connections to its socket are left, and counts then: a command's connection
    /// outlives the command by the moment in which the server notices. The one that asks counts too.
    [[nodiscard]] Descriptors descriptors(std::size_t clients = 0) const;
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    [[nodiscard]] std::filesystem::path socket() const { return directory_ / "run" / "cleatd.sock"; }
    /// Where other users find what is shared: once `let_others_in` was called, for they cannot enter the directory.
    [[nodiscard]] std::filesystem::path shared_directory() const { return directory_ / "shared"; }
    [[nodiscard]] std::filesystem::path shared_socket() const { return shared_directory() / "shared.sock"; }
    void let_others_in() const;
    [[nodiscard]] const Variables& variables() const { return variables_; }
    /// The path of the client's program: the environment's CLEAT_PROGRAM, else the one that was built with this test.
    [[nodiscard]] static std::string program();

 private:
    [[nodiscard]] nlohmann::json status() const;
    std::filesystem::path directory_;
    Variables variables_;
};

} // namespace cleat::test
