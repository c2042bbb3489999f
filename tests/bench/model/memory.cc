#include "common/model/history.h"
#include "common/terminal/snapshot.h"
#include "common/terminal/terminal.h"
#include "server/memory/log.h"
#include "tests/bench/model/parts.h"
#include "tests/bench/model/workload.h"

#include <malloc.h>

#include <cstdio>
#include <optional>

namespace cleat::bench {

namespace {

/// Bytes that the program has allocated.
std::size_t allocated()
{
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

void print(const char* what, std::size_t bytes)
{
    std::printf("%-44s %9.3f MB\n", what, static_cast<double>(bytes) / 1e6);
}

} // namespace

void measure_memory()
{
    Terminal terminal(WORKLOAD_SIZE);
    const auto lines = workloads()[0].make(2U << 20);
    terminal.feed(lines);
    const auto& history = terminal.history();
    const auto before = allocated();
    std::optional<History> copy(history);
    const auto store = allocated() - before;
    copy.reset();

    const auto count = static_cast<std::size_t>(history.end() - history.first());
    std::printf("\nmemory for %zu log lines\n", count);
    print("history store, packed rows", history.bytes());
    print("history store, all of it, as allocated", store);
    print("ring of the session's output", Log::DEFAULT_CAPACITY);
    print("snapshot without history", serialise(terminal.snapshot(SnapshotHistory::left_out)).size());
    print("snapshot with history", serialise(terminal.snapshot()).size());
}

} // namespace cleat::bench
