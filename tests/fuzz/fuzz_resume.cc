// A terminal that is made anew from a snapshot before every piece of output is always equal to one that is not.
#include "tests/fuzz/script.h"

#include <cstdlib>

using namespace cleat;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Script script({reinterpret_cast<const char*>(data), size});
    Terminal whole(script.size());
    Terminal cut(script.size());
    while (!script.finished()) {
        const auto piece = script.next();
        cut = Terminal::restore(cut.snapshot());
        for (auto* terminal : {&whole, &cut}) {
            if (piece.empty()) terminal->resize(script.size());
            else terminal->feed(piece);
        }
        if (whole.take_replies() != cut.take_replies() || whole.take_events() != cut.take_events()) std::abort();
    }
    if (cut.snapshot() != whole.snapshot()) std::abort();
    return 0;
}
