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

/// A worker, its keeper and its clients in one process. The test plays the programs, and turns the loop. One worker can
/// take the place of another.
struct WorkerWorld {
    Scratch directory;
    Loop loop;
    FakeKeeper keeper{loop};
    std::optional<Worker> worker;
    std::optional<LoopClient> client;

    /// `main` is the session whose end is the server's.
    explicit WorkerWorld(MainOptions main = {}) : WorkerWorld([](FakeKeeper&) {}, std::move(main)) {}
    /// With a keeper that is prepared before the worker begins.
    template <class Prepare>
    WorkerWorld(Prepare prepare, MainOptions main) : main_(std::move(main))
    {
        prepare(keeper);
        begin();
    }

    [[nodiscard]] std::string socket() const { return directory / "socket"; }

    /// The worker and its client are gone, without a word, and others take their places.
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
        worker.emplace(loop, keeper.link(), RuntimePlace{.directory = directory.path()}, Readback::refused, main_);
        keeper.hand_over();
        keeper.serve_at(socket());
        client.emplace(loop, socket());
    }

    MainOptions main_;
};

} // namespace cleat::test
