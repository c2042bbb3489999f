#pragma once

#include "server/memory/session_memory.h"
#include "tests/support/shared_memory.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace cleat::test {

/// A session's memory and its terminal, used as by a worker.
class KeptTerminal {
 public:
    KeptTerminal(Size size, HistoryLimits limits) : size_(size), limits_(limits) { begin(); }

    [[nodiscard]] SessionMemory& memory() { return *memory_; }
    [[nodiscard]] Terminal& terminal() { return *terminal_; }

    void feed(std::string_view bytes)
    {
        note(bytes);
        answer();
    }
    /// Appends output to the log without feeding it to the terminal, as if the worker ended in between.
    void note(std::string_view bytes)
    {
        const auto space = memory_->log().space(bytes.size());
        REQUIRE(space.size() == bytes.size());
        std::copy(bytes.begin(), bytes.end(), space.begin());
        memory_->log().append(bytes.size(), 0);
    }
    /// Feeds the terminal the output of the log that it has not processed.
    void answer()
    {
        const Log& log = memory_->log();
        terminal_->feed(log.bytes(terminal_->offset(), log.end()));
        memory_->moments().answered = log.end();
    }
    void resize(Size size)
    {
        terminal_->resize(size);
        save();
    }
    void save(ArenaHistoryStore::Spares spares = ArenaHistoryStore::Spares::kept)
    {
        REQUIRE(memory_->save(*terminal_, spares));
    }
    /// Replaces the worker by another one, as after a crash.
    void restart()
    {
        terminal_.reset();
        memory_.reset();
        begin();
    }

 private:
    void begin()
    {
        auto memory = SessionMemory::map(UniqueFd(::dup(memfd_.get())));
        REQUIRE(memory.has_value());
        memory_.emplace(std::move(*memory));
        terminal_.emplace(memory_->terminal(size_, limits_));
    }

    UniqueFd memfd_ = shared_memory();
    Size size_;
    HistoryLimits limits_;
    std::optional<SessionMemory> memory_;
    std::optional<Terminal> terminal_;
};

} // namespace cleat::test
