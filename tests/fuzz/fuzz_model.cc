// No output, cut anywhere, with resizes between, does harm; and what a snapshot says of it reads back the same.
#include "common/terminal/write_vt.h"
#include "tests/fuzz/script.h"

#include <cstdlib>

using namespace cleat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Script script({reinterpret_cast<const char*>(data), size});
    Terminal terminal(script.size(), {.lines = 50, .bytes = 1U << 16});
    while (!script.finished()) {
        const auto piece = script.next();
        if (piece.empty()) terminal.resize(script.size());
        else terminal.feed(piece);
        static_cast<void>(terminal.take_replies());
        static_cast<void>(terminal.take_events());
    }

    const auto snapshot = terminal.snapshot();
    const auto read = parse_snapshot(serialise(snapshot));
    if (!read) std::abort();
    // On one column a double-width glyph has no second half, and is not kept when it is packed.
    if (snapshot.state.size.columns > 1 && *read != snapshot) std::abort();

    Terminal other(snapshot.state.size);
    other.feed(write_vt(snapshot, {.history_lines = 10}));
    return 0;
}
