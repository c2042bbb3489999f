// A terminal that is restored from its snapshot at every cut, alternately from the value and from its serialised bytes,
// always equals one that is never restored: in screen, replies, events, history and snapshot.
#include "tests/fuzz/require.h"
#include "tests/fuzz/script.h"
#include "tests/support/difference.h"

using namespace cleat;
using fuzz::require;
using fuzz::require_none;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Script script({reinterpret_cast<const char*>(data), size});
    const HistoryLimits limits{.lines = 50, .bytes = 1U << 16};
    Terminal whole(script.size(), limits);
    Terminal cut(script.size(), limits);
    for (bool by_bytes = false; !script.finished(); by_bytes = !by_bytes) {
        const auto piece = script.next();
        const auto snapshot = cut.snapshot();
        require_none(test::difference(whole.snapshot(), snapshot));
        if (by_bytes) {
            const auto read = parse_snapshot(serialise(snapshot));
            require(read.has_value());
            cut = Terminal::restore(*read);
        } else {
            cut = Terminal::restore(snapshot);
        }
        for (auto* terminal : {&whole, &cut}) {
            if (piece.empty()) terminal->resize(script.size());
            else terminal->feed(piece);
        }
        require(whole.take_replies() == cut.take_replies());
        require(whole.take_events() == cut.take_events());
        require(whole.screen() == cut.screen());
        require(whole.history() == cut.history());
    }
    require_none(test::difference(whole.snapshot(), cut.snapshot()));
    return 0;
}
