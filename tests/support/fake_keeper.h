#pragma once

#include "common/event/loop.h"
#include "server/keeper/channel.h"
#include "server/keeper/records.h"
#include "server/pty/terminal.h"

#include <map>
#include <memory>
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
    explicit FakeKeeper(Loop& loop);

    /// The worker's end, once.
    [[nodiscard]] UniqueFd take_link() { return std::move(link_); }

    /// A program that was asked for.
    struct Program {
        SpawnRequest request;
        pid_t pid = 0;
        UniqueFd terminal; ///< the program's side; the following are empty then
        UniqueFd input;    ///< what it reads
        UniqueFd output;   ///< what it writes
        UniqueFd errors;
        UniqueFd memory;                            ///< a duplicate of the memory of its session
        std::vector<std::pair<pid_t, int>> signals; ///< groups and numbers, as they were asked for
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

 private:
    void handle(const record::Spawn& spawn);
    void handle(const record::Release& release);
    void handle(const record::Signal& signal);
    void handle(const record::Forget& forget);
    void handle(const record::CloseInput& close);
    template <class Other>
    void handle(const Other&)
    {}
    std::vector<int> start_on_terminal(Program& program);
    std::vector<int> start_on_pipes(Program& program);

    UniqueFd link_;
    std::unique_ptr<Channel<KeeperRecord, WorkerRecord>> channel_;
    std::map<SessionId, Program> programs_;
    std::vector<UniqueFd> ours_; ///< the session's ends, until they are sent
    std::optional<SpawnError> refusal_;
    pid_t next_pid_ = 1'000'000'000; ///< of no process
};

} // namespace cleat::test
