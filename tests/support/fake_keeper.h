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

/// A keeper in this process, whose programs are played by the test: the other end of a `KeeperLink`, on the same loop.
/// Each program is a real terminal, or real pipes, whose far end the test reads and writes. Nothing runs, and signals
/// are only noted.
class FakeKeeper {
 public:
    explicit FakeKeeper(Loop& loop) : loop_(loop) {}

    /// A link for the first worker, or for one that takes the place of another, which is gone.
    [[nodiscard]] UniqueFd link();
    /// The worker is given all programs that no worker has forgotten, as sessions of the one before.
    void hand_over();
    /// The worker is to serve at that socket; other users come by one beside it, while there is one.
    void serve_at(const std::string& socket);
    /// There can be none from now on.
    void refuse_shares(std::string why) { no_shares_ = std::move(why); }
    /// It is gone.
    void leave() { channel_.reset(); }

    /// A program that was asked for.
    struct Program {
        SpawnRequest request;
        pid_t pid = 0;
        UniqueFd terminal; ///< the program's side; the following are empty then
        UniqueFd input;    ///< what it reads
        UniqueFd output;   ///< what it writes
        UniqueFd errors;
        ProgramEnds ends;                           ///< duplicates of what its session has
        UniqueFd memory;                            ///< the same of the session's memory
        std::vector<std::pair<pid_t, int>> signals; ///< groups and numbers, as they were asked for
        std::optional<int> status;
        bool is_released = false;
        bool is_forgotten = false;
    };

    [[nodiscard]] bool has(SessionId session) const { return programs_.contains(session); }
    [[nodiscard]] Program& program(SessionId session) { return programs_.at(session); }
    /// The program writes.
    void write(SessionId session, std::string_view bytes);
    /// What it was given to read by now.
    [[nodiscard]] std::string read(SessionId session);
    /// The size of its terminal.
    [[nodiscard]] std::pair<int, int> rows_and_columns(SessionId session);
    /// It closes its terminal, or its pipes.
    void close(SessionId session);
    /// It has ended, with waitpid's status.
    void exit(SessionId session, int status);
    /// Programs that are asked for from now on cannot be started.
    void refuse(SpawnError why) { refusal_ = why; }
    /// And from now on they can.
    void refuse_no_more() { refusal_.reset(); }
    /// The session that the worker said is the main one, and whether its program had been asked for by then.
    struct Main {
        SessionId session = 0;
        bool is_late = false;
    };
    [[nodiscard]] const std::optional<Main>& main() const { return main_; }
    /// The worker has said that it serves clients.
    [[nodiscard]] bool is_ready() const { return is_ready_; }
    /// The status with which the worker wants the server to end; nothing as long as it does not.
    [[nodiscard]] const std::optional<int>& stopped() const { return stopped_; }
    /// Other users can connect.
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
    pid_t next_pid_ = 1'000'000'000; ///< of no process
};

} // namespace cleat::test
