#pragma once

#include "common/event/loop.h"
#include "server/peer/worker.h"
#include "tests/support/fake_keeper.h"
#include "tests/support/loop_client.h"
#include "tests/support/scratch.h"
#include "tests/support/turn_until.h"

#include <optional>
#include <string>
#include <utility>

namespace cleat::test {

/// A worker, its keeper and its clients in one process. The test plays the programs and turns the loop. A worker can be
/// replaced by another one.
struct WorkerWorld {
    Scratch directory;
    Loop loop;
    FakeKeeper keeper{loop};
    std::optional<Worker> worker;
    std::optional<LoopClient> client;

    /// `main` is the session with which the server ends.
    explicit WorkerWorld(MainOptions main = {}) : WorkerWorld([](FakeKeeper&) {}, std::move(main)) {}
    /// `prepare` is called with the keeper before the worker starts.
    template <class Prepare>
    WorkerWorld(Prepare prepare, MainOptions main) : main_(std::move(main))
    {
        prepare(keeper);
        begin();
    }

    [[nodiscard]] std::string socket() const { return directory / "socket"; }

    /// Replaces the worker, as after a crash, and its client.
    void restart()
    {
        client.reset();
        worker.reset();
        begin();
    }
    template <class Condition>
    bool until(Condition holds)
    {
        return turn_until(loop, holds);
    }

 private:
    void begin()
    {
        worker.emplace(loop, keeper.link(), RuntimeDirectory{.directory = directory.path()}, Readback::refused, main_);
        keeper.hand_over();
        keeper.serve_at(socket());
        client.emplace(loop, socket());
    }

    MainOptions main_;
};

} // namespace cleat::test
