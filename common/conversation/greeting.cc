#include "common/conversation/greeting.h"

namespace cleat {

Hello hello_for(const Greeting& greeting)
{
    Hello hello;
    hello.version = greeting.version;
    hello.role = greeting.role;
    hello.terminal = greeting.terminal;
    hello.silence_ms = static_cast<std::uint64_t>(greeting.silence.count());
    return hello;
}

Result<void> check(const Welcome& welcome)
{
    if (welcome.protocol >= PROTOCOL_OLDEST && welcome.protocol <= PROTOCOL_NEWEST) return {};
    return Error("the server (" + welcome.version + ") chose protocol " + std::to_string(welcome.protocol) +
                     "; this client (" CLEAT_VERSION ") supports " + std::to_string(PROTOCOL_OLDEST) + " to " +
                     std::to_string(PROTOCOL_NEWEST),
                 ErrorCode::unsupported);
}

} // namespace cleat
