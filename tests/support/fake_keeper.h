#pragma once

#include "common/event/loop.h"
#include "server/keeper/channel.h"
#include "server/keeper/records.h"
#include "server/pty/terminal.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cleat::test {

/// A keeper in this process, the other end of a `KeeperLink`, on the same loop. The test plays its programs: each is a
/// real terminal, or real pipes, whose far end the test reads and writes. No process is started, and signals are only
/// noted.
class FakeKeeper {
 public:
    explicit FakeKeeper(Loop& loop) : loop_(loop) {}

    /// A link for the first worker, or for one that replaces a worker that ended.
    [[nodiscard]] UniqueFd link();
    /// Hands all programs that no worker has removed to the worker, as sessions of the previous worker.
    void hand_over();
    /// Makes the worker serve at that socket. While sessions are shared, other users connect to a second one.
    void serve_at(const std::string& socket);
    /// Refuses the socket for other users from now on.
    void refuse_shares(std::string why) { no_shares_ = std::move(why); }
    /// Closes the link, as if the keeper had ended.
    void leave() { channel_.reset(); }

    /// A program that the worker requested.
    struct Program {
        SpawnRequest request;
        pid_t pid = 0;
        UniqueFd terminal; ///< the program's side; if set, the next three are empty
        UniqueFd input;    ///< the program's standard input
        UniqueFd output;   ///< the program's standard output
        UniqueFd errors;
        ProgramEnds ends;                           ///< duplicates of the session's descriptors
        UniqueFd memory;                            ///< a duplicate of the session's memory
        std::vector<std::pair<pid_t, int>> signals; ///< the requested signals: process groups and numbers
        std::optional<int> status;
        bool is_released = false;
        bool is_forgotten = false;
    };

    [[nodiscard]] bool has(SessionId session) const { return programs_.contains(session); }
    [[nodiscard]] Program& program(SessionId session) { return programs_.at(session); }
    /// Writes as the program.
    void write(SessionId session, std::string_view bytes);
    /// The program's input so far.
    [[nodiscard]] std::string read(SessionId session);
    /// The size of the program's terminal.
    [[nodiscard]] std::pair<int, int> rows_and_columns(SessionId session);
    /// Closes the program's terminal or pipes.
    void close(SessionId session);
    /// Ends the program with a status of waitpid(2).
    void exit(SessionId session, int status);
    /// Makes requests for programs fail from now on.
    void refuse(SpawnError why) { refusal_ = why; }
    /// Makes them succeed again.
    void refuse_no_more() { refusal_.reset(); }
    /// The main session, and whether its program had already been requested when the worker announced it.
    struct Main {
        SessionId session = 0;
        bool is_late = false;
    };
    [[nodiscard]] const std::optional<Main>& main() const { return main_; }
    /// Whether the worker reported that it serves clients.
    [[nodiscard]] bool is_ready() const { return is_ready_; }
    /// The exit status with which the worker asked the server to stop; nothing if it did not.
    [[nodiscard]] const std::optional<int>& stopped() const { return stopped_; }
    /// Whether other users can connect.
    [[nodiscard]] bool is_shared() const { return is_shared_; }
    [[nodiscard]] const std::string& shared_socket() const { return shared_socket_; }

 private:
    void handle(const record::Spawn& spawn);
    void handle(const record::Release& release);
    void handle(const record::Signal& signal);
    void handle(const record::Close& close);
    void handle(const record::Forget& forget);
    void handle(const record::CloseInput& close);
    void handle(const record::Main& main);
    void handle(const record::Ready& /*ready*/) { is_ready_ = true; }
    void handle(const record::Stop& stop) { stopped_ = stop.status; }
    void handle(const record::Share& share);
    void handle(const record::Unshare& unshare);
    template <class Other>
    void handle(const Other&)
    {}
    [[nodiscard]] static std::vector<int> descriptors_of(const Program& program);
    static void start_on_terminal(Program& program);
    static void start_on_pipes(Program& program);

    Loop& loop_;
    std::unique_ptr<Channel<KeeperRecord, WorkerRecord>> channel_;
    std::map<SessionId, Program> programs_;
    std::optional<SpawnError> refusal_;
    std::optional<Main> main_;
    bool is_ready_ = false;
    std::optional<int> stopped_;
    bool is_shared_ = false;
    std::string shared_socket_;
    std::optional<std::string> no_shares_;
    pid_t next_pid_ = 1'000'000'000; ///< larger than any real pid
};

} // namespace cleat::test
