// Any bytes after a snapshot's header are an error or a working terminal.
#include "common/terminal/write_vt.h"
#include "tests/fuzz/script.h"

#include <string>

using namespace cleat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // The header with the format and its current version.
    static const auto begin = serialise(Snapshot()).substr(0, std::string_view("cleat snapshot").size() + 1);
    std::string bytes = begin;
    bytes.append(reinterpret_cast<const char*>(data), size);
    const auto snapshot = parse_snapshot(bytes);
    if (!snapshot) return 0;

    auto terminal = Terminal::restore(*snapshot);
    terminal.feed(write_vt(*snapshot, {.history_lines = 10}));
    terminal.feed("\x1b[2J\x1b[5Ltext\r\n\x1b[3b\x1b[?1049l\x1b[u");
    terminal.resize({.rows = 5, .columns = 9});
    static_cast<void>(serialise(terminal.snapshot()));
    return 0;
}
