// Any output, split anywhere, with resizes in between, is harmless; a serialised snapshot is read back the same; and
// the output of write_vt makes another terminal show the same, without queries or bells.
#include "common/terminal/write_vt.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/script.h"
#include "tests/support/difference.h"

using namespace cleat;
using fuzz::require;
using fuzz::require_none;

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
    require(read.has_value());
    require_none(test::difference(snapshot, *read));

    Terminal other(snapshot.state.size);
    other.feed(write_vt(snapshot, {.history_lines = 10}));
    // A terminal in which mode 2048 is set reports its size at once.
    require(snapshot.state.modes.size_reports || other.take_replies().empty());
    for (const auto& event : other.take_events()) require(std::holds_alternative<PromptEvent>(event));
    // A terminal of one column keeps a double-width glyph, but cannot show it.
    if (snapshot.state.size.columns == 1) return 0;
    auto wanted = snapshot.screen();
    wanted.modes.synchronised = false;
    const auto shown = other.snapshot();
    require_none(test::difference(snapshot.primary, shown.primary));
    require_none(test::difference(snapshot.alternate, shown.alternate));
    require(other.screen() == wanted);
    return 0;
}
