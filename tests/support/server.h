#pragma once

#include "tests/support/outer_terminal.h"
#include "tests/support/process.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace cleat::test {

/// The number of open descriptors of a server's processes.
struct Descriptors {
    std::size_t keeper = 0; ///< 0 unless this process is root, which is needed to count them
    std::size_t worker = 0;
    bool operator==(const Descriptors&) const = default;
};

/// A server for one test, in a temporary directory. The destructor stops the server and removes all that it left.
class Server {
 public:
    Server();
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Starts the server, if it does not run.
    void start() const;
    /// Runs `cleat` with these arguments.
    Finished cleat(std::vector<std::string> arguments, const std::string& input = {}) const;
    /// Like `cleat`, but requires success; returns the output.
    std::string ok(std::vector<std::string> arguments, const std::string& input = {}) const;
    /// Runs `cleat` on a terminal.
    [[nodiscard]] OuterTerminal terminal(std::vector<std::string> arguments, Size size = {24, 80},
                                         Variables more = {}) const;

    /// `send NAME --text TEXT --keys Enter`; returns the offset that it prints.
    std::string enter(const std::string& session, const std::string& text) const;
    /// `wait NAME --text PATTERN --after OFFSET`.
    void await(const std::string& session, const std::string& pattern, const std::string& after) const;
    /// `enter`, then `await` for the pattern in the output.
    void ask(const std::string& session, const std::string& text, const std::string& pattern) const;
    [[nodiscard]] std::string screen(const std::string& session) const { return ok({"snapshot", session}); }
    [[nodiscard]] nlohmann::json snapshot(const std::string& session) const;
    /// The entry of a session in `ls --json`; null if there is none.
    [[nodiscard]] nlohmann::json info(const std::string& session) const;
    /// The session's screen, restored from `snapshot --format ansi`.
    [[nodiscard]] Screen model(const std::string& session) const;

    [[nodiscard]] pid_t keeper() const;
    [[nodiscard]] pid_t worker() const;
    /// The worker's memory use in KiB.
    [[nodiscard]] long worker_memory() const;
    /// Waits until at most `clients` connections to the server's socket are left, then counts: the server notices the
    /// end of a command's connection only after the command. The connection used for counting is included.
    [[nodiscard]] Descriptors descriptors(std::size_t clients = 0) const;
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    [[nodiscard]] std::filesystem::path socket() const { return directory_ / "run" / "cleatd.sock"; }
    /// The directory of the socket for other users. They can enter it only after `let_others_in`.
    [[nodiscard]] std::filesystem::path shared_directory() const { return directory_ / "shared"; }
    [[nodiscard]] std::filesystem::path shared_socket() const { return shared_directory() / "shared.sock"; }
    void let_others_in() const;
    [[nodiscard]] const Variables& variables() const { return variables_; }
    /// The path of the client: the environment variable CLEAT_PROGRAM, else the one built with this test.
    [[nodiscard]] static std::string program();

 private:
    [[nodiscard]] nlohmann::json status() const;
    std::filesystem::path directory_;
    Variables variables_;
};

} // namespace cleat::test
