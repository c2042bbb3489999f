// Bytes that claim to be a snapshot are an error, or a terminal that works.
#include "common/terminal/write_vt.h"
#include "tests/fuzz/script.h"

#include <string>

using namespace cleat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // The beginning that tells the format and its version, whichever that is by now.
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
