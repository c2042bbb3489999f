#include "common/conversation/session_mirror.h"

#include "common/terminal/terminal.h"
#include "common/wire/codec.h"
#include "tests/support/cases.h"
#include "tests/support/scripted_server.h"
#include "tests/support/stream.h"

#include <doctest/doctest.h>

using namespace cleat;
using cleat::test::body_of;
using cleat::test::cases;
using cleat::test::Stream;

namespace {

/// The step after encoding and decoding.
Step sent(const Step& step)
{
    const auto envelope = decode_server_message(body_of(encode(ServerMessage(step))));
    REQUIRE(envelope.has_value());
    REQUIRE(std::holds_alternative<Step>(envelope->message));
    return std::get<Step>(envelope->message);
}

} // namespace

TEST_CASE("after each step a mirror has the session's screen, for any output, sizes, losses and skipped steps")
{
    for (const int seed : cases(300)) {
        CAPTURE(seed);
        Stream stream(static_cast<std::uint32_t>(seed));
        Size size = stream.size();
        Terminal terminal(size);
        SessionMirror mirror;
        mirror.take(Attached{.id = 1, .name = "work"});
        Screen shown;
        std::uint64_t number = 0;
        for (int i = 0; i < 40; ++i) {
            terminal.feed(stream.pieces(size, stream.number(1, 10)));
            if (stream.chance(8)) {
                size = stream.size();
                terminal.resize(size);
            }
            if (stream.chance(3)) continue; // this step is not sent
            if (stream.chance(10)) {
                mirror.take(Attached{.id = 1, .name = "work"});
                number = 0;
            }
            const Screen now = terminal.screen();
            Step step;
            step.number = ++number;
            // A viewer that was silent is sent the whole screen.
            step.update = number == 1 || stream.chance(10) ? whole(now) : diff(shown, now);
            REQUIRE(mirror.take(sent(step)));
            shown = now;
            REQUIRE(mirror.screen() == now);
            mirror.drawn();
            CHECK(mirror.acknowledge() == Acknowledge{number});
        }
    }
}
