#pragma once

#include "common/event/loop.h"
#include "server/peer/worker.h"
#include "tests/support/fake_keeper.h"
#include "tests/support/loop_client.h"
#include "tests/support/scratch.h"
#include "tests/support/turn_until.h"

#include <optional>
#include <string>

namespace cleat::test {

/// A worker, its keeper and its clients in one process. The test plays the programs, and turns the loop. One worker can
/// take the place of another.
struct WorkerWorld {
    Scratch directory;
    Loop loop;
    FakeKeeper keeper{loop};
    std::optional<Worker> worker;
    std::optional<LoopClient> client;

    WorkerWorld() { begin(); }

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
        const std::string socket = directory / "socket";
        worker.emplace(loop, keeper.link(), RuntimePlace{.directory = directory.path()});
        keeper.hand_over();
        keeper.serve_at(socket);
        client.emplace(loop, socket);
    }
};

} // namespace cleat::test
